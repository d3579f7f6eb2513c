// Tests what every reader of every page relies on: routes, input, refusals, safety.
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { afterEach, describe, test } from 'node:test'
import { Type } from 'typebox'
import { Refusal } from './refusal.ts'
import type { Answer, RouteDefinition, RouteRequest } from './route.ts'
import type { ServerOptions } from './server.ts'
import { closeServers, json, lines, page, serve } from './test-server.ts'

afterEach(closeServers)

const long = 'palabra '.repeat(1000)

describe('routes', () => {
  test('a route without verb, summary or response schema does not register, in words', () => {
    const bad = { ...json(() => ({ body: {} }), { verb: '', summary: '' }), schema: {} }
    assert.throws(
      () => serve([bad]),
      /GET \/thing has no verb.*has no summary.*has no response schema/s,
    )
  })

  test('a route that does not say which record it loads does not register', () => {
    const mute = page('/a', () => ({ body: '' }), { loads: undefined })
    assert.throws(() => serve([mute]), /GET \/a does not say which record it loads/)
    const odd = page('/a', () => ({ body: '' }), { loads: 'everything' })
    assert.throws(() => serve([odd]), /GET \/a does not say which record it loads/)
  })

  test('a record that the loader does not give is answered as an address that does not exist', async () => {
    const loads = async ({ params }: RouteRequest) =>
      params['id'] === 'a' ? { found: true } : null
    const handle = ({ record }: RouteRequest) => ({ body: JSON.stringify(record) })
    const server = serve([page('/thing/:id', handle, { loads })])
    assert.equal((await server.inject('/thing/a')).text, '{"found":true}')
    const headers = { accept: 'text/html' }
    const hidden = await server.inject({ url: '/thing/b', headers })
    const nowhere = await server.inject({ url: '/nothing', headers })
    for (const answer of [hidden, nowhere]) {
      delete answer.headers['x-request-id']
      delete answer.headers['date']
    }
    const alike = (text: string) => text.replace(/[0-9a-f-]{36}/g, 'id')
    assert.equal(alike(hidden.text), alike(nowhere.text))
    assert.equal(hidden.status, 404)
    assert.deepEqual(Object.keys(hidden.headers).sort(), Object.keys(nowhere.headers).sort())
  })

  test('what is known by a ticket may change something whoever calls, and asks for no session', async () => {
    const change: Partial<RouteDefinition> = { method: 'POST', verb: 'sign', actor: 'none' }
    const taken = json(() => ({ body: { name: 'x' } }), { ...change, ticketed: true })
    const from = { 'sec-fetch-site': 'cross-site' }
    const asked = { method: 'POST', url: '/thing', headers: from } as const
    assert.equal((await serve([taken]).inject(asked)).status, 200)
    const usual = json(() => ({ body: { name: 'x' } }), change)
    assert.equal((await serve([usual]).inject(asked)).status, 403)
    const both = json(() => ({ body: {} }), { method: 'POST', verb: 'sign', ticketed: true })
    assert.throws(() => serve([both]), /known by tickets and asks for a session too/)
  })

  test('a route defined twice does not register', () => {
    const route = page('/a', () => ({ body: '' }))
    assert.throws(() => serve([route, route]), /GET \/a is defined twice/)
  })

  test('only the fields of the response schema leave', async () => {
    const server = serve([json(() => ({ body: { name: 'agua', secret: 'x' } }))])
    const answer = await server.inject('/thing')
    assert.deepEqual(answer.json(), { name: 'agua' })
    assert.equal(answer.headers['content-type'], 'application/json; charset=utf-8')
  })

  test('the handler receives typed query values, the language and the origin', async () => {
    let seen: RouteRequest | undefined
    const server = serve([
      json((request) => {
        seen = request
        return { body: { name: 'x' } }
      }),
    ])
    await server.inject({ url: '/thing?limit=5&lang=qu', headers: { host: 'datos.pe' } })
    assert.deepEqual({ ...seen?.query }, { limit: 5 })
    assert.equal(seen?.lang, 'qu')
    assert.equal(seen?.origin, 'http://datos.pe')
    assert.equal(seen?.url, '/thing?limit=5&lang=qu')
  })

  test('HEAD answers like GET without a body', async () => {
    const server = serve([page('/a', () => ({ body: long }))])
    const answer = await server.inject({ method: 'HEAD', url: '/a' })
    assert.equal(answer.status, 200)
    assert.equal(answer.headers['content-length'], String(long.length))
    assert.equal(answer.text, '')
  })
})

