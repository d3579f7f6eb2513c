// CKAN's clients reach their actions over HTTP in every way they know, and are refused in CKAN's way.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Server } from '#platform'
import { facesInMemory } from '../support/ask.ts'
import { cityServer } from '../support/city-server.ts'
import { districts, shelfInMemory } from '../support/shelf-in-memory.ts'

const id = districts.resources[0]!.id
let server: Server

before(() => {
  server = cityServer(facesInMemory())
})

after(() => server.close())

const show = '/api/3/action/package_show'
const json = { 'content-type': 'application/json' }
const form = { 'content-type': 'application/x-www-form-urlencoded' }

async function post(body: string | undefined, headers: Record<string, string>, url = show) {
  return server.inject({ method: 'POST', url, headers, ...(body === undefined ? {} : { body }) })
}

test('JSON, forms, JSON as a form, and a whole JSON as a form’s key all name the dataset', async () => {
  const sent: [string, Record<string, string>][] = [
    ['{"id": "museos"}', json],
    ['id=museos', form],
    ['{"id": "museos"}', form],
    [`${encodeURIComponent('{"id": "museos"}')}=1`, form],
  ]
  for (const [body, headers] of sent) {
    const answer = await post(body, { ...headers, authorization: 'x', 'x-ckan-api-key': 'x' })
    assert.equal(answer.status, 200, body)
    assert.equal(answer.json<{ result: { name: string } }>().result.name, 'museos')
  }
})

test('bodies that cannot be read are 400 with a bare JSON string', async () => {
  for (const [body, headers] of [
    ['{"id": ', json],
    ['[1]', json],
    ['{"id": ', form],
    ['--x\r\n\r\n--x--', { 'content-type': 'multipart/form-data; boundary=x' }],
  ] as const) {
    const answer = await post(body, headers)
    assert.equal(answer.status, 400, body)
    assert.match(answer.json<string>(), /^Bad request - JSON Error: /)
  }
})

test('no body is no parameters', async () => {
  assert.equal((await post(undefined, {}, '/api/action/site_read')).status, 200)
  assert.equal((await post('', json, '/api/action/package_list')).status, 200)
  assert.equal((await post('{}', json, '/api/action/organization_list')).status, 200)
})

test('repeated names are lists, foreign names of searches are CKAN’s to refuse', async () => {
  const lists = `/api/3/action/datastore_search?id=${id}&fields=distrito&fields=ubigeo&limit=1`
  const answer = await server.inject(lists)
  assert.deepEqual(answer.json<{ result: { records: object[] } }>().result.records, [
    { distrito: 'Lima', ubigeo: '150101' },
  ])
  assert.equal((await server.inject('/api/3/action/package_search?nada=1')).status, 400)
})

test('an address joined with a slash too many is answered', async () => {
  assert.equal((await server.inject('http://localhost//api/3/action/site_read')).status, 200)
})

test('other sites may ask, by GET and by POST', async () => {
  const headers = { origin: 'https://example.org', 'sec-fetch-site': 'cross-site' }
  const got = await server.inject({ url: '/api/3/action/site_read', headers })
  assert.equal(got.headers['access-control-allow-origin'], '*')
  const posted = await post('{"id":"museos"}', { ...json, ...headers })
  assert.equal(posted.status, 200)
})

test('HEAD, Range and If-None-Match work on original files', async () => {
  const url = `/dataset/${districts.id}/resource/${id}/download/distritos.csv`
  const head = await server.inject({ method: 'HEAD', url })
  assert.equal(head.headers['content-length'], '350')
  assert.equal(head.headers['accept-ranges'], 'bytes')
  const part = await server.inject({ url, headers: { range: 'bytes=0-9' } })
  assert.equal(part.status, 206)
  assert.equal(part.headers['content-range'], 'bytes 0-9/350')
  const tag = head.headers['etag'] ?? ''
  assert.equal((await server.inject({ url, headers: { 'if-none-match': tag } })).status, 304)
})

test('a fault of ours is CKAN’s Internal Server Error and says nothing more', async () => {
  const broken = {
    ...shelfInMemory(),
    dataset: () => Promise.reject(new Error('secret of the database')),
  }
  const own = cityServer(facesInMemory({ shelf: broken }))
  const answer = await own.inject(`${show}?id=x`)
  await own.close()
  assert.equal(answer.status, 500)
  assert.deepEqual(answer.json<{ error: object }>().error, {
    __type: 'Internal Server Error',
    message: 'Internal Server Error',
  })
  assert.equal(answer.text.includes('secret'), false)
})
