// Pages of rows against a reference written in JavaScript, on hostile names and values.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import type { Cell, TableFiles } from '../model.ts'
import type { Condition, RowsQuery, Sort, Tables } from '../query-model.ts'
import { fold } from '../index-files/words.ts'
import { createFixtures } from './fixtures.ts'
import { textLiteral } from './sql-text.ts'
import { createTables } from './tables.ts'

const hostile = [
  null,
  '',
  "'; DROP TABLE x; --",
  '"; SELECT 1; --',
  'José Pérez',
  'JOSE PEREZ',
  'ñandú',
  'a\0b',
  '\\',
  "''",
  '10',
  '%_',
  'línea\nnueva',
  '😀 emoji',
  '$1 ?',
]
const numbers = [null, -1, 0, 1, 2, 2.5, 1e15, -0.1, 0.1, 0.30000000000000004]
const integers = [null, -7, 0, 3, 3, 10]
const dates = [null, '1999-12-31', '2024-02-29', '2024-03-01']
const hostileName = 'a"b\'; --'
const names = [hostileName, 'number', 'whole', 'day', 'flag']
type Row = Cell[]

const rows: Row[] = Array.from({ length: 120 }, (_, at) => [
  hostile[at % hostile.length]!,
  numbers[(at * 7) % numbers.length]!,
  integers[(at * 5) % integers.length]!,
  dates[(at * 3) % dates.length]!,
  at % 3 === 0 ? null : at % 2 === 0,
])

const fixtures = createFixtures()
let tables: Tables
let table: TableFiles

before(async () => {
  const values = rows.map(([text, number, whole, day, flag]) => {
    const string = text === null ? 'NULL::VARCHAR' : textLiteral(text as string)
    const date = day === null ? 'NULL' : `DATE '${day}'`
    return `(${string}, ${number}::DOUBLE, ${whole}::BIGINT, ${date}, ${flag}::BOOLEAN)`
  })
  const columns = names.map((name) => `"${name.replaceAll('"', '""')}"`).join(', ')
  table = await fixtures.table(
    'hostile',
    `SELECT * FROM (VALUES ${values.join(', ')}) v(${columns})`,
  )
  tables = createTables({ temp: `${fixtures.folder}/temp`, children: 1 })
})

after(async () => {
  await tables.close()
  fixtures.remove()
})

const at = (row: Row, name: string) => row[names.indexOf(name)]!

function compare(left: Cell, right: Cell): number {
  if (typeof left === 'string' && typeof right === 'string') {
    return Buffer.compare(Buffer.from(left), Buffer.from(right))
  }
  return left === right ? 0 : (left as number) < (right as number) ? -1 : 1
}

function holds(row: Row, condition: Condition): boolean {
  if ('and' in condition) return condition.and.every((one) => holds(row, one))
  if ('or' in condition) return condition.or.some((one) => holds(row, one))
  if ('not' in condition) return !holds(row, condition.not)
  if ('within' in condition) return false
  const cell = at(row, condition.column)
  if ('is' in condition) return (cell === null) === (condition.is === 'null')
  const { op, value } = condition
  if (op === 'in') return value.includes(cell)
  if (op === 'not-in') return !value.includes(cell)
  if (op === 'contains') return cell !== null && fold(String(cell)).includes(fold(value))
  if (op === 'starts') return cell !== null && fold(String(cell)).startsWith(fold(value))
  if (op === 'eq') return cell === value
  if (op === 'ne') return cell !== value
  if (cell === null) return false
  const order = compare(cell, value as Cell)
  return { lt: order < 0, lte: order <= 0, gt: order > 0, gte: order >= 0 }[op]
}

const columnValues: Record<string, Cell[]> = {
  [hostileName]: hostile,
  number: numbers,
  whole: integers,
  day: dates,
  flag: [null, true, false],
}

const leaf: fc.Arbitrary<Condition> = fc.constantFrom(...names).chain((column) => {
  const value = fc.constantFrom(...columnValues[column]!)
  const present = fc.constantFrom(...columnValues[column]!.filter((one) => one !== null))
  const text = fc.oneof(
    fc.constantFrom(...(hostile.slice(1) as string[])),
    fc.string({ unit: 'binary' }),
  )
  return fc.oneof(
    fc.record({ column: fc.constant(column), is: fc.constantFrom('null', 'not-null') }),
    fc.record({ column: fc.constant(column), op: fc.constantFrom('eq', 'ne'), value }),
    fc.record({
      column: fc.constant(column),
      op: fc.constantFrom('lt', 'lte', 'gt', 'gte'),
      value: present,
    }),
    fc.record({
      column: fc.constant(column),
      op: fc.constantFrom('in', 'not-in'),
      value: fc.array(value, { maxLength: 4 }),
    }),
    fc.record({
      column: fc.constant(hostileName),
      op: fc.constantFrom('contains', 'starts'),
      value: text.filter(
        (one) =>
          !one.includes('\ufffd') && one === one.toWellFormed() && /^[\0-\u024f😀]*$/u.test(one),
      ),
    }),
  ) as fc.Arbitrary<Condition>
})

const condition = fc.letrec<{ any: Condition }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.record({ and: fc.array(tie('any'), { maxLength: 3 }) }),
    fc.record({ or: fc.array(tie('any'), { maxLength: 3 }) }),
    fc.record({ not: tie('any') }),
  ),
})).any

const sort: fc.Arbitrary<Sort[]> = fc.uniqueArray(
  fc.record(
    {
      column: fc.constantFrom(...names, '_id'),
      descending: fc.boolean(),
      nulls: fc.constantFrom('first' as const, 'last' as const),
    },
    { requiredKeys: ['column'] },
  ),
  { maxLength: 3, selector: (one) => one.column },
)

