// A request sent twice under one key is done once; another body under the key is refused.
import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { Type } from 'typebox'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { Refusal } from './refusal.ts'
import { createOnce } from './store-once.ts'
import type { RouteDefinition } from './route.ts'
import { closeServers, serve } from './test-server.ts'
import type { Server } from './server.ts'

let database: TestDatabase
let now = Date.parse('2026-11-28T12:00:00Z')
const clock = { now: () => new Date(now) }
before(async () => {
  database = await testDatabase()
})
after(() => database.close())
afterEach(closeServers)

let done = 0

function shop(handle?: RouteDefinition['handle'], more: Partial<RouteDefinition> = {}): Server {
  done = 0
  const route: RouteDefinition = {
    method: 'POST',
    url: '/order',
    verb: 'create',
    loads: 'nothing',
    kind: 'json',
    summary: 'Orders.',
    schema: {
      body: Type.Object({ what: Type.String(), many: Type.Optional(Type.Integer()) }),
      response: Type.Object({ number: Type.Integer() }),
    },
    async handle(request) {
      if (handle) return handle(request)
      done += 1
      return {
        status: 201,
        body: { number: done },
        headers: { 'x-number': String(done), 'set-cookie': 'a=b' },
      }
    },
    ...more,
  }
  return serve([route], { once: createOnce({ database, clock }), clock })
}

const key = (n: number): string => `key-${String(n).padStart(20, '0')}`
const order = (server: Server, name: string, body: object, more: Record<string, string> = {}) =>
  server.inject({
    method: 'POST',
    url: '/order',
    headers: {
      'sec-fetch-site': 'same-origin',
      'idempotency-key': name,
      accept: 'application/json',
      ...more,
    },
    body,
  })

test('the same key and body get the same answer, done once, also after a restart', async () => {
  const server = shop()
  const first = await order(server, key(1), { what: 'pan', many: 2 })
  const again = await order(server, `"${key(1)}"`, { many: 2, what: 'pan' })
  assert.deepEqual([first.status, again.status, done], [201, 201, 1])
  assert.deepEqual(again.json(), first.json())
  assert.equal(again.headers['x-number'], '1')
  assert.equal(again.headers['set-cookie'], undefined, 'cookies are not kept')
  const other = shop()
  assert.deepEqual((await order(other, key(1), { what: 'pan', many: 2 })).json(), { number: 1 })
  assert.equal(done, 0)
})

test('another body under the key is refused with 409, and nothing is done', async () => {
  const server = shop()
  await order(server, key(2), { what: 'pan' })
  const other = await order(server, key(2), { what: 'vino' })
  assert.equal(other.status, 409)
  assert.equal(done, 1)
})

test('of ten at once one is done, and the others get its answer', async () => {
  const server = shop()
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => order(server, key(3), { what: 'pan' })),
  )
  assert.equal(done, 1)
  for (const answer of answers)
    assert.deepEqual([answer.status, answer.json()], [201, { number: 1 }])
  assert.equal((await order(server, key(3), { what: 'pan' })).status, 201)
})

test('what was refused in words was not done: the key is free again', async () => {
  let refuse = true
  const server = shop(() => {
    if (refuse) throw new Refusal('conflict')
    done += 1
    return { body: { number: 7 } }
  })
  assert.equal((await order(server, key(4), { what: 'pan' })).status, 409)
  refuse = false
  assert.equal((await order(server, key(4), { what: 'pan' })).status, 200)
  assert.equal(done, 1)
})

test('after a failure nobody knows, the key says so and does nothing again', async () => {
  const server = shop(() => {
    done += 1
    throw new Error('the line was cut after the work')
  })
  assert.equal((await order(server, key(5), { what: 'pan' })).status, 500)
  const again = await order(server, key(5), { what: 'pan' })
  assert.equal(again.status, 409)
  assert.match(again.text, /en curso, o no se sabe/)
  assert.equal(done, 1)
})

test('an answer with a secret is not kept, and not given again', async () => {
  const server = shop(undefined, { answers: 'secret' })
  assert.equal((await order(server, key(6), { what: 'pan' })).status, 201)
  assert.equal((await order(server, key(6), { what: 'pan' })).status, 409)
  assert.equal(done, 1)
  const { rows } = await import('kysely').then(({ sql }) =>
    sql<{
      answer: unknown
    }>`SELECT answer FROM platform.once WHERE answer IS NULL AND done`.execute(database.kysely),
  )
  assert.equal(rows.length, 1)
})

test('a form carries the key as a field; a key that is too short is refused', async () => {
  const server = shop()
  const send = (value: string) =>
    server.inject({
      method: 'POST',
      url: '/order',
      headers: {
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: `what=pan&idempotency-key=${value}`,
    })
  assert.equal((await send(key(7))).status, 201)
  assert.equal((await send(key(7))).status, 201)
  assert.equal(done, 1)
  assert.equal((await send('short')).status, 400)
})

test('one asker’s key says nothing to another', async () => {
  const server = serve(
    [
      {
        method: 'POST',
        url: '/order',
        verb: 'create',
        loads: 'nothing',
        kind: 'json',
        summary: 'Orders.',
        schema: {
          body: Type.Object({ what: Type.String() }),
          response: Type.Object({ who: Type.String() }),
        },
        handle: (request) => ({ body: { who: String(request.actor) } }),
      },
    ],
    {
      once: createOnce({ database, clock }),
      identify: async ({ token }) => ({ actor: token, key: token ?? '' }),
    },
  )
  for (const who of ['rosa', 'luz', 'rosa']) {
    const answer = await order(server, key(8), { what: 'pan' }, { authorization: `Bearer ${who}` })
    assert.deepEqual(answer.json(), { who })
  }
})

test('after a day the key is forgotten', async () => {
  const server = shop()
  await order(server, key(9), { what: 'pan' })
  now += 25 * 3_600_000
  await order(server, key(10), { what: 'pan' })
  assert.deepEqual((await order(server, key(9), { what: 'vino' })).json(), { number: 3 })
})

test('negative control: without the memory of keys every repetition is done', async () => {
  done = 0
  const server = serve([
    {
      method: 'POST',
      url: '/order',
      verb: 'create',
      loads: 'nothing',
      kind: 'json',
      summary: 'Orders.',
      schema: {
        body: Type.Object({ what: Type.String() }),
        response: Type.Object({ number: Type.Integer() }),
      },
      handle: () => ({ body: { number: ++done } }),
    },
  ])
  for (let at = 0; at < 3; at++) await order(server, key(11), { what: 'pan' })
  assert.equal(done, 3)
})
