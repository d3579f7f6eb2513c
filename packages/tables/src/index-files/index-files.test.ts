// Checks that index files answer exactly what the engine's own SQL answers, and never lie when damaged.
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { DuckDBInstance } from '@duckdb/node-api'
import type { DuckDBConnection } from '@duckdb/node-api'
import fc from 'fast-check'
import type { Cell, Column, TableFiles } from '../model.ts'
import type { Condition, RowsAnswer, RowsQuery } from '../query-model.ts'
import { cellReader } from '../query/cells.ts'
import { planRows } from '../query/rows-sql.ts'
import { answerByIndex, answerTextByIndex } from './answer.ts'
import { buildIndexes } from './build.ts'
import { makeIndexReader } from './reader.ts'
import type { IndexReader } from './reader.ts'

const SCHEMA = {
  office: ['text', 'VARCHAR'],
  note: ['text', 'VARCHAR'],
  count: ['integer', 'BIGINT'],
  big: ['integer', 'BIGINT'],
  amount: ['number', 'DECIMAL(9,2)'],
  ratio: ['number', 'DOUBLE'],
  day: ['date', 'DATE'],
  moment: ['timestamp', 'TIMESTAMP'],
  hour: ['time', 'TIME'],
  open: ['boolean', 'BOOLEAN'],
} as const

let folder: string
let connection: DuckDBConnection

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rimaq-index-'))
  connection = await (await DuckDBInstance.create(':memory:')).connect()
})

after(async () => {
  connection.closeSync()
  await rm(folder, { recursive: true, force: true })
})

function columnsOf(): Column[] {
  return Object.entries(SCHEMA).map(([id, [type, sql]]) => ({
    id,
    name: id,
    type,
    ...(sql.startsWith('DECIMAL') ? { decimal: { digits: 9, scale: 2 } } : {}),
    stats: { nulls: 0, distinct: 0, min: null, max: null, top: [] },
  }))
}

let made = 0

/** A table from SQL that selects the columns of the schema, with its index files. */
async function tableOf(select: string): Promise<TableFiles> {
  const parquet = join(folder, `t${made++}.parquet`)
  await connection.run(`COPY (${select}) TO '${parquet}' (FORMAT parquet)`)
  const counted = await connection.runAndReadAll(`SELECT count(*)::INTEGER FROM '${parquet}'`)
  const table: TableFiles = {
    parquet,
    manifest: {
      format: 'rimaq-table/1',
      rows: counted.value(0, 0) as number,
      columns: columnsOf(),
      key: null,
      keyOrigin: null,
      geometry: null,
      bbox: null,
      source: { name: 't', bytes: 0, sha256: '', format: 'parquet', wrappers: [] },
      findings: [],
      recipe: { steps: [] },
      parquet: { sha256: `sha-${made}`, bytes: 1 },
    },
  }
  const outDir = await mkdtemp(join(folder, 'index-'))
  table.indexes = await buildIndexes({ table, outDir, temp: folder })
  return table
}

function literal(value: Cell): string {
  return value === null ? 'NULL' : `'${String(value).replaceAll("'", "''")}'`
}

function selectRows(rows: Cell[][]): string {
  const casts = Object.entries(SCHEMA).map(
    ([id, [, sql]], at) => `CAST(c${at} AS ${sql}) AS "${id}"`,
  )
  const names = Object.keys(SCHEMA).map((_, at) => `c${at}`)
  const values = rows.map((row, at) => `(${at + 1}, ${row.map(literal).join(', ')})`)
  return (
    `SELECT CAST(i AS BIGINT) AS _id, ${casts.join(', ')} ` +
    `FROM (VALUES ${values.join(', ')}) AS t(i, ${names.join(', ')}) ORDER BY i`
  )
}

interface Plain {
  rows: Cell[][]
  total: number | null
  more: boolean
}

/** What the engine's SQL answers when DuckDB runs it here. */
async function byScan(table: TableFiles, query: RowsQuery): Promise<Plain> {
  const plan = planRows(table, query)
  const page = await connection.runAndReadAll(plan.page)
  const readers = page.columnTypes().map(cellReader)
  const rows = page
    .getRows()
    .map((row) => row.slice(0, plan.columns.length).map((value, at) => readers[at]!.cell(value)))
  const counted = plan.count ? await connection.runAndReadAll(plan.count) : null
  return {
    rows: rows.slice(0, plan.limit),
    total: counted ? Number(counted.value(0, 0)) : plan.total,
    more: rows.length > plan.limit,
  }
}