function reference(query: RowsQuery): { ids: number[]; total: number } {
  const found = rows
    .map((row, index) => ({ row, id: index + 1 }))
    .filter(({ row }) => query.where === undefined || holds(row, query.where))
  found.sort((left, right) => {
    for (const { column, descending, nulls = 'last' } of query.sort ?? []) {
      const [a, b] =
        column === '_id' ? [left.id, right.id] : [at(left.row, column), at(right.row, column)]
      if (a === null && b === null) continue
      if (a === null || b === null) return (a === null) === (nulls === 'first') ? -1 : 1
      const order = compare(a, b)
      if (order !== 0) return descending ? -order : order
    }
    return left.id - right.id
  })
  return { ids: found.map(({ id }) => id), total: found.length }
}

test('Every filter and order gives the rows a plain reading of them gives.', async () => {
  await fc.assert(
    fc.asyncProperty(
      condition,
      sort,
      fc.nat(30),
      fc.nat(40),
      async (where, order, limit, offset) => {
        const query = { where, sort: order, columns: ['_id'] }
        const { ids, total } = reference(query)
        const answer = await tables.rows(table, { ...query, limit, offset })
        assert.deepEqual(
          answer.rows.map(([id]) => id),
          ids.slice(offset, offset + limit),
        )
        assert.equal(answer.total, total)
      },
    ),
    { numRuns: 100 },
  )
})

test('Following the cursors visits every row once, in order.', async () => {
  await fc.assert(
    fc.asyncProperty(
      condition,
      sort,
      fc.integer({ min: 7, max: 50 }),
      async (where, order, limit) => {
        const query = { where, sort: order, columns: ['_id'], limit, count: 'none' as const }
        const seen: Cell[] = []
        let after: string | undefined
        do {
          const answer = await tables.rows(table, { ...query, ...(after ? { after } : {}) })
          seen.push(...answer.rows.map(([id]) => id!))
          after = answer.next ?? undefined
        } while (after !== undefined)
        assert.deepEqual(seen, reference(query).ids)
      },
    ),
    { numRuns: 25 },
  )
})

test('Cells come back exactly as they went in.', async () => {
  const answer = await tables.rows(table, { limit: 1000 })
  assert.deepEqual(answer.rows, rows)
})

test('Distinct rows keep the order of their first occurrence and can be paged.', async () => {
  const different = [...new Set(rows.map((row) => at(row, 'whole')))]
  const first = await tables.rows(table, { columns: ['whole'], distinct: true, limit: 2 })
  assert.deepEqual(first.rows.flat(), different.slice(0, 2))
  assert.equal(first.total, different.length)
  const rest = await tables.rows(table, { columns: ['whole'], distinct: true, after: first.next! })
  assert.deepEqual(rest.rows.flat(), different.slice(2))
  assert.equal(rest.next, null)
})

test('Hostile column names never become SQL: unknown ones are refused before a child sees them.', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1 }), async (column) => {
      fc.pre(!names.includes(column) && column !== '_id')
      const questions: RowsQuery[] = [
        { columns: [column] },
        { where: { column, is: 'null' } },
        { sort: [{ column }] },
        { search: { words: 'a', columns: [column] } },
      ]
      for (const query of questions) {
        await assert.rejects(tables.rows(table, query), { code: 'unknown-column' })
      }
    }),
    { numRuns: 50 },
  )
})

test('A value that cannot be of the column’s type is refused in words, not sent.', async () => {
  const wrong: [string, Cell][] = [
    ['number', 'abc'],
    ['whole', '1; DROP'],
    ['day', '2024-02-30'],
    ['day', "2024-01-01' OR true --"],
    ['flag', 'maybe'],
  ]
  for (const [column, value] of wrong) {
    const query: RowsQuery = { where: { column, op: 'gt', value } }
    await assert.rejects(tables.rows(table, query), { code: 'bad-filter' })
  }
})

test('Cursors that were not handed out for this question are refused.', async () => {
  const { next } = await tables.rows(table, { sort: [{ column: 'number' }], limit: 5 })
  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const bad = [
    '',
    'zzz',
    encoded([1]),
    encoded([1, ['x; --'], 'number+l']),
    encoded(['1', [1], 'number+l']),
  ]
  for (const after of bad) {
    const query: RowsQuery = { sort: [{ column: 'number' }], after }
    await assert.rejects(tables.rows(table, query), { code: 'bad-page' })
  }
  const other: RowsQuery = { sort: [{ column: 'whole' }], after: next! }
  await assert.rejects(tables.rows(table, other), { code: 'bad-page' })
})

test('Words are found whole, without case and accents; the last may be a beginning.', async () => {
  const find = async (words: string, prefix = false) =>
    (await tables.rows(table, { search: { words, prefix }, limit: 0 })).total
  const joses = rows.filter((row) => /jos/i.test(String(row[0]))).length
  assert.equal(await find('JOSÉ'), joses)
  assert.equal(await find('perez jose'), joses)
  assert.equal(await find('per'), 0)
  assert.equal(await find('per', true), joses)
  assert.equal(await find("'; --"), 0)
})

test('Decimals that differ only in their eighteenth digit are still paged one by one.', async () => {
  const close = await fixtures.table(
    'close',
    "SELECT CAST('-71.978300000000000' || range AS DECIMAL(18,16)) AS place FROM range(10)",
  )
  const seen: Cell[] = []
  let next: string | null = null
  do {
    const query: RowsQuery = { columns: ['_id'], sort: [{ column: 'place' }], limit: 1 }
    const answer = await tables.rows(close, next === null ? query : { ...query, after: next })
    seen.push(answer.rows[0]![0]!)
    next = answer.next
  } while (next !== null)
  assert.deepEqual(seen, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1])
})
