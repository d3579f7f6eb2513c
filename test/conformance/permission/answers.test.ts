// Tests over HTTP that what is invisible is answered like what does not exist, to every kind of principal.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { Type } from 'typebox'
import { type Actor, PeopleError, findRecord, inViewOf } from '#people'
import { type RouteDefinition, type Server, createLocale } from '#platform'
import { createServer } from '#platform/http'
import { type City, generateCity } from '../../torture/permission/city.ts'
import { mayDo } from '../../torture/permission/oracle.ts'
import { seededRandom } from '../../torture/shared/random.ts'

let city: City
let server: Server

/** Of the route, as rooms write it: the loader asks permission, the handler only renders. */
function caseRoute(): RouteDefinition {
  return {
    method: 'GET',
    url: '/cases/:id',
    verb: 'read',
    kind: 'json',
    summary: 'A case.',
    schema: { response: Type.Object({ id: Type.String(), level: Type.String() }) },
    loads: async ({ actor, params }) =>
      inViewOf({ ...city.on, actor: (actor as Actor | undefined) ?? { kind: 'visitor' } }, (view) =>
        findRecord(view, { verb: 'read', kind: 'case', id: params['id'] ?? '' }),
      ),
    handle: ({ record }) => ({ body: record ?? null }),
  }
}

before(async () => {
  city = await generateCity(seededRandom(5), 40)
  const room = new URL('../../../src/platform/', import.meta.url)
  server = createServer({
    log: pino({ level: 'silent' }),
    locale: createLocale({ rooms: [{ room: 'platform', folder: room }] }),
    metrics: new Registry(),
    clock: city.on.clock,
    identify: async ({ token }) => {
      const actor = city.principals[Number(token)]?.actor(5)
      return actor === undefined ? null : { actor, key: `principal ${token}` }
    },
    explain: (error) =>
      error instanceof PeopleError ? { status: 403, code: error.code, sentence: error.code } : null,
  })
  server.register([caseRoute()])
})
after(async () => {
  await server.close()
  await city.close()
})

/** Everything of an answer but the moment and the id of the request. */
async function ask(principal: number, id: string): Promise<{ status: number; all: string }> {
  const headers = { authorization: `Bearer ${principal}` }
  const answer = await server.inject({ url: `/cases/${id}`, headers })
  const { 'x-request-id': _, date: __, ...kept } = answer.headers
  const all = JSON.stringify([kept, answer.text]).replace(/urn:uuid:[0-9a-f-]{36}/, 'id')
  return { status: answer.status, all }
}

test('each principal gets what the oracle says, and one and the same 404 for all the rest', async () => {
  let hidden = 0
  for (const [place, { oracle }] of city.principals.entries()) {
    const absent = await ask(place, randomUUID())
    assert.equal(absent.status, 404)
    for (const record of city.tables.records) {
      const moment = { now: city.on.clock.now().getTime(), proof: 5, proposer: '' }
      const answer = await ask(place, record.id)
      const expected = mayDo(city.tables, oracle, 'read', record, moment)
      assert.equal(answer.status === 200, expected, `${oracle.name} level ${record.level}`)
      if (answer.status !== 404) continue
      hidden += 1
      assert.equal(answer.all, absent.all)
    }
  }
  assert.ok(hidden > 500, `${hidden} answers were hidden`)
})
