// A plain SELECT has the same names, types and cells whether index files or DuckDB in its box answer it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { aggregateByIndex } from '../index-files/aggregate.ts'
import { answerByIndex } from '../index-files/answer.ts'
import { makeIndexReader } from '../index-files/reader.ts'
import { LONG, ids, openPlace, tableOf } from '../index-files/test-tables.ts'
import type { Place } from '../index-files/test-tables.ts'
import type { TableFiles } from '../model.ts'
import type { SqlAnswer } from '../query-model.ts'
import { answerPlain } from './plain-answer.ts'
import { createSandboxes } from './sandbox.ts'

const name = '8e1b5f0c-3a5e-4f0e-9a51-2c3c7a1f0d11'
const sandboxes = createSandboxes({ memory: 2 ** 29, threads: 2 })
const reader = makeIndexReader({ warn: ({ message }) => assert.fail(message) })
let place: Place
let table: TableFiles

before(async () => {
  place = await openPlace()
  table = await tableOf(place, LONG)
})

after(() => place.close())

type Dialect = 'duckdb' | 'postgres'

/** Answered without running it; null when the statement is left to the box. */
async function byIndex(sql: string, dialect: Dialect, limit: number): Promise<SqlAnswer | null> {
  const job = { sql, dialect, tables: [{ name }] }
  const plain = await sandboxes.plain(job, () => {})
  return (
    plain &&
    answerPlain(plain, table, {
      rows: (of, query) => answerByIndex(of, query, reader),
      groups: (of, query) => aggregateByIndex(of, query, reader),
      limit,
    })
  )
}

function byRunning(sql: string, dialect: Dialect, limit: number): Promise<SqlAnswer> {
  const tables = [{ name, parquet: table.parquet }]
  const job = { do: 'stranger' as const, sql, dialect, tables, limit, bytes: 2 ** 26 }
  return sandboxes.run(job, () => {})
}

const from = `FROM "${name}"`
const literals: Record<string, fc.Arbitrary<string>> = {
  office: fc.constantFrom("'Lima'", "'Ate 3'", "''", "'O''x'", "'Ñ'", '5'),
  note: fc.constantFrom("'Ñaña común'", "'nota 12'"),
  count: fc.constantFrom('1', '-5', '0', '3000', "'1'", "'01'", '2.5', '99999999999'),
  big: fc.constantFrom('5', '4611686018427387904', '9223372036854775807'),
  amount: fc.constantFrom('12.34', '500', '0.1', '99999999', '3.14159', "'7.5'", '1e2'),
  ratio: fc.constantFrom('0.125', '3', '12.5', '0.1'),
  day: fc.constantFrom("'2004-02-29'", "DATE '2010-01-01'", "'2010-1-1'", "'2010-01-01'::date"),
  moment: fc.constantFrom("'2000-02-01'", "TIMESTAMP '2000-01-05 10:20:00'", "DATE '2000-01-09'"),
  hour: fc.constantFrom("'10:00:00'"),
  open: fc.constantFrom('true', 'false', "'t'"),
  _id: fc.constantFrom('1', '13999', '7000', "'5'", '0'),
}
const column = fc.constantFrom(...ids, '_id')
const written = (id: string) => fc.constantFrom(id, `"${id}"`, id.toUpperCase())
const usually = <T>(good: fc.Arbitrary<T>, other: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 12, arbitrary: good }, { weight: 1, arbitrary: other })
const named = (id: string) => usually(fc.constantFrom(id, `"${id}"`), written(id))

const condition = column.chain((id) =>
  fc
    .tuple(named(id), literals[id]!, literals[id]!)
    .chain(([col, one, two]) =>
      usually(
        fc.constantFrom(
          `${col} = ${one}`,
          `${col} < ${one}`,
          `${col} >= ${one}`,
          `${one} < ${col}`,
          `${col} IN (${one}, ${two})`,
          `${col} BETWEEN ${one} AND ${two}`,
          `${col} IS NULL`,
          `(${col} IS NOT NULL AND ${col} <= ${two})`,
        ),
        fc.constantFrom(
          `${col} <> ${one}`,
          `NOT (${col} = ${one})`,
          `(${col} = ${one} OR ${col} = ${two})`,
          `${col} NOT IN (${one})`,
          `${col} = NULL`,
          `${col} IN (${one}, NULL)`,
          `coalesce(${col} = ${one}, false)`,
        ),
      ),
    ),
)
const where = fc
  .array(condition, { maxLength: 2 })
  .map((all) => (all.length > 0 ? ` WHERE ${all.join(' AND ')}` : ''))
