// Routes of protocols between machines take a body as the text it is.
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { closeServers, serve } from './test-server.ts'

afterEach(closeServers)

test('a route of a protocol of machines takes any body as text, whatever it calls itself', async () => {
  const server = serve([
    {
      method: 'POST',
      url: '/echo',
      verb: 'read',
      loads: 'nothing',
      kind: 'file',
      cors: true,
      textBody: true,
      summary: 'Says what was sent.',
      schema: {},
      handle: ({ body }) => ({ body: String(body), type: 'text/plain' }),
    },
  ])
  for (const type of ['text/plain', 'application/json', 'application/octet-stream', undefined]) {
    const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type }
    const answer = await server.inject({
      method: 'POST',
      url: '/echo',
      headers,
      body: 'old 0\n{',
    })
    assert.deepEqual([answer.status, answer.text], [200, 'old 0\n{'], String(type))
  }
})
