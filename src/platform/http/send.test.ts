// Tests how answers leave: in part, unchanged, smaller, as streams that stop with their reader.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, describe, test } from 'node:test'
import { gunzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { Refusal } from './refusal.ts'
import type { Answer, RouteDefinition } from './route.ts'
import { closeServers, page, serve } from './test-server.ts'

afterEach(closeServers)

const long = 'palabra '.repeat(1000)

describe('answers', () => {
  const file = Buffer.from('0123456789')
  const ranged = (): Answer => ({
    type: 'application/octet-stream',
    etag: 'v1',
    modified: new Date('2026-01-02T03:04:05Z'),
    cache: 'public, max-age=31536000, immutable',
    body: null,
    ranged: {
      bytes: file.length,
      async read(start, end) {
        return (async function* () {
          yield file.subarray(start, end + 1)
        })()
      },
    },
  })
  const fileRoute: RouteDefinition = { ...page('/file', ranged), kind: 'file', summary: 'A file.' }
  const ask = (headers: Record<string, string>) =>
    serve([fileRoute]).inject({ url: '/file', headers })

  test('a body that lies packed goes out as it lies, in part unpacked, and else as readers take it', async () => {
    const text = Buffer.from(long)
    async function* slice(start: number, end: number): AsyncGenerator<Uint8Array> {
      yield text.subarray(start, end + 1)
    }
    const packed = zstdCompressSync(text)
    const answer = (): Answer => ({
      type: 'text/csv; charset=utf-8',
      etag: 'v1',
      body: null,
      packed: () =>
        (async function* () {
          yield packed
        })(),
      ranged: { bytes: text.length, read: async (start, end) => slice(start, end) },
    })
    const route: RouteDefinition = { ...page('/csv', answer), kind: 'file', summary: 'A table.' }
    const get = (headers: Record<string, string>) => serve([route]).inject({ url: '/csv', headers })
    const zstd = await get({ 'accept-encoding': 'gzip, zstd' })
    assert.equal(zstd.headers['content-encoding'], 'zstd')
    assert.equal(zstd.headers.etag, 'W/"v1"')
    assert.ok(packed.equals(zstd.bytes))
    const gzip = await get({ 'accept-encoding': 'gzip' })
    assert.equal(gzip.headers['content-encoding'], 'gzip')
    assert.equal(gunzipSync(gzip.bytes).toString(), long)
    const plain = await get({})
    assert.equal(plain.headers['content-length'], String(text.length))
    assert.equal(plain.text, long)
    const part = await get({ 'accept-encoding': 'zstd', range: 'bytes=8-14' })
    assert.deepEqual([part.status, part.text, part.headers.etag], [206, 'palabra', '"v1"'])
    const weak = { 'accept-encoding': 'zstd', range: 'bytes=8-14', 'if-range': 'W/"v1"' }
    assert.equal((await get(weak)).status, 200)
  })

  test('one range is 206, outside 416, several are refused, nonsense is the whole', async () => {
    const whole = await ask({})
    assert.equal(whole.text, '0123456789')
    assert.equal(whole.headers['accept-ranges'], 'bytes')
    const cases: [string, number, string, string | undefined][] = [
      ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
      ['bytes=7-', 206, '789', 'bytes 7-9/10'],
      ['bytes=-3', 206, '789', 'bytes 7-9/10'],
      ['bytes=0-99', 206, '0123456789', 'bytes 0-9/10'],
      ['lines=1-2', 200, '0123456789', undefined],
      ['bytes=5-2', 200, '0123456789', undefined],
    ]
    for (const [range, status, text, contentRange] of cases) {
      const answer = await ask({ range })
      assert.equal(answer.status, status, range)
      assert.equal(answer.text, text, range)
      assert.equal(answer.headers['content-range'], contentRange, range)
    }
    for (const range of ['bytes=10-', 'bytes=-0', 'bytes=0-1,3-4']) {
      const answer = await ask({ range })
      assert.equal(answer.status, 416, range)
      assert.equal(answer.headers['content-range'], 'bytes */10', range)
    }
  })

  test('If-Range gives the slice of the same version and the whole of another', async () => {
    assert.equal((await ask({ range: 'bytes=0-1', 'if-range': '"v1"' })).status, 206)
    assert.equal((await ask({ range: 'bytes=0-1', 'if-range': '"v0"' })).status, 200)
    assert.equal((await ask({ range: 'bytes=0-1', 'if-range': 'W/"v1"' })).status, 200)
  })

  test('a copy that is still good is 304', async () => {
    assert.equal((await ask({ 'if-none-match': '"v0", W/"v1"' })).status, 304)
    assert.equal((await ask({ 'if-none-match': '"v2"' })).status, 200)
    const since = 'Fri, 02 Jan 2026 03:04:05 GMT'
    assert.equal((await ask({ 'if-modified-since': since })).status, 304)
    assert.equal((await ask({ 'if-modified-since': since, 'if-none-match': '"v2"' })).status, 200)
  })

  test('text above a kilobyte is compressed as the reader can read it', async () => {
    const server = serve([page('/a', () => ({ body: long, etag: 'e' }))])
    const get = (accepted: string) =>
      server.inject({ url: '/a', headers: { 'accept-encoding': accepted } })
    const zstd = await get('gzip, deflate, br, zstd')
    assert.equal(zstd.headers['content-encoding'], 'zstd')
    assert.equal(zstdDecompressSync(zstd.bytes).toString(), long)
    assert.equal(zstd.headers.etag, 'W/"e"')
    assert.equal(zstd.headers.vary, 'accept-encoding')
    assert.equal(gunzipSync((await get('gzip')).bytes).toString(), long)
    assert.equal((await get('gzip;q=0')).headers['content-encoding'], undefined)
    const short = serve([page('/a', () => ({ body: 'x' }))])
    const small = await short.inject({ url: '/a', headers: { 'accept-encoding': 'gzip' } })
    assert.equal(small.headers['content-encoding'], undefined)
  })

  test('a stream is compressed on its way', async () => {
    const server = serve([
      {
        ...page('/a', () => ({ type: 'text/csv', body: repeat(100) })),
        kind: 'file',
        summary: 'Rows.',
      },
    ])
    const answer = await server.inject({ url: '/a', headers: { 'accept-encoding': 'gzip' } })
    assert.equal(gunzipSync(answer.bytes).toString(), long.repeat(100))
  })

  test('a stream stops when its reader leaves, and the signal says so', async () => {
    let ended: (value: unknown) => void = () => {}
    const end = new Promise((resolve) => (ended = resolve))
    const aborted: string[] = []
    const endless = async function* () {
      try {
        for (;;) yield Buffer.alloc(65_536)
      } finally {
        ended(true)
      }
    }
    const route = page('/endless', ({ signal }) => {
      signal.addEventListener('abort', () => aborted.push(signal.reason.name))
      return { body: endless(), type: 'application/octet-stream' }
    })
    const server = serve([route])
    const { port } = await server.listen({ port: 0 })
    const socket = connect(port, '127.0.0.1')
    socket.write('GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await once(socket, 'data')
    socket.destroy()
    assert.equal(await end, true)
    assert.deepEqual(aborted, ['AbortError'])
  })

  test('an error before the first byte is an answer, not a cut connection', async () => {
    const failing = async function* (): AsyncGenerator<Uint8Array> {
      throw new Refusal('took-too-long')
    }
    const server = serve([page('/a', () => ({ body: failing() }))])
    assert.equal((await server.inject('/a')).status, 504)
  })

  test('closing lets an answer under way end', async () => {
    let release: (value: unknown) => void = () => {}
    const gate = new Promise((resolve) => (release = resolve))
    let arrived: (value: unknown) => void = () => {}
    const arrival = new Promise((resolve) => (arrived = resolve))
    const server = serve([
      page('/slow', async () => {
        arrived(true)
        await gate
        return { body: 'fin' }
      }),
    ])
    const { port } = await server.listen({ port: 0 })
    const answer = fetch(`http://127.0.0.1:${port}/slow`)
    await arrival
    const closed = server.close()
    release(true)
    assert.equal(await (await answer).text(), 'fin')
    await closed
    await assert.rejects(fetch(`http://127.0.0.1:${port}/slow`))
  })
})

async function* repeat(times: number): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < times; i++) yield Buffer.from(long)
}
