// DataStore's read actions answer rows, fields, totals and errors as CKAN 2.9 to 2.12 do.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ckanRoutes } from '../../../src/open-data/ckan/routes.ts'
import { ask, facesInMemory } from '../support/ask.ts'
import { districts } from '../support/shelf-in-memory.ts'

const routes = ckanRoutes(facesInMemory())
const id = districts.resources[0]!.id

async function call(name: string, body: Record<string, unknown>) {
  const headers = { 'content-type': 'application/json' }
  return ask(routes, `/api/action/${name}`, { method: 'POST', headers, body })
}

async function rows(body: Record<string, unknown>): Promise<Record<string, unknown>[]> {
  const answer = await call('datastore_search', { resource_id: id, ...body })
  assert.equal(answer.status, 200, answer.text)
  return answer.json.result.records
}

async function named(body: Record<string, unknown>): Promise<unknown[]> {
  return (await rows(body)).map((one) => one['distrito'])
}

test('the first page has _id first, fields with types, and a total', async () => {
  const { result } = (await ask(routes, `/api/3/action/datastore_search?resource_id=${id}&limit=2`))
    .json
  assert.deepEqual(result.records[0], {
    _id: 1,
    ubigeo: '150101',
    distrito: 'Lima',
    area_km2: 21.98,
    creacion: '1535-01-18',
    cercado: true,
  })
  assert.deepEqual(
    result.fields.map((field: { type: string }) => field.type),
    ['int', 'text', 'text', 'numeric', 'date', 'bool'],
  )
  assert.deepEqual(result.fields[3].info, {
    label: 'Superficie',
    notes: 'Superficie del distrito.',
    unit: 'km²',
    type_override: '',
  })
  assert.equal(result.total, 8)
  assert.equal(result.total_was_estimated, false)
  assert.equal(result.limit, 2)
  assert.equal(
    result['_links'].next,
    `/api/3/action/datastore_search?resource_id=${id}&limit=2&offset=2`,
  )
})

test('limit is clamped to 32000, and 0 gives fields without rows', async () => {
  const big = await call('datastore_search', { id, limit: 99_999 })
  assert.equal(big.json.result.limit, 32_000)
  const none = (await call('datastore_search', { id, limit: 0 })).json.result
  assert.deepEqual([none.records, none.total, none.fields.length], [[], 8, 6])
})

test('filters take values, lists, ranges, and nested $or and $and', async () => {
  assert.deepEqual(await named({ filters: { distrito: 'Lince' } }), ['Lince'])
  assert.deepEqual(await named({ filters: '{"ubigeo": 150116}' }), ['Lince'])
  assert.deepEqual(await named({ filters: { DISTRITO: ['Lince', 'Lima'] } }), ['Lima', 'Lince'])
  assert.deepEqual(await named({ filters: { area_km2: { gte: 9, lt: '12' } } }), [
    'Miraflores',
    'San Isidro',
  ])
  assert.deepEqual(await named({ filters: { area_km2: [{ lt: 3.1 }, { gt: 20 }] } }), [
    'Lima',
    'Lince',
  ])
  assert.deepEqual(
    await named({
      filters: {
        $or: [{ distrito: 'Lima' }, { $and: [{ cercado: false }, { area_km2: { gt: 11 } }] }],
      },
    }),
    ['Lima', 'San Isidro'],
  )
  assert.deepEqual(await named({ filters: [{ distrito: 'Lima' }, { distrito: 'Lince' }] }), [
    'Lima',
    'Lince',
  ])
  assert.deepEqual(await named({ filters: { cercado: 'true' } }), ['Lima'])
  assert.deepEqual(await named({ filters: { distrito: null } }), [])
})

test('wrong filters are 409 and say which', async () => {
  const of = async (filters: unknown) =>
    (await call('datastore_search', { id, filters })).json.error
  assert.deepEqual((await of({ nada: 1 })).filters, ['Unknown field: nada'])
  assert.deepEqual((await of({ $not: [] })).filters, [
    'Unknown operators (must be one of $or, $and): $not',
  ])
  assert.deepEqual((await of({ area_km2: 'x' })).query, [
    'invalid input syntax for type numeric: "x"',
  ])
  let deep: unknown = { distrito: 'Lima' }
  for (let i = 0; i < 11; i++) deep = { $and: [deep] }
  assert.deepEqual((await of(deep)).filters, [
    'Maximum nesting depth for filter operations reached',
  ])
  const many = { distrito: Array.from({ length: 101 }, (_, i) => ({ eq: String(i) })) }
  assert.deepEqual((await of(many)).filters, ['Maximum number of filter operations exceeded'])
  assert.deepEqual((await of('{')).filters, ['Cannot parse JSON'])
})