const words = [
  'Lima',
  'lima',
  'Ñaña',
  'áéí',
  'Ate',
  'a b',
  "d'Or",
  'İz',
  '',
  '10',
  '9',
  '😀',
  '\uffee',
]

const row = fc.tuple(
  fc.option(fc.constantFrom(...words)),
  fc.option(fc.array(fc.constantFrom(...words), { maxLength: 3 }).map((list) => list.join(' '))),
  fc.option(fc.integer({ min: -3, max: 3 })),
  fc.option(
    fc.constantFrom('9223372036854775807', '-9007199254740993', '9007199254740992', '5', '-5'),
  ),
  fc.option(fc.integer({ min: -500, max: 500 }).map((cents) => (cents / 100).toFixed(2))),
  fc.option(fc.constantFrom('0.1', '-0.5', '1e300', '3', '2.5e-8')),
  fc.option(fc.constantFrom('2021-04-11', '1999-12-31', '0001-01-01', '9999-12-31', '2021-04-12')),
  fc.option(
    fc.constantFrom('2021-04-11 10:00:00', '2021-04-11 10:00:00.25', '2021-04-11 00:00:00'),
  ),
  fc.option(fc.constantFrom('10:00:00', '10:00:00.5', '23:59:59')),
  fc.option(fc.boolean()),
) as fc.Arbitrary<Cell[]>

const ids = Object.keys(SCHEMA)
const wanted: Record<string, fc.Arbitrary<Cell>> = {
  office: fc.constantFrom<Cell>(...words, 'zz', 10),
  note: fc.constantFrom<Cell>(...words, 'Lima Ate'),
  count: fc.integer({ min: -4, max: 4 }),
  big: fc.constantFrom<Cell>('9223372036854775807', '-9007199254740993', 5, 0),
  amount: fc.integer({ min: -500, max: 500 }).map((cents) => cents / 100),
  ratio: fc.constantFrom<Cell>(0.1, -0.5, 3, 0),
  day: fc.constantFrom<Cell>('2021-04-11', '2000-01-01'),
  moment: fc.constantFrom<Cell>('2021-04-11T10:00:00', '2021-04-11T10:00:00.250', '2021-04-11'),
  hour: fc.constantFrom<Cell>('10:00:00', '12:00:00'),
  open: fc.boolean(),
  _id: fc.integer({ min: -1, max: 40 }),
}

const simple: fc.Arbitrary<Condition> = fc.constantFrom(...ids, '_id').chain((column) =>
  fc.oneof(
    fc.constantFrom<Condition>({ column, is: 'null' }, { column, is: 'not-null' }),
    fc
      .tuple(fc.constantFrom('eq', 'lt', 'lte', 'gt', 'gte'), wanted[column]!)
      .map(([op, value]) => ({ column, op, value }) as Condition),
    fc
      .array(column === '_id' ? wanted[column]! : fc.option(wanted[column]!), { maxLength: 3 })
      .map((value) => ({ column, op: 'in', value }) as Condition),
  ),
)

const between: fc.Arbitrary<Condition> = fc.constantFrom(...ids, '_id').chain((column) =>
  fc.tuple(wanted[column]!, wanted[column]!).map(([low, high]) => ({
    and: [
      { column, op: 'gte', value: low },
      { column, op: 'lt', value: high },
    ],
  })),
)

const question: fc.Arbitrary<RowsQuery> = fc.record(
  {
    where: fc.oneof(
      simple,
      between,
      fc.array(simple, { maxLength: 3 }).map((and) => ({ and })),
    ),
    search: fc.record(
      {
        words: fc.constantFrom(
          'lima',
          'LIMÁ',
          'nana',
          'a',
          'ate lima',
          'at',
          '10 lima',
          'd or',
          '9',
        ),
      },
      { requiredKeys: ['words'] },
    ),
    sort: fc
      .record(
        {
          column: fc.constantFrom(...ids, '_id'),
          descending: fc.boolean(),
          nulls: fc.constantFrom('first' as const, 'last' as const),
        },
        { requiredKeys: ['column'] },
      )
      .chain((sort) => fc.constantFrom([sort], [sort, { column: '_id' }])),
    limit: fc.integer({ min: 0, max: 12 }),
    offset: fc.integer({ min: 0, max: 40 }),
    count: fc.constantFrom('exact' as const, 'none' as const),
    columns: fc.constantFrom(
      ['_id', 'office'],
      ['amount', 'note', '_id'],
      ['big', 'moment', 'ratio'],
    ),
  },
  { requiredKeys: [] },
)