describe('input', () => {
  test('unknown query keys are refused by name, and ignored where the route is open', async () => {
    const closed = await serve([json(() => ({ body: { name: '' } }))]).inject('/thing?limt=5')
    assert.equal(closed.status, 400)
    const problem = closed.json<{ faults: { name: string; sentence: string }[] }>()
    assert.equal(problem.faults[0]?.name, 'limt')
    assert.equal(problem.faults[0]?.sentence, '«limt» no se conoce aquí.')
    const open = serve([json(() => ({ body: { name: '' } }), { openQuery: true })])
    assert.equal((await open.inject('/thing?utm_source=x')).status, 200)
  })

  test('a value of the wrong type is refused, not rounded', async () => {
    const server = serve([json(() => ({ body: { name: '' } }))])
    for (const limit of ['1.5', '', 'x', '1&limit=2']) {
      const answer = await server.inject(`/thing?limit=${limit}&lang=en`)
      assert.equal(answer.status, 400, limit)
      assert.match(answer.text, /must be a whole number/)
    }
  })

  const post: Partial<RouteDefinition> = {
    method: 'POST',
    verb: 'query',
    cors: true,
    schema: {
      body: Type.Object({ q: Type.String(), rows: Type.Optional(Type.Integer()) }),
      response: Type.Object({ name: Type.String() }),
    },
  }
  const echo = (request: RouteRequest) => ({ body: { name: JSON.stringify(request.body) } })

  test('JSON and form bodies pass the same schema; JSON is not coerced', async () => {
    const server = serve([json(echo, post)])
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const sent = await server.inject({
      method: 'POST',
      url: '/thing',
      headers: form,
      body: 'q=agua&rows=3',
    })
    assert.equal(sent.json<{ name: string }>().name, '{"q":"agua","rows":3}')
    const asForm = { method: 'POST', url: '/thing', headers: form, body: '{"q":"agua"}' }
    assert.equal((await server.inject(asForm)).json<{ name: string }>().name, '{"q":"agua"}')
    const text = await server.inject({ method: 'POST', url: '/thing', body: { q: 'a', rows: '3' } })
    assert.equal(text.status, 400)
    const unknown = await server.inject({ method: 'POST', url: '/thing', body: { q: 'a', z: 1 } })
    assert.equal(unknown.status, 400)
  })

  test('another media type is 415, broken JSON 400, a body too large 413', async () => {
    const server = serve([json(echo, { ...post, limits: { bodyBytes: 100 } })])
    const send = (type: string, body: string) =>
      server.inject({ method: 'POST', url: '/thing', headers: { 'content-type': type }, body })
    assert.equal((await send('text/plain', 'q=a')).status, 415)
    assert.equal((await send('application/xml', '<a/>')).status, 415)
    const broken = await send('application/json', '{"q":')
    assert.equal(broken.status, 400)
    assert.match(broken.text, /No se pudo leer lo enviado/)
    assert.equal((await send('application/json', `{"q":"${'x'.repeat(200)}"}`)).status, 413)
  })

  test('a prototype cannot be poisoned by a body', async () => {
    const server = serve([json(echo, post)])
    const headers = { 'content-type': 'application/json' }
    const body = '{"q":"a","__proto__":{"admin":true}}'
    const answer = await server.inject({ method: 'POST', url: '/thing', headers, body })
    assert.equal(answer.status, 400)
  })
})

describe('refusals and failures', () => {
  test('an unexpected error tells the user an id and the log everything', async () => {
    const server = serve([
      page('/boom', () => {
        throw new Error('password=hunter2 at /srv/secret')
      }),
    ])
    const answer = await server.inject('/boom')
    assert.equal(answer.status, 500)
    assert.doesNotMatch(answer.text, /hunter2|srv/)
    const id = answer.headers['x-request-id'] ?? ''
    assert.ok(answer.text.includes(id))
    const line = lines.find((entry) => entry.id === id)
    assert.match(JSON.stringify(line), /hunter2/)
    assert.equal(answer.headers['cache-control'], 'no-store')
  })

  test('browsers get a page and programs get problem+json, in the language asked for', async () => {
    const server = serve([])
    const program = await server.inject('/nothing?lang=en')
    assert.equal(program.headers['content-type'], 'application/problem+json; charset=utf-8')
    assert.equal(program.json<{ title: string }>().title, 'This page does not exist')
    const browser = await server.inject({ url: '/nothing', headers: { accept: 'text/html,*/*' } })
    assert.equal(browser.status, 404)
    assert.match(browser.text, /<h1>Esta página no existe<\/h1>/)
  })

  test("a room's own error is explained by the function given at start", async () => {
    class Full extends Error {}
    const route = json(() => {
      throw new Full()
    })
    const explain: ServerOptions['explain'] = (error) =>
      error instanceof Full ? { status: 503, code: 'disk-full', sentence: 'No hay espacio.' } : null
    const answer = await serve([route], { explain }).inject('/thing')
    assert.equal(answer.status, 503)
    assert.equal(answer.json<{ detail: string }>().detail, 'No hay espacio.')
  })

  test('a route may answer its problems in the shape of its own protocol', async () => {
    const problem = (given: { detail: string }): Answer => ({
      body: { success: false, error: { message: given.detail } },
    })
    const refuse = () => {
      throw new Refusal('not-found')
    }
    const answer = await serve([json(refuse, { problem })]).inject('/thing')
    assert.equal(answer.status, 404)
    assert.equal(answer.json<{ success: boolean }>().success, false)
  })

  test('an address that cannot be decoded is not found', async () => {
    const server = serve([page('/dataset/:slug', () => ({ body: 'x' }))])
    assert.equal((await server.inject('/dataset/%E0%A4')).status, 404)
  })
})