const page = fc
  .tuple(
    fc.constantFrom('', ' LIMIT 7', ' LIMIT 1500', ' LIMIT 0'),
    fc.constantFrom('', ' OFFSET 3'),
  )
  .map((both) => both.join(''))
const direction = fc.constantFrom('', ' ASC', ' DESC', ' DESC NULLS LAST', ' NULLS FIRST')

const rowsSql = fc
  .tuple(
    usually(
      fc.oneof(
        fc.constant('*'),
        fc
          .uniqueArray(column.chain(named), { minLength: 1, maxLength: 3 })
          .map((all) => all.join(', ')),
        column.map((id) => `${id} AS x, _id`),
      ),
      fc.constantFrom(
        'office, office',
        'count AS office, office',
        'count + 1',
        't.office',
        'DISTINCT ON (office) note',
      ),
    ),
    where,
    fc.tuple(column.chain(named), direction).map(([id, way]) => ` ORDER BY ${id}${way}, _id`),
    page,
  )
  .map(([items, filter, order, rest]) => `SELECT ${items} ${from}${filter}${order}${rest}`)

const measure = usually(
  fc.oneof(
    fc.constantFrom('count(*)', 'count(DISTINCT office)', 'count(DISTINCT day)'),
    fc
      .tuple(
        fc.constantFrom('sum', 'min', 'max', 'count', 'SUM'),
        fc.constantFrom('count', 'amount'),
      )
      .map(([fn, id]) => `${fn}(${id})`),
    fc
      .tuple(fc.constantFrom('min', 'max'), fc.constantFrom('office', 'day', 'moment', 'open'))
      .map(([fn, id]) => `${fn}("${id}")`),
  ),
  fc.constantFrom(
    ...['sum(DISTINCT count)', 'avg(count)', 'avg(amount)', 'sum(ratio)', 'sum(big)', 'count(1)'],
    ...[
      'count(*) FILTER (WHERE open)',
      'sum(count + 1)',
      'max(note ORDER BY _id)',
      'median(count)',
    ],
  ),
)
const groupSql = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom('office', 'day', 'open', 'count', 'amount'), { maxLength: 2 }),
    fc.array(measure, { minLength: 1, maxLength: 3 }),
    where,
    direction,
    page,
    fc.constantFrom('names', 'places', 'aliases', 'having', 'rollup'),
  )
  .map(([groups, measures, filter, way, rest, style]) => {
    const items = groups.map((id) => (style === 'aliases' ? `${id} AS the_${id}` : id))
    const all = [...items, ...measures.map((one, at) => (at === 0 ? `${one} AS n` : one))]
    const by =
      style === 'places'
        ? groups.map((_, at) => String(at + 1))
        : groups.map((id) => (style === 'aliases' ? `the_${id}` : id))
    const grouping = style === 'rollup' ? `ROLLUP (${by.join(', ')})` : by.join(', ')
    const having = style === 'having' ? ' HAVING count(*) > 1' : ''
    const group = groups.length > 0 ? ` GROUP BY ${grouping}${having}` : ''
    // Every group last, or ties would leave the order open.
    const order = [...(groups.length === 0 ? [] : [`n${way}`]), ...by]
    const sorted = order.length > 0 ? ` ORDER BY ${order.join(', ')}` : ''
    return `SELECT ${all.join(', ')} ${from}${filter}${group}${sorted}${rest}`
  })

const distinctSql = fc
  .tuple(fc.constantFrom('office', 'open, office', 'day'), where, direction)
  .map(([items, filter, way]) => {
    const order = items.split(', ').map((id) => `${id}${way}`)
    return `SELECT DISTINCT ${items} ${from}${filter} ORDER BY ${order.join(', ')}`
  })

async function compare(sql: string, dialect: Dialect, limit: number): Promise<boolean> {
  const answer = await byIndex(sql, dialect, limit)
  if (!answer) return false
  assert.deepEqual(answer, await byRunning(sql, dialect, limit), sql)
  return true
}

