// The portal's own API checks what it is asked, answers from the version meant, and says how long.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { apiRoutes } from '../../../src/open-data/api/routes.ts'
import { createLocale, createLog } from '#platform'
import { createServer, openapi } from '#platform/http'
import type { Server } from '#platform'
import { Registry } from 'prom-client'
import { facesInMemory } from '../support/ask.ts'
import { districts } from '../support/shelf-in-memory.ts'

const id = districts.resources[0]!.id
const table = `/api/v1/resources/${id}`
let server: Server

before(() => {
  server = createServer({
    log: createLog({ level: 'fatal' }),
    locale: createLocale({
      rooms: [{ room: 'platform', folder: new URL('../../../src/platform/', import.meta.url) }],
    }),
    metrics: new Registry(),
    clock: { now: () => new Date() },
    explain: (error) =>
      error instanceof Error && error.name === 'TableError'
        ? { status: 400, code: 'bad', sentence: error.message }
        : null,
  })
  const info = { title: 'Rimaq', version: '1', server: 'http://localhost' }
  server.register(apiRoutes(facesInMemory({ describeApi: () => openapi(server.routes(), info) })))
})

after(() => server.close())

async function get(path: string, headers: Record<string, string> = {}) {
  const answer = await server.inject({ method: 'GET', url: path, headers })
  return { ...answer, json: answer.text.startsWith('{') ? JSON.parse(answer.text) : null }
}

test('datasets are searched, and shown by slug', async () => {
  const found = (await get('/api/v1/datasets?q=distritos')).json
  assert.equal(found.total, 1)
  const one = (await get('/api/v1/datasets/distritos-de-lima')).json
  assert.deepEqual(one, found.datasets[0])
  assert.equal(one.resources[0].columns[2].unit, 'km²')
  assert.equal('recipe' in one.resources[0], false)
  assert.equal((await get('/api/v1/datasets/nada')).status, 404)
})

test('rows come with columns, total and cursor, filtered, sorted and chosen', async () => {
  const all = (await get(`${table}/rows?limit=2`)).json
  assert.deepEqual(all.rows[0], ['150101', 'Lima', 21.98, '1535-01-18', true])
  assert.deepEqual(all.columns[2], { id: 'area_km2', type: 'number', name: 'ÁREA KM2' })
  assert.equal(all.total, 8)
  const where = JSON.stringify({ column: 'area_km2', op: 'lt', value: 3.3 })
  const some = await get(
    `${table}/rows?columns=distrito&sort=-area_km2&where=${encodeURIComponent(where)}`,
  )
  assert.deepEqual(some.json.rows, [['Breña'], ['Lince']])
  const objects = (await get(`${table}/rows?format=objects&columns=distrito&limit=1&q=lin`)).json
  assert.deepEqual(objects.rows, [{ distrito: 'Lince' }])
})

test('wrong questions are refused with the name of what is wrong', async () => {
  const faults = async (query: string) => (await get(`${table}/rows?${query}`)).json.faults
  assert.equal((await faults('colour=red'))[0].name, 'colour')
  assert.equal((await faults('limit=0'))[0].reason, 'too-small')
  assert.equal((await faults('where={'))[0].name, 'where')
  assert.equal((await faults('where={"drop":1}'))[0].reason, 'wrong-shape')
  assert.equal((await faults('after=x&offset=1'))[0].name, 'after')
  assert.equal((await get(`${table}/aggregate?measures=steal:a`)).status, 400)
  assert.equal((await get(`${table}/rows?version=9`)).status, 404)
})

test('a named version is immutable; the newest is asked for anew and known by its tag', async () => {
  const pinned = await get(`${table}/rows?version=1`)
  assert.match(pinned.headers['cache-control'] ?? '', /immutable/)
  const newest = await get(`${table}/rows`)
  assert.equal(newest.headers['cache-control'], 'no-cache')
  const tag = newest.headers['etag'] ?? ''
  assert.equal((await get(`${table}/rows`, { 'if-none-match': tag })).status, 304)
  assert.notEqual((await get(`${table}/rows?limit=1`)).headers['etag'], tag)
})

test('exports are files with a name; SQL takes one SELECT by GET and POST', async () => {
  const csv = await get(`${table}/export.csv?version=1&heads=ids`)
  assert.equal(csv.headers['content-type'], 'text/csv; charset=utf-8')
  assert.match(csv.headers['content-disposition'] ?? '', /filename="distritos-v1\.csv"/)
  assert.equal((await get(`${table}/export.exe`)).status, 404)
  const asked = (await get(`${table}/sql?sql=${encodeURIComponent('SELECT count(*) FROM data')}`))
    .json
  assert.deepEqual(asked.rows, [[8]])
  const posted = await server.inject({
    method: 'POST',
    url: `${table}/sql`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sql: 'SELECT count(*) FROM data' }),
  })
  assert.equal(posted.status, 200, posted.text)
  assert.equal((await get(`${table}/sql`)).status, 400)
})

test('versions are listed and shown with their hashes', async () => {
  const { versions } = (await get(`${table}/versions`)).json
  assert.equal(versions[0].number, 1)
  assert.deepEqual((await get(`${table}/versions/1`)).json, versions[0])
  assert.equal((await get(`${table}/versions/2`)).status, 404)
})

test('the description is OpenAPI 3.1 and names every call', async () => {
  const description = (await get('/api/openapi.json')).json
  assert.equal(description.openapi, '3.1.0')
  assert.ok('/api/v1/resources/{id}/rows' in description.paths)
  assert.deepEqual((await get('/api', { accept: 'application/json' })).json, description)
})
