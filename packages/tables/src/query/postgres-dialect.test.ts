// SQL as CKAN's clients send it, answered as PostgreSQL would.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Cell, TableFiles } from '../model.ts'
import type { Tables } from '../query-model.ts'
import { createFixtures } from './fixtures.ts'
import { createTables } from './tables.ts'

const id = '8e1b5f0c-3a5e-4f0e-9a51-2c3c7a1f0d11'
const fixtures = createFixtures()
let tables: Tables
let table: TableFiles

before(async () => {
  table = await fixtures.table(
    'sales',
    `SELECT * FROM (VALUES
       ('Ate', DATE '2024-03-05', 10, 1.25, '7'),
       ('Breña', DATE '2024-03-20', 3, 2.5, '8'),
       ('Ate', DATE '2024-11-01', 4, NULL, '10'),
       (NULL, NULL, 5, 4.0, 'x')
     ) v(district, day, amount, price, code)`,
  )
  tables = createTables({ temp: `${fixtures.folder}/temp`, children: 1 })
})

after(async () => {
  await tables.close()
  fixtures.remove()
})

async function rows(sql: string): Promise<Cell[][]> {
  const answer = await tables.sql({ sql, tables: { [id]: table }, dialect: 'postgres' })
  return answer.rows
}

const from = `FROM "${id}"`
const questions: [title: string, sql: string, expected: Cell[][]][] = [
  [
    'a quoted UUID as table, _id and ILIKE',
    `SELECT _id ${from} WHERE district ILIKE 'at%' ORDER BY _id`,
    [[1], [3]],
  ],
  ['a schema named public', `SELECT count(*) FROM "public"."${id}"`, [[4]]],
  [
    'casts',
    `SELECT '7'::int, '7'::text, '1.23456'::numeric, '1.1'::float, '2024-01-02'::date, '2024-01-02 03:04:05'::timestamp`,
    [[7, '7', 1.23456, 1.1, '2024-01-02', '2024-01-02T03:04:05']],
  ],
  ['division of whole numbers', 'SELECT 7 / 2, 7 / 2.0', [[3, 3.5]]],
  [
    'nulls last ascending, first descending',
    `SELECT district ${from} ORDER BY district DESC, _id`,
    [[null], ['Breña'], ['Ate'], ['Ate']],
  ],
  [
    'date_trunc and string_agg',
    `SELECT date_trunc('month', day)::date AS m, string_agg(district, ',' ORDER BY _id) ${from} WHERE day IS NOT NULL GROUP BY 1 ORDER BY 1`,
    [
      ['2024-03-01', 'Ate,Breña'],
      ['2024-11-01', 'Ate'],
    ],
  ],
  [
    'to_char of dates',
    `SELECT to_char(day, 'YYYY-MM'), to_char(day, 'DD/MM/YYYY HH24:MI'), to_char(day, 'YYYY-"T"Q'), to_char(day, 'FMMONTH') ${from} WHERE _id = 1`,
    [['2024-03', '05/03/2024 00:00', '2024-T1', 'MARCH']],
  ],
  [
    'to_char of numbers',
    `SELECT to_char(1234567.891, 'FM999,999,999.00'), to_char(7, '000')`,
    [['1,234,567.89', '007']],
  ],
  [
    'to_date and to_timestamp',
    `SELECT to_date('05/03/2024', 'DD/MM/YYYY'), to_timestamp('2024-03-05 10:20', 'YYYY-MM-DD HH24:MI')`,
    [['2024-03-05', '2024-03-05T10:20:00']],
  ],
  [
    'regular expressions that match anywhere',
    `SELECT _id ${from} WHERE district ~ 'r.ñ' OR code !~ '[0-9]' ORDER BY 1`,
    [[2], [4]],
  ],
  [
    'regular expressions without case',
    `SELECT _id ${from} WHERE district ~* '^AT' AND district !~* 'BRE' ORDER BY 1`,
    [[1], [3]],
  ],
  [
    'window functions',
    `SELECT _id, sum(amount) OVER (PARTITION BY district ORDER BY _id) ${from} WHERE district = 'Ate' ORDER BY 1`,
    [
      [1, 10],
      [3, 14],
    ],
  ],
  [
    'WITH and joins',
    `WITH a AS (SELECT district, sum(amount) s ${from} GROUP BY 1) SELECT t._id, a.s ${from} t JOIN a USING (district) ORDER BY 1`,
    [
      [1, 14],
      [2, 3],
      [3, 14],
    ],
  ],
  [
    'DISTINCT ON, COALESCE, CASE',
    `SELECT DISTINCT ON (district) coalesce(district, '-'), CASE WHEN amount > 4 THEN 'a' ELSE 'b' END ${from} ORDER BY district, _id`,
    [
      ['Ate', 'a'],
      ['Breña', 'b'],
      ['-', 'a'],
    ],
  ],
  [
    'percentiles and filters',
    `SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY amount), count(*) FILTER (WHERE amount > 4) ${from}`,
    [[4.5, 2]],
  ],
  [
    'whole numbers beyond 2^53 as text, rewritten or not',
    `SELECT 9007199254740993, to_char(day, 'YYYY') ${from} WHERE _id = 1`,
    [['9007199254740993', '2024']],
  ],
  [
    'extract and intervals',
    `SELECT extract(year FROM day), day + interval '1 day' ${from} WHERE _id = 1`,
    [[2024, '2024-03-06T00:00:00']],
  ],
]

