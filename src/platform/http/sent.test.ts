// A body may be written over once its answer says that it is sent, and never before.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { closeServers, page, serve } from './test-server.ts'

afterEach(closeServers)

/** Three of them are more than the buffers of two sockets take. */
const BYTES = 8_000_000

/** Bodies of one letter each, which are written over with dots as soon as they are sent. */
function overwriting() {
  const counts = { made: 0, sent: 0 }
  const route = page('/body', () => {
    const body = Buffer.alloc(BYTES, 97 + (counts.made++ % 26))
    return {
      type: 'text/plain; charset=utf-8',
      body,
      sent() {
        counts.sent += 1
        body.fill('.')
      },
    }
  })
  return { counts, route }
}

function isWhole(body: Buffer): boolean {
  return body[0] !== 0x2e && body.equals(Buffer.alloc(BYTES, body[0]))
}

const head = (line: string, more = '') => `${line} /body HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`

test('bodies arrive whole, by slow readers and quick ones, one after the other on a connection', async () => {
  const { counts, route } = overwriting()
  const { port } = await serve([route]).listen({ port: 0 })
  const slow = connect(port, '127.0.0.1')
  // Three at once on one connection: the second is made while the first waits for its reader.
  slow.write(head('GET') + head('GET') + head('GET', 'Connection: close\r\n'))
  await once(slow, 'readable')
  const quick = await Promise.all(
    Array.from({ length: 12 }, async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/body`)
      return Buffer.from(await answer.arrayBuffer())
    }),
  )
  assert.ok(quick.every(isWhole))
  assert.ok(counts.sent < counts.made, 'the slow reader has not taken its answers yet')
  const parts: Buffer[] = []
  for await (const part of slow) parts.push(part as Buffer)
  const [, ...answers] = Buffer.concat(parts).toString('latin1').split('HTTP/1.1 200 OK')
  assert.equal(answers.length, 3)
  for (const answer of answers) {
    const body = answer.slice(answer.indexOf('\r\n\r\n') + 4)
    assert.ok(isWhole(Buffer.from(body, 'latin1')))
  }
  assert.deepEqual(counts, { made: 15, sent: 15 })
})

test('a body that is sent smaller, or not at all, is let go too', async () => {
  const { counts, route } = overwriting()
  const server = serve([route])
  const small = await server.inject({ url: '/body', headers: { 'accept-encoding': 'gzip' } })
  assert.ok(isWhole(gunzipSync(small.bytes)))
  const none = await server.inject({ method: 'HEAD', url: '/body' })
  assert.equal(none.bytes.length, 0)
  assert.deepEqual(counts, { made: 2, sent: 2 })
})

test('a reader who goes away in the middle harms nobody else’s', async () => {
  const { route } = overwriting()
  const { port } = await serve([route]).listen({ port: 0 })
  for (let turn = 0; turn < 8; turn++) {
    const gone = connect(port, '127.0.0.1')
    gone.write(head('GET'))
    await once(gone, 'data')
    const other = fetch(`http://127.0.0.1:${port}/body`)
    gone.destroy()
    assert.ok(isWhole(Buffer.from(await (await other).arrayBuffer())))
  }
})
