// package_search understands the queries CKAN's harvesters, plugins and libraries send.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ckanRoutes } from '../../../src/open-data/ckan/routes.ts'
import { ask, facesInMemory } from '../support/ask.ts'

const routes = ckanRoutes(facesInMemory())

async function search(parameters: Record<string, string>) {
  return ask(routes, `/api/3/action/package_search?${new URLSearchParams(parameters)}`)
}

async function names(parameters: Record<string, string>): Promise<string[]> {
  const answer = await search(parameters)
  assert.equal(answer.status, 200, answer.text)
  return answer.json.result.results.map((one: { name: string }) => one.name)
}

const both = ['distritos-de-lima', 'museos']

for (const [q, expected] of [
  ['', both],
  ['*:*', both],
  ['distrito', ['distritos-de-lima']],
  ['DISTRITOS lima', ['distritos-de-lima']],
  ['museo parque', ['museos']],
  ['lima -museos', ['distritos-de-lima']],
  ['"parques de Lima"', ['museos']],
  ['"Lima parques"', []],
  ['superficie', ['distritos-de-lima']],
  ['title:Museos || title:Distritos', both],
  ['title:museos AND title:distritos', []],
  ['name:muse*', ['museos']],
  ['name:m?seos', ['museos']],
  ['title:(museo OR nada)', ['museos']],
  ['NOT groups:cultura', ['distritos-de-lima']],
  ['organization:municipalidad-de-lima', both],
  ['organization:otra', []],
  ['tags:límites', ['distritos-de-lima']],
  ['res_format:CSV', ['distritos-de-lima']],
  ['extras_frequency:ANNUAL', both],
  ['title:distritos^2 OR title:museos', both],
] as const) {
  test(`q=${q} finds ${expected.join(' and ') || 'nothing'}`, async () => {
    assert.deepEqual((await names({ q })).toSorted(), expected)
  })
}

test('fq narrows as the CKAN harvester writes it', async () => {
  const of = (fq: string) => names({ fq })
  assert.deepEqual(await of('organization:a OR organization:municipalidad-de-lima'), both)
  assert.deepEqual(await of('-organization:municipalidad-de-lima'), [])
  assert.deepEqual(await of('+groups:cultura'), ['museos'])
  assert.deepEqual(await of('metadata_modified:[2026-02-01T00:00:00Z TO *]'), ['distritos-de-lima'])
  assert.deepEqual(await of('metadata_modified:[NOW-7DAYS TO NOW]'), ['distritos-de-lima'])
  assert.deepEqual(await of('metadata_modified:{* TO NOW/YEAR+1MONTH}'), ['museos'])
  assert.deepEqual(await of('+state:active +capacity:public +site_id:*'), both)
})

test('sort, rows, start and fl shape the page', async () => {
  assert.deepEqual(await names({ sort: 'name desc' }), ['museos', 'distritos-de-lima'])
  assert.deepEqual(await names({ sort: 'id asc', rows: '1', start: '1' }), ['museos'])
  assert.deepEqual(await names({ sort: 'metadata_created asc' }), ['museos', 'distritos-de-lima'])
  const answer = (await search({ rows: '0' })).json.result
  assert.equal(answer.count, 2)
  assert.deepEqual(answer.results, [])
  assert.equal(answer.sort, 'score desc, metadata_modified desc')
  const few = (await search({ fl: 'name,tags', q: 'name:museos' })).json.result
  assert.deepEqual(few.results, [{ name: 'museos', tags: ['museos', 'turismo'] }])
})

test('facets count values of what was found', async () => {
  const answer = await search({ 'facet.field': '["groups", "license_id"]', rows: '0' })
  const { facets, search_facets } = answer.json.result
  assert.deepEqual(facets, { groups: { cultura: 1, territorio: 1 }, license_id: { 'odc-by': 1 } })
  assert.deepEqual(search_facets.groups.items[1], {
    name: 'territorio',
    display_name: 'Territorio',
    count: 1,
  })
})

test('what Solr would refuse is refused in CKAN’s words', async () => {
  const unknown = await search({ nonsense: '1' })
  assert.equal(unknown.status, 400)
  assert.deepEqual(unknown.json.error, {
    __type: 'Search Query Error',
    message: `Search Query is invalid: "Invalid search parameters: ['nonsense']"`,
  })
  assert.equal((await search({ sort: 'name' })).json.error['__type'], 'Search Query Error')
  assert.equal((await search({ sort: 'nothing asc' })).status, 409)
  assert.equal((await search({ q: '{!term f=id}x' })).status, 400)
  const syntax = await search({ q: 'title:(a' })
  assert.equal(syntax.status, 409)
  assert.equal(syntax.json.error['__type'], 'Search Error')
  assert.deepEqual((await search({ rows: '-1' })).json.error.rows, ['Must be a natural number'])
  assert.deepEqual((await search({ start: 'x' })).json.error.start, ['Invalid integer'])
})