test('q searches words, columns and tsqueries, and adds ranks', async () => {
  const found = (await call('datastore_search', { id, q: 'miraflores' })).json.result
  assert.equal(found.total, 1)
  assert.equal(found.fields.at(-1).id, 'rank')
  assert.ok(Math.abs(found.records[0].rank - 0.0607927) < 1e-6)
  const column = await rows({ q: { distrito: 'san' }, fields: 'distrito' })
  assert.deepEqual(Object.keys(column[0]!), ['distrito', 'rank distrito'])
  assert.deepEqual(await named({ q: 'mira:*', plain: false }), ['Miraflores'])
  assert.deepEqual(await named({ q: '(lince | barranco) & !1874', plain: false }), ['Lince'])
  assert.equal((await call('datastore_search', { id, q: { nada: 'x' } })).status, 409)
})

test('sort orders by several columns, descending, quoted', async () => {
  assert.deepEqual((await named({ sort: 'creacion desc, distrito desc' })).slice(0, 3), [
    'Jesús María',
    'Surquillo',
    'Breña',
  ])
  assert.deepEqual((await named({ sort: '"ÁREA KM2" asc nulls last' }))[0], 'Lince')
  assert.deepEqual((await call('datastore_search', { id, sort: 'nada' })).json.error.sort, [
    'invalid value "nada"',
  ])
})

test('records come as objects, lists, CSV or TSV', async () => {
  const of = (records_format: string) =>
    rows({ records_format, limit: 1, fields: ['_id', 'distrito'] })
  assert.deepEqual(await of('objects'), [{ _id: 1, distrito: 'Lima' }])
  assert.deepEqual(await of('lists'), [[1, 'Lima']])
  assert.equal(await of('csv'), '1,Lima\n')
  assert.equal(await of('tsv'), '1\tLima\n')
  assert.equal((await call('datastore_search', { id, records_format: 'yaml' })).status, 409)
})

test('next_page continues after the last row, and the total stays that of the rest', async () => {
  const first = (await call('datastore_search', { id, limit: 3, include_next_page: true })).json
    .result
  assert.deepEqual(first.next_page, { _id: { gt: 3 } })
  const next = (await call('datastore_search', { id, limit: 3, filters: first.next_page })).json
    .result
  assert.deepEqual(
    next.records.map((one: { _id: number }) => one['_id']),
    [4, 5, 6],
  )
  assert.equal(next.total, 5)
})

test('distinct, include_total and unknown names', async () => {
  assert.equal((await rows({ distinct: true, fields: 'cercado' })).length, 2)
  assert.equal(
    'total' in (await call('datastore_search', { id, include_total: false })).json.result,
    false,
  )
  const unknown = await call('datastore_search', { id, colour: 'red' })
  assert.equal(unknown.status, 409)
  assert.deepEqual(unknown.json.error.colour, ['The input field colour was not expected.'])
  const absent = await call('datastore_search', { resource_id: 'nada' })
  assert.equal(absent.json.error.message, 'Not found: Resource "nada" was not found.')
})

test('_table_metadata lists the tables', async () => {
  const { result } = (await call('datastore_search', { resource_id: '_table_metadata' })).json
  assert.equal(result.total, 1)
  assert.equal(result.records[0].name, id)
})

test('datastore_info describes columns and size', async () => {
  const { result } = (await call('datastore_info', { id })).json
  assert.equal(result.meta.count, 8)
  assert.deepEqual(result.fields[0].schema, {
    native_type: 'text',
    notnull: true,
    index_name: null,
    is_index: false,
    uniquekey: true,
  })
})

test('datastore_search_sql answers rows, and refuses in CKAN’s shapes', async () => {
  const good = await call('datastore_search_sql', { sql: `SELECT count(*) FROM "${id}"` })
  assert.deepEqual(good.json.result.records, [{ count: 8 }])
  assert.deepEqual(good.json.result.fields, [{ id: 'count', type: 'int8' }])
  const unknown = await call('datastore_search_sql', { sql: 'SELECT * FROM "nada"' })
  assert.equal(unknown.status, 403)
  const forbidden = await call('datastore_search_sql', { sql: `SELECT pg_sleep(1) FROM "${id}"` })
  assert.equal(
    forbidden.json.error.message,
    'Access denied: Not authorized to call function pg_sleep',
  )
  const syntax = await call('datastore_search_sql', { sql: `SELCT FROM "${id}"` })
  assert.equal(syntax.status, 409)
  assert.match(syntax.json.error.query[0], /syntax error/)
})
