// datastore_search_sql takes the SQL that CKAN's users and drivers write, and nothing else.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ckanRoutes } from '../../../src/open-data/ckan/routes.ts'
import { ask, facesInMemory } from '../support/ask.ts'
import { districts } from '../support/shelf-in-memory.ts'

const routes = ckanRoutes(facesInMemory())
const table = `"${districts.resources[0]!.id}"`
const call = (sql: string) =>
  ask(routes, `/api/3/action/datastore_search_sql?sql=${encodeURIComponent(sql)}`)

for (const [sql, expected] of [
  [
    `SELECT * FROM ${table} LIMIT 1`,
    {
      _id: 1,
      ubigeo: '150101',
      distrito: 'Lima',
      area_km2: 21.98,
      creacion: '1535-01-18',
      cercado: true,
    },
  ],
  [`SELECT distrito FROM ${table} WHERE distrito ILIKE 'SAN%'`, { distrito: 'San Isidro' }],
  [`SELECT count(*), max(area_km2) FROM ${table}`, { count: 8, max: 21.98 }],
  [`SELECT area_km2::text AS t FROM ${table} WHERE _id = 7`, { t: '11.10' }],
  [
    `SELECT date_trunc('year', creacion)::date AS y, count(*) AS n FROM ${table} GROUP BY 1 ORDER BY n DESC, y LIMIT 1`,
    { y: '1949-01-01', n: 2 },
  ],
  [
    `SELECT to_char(creacion, 'YYYY-MM') AS m FROM ${table} WHERE ubigeo = '150105'`,
    { m: '1949-07' },
  ],
  [
    `WITH big AS (SELECT * FROM ${table} WHERE area_km2 > 9) SELECT string_agg(distrito, ', ' ORDER BY distrito) AS names FROM big`,
    { names: 'Lima, Miraflores, San Isidro' },
  ],
  [
    `SELECT a.distrito FROM ${table} a JOIN ${table} b ON a.creacion = b.creacion AND a._id < b._id`,
    { distrito: 'Breña' },
  ],
  [
    `SELECT distrito, row_number() OVER (ORDER BY area_km2 DESC) AS r FROM ${table} ORDER BY r LIMIT 1`,
    { distrito: 'Lima', r: 1 },
  ],
] as const) {
  test(sql.replaceAll(table, '"table"'), async () => {
    const answer = await call(sql)
    assert.equal(answer.status, 200, answer.text)
    assert.deepEqual(answer.json.result.records[0], expected)
  })
}

for (const [sql, status] of [
  ['SELECT * FROM "nada"', 403],
  ['SELECT * FROM pg_catalog.pg_tables', 403],
  [`SELECT pg_read_file('/etc/passwd') FROM ${table}`, 403],
  ["SELECT * FROM read_csv('/etc/passwd')", 403],
  ["SELECT * FROM '/etc/passwd'", 403],
  [`DELETE FROM ${table}`, 403],
  [`COPY ${table} TO '/tmp/x'`, 403],
  [`SELECT 1; DROP TABLE ${table}`, 409],
  [`SELECT nada FROM ${table}`, 409],
  ['SELCT 1', 409],
  ['', 409],
] as const) {
  test(`${sql.replaceAll(table, '"table"') || 'nothing'} is refused with ${status}`, async () => {
    const answer = await call(sql)
    assert.equal(answer.status, status, answer.text)
    assert.equal(answer.json.success, false)
  })
}
