// A body may be written over once its answer says that it is sent, and never before.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import type { RouteDefinition } from './route.ts'
import { closeServers, lines, page, serve } from './test-server.ts'

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

/** A file of parts of one letter each, which are written over as soon as they are sent. */
function inParts(letters: string, fails: number | null = null) {
  const counts = { sent: 0, closed: 0 }
  const partBytes = 1_000_000
  const route: RouteDefinition = {
    ...page('/body', () => ({
      body: null,
      ranged: { bytes: letters.length * partBytes, read },
      sentPart: sent,
    })),
    kind: 'file',
    summary: 'A file.',
  }
  async function read(start: number, end: number) {
    return parts(start, end)
  }
  async function* parts(start: number, end: number): AsyncGenerator<Uint8Array> {
    try {
      for (let at = start; at <= end;) {
        const number = Math.floor(at / partBytes)
        if (number === fails) throw new Error('the disk is gone')
        const stop = Math.min(end + 1, (number + 1) * partBytes)
        yield Buffer.alloc(stop - at, letters[number])
        at = stop
      }
    } finally {
      counts.closed += 1
    }
  }
  const sent = (part: Uint8Array): void => {
    counts.sent += 1
    part.fill(0x2e)
  }
  const slice = (start: number, end: number): string =>
    [...letters]
      .map((letter) => letter.repeat(partBytes))
      .join('')
      .slice(start, end + 1)
  return { counts, route, slice, bytes: letters.length * partBytes }
}

test('parts of a file arrive whole, by slow readers and quick ones', async () => {
  const { counts, route, slice, bytes } = inParts('abcdefgh')
  const { port } = await serve([route]).listen({ port: 0 })
  const range = 'Range: bytes=1500000-6400000\r\n'
  const slow = connect(port, '127.0.0.1')
  slow.write(head('GET') + head('GET', range) + head('HEAD') + head('GET', 'Connection: close\r\n'))
  await once(slow, 'readable')
  const quick = async (headers: Record<string, string>): Promise<string> =>
    (await fetch(`http://127.0.0.1:${port}/body`, { headers })).text()
  const [whole, part] = await Promise.all([quick({}), quick({ range: 'bytes=999999-1000000' })])
  assert.equal(part, 'ab')
  assert.ok(whole === slice(0, bytes))
  assert.ok(counts.closed < 5, 'the slow reader has not taken its answers yet')
  const texts: Buffer[] = []
  for await (const text of slow) texts.push(text as Buffer)
  const [, ...answers] = Buffer.concat(texts).toString('latin1').split('HTTP/1.1 20')
  const bodies = answers.map((answer) => answer.slice(answer.indexOf('\r\n\r\n') + 4))
  const wanted = [slice(0, bytes), slice(1_500_000, 6_400_000), '', slice(0, bytes)]
  assert.deepEqual(
    bodies.map((body, at) => body === wanted[at]),
    [true, true, true, true],
  )
  assert.deepEqual(counts, { sent: 8 + 2 + 8 + 6 + 8, closed: 5 })
})

test('a reader who goes away, and a source that fails, end with the source let go', async () => {
  const { counts, route } = inParts('abcdefghijkl')
  const { port } = await serve([route]).listen({ port: 0 })
  const gone = connect(port, '127.0.0.1')
  gone.write(head('GET'))
  await once(gone, 'data')
  gone.destroy()
  for (let wait = 0; wait < 200 && counts.closed === 0; wait++) {
    await new Promise((wake) => setTimeout(wake, 10))
  }
  assert.equal(counts.closed, 1)
  assert.ok(counts.sent < 12)
  assert.ok(!lines.some(({ msg }) => msg === 'answer broken off'), 'leaving is no error')

  const late = inParts('abcd', 2)
  const second = await serve([late.route]).listen({ port: 0 })
  const answer = await fetch(`http://127.0.0.1:${second.port}/body`)
  assert.equal(answer.status, 200)
  await assert.rejects(answer.arrayBuffer())
  assert.equal(late.counts.closed, 1)
  assert.ok(lines.some(({ msg }) => msg === 'answer broken off'))

  const early = inParts('abcd', 0)
  const problem = await serve([early.route]).inject('/body')
  assert.equal(problem.status, 500)
  assert.match(String(problem.headers['content-type']), /problem\+json/)
})