describe('safety', () => {
  test('every answer carries the security headers; HSTS only over HTTPS', async () => {
    const plain = await serve([page('/a', () => ({ body: 'x' }))]).inject('/a')
    const policy = plain.headers['content-security-policy'] ?? ''
    assert.match(policy, /script-src 'self'; style-src 'self'; img-src 'self' data: blob:/)
    assert.match(policy, /frame-ancestors 'none'/)
    assert.doesNotMatch(policy, /unsafe/)
    assert.equal(plain.headers['x-content-type-options'], 'nosniff')
    assert.equal(plain.headers['strict-transport-security'], undefined)
    const url = 'https://datos.example'
    const secure = await serve([page('/a', () => ({ body: 'x' }))], { url }).inject('/none')
    assert.match(secure.headers['strict-transport-security'] ?? '', /max-age/)
  })

  test('WebAssembly and frames are allowed only where the route says so', async () => {
    const server = serve([
      page('/map', () => ({ body: 'x' }), { wasm: true }),
      page('/embed', () => ({ body: 'x' }), { embeddable: true }),
    ])
    const map = (await server.inject('/map')).headers['content-security-policy'] ?? ''
    assert.match(map, /script-src 'self' 'wasm-unsafe-eval';/)
    const embed = (await server.inject('/embed')).headers
    assert.match(embed['content-security-policy'] ?? '', /frame-ancestors \*/)
    assert.equal(embed['x-frame-options'], undefined)
  })

  test('changes are accepted only from our own pages', async () => {
    const change = page('/change', () => ({ body: 'done' }), { method: 'POST', verb: 'publish' })
    const server = serve([change], { url: 'https://datos.example' })
    const ask = async (headers: Record<string, string>) =>
      (await server.inject({ method: 'POST', url: '/change', headers })).status
    assert.equal(await ask({}), 403)
    assert.equal(await ask({ 'sec-fetch-site': 'cross-site' }), 403)
    assert.equal(await ask({ 'sec-fetch-site': 'same-site' }), 403)
    assert.equal(await ask({ origin: 'https://evil.example' }), 403)
    assert.equal(await ask({ origin: 'null' }), 403)
    assert.equal(await ask({ 'sec-fetch-site': 'same-origin' }), 200)
    assert.equal(await ask({ origin: 'https://datos.example' }), 200)
    assert.equal(await ask({ authorization: 'Bearer x' }), 200)
    const asking = page('/ask', () => ({ body: 'x' }), { method: 'POST', verb: 'query' })
    const cross = { 'sec-fetch-site': 'cross-site' }
    const closed = await serve([asking]).inject({ method: 'POST', url: '/ask', headers: cross })
    assert.equal(closed.status, 403)
    const shared = serve([{ ...asking, cors: true }])
    assert.equal((await shared.inject({ method: 'POST', url: '/ask', headers: cross })).status, 200)
  })

  test('other sites may read shared routes, also after a preflight', async () => {
    const shared = serve([json(() => ({ body: { name: 'x' } }), { cors: true })])
    const read = await shared.inject({ url: '/thing', headers: { origin: 'https://app.example' } })
    assert.equal(read.headers['access-control-allow-origin'], '*')
    const preflight = await shared.inject({ method: 'OPTIONS', url: '/thing' })
    assert.equal(preflight.status, 204)
    assert.equal(preflight.headers['access-control-allow-methods'], 'OPTIONS, GET, HEAD')
    const own = await serve([json(() => ({ body: { name: 'x' } }))]).inject('/thing')
    assert.equal(own.headers['access-control-allow-origin'], undefined)
  })

  test('a redirect out of the site is a failure', async () => {
    const to = (location: string) =>
      page('/go', () => ({ status: 303, headers: { location }, body: null }))
    assert.equal((await serve([to('/dataset/a?x=1#b')]).inject('/go')).status, 303)
    for (const location of ['//evil.example', 'https://evil.example', '/\\evil.example']) {
      assert.equal((await serve([to(location)]).inject('/go')).status, 500, location)
    }
  })

  test('one reader who asks too much waits, others do not', async () => {
    let now = 0
    const clock = { now: () => new Date(now) }
    const server = serve([page('/a', () => ({ body: 'x' }))], {
      clock,
      limits: { readerPerMinute: 3 },
    })
    const ask = (ip: string) => server.inject({ url: '/a', ip })
    for (let i = 0; i < 3; i++) assert.equal((await ask('203.0.113.7')).status, 200)
    const refused = await ask('203.0.113.7')
    assert.equal(refused.status, 429)
    assert.equal(refused.headers['retry-after'], '20')
    assert.equal((await ask('203.0.113.8')).status, 200)
    now += 20_000
    assert.equal((await ask('203.0.113.7')).status, 200)
  })

  test('behind a declared proxy the reader is whom the proxy names; others are not believed', async () => {
    const seen: string[] = []
    const route = page('/a', ({ ip, origin }) => {
      seen.push(`${ip} ${origin}`)
      return { body: 'x' }
    })
    const headers = {
      host: 'inner',
      'x-forwarded-for': '203.0.113.9',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'datos.example',
    }
    await serve([route], { trustProxy: '127.0.0.1' }).inject({ url: '/a', headers })
    await serve([route]).inject({ url: '/a', headers })
    assert.deepEqual(seen, ['203.0.113.9 https://datos.example', '127.0.0.1 http://inner'])
  })

  test('more requests at once than can be answered are asked to come again', async () => {
    let release: (value: unknown) => void = () => {}
    const gate = new Promise((resolve) => (release = resolve))
    const slow = page('/slow', async () => {
      await gate
      return { body: 'x' }
    })
    const server = serve([slow], { limits: { atOnce: 2 } })
    const waiting = [server.inject('/slow'), server.inject('/slow')]
    await new Promise((resolve) => setImmediate(resolve))
    const refused = await server.inject('/slow')
    assert.equal(refused.status, 503)
    assert.equal(refused.headers['retry-after'], '2')
    release(true)
    for (const answer of await Promise.all(waiting)) assert.equal(answer.status, 200)
    for (let i = 0; i < 10; i++) assert.equal((await server.inject('/slow')).status, 200)
  })

  test('a Host header that is no host does not enter addresses', async () => {
    let origin = ''
    const server = serve([
      page('/a', (request) => {
        origin = request.origin
        return { body: 'x' }
      }),
    ])
    await server.inject({ url: '/a', headers: { host: 'x"><script>' } })
    assert.equal(origin, 'http://localhost')
  })
})