/** Follows a question through its pages; how many times it was asked and answered. */
async function compare(
  table: TableFiles,
  first: RowsQuery,
  options: { reader: IndexReader; pages: number },
): Promise<{ asked: number; answered: number }> {
  let query = first
  for (let page = 0; page < options.pages; page++) {
    const answer = await answerByIndex(table, query, options.reader)
    if (!answer) return { asked: page + 1, answered: page }
    const scan = await byScan(table, query)
    const told = JSON.stringify(query)
    assert.deepEqual(answer.rows, scan.rows, told)
    assert.equal(answer.total, scan.total, told)
    assert.equal(answer.next !== null, scan.more && query.limit !== 0, told)
    if (!query.columns) {
      const text = await answerTextByIndex(table, query, options.reader)
      assert.deepEqual(JSON.parse(text!.json), answer.rows, told)
    }
    if (answer.next === null) return { asked: page + 1, answered: page + 1 }
    query = { ...query, after: answer.next, offset: 0 }
  }
  return { asked: options.pages, answered: options.pages }
}

const warn = ({ message }: { message: string }) => assert.fail(message)

test('answers small random tables exactly as the SQL of the engine does, page after page', async () => {
  let asked = 0
  let answered = 0
  const rows = fc.array(row, { minLength: 1, maxLength: 40 })
  const questions = fc.array(question, { minLength: 40, maxLength: 40, size: 'max' })
  await fc.assert(
    fc.asyncProperty(rows, questions, async (cells, list) => {
      const table = await tableOf(selectRows(cells))
      const reader = makeIndexReader({ warn })
      for (const query of list) {
        const done = await compare(table, query, { reader, pages: 3 })
        asked += done.asked
        answered += done.answered
      }
      reader.close()
    }),
    { numRuns: 3, endOnFailure: true },
  )
  assert.ok(answered > asked * 0.8, `${answered} of ${asked} questions were answered`)
})

/** Long enough for many blocks, samples instead of all values, and groups longer than a chunk. */
const LONG = `SELECT i AS _id,
  CASE WHEN i % 7 = 0 THEN NULL WHEN i % 3 = 0 THEN 'Lima' ELSE 'Ate ' || (i % 11) END AS office,
  CASE WHEN i % 5 = 0 THEN 'Ñaña común' ELSE 'nota ' || hash(i) % 9000 END AS note,
  CASE WHEN i % 13 = 0 THEN NULL WHEN i < 9000 THEN 1 ELSE (hash(i) % 20000)::BIGINT - 9000 END AS count,
  (hash(i) // 2)::BIGINT AS big,
  ((hash(i + 1) % 100000)::INTEGER / 100)::DECIMAL(9, 2) AS amount,
  CASE WHEN i % 2 = 0 THEN (hash(i) % 100) / 8 ELSE (hash(i) % 9999999) / 64 END AS ratio,
  DATE '2000-01-01' + (hash(i) % 9000)::INTEGER AS day,
  TIMESTAMP '2000-01-01' + INTERVAL (hash(i) % 90000) MINUTE AS moment,
  NULL::TIME AS hour, i % 4 = 0 AS open
  FROM range(1, 14001) AS t(i)`

test('answers a long table with deep offsets and skewed groups exactly', async () => {
  const table = await tableOf(LONG)
  const reader = makeIndexReader({ warn, cacheBytes: 2 ** 20 })
  const deep = fc
    .tuple(question, fc.integer({ min: 0, max: 15_000 }), fc.boolean())
    .map(([query, offset, far]) => (far ? { ...query, offset } : query))
  let asked = 0
  let answered = 0
  await fc.assert(
    fc.asyncProperty(deep, async (query) => {
      const done = await compare(table, query, { reader, pages: 2 })
      asked += done.asked
      answered += done.answered
    }),
    { numRuns: 100 },
  )
  assert.ok(answered > asked * 0.7, `${answered} of ${asked} questions were answered`)
  reader.close()
})

