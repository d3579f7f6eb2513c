// The faces over the real shelf: what is published, replaced or withdrawn shows at once.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Server } from '#platform'
import { testShelf } from '../../support/test-shelf.ts'
import type { TestShelf } from '../../support/test-shelf.ts'
import { facesInMemory } from '../support/ask.ts'
import { cityServer } from '../support/city-server.ts'
import { districtsCsv, tables } from '../support/districts.ts'

const operator = { kind: 'operator' } as const
let city: TestShelf
let server: Server

before(async () => {
  city = await testShelf()
  server = cityServer(facesInMemory({ shelf: city.shelf, files: city.files, tables }))
  await publish(districtsCsv)
})

after(async () => {
  await server.close()
  await city.close()
})

async function publish(csv: string): Promise<void> {
  const path = await city.file('distritos.csv', csv)
  const request = { path, name: 'distritos.csv', dataset: 'distritos' }
  await city.shelf.as(operator).publishFile(request)
}

async function get<T>(path: string): Promise<T> {
  return (await server.inject(path)).json<{ result: T }>().result
}

interface Shown {
  id: string
  resources: { id: string; url: string; hash: string; version: number }[]
}

test('a published file is found, read, downloaded and described', async () => {
  assert.deepEqual(await get('/api/3/action/package_list'), ['distritos'])
  const shown = await get<Shown>('/api/3/action/package_show?id=distritos')
  const resource = shown.resources[0]!
  const rows = await get<{ total: number }>(`/api/3/action/datastore_search?id=${resource.id}`)
  assert.equal(rows.total, 8)
  const file = await server.inject(new URL(resource.url).pathname)
  assert.equal(file.text, districtsCsv)
  assert.equal(file.headers['etag'], `"${resource.hash}"`)
  const turtle = await server.inject('/dataset/distritos.ttl')
  assert.match(turtle.text, new RegExp(`spdx:checksumValue "${resource.hash}"`))
})

test('a new version is answered at once, and the old one stays under its number', async () => {
  const before = await get<Shown>('/api/3/action/package_show?id=distritos')
  await publish(`${districtsCsv}150140,Santiago de Surco,34.75,1929-12-16,false\n`)
  const now = await get<Shown>('/api/3/action/package_show?id=distritos')
  const { id } = now.resources[0]!
  assert.equal(id, before.resources[0]!.id)
  assert.equal(now.resources[0]!.version, 2)
  const total = async (query: string): Promise<number> =>
    (await server.inject(`/api/v1/resources/${id}/rows?limit=1${query}`)).json<{ total: number }>()
      .total
  assert.equal(await total(''), 9)
  assert.equal(await total('&version=1'), 8)
  const found = await get<{ results: Shown[] }>('/api/3/action/package_search?q=distritos')
  assert.equal(found.results[0]?.resources[0]?.version, 2)
  const diff = await server.inject(`/api/v1/resources/${id}/diff?from=1&to=2`)
  assert.equal(diff.json<{ added: number }>().added, 1)
})

test('names nobody could have given are absent, not failures', async () => {
  for (const odd of ['nada', '%00', "'", '1f0a6a5e', '%F0%9F%8C%B5', 'a'.repeat(400), '..%2f..']) {
    const paths = [
      `/api/3/action/package_show?id=${odd}`,
      `/api/3/action/resource_show?id=${odd}`,
      `/api/3/action/datastore_search?id=${odd}`,
      `/datastore/dump/${odd}`,
      `/dataset/${odd}.ttl`,
      `/api/v1/resources/${odd}/rows`,
      `/api/v1/datasets/${odd}`,
    ]
    for (const path of paths) assert.equal((await server.inject(path)).status, 404, path)
  }
})

test('numbers beyond what the database counts are absent or refused, not failures', async () => {
  const { resources } = await get<Shown>('/api/3/action/package_show?id=distritos')
  const table = `/api/v1/resources/${resources[0]!.id}`
  const file = new URL(resources[0]!.url).pathname
  for (const number of ['2147483648', '9007199254740991', '9007199254740993']) {
    const paths = [
      `${table}/rows?version=${number}`,
      `${table}/versions/${number}`,
      `${table}/diff?from=1&to=${number}`,
      `${file}?version=${number}`,
      `/catalog.ttl?page=${number}`,
      `/sitemap-${number}.xml`,
    ]
    for (const path of paths) {
      const { status } = await server.inject(path)
      assert.ok(status === 404 || status === 400, `${status} ${path}`)
    }
  }
  for (const date of ['-271821-04-20T00:00:00Z', '%2B275760-09-13T00:00:00Z', 'ayer']) {
    assert.equal((await server.inject(`/catalog.ttl?modified_since=${date}`)).status, 400, date)
  }
})

test('a withdrawn dataset is absent everywhere', async () => {
  const { resources } = await get<Shown>('/api/3/action/package_show?id=distritos')
  const { id, url } = resources[0]!
  await city.shelf.as(operator).changeState('distritos', 'withdrawn')
  const paths = [
    '/api/3/action/package_show?id=distritos',
    `/api/3/action/resource_show?id=${id}`,
    `/api/3/action/datastore_search?id=${id}`,
    `/datastore/dump/${id}`,
    new URL(url).pathname,
    '/dataset/distritos.ttl',
    '/dataset/distritos/datapackage.json',
    `/api/v1/resources/${id}/rows`,
  ]
  for (const path of paths) assert.equal((await server.inject(path)).status, 404, path)
  const sql = encodeURIComponent(`SELECT * FROM "${id}"`)
  assert.equal((await server.inject(`/api/3/action/datastore_search_sql?sql=${sql}`)).status, 403)
  assert.deepEqual(await get('/api/3/action/package_list'), [])
  assert.equal((await server.inject('/feeds/dataset.atom')).text.includes('<entry>'), false)
})