describe('methods and broken requests', () => {
  const thing = page('/thing/:id.csv', () => ({ body: 'x' }), { cors: true })

  test('an address asked with a method it does not have says which it has', async () => {
    const server = serve([thing])
    for (const method of ['PUT', 'PATCH', 'DELETE', 'POST']) {
      const answer = await server.inject({ method, url: '//thing/1.csv/?a=b' })
      assert.equal(answer.status, 405, method)
      assert.equal(answer.headers['allow'], 'GET, HEAD, OPTIONS')
    }
    assert.equal((await server.inject({ method: 'PUT', url: '/thing/1.txt' })).status, 404)
    assert.equal((await server.inject('/nothing')).status, 404)
  })

  test('what is no HTTP, or has too large a head, is answered as a problem', async () => {
    const server = serve([thing])
    const { port } = await server.listen({ port: 0 })
    const huge = await told(port, `GET /thing/1.csv?q=${'a'.repeat(20_000)} HTTP/1.1\r\n\r\n`)
    assert.match(huge, /^HTTP\/1\.1 431 .*application\/problem\+json.*POST/s)
    const strange = await told(port, 'FOO / HTTP/1.1\r\nHost: a\r\n\r\n')
    assert.match(strange, /^HTTP\/1\.1 400 .*application\/problem\+json/s)
  })
})

/** Everything the server says to bytes that are no request. */
function told(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()))
    socket.on('close', () => resolve(text))
    socket.on('error', reject)
  })
}