test('leaves to a scan what it does not know: or, not, contains, several sort columns', async () => {
  const table = await tableOf(`${LONG} LIMIT 100`)
  const left: RowsQuery[] = [
    { where: { or: [{ column: 'count', op: 'eq', value: 1 }] } },
    { where: { not: { column: 'count', op: 'eq', value: 1 } } },
    { where: { column: 'office', op: 'contains', value: 'lim' } },
    { where: { column: 'day', op: 'eq', value: '2000-1-1' } },
    { where: { column: 'nothing', op: 'eq', value: 1 } },
    { sort: [{ column: 'office' }, { column: 'note' }] },
    { search: { words: 'lima', columns: ['office'] } },
    { search: { words: '日本' } },
    { distinct: true },
    { after: 'no cursor' },
    { limit: -1 },
  ]
  for (const query of left) assert.equal(await answerByIndex(table, query), null)
  assert.equal(await answerByIndex({ ...table, indexes: {} }, {}), null)
})

test('finds damage in every file and leaves the answer to a scan', async () => {
  const table = await tableOf(`${LONG} LIMIT 6000`)
  const questions: RowsQuery[] = [
    { offset: 5000 },
    { sort: [{ column: 'big', descending: true }], offset: 3000 },
    { where: { column: 'office', op: 'eq', value: 'Lima' }, offset: 500 },
    { search: { words: 'nana' }, offset: 200 },
    { search: { words: 'nota', prefix: true } },
  ]
  const right = new Map<RowsQuery, RowsAnswer>()
  for (const query of questions) right.set(query, (await answerByIndex(table, query))!)
  const { rows, orders, words: wordsPath } = table.indexes!
  const damage = async (path: string, change: (bytes: Buffer) => Buffer) => {
    const whole = await readFile(path)
    await writeFile(path, change(Buffer.from(whole)))
    const warnings: string[] = []
    const reader = makeIndexReader({ warn: (problem) => warnings.push(problem.path) })
    let refused = 0
    for (const query of questions) {
      const answer = await answerByIndex(table, query, reader)
      if (answer) assert.deepEqual(answer, right.get(query))
      else refused += 1
    }
    reader.close()
    await writeFile(path, whole)
    assert.deepEqual([...new Set(warnings)], refused > 0 ? [path] : [])
    return refused
  }
  for (const path of [rows!, orders!.big!, orders!.office!, wordsPath!]) {
    assert.ok((await damage(path, (bytes) => bytes.subarray(0, bytes.length - 1))) > 0)
    assert.ok((await damage(path, () => Buffer.alloc(0))) > 0)
    const { length } = await readFile(path)
    await fc.assert(
      fc.asyncProperty(fc.nat(length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        await damage(path, (bytes) => {
          bytes[at]! ^= flip
          return bytes
        })
      }),
      { numRuns: 25 },
    )
  }
})

test('a beginning shared by several words of a row does not stand for every row', async () => {
  const notes = ['ate atún', 'lima', 'ate']
  const table = await tableOf(
    selectRows(notes.map((note) => ids.map((id) => (id === 'note' ? note : null)))),
  )
  const query: RowsQuery = { search: { words: 'at', prefix: true }, columns: ['_id'] }
  const both: RowsQuery = { ...query, where: { column: 'hour', is: 'null' } }
  assert.deepEqual((await answerByIndex(table, query))?.rows, [[1], [3]])
  assert.deepEqual((await answerByIndex(table, both))?.rows, [[1], [3]])
})

test('refuses index files of another table', async () => {
  const [one, other] = [await tableOf(`${LONG} LIMIT 50`), await tableOf(`${LONG} LIMIT 50`)]
  const warnings: string[] = []
  const reader = makeIndexReader({ warn: ({ message }) => warnings.push(message) })
  assert.equal(await answerByIndex({ ...one, indexes: other.indexes! }, {}, reader), null)
  assert.deepEqual(warnings, ['belongs to another table'])
})

test('a table without rows and one without text have index files that answer', async () => {
  const empty = await tableOf(`${LONG} LIMIT 0`)
  assert.deepEqual(await answerByIndex(empty, { sort: [{ column: 'count' }] }), {
    columns: empty.manifest.columns.map(({ id, type }) => ({ id, type })),
    rows: [],
    total: 0,
    next: null,
    by: 'index',
  })
  assert.equal(await answerByIndex(empty, { search: { words: 'lima' } }), null)
})