for (const [title, sql, expected] of questions) {
  test(`PostgreSQL's SQL is understood: ${title}.`, async () => {
    assert.deepEqual(await rows(sql), expected)
  })
}

test('Mistakes are told with their place, name and kind.', async () => {
  const wrong: [sql: string, code: string, detail: Record<string, Cell>][] = [
    [`SELECT 'ñ' FRO "${id}"`, 'sql-syntax', { position: 16 }],
    ['SELECT * FROM "another"', 'sql-unknown-table', { name: 'another' }],
    ['SELECT * FROM pg_catalog.pg_tables', 'sql-unknown-table', { name: 'pg_catalog.pg_tables' }],
    ['SELECT pg_sleep(1)', 'sql-forbidden', { name: 'pg_sleep' }],
    [`SELECT missing ${from}`, 'sql-failed', { position: 8 }],
    [`SELECT 'ñ', missing ${from}`, 'sql-failed', { position: 13 }],
    ['DELETE FROM x', 'sql-forbidden', { name: 'DELETE' }],
    ['SELECT 1; SELECT 2', 'sql-forbidden', { name: ';' }],
    ["SELECT to_char(now(), 'J')", 'sql-forbidden', {}],
  ]
  for (const [sql, code, detail] of wrong) {
    await assert.rejects(rows(sql), (error: { code: string; detail: Record<string, Cell> }) => {
      assert.equal(error.code, code, sql)
      for (const [key, value] of Object.entries(detail)) assert.equal(error.detail[key], value, sql)
      return true
    })
  }
})

test('Rows beyond the limit are announced, and not sent.', async () => {
  const query = { sql: 'SELECT * FROM range(100000) t(n)', tables: {}, limit: 5000 }
  const answer = await tables.sql(query)
  assert.equal(answer.rows.length, 5000)
  assert.equal(answer.truncated, true)
  const exact = await tables.sql({ ...query, sql: 'SELECT * FROM range(5000) t(n)' })
  assert.equal(exact.truncated, false)
})

test('An answer is remembered as it was, and one that changes by itself is asked again.', async () => {
  const ask = (sql: string) => tables.sql({ sql, tables: { [id]: table } })
  const sql = `SELECT district, amount ${from} ORDER BY _id LIMIT 2`
  assert.deepEqual(await ask(sql), await ask(sql))
  const first = await ask('SELECT random()')
  assert.notDeepEqual(await ask('SELECT random()'), first)
})

test('Columns without a name are called as PostgreSQL calls them.', async () => {
  const names = async (sql: string): Promise<string[]> => {
    const answer = await tables.sql({ sql, tables: { [id]: table }, dialect: 'postgres' })
    return answer.columns.map(({ name }) => name)
  }
  const long = `SELECT amount::text, CAST(day AS date), extract(year FROM day), lower(district)::text,
    coalesce(code, '-'), CASE WHEN amount > 4 THEN 'a' END, 1::int, (SELECT max(price) ${from}),
    substring(district FROM 1 FOR 2), EXISTS (SELECT 1), district || 'x', ARRAY[1] ${from}`
  const called = 'amount day extract lower coalesce case int4 max substring exists ?column? array'
  assert.deepEqual(await names(long), called.split(' '))
  const others = `SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY amount), json_agg(code) ${from}`
  assert.deepEqual(await names(others), ['percentile_cont', 'json_agg'])
  assert.deepEqual(await names(`SELECT amount::text, *, price::int ${from}`), [
    ...['CAST(amount AS VARCHAR)', '_id', 'district', 'day', 'amount', 'price', 'code'],
    'CAST(price AS INTEGER)',
  ])
  assert.deepEqual(await names('SELECT 1::int UNION SELECT 2'), ['int4'])
  assert.equal(new Set(await names('SELECT 1, 2, 3')).size, 3)
})