const dialect = fc.constantFrom('duckdb' as const, 'postgres' as const)
for (const [title, statement, least] of [
  ['rows', rowsSql, 0.2],
  ['groups', groupSql, 0.15],
  ['different values', distinctSql, 0.2],
] as const) {
  test(`Index files and DuckDB in its box answer plain statements for ${title} alike.`, async () => {
    let asked = 0
    let answered = 0
    const limits = fc.constantFrom(5, 32_000)
    await fc.assert(
      fc.asyncProperty(statement, dialect, limits, async (sql, way, limit) => {
        asked += 1
        if (await compare(sql, way, limit)) answered += 1
      }),
      { numRuns: 250 },
    )
    assert.ok(answered > asked * least, `${answered} of ${asked} were answered`)
  })
}

test('Every statement that is not plain is left to the box.', async () => {
  const left = [
    `SELECT office ${from} t`,
    `SELECT office ${from} AS t(a)`,
    `SELECT office ${from} TABLESAMPLE 5`,
    `SELECT office ${from}, "${name}"`,
    `SELECT x.office FROM (SELECT * ${from}) x`,
    `WITH a AS (SELECT 1) SELECT office ${from}`,
    `SELECT office ${from} UNION SELECT note ${from}`,
    `SELECT office ${from} GROUP BY ALL`,
    `SELECT office, count(*) ${from} GROUP BY CUBE (office)`,
    `SELECT office, count(*) ${from} GROUP BY office HAVING count(*) > 1`,
    `SELECT count(*) ${from} LIMIT 10%`,
    `SELECT office ${from} LIMIT '5'`,
    `SELECT office ${from} LIMIT (SELECT 5)`,
    `SELECT office ${from} ORDER BY office COLLATE NOCASE LIMIT 5`,
    `SELECT office ${from} ORDER BY ALL LIMIT 5`,
    `SELECT office ${from} ORDER BY length(office) LIMIT 5`,
    `SELECT * EXCLUDE (note) ${from} LIMIT 5`,
    `SELECT * REPLACE (1 AS note) ${from} LIMIT 5`,
    `SELECT * RENAME (note AS n) ${from} LIMIT 5`,
    `SELECT COLUMNS('o.*') ${from} LIMIT 5`,
    `SELECT office ${from} QUALIFY row_number() OVER () < 3`,
    `SELECT count(*) OVER () ${from} LIMIT 3`,
    `SELECT office COLLATE NOCASE ${from} LIMIT 3`,
    `SELECT sum(count) FILTER (WHERE open) ${from}`,
    `SELECT count(DISTINCT office ORDER BY office) ${from}`,
    `SELECT office ${from} WHERE office = CAST('Lima' AS VARCHAR) LIMIT 3`,
    `SELECT office ${from} WHERE day = TRY_CAST('2010-01-01' AS DATE) LIMIT 3`,
    `SELECT office ${from} WHERE office = 'Lima' COLLATE NOCASE LIMIT 3`,
    `SELECT office ${from} WHERE office || '' = 'Lima' LIMIT 3`,
    `SELECT office ${from} WHERE open LIMIT 3`,
    `SELECT office, count(*) ${from}`,
    `SELECT missing ${from} LIMIT 3`,
    `SELECT sum(office) ${from}`,
    `SELECT office AS note, note AS office ${from} LIMIT 3`,
    'SELECT 1',
  ]
  for (const sql of left) assert.equal(await byIndex(sql, 'postgres', 100), null, sql)
})

test('Statements as CKAN’s users write them are answered without a scan.', async () => {
  const plain = [
    `SELECT * ${from} LIMIT 100 OFFSET 5000`,
    `SELECT * ${from} WHERE office = 'Ate 5' LIMIT 10`,
    `SELECT count(*) ${from}`,
    `SELECT COUNT(*) AS total, SUM("count") AS s ${from} WHERE "day" >= '2010-01-01'`,
    `SELECT "office", count(*) AS n, sum("amount") AS s ${from} WHERE "count" > 5 GROUP BY "office" ORDER BY "office"`,
    `SELECT DISTINCT office FROM public."${name}" ORDER BY office`,
    `SELECT office, max(moment), max("day") AS latest ${from} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 3`,
  ]
  for (const sql of plain) assert.ok(await compare(sql, 'postgres', 32_000), sql)
})

test('What is refused is refused before anything is looked at.', async () => {
  for (const [sql, code] of [
    [`SELECT read_text('/etc/passwd') ${from}`, 'sql-forbidden'],
    ['SELECT * FROM "another"', 'sql-unknown-table'],
    [`SELECT * ${from}; SELECT 1`, 'sql-forbidden'],
    [`SELECT * FRO "${name}"`, 'sql-syntax'],
  ] as const) {
    await assert.rejects(byIndex(sql, 'postgres', 10), { code }, sql)
  }
})
