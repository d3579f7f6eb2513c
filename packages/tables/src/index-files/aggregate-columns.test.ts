// Checks that groups added up from whole columns are those of the engine's own SQL, whatever the filter.
import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import type { Cell, TableFiles } from '../model.ts'
import type { Aggregate, Condition } from '../query-model.ts'
import { planAggregate } from '../query/aggregate-sql.ts'
import { cellReader } from '../query/cells.ts'
import { aggregateByIndex } from './aggregate.ts'
import { makeIndexReader } from './reader.ts'
import { LONG, openPlace, tableOf } from './test-tables.ts'
import type { Place } from './test-tables.ts'

let place: Place
let many: TableFiles

/** More different counts and amounts than codes can tell apart, and several turns of the loop. */
const MANY = LONG.replace('range(1, 14001)', 'range(1, 150001)')
  .replace('% 20000)::BIGINT - 9000', '% 2000000)::BIGINT - 900000')
  .replace('% 100000)::INTEGER', '% 900000)::INTEGER')

before(async () => {
  place = await openPlace()
  many = await tableOf(place, MANY)
})

after(() => place.close())

async function scanned(table: TableFiles, query: Aggregate): Promise<Cell[][]> {
  const result = await place.connection.runAndReadAll(planAggregate(table, query).sql)
  const cells = result.columnTypes().map((type) => cellReader(type).cell)
  return result.getRows().map((row) => row.map((value, at) => cells[at]!(value)))
}

const measure = fc.oneof(
  fc.constant({ fn: 'count' as const }),
  fc.tuple(
    fc.constantFrom('count' as const, 'min' as const, 'max' as const, 'sum' as const),
    fc.constantFrom('count', 'amount'),
  ),
  fc.tuple(
    fc.constantFrom('count' as const, 'distinct' as const, 'min' as const, 'max' as const),
    fc.constantFrom('office', 'day', 'open', 'note'),
  ),
  fc.constant(['avg', 'count'] as const),
)
const measures = fc.array(
  measure.map((one) => (Array.isArray(one) ? { fn: one[0], column: one[1] } : one)),
  { minLength: 1, maxLength: 4 },
) as fc.Arbitrary<Aggregate['measures']>

const bound = fc.constantFrom('lt' as const, 'lte' as const, 'gt' as const, 'gte' as const)
const wide = fc.oneof(
  fc
    .tuple(bound, fc.integer({ min: -900_001, max: 1_100_001 }))
    .map(([op, value]): Condition => ({ column: 'count', op, value })),
  fc
    .tuple(bound, fc.integer({ min: -100, max: 900_100 }))
    .map(([op, cents]): Condition => ({ column: 'amount', op, value: cents / 100 })),
  fc
    .tuple(bound, fc.integer({ min: 0, max: 9000 }))
    .map(([op, value]): Condition => ({ column: 'amount', op, value: value + 0.125 })),
  fc
    .tuple(bound, fc.constantFrom('2004-02-29', '2019-12-31'))
    .map(([op, value]): Condition => ({ column: 'day', op, value })),
  fc.constantFrom<Condition>(
    { column: 'office', is: 'null' },
    { column: 'count', is: 'null' },
    { column: 'count', is: 'not-null' },
    { column: 'office', op: 'in', value: ['Lima', 'Ate 4', null, 'nowhere'] },
    { column: 'office', op: 'eq', value: 'Ate 3' },
    { column: 'open', op: 'eq', value: true },
    { column: '_id', op: 'gt', value: 140_000 },
  ),
)

const asked = fc.record(
  {
    group: fc
      .uniqueArray(fc.constantFrom('office', 'open', 'day', 'hour'), { maxLength: 2 })
      .map((ids) => ids.map((column) => ({ column }))),
    measures,
    where: fc.oneof(
      wide,
      fc.array(wide, { minLength: 2, maxLength: 3 }).map((and) => ({ and })),
    ),
    search: fc.constant({ words: 'nana' }),
  },
  { requiredKeys: ['group', 'measures'] },
)

test('groups all rows, most of them and few of them exactly as the SQL of the engine does', async () => {
  const reader = makeIndexReader({ warn: ({ message }) => assert.fail(message) })
  let answered = 0
  let questions = 0
  await fc.assert(
    fc.asyncProperty(asked, async (given) => {
      const query: Aggregate = { ...given, limit: 100_000 }
      questions += 1
      const rows = await aggregateByIndex(many, query, reader)
      if (!rows) return
      answered += 1
      assert.deepEqual(rows, await scanned(many, query), JSON.stringify(query))
    }),
    { numRuns: 60 },
  )
  assert.ok(answered > questions / 2, `${answered} of ${questions} questions were answered`)
  reader.close()
})

test('ranges of one column are told from sums along its order as the SQL of the engine tells them', async () => {
  const reader = makeIndexReader({ warn: ({ message }) => assert.fail(message) })
  const kinds: Pick<Aggregate, 'group' | 'measures'>[] = [
    { group: [{ column: 'office' }], measures: [{ fn: 'count' }, { fn: 'sum', column: 'amount' }] },
    {
      group: [{ column: 'open' }, { column: 'office' }],
      measures: [
        { fn: 'sum', column: 'count' },
        { fn: 'avg', column: 'count' },
        { fn: 'count', column: 'office' },
      ],
    },
    { group: [], measures: [{ fn: 'count' }, { fn: 'sum', column: 'count' }] },
    // Not a sum: its smallest and largest cannot be taken away again.
    { group: [{ column: 'office' }], measures: [{ fn: 'min', column: 'amount' }] },
  ]
  const range = fc.constantFrom('amount', 'count', 'day').chain((column) => {
    const value =
      column === 'day'
        ? fc.integer({ min: 0, max: 9000 }).map((days) => day(days))
        : fc.integer({ min: -1000, max: 9500 })
    return fc.oneof(
      fc.tuple(bound, value).map(([op, one]): Condition => ({ column, op, value: one })),
      fc.tuple(value, value).map(([low, high]): Condition => ({
        and: [
          { column, op: 'gt', value: low },
          { column, op: 'lte', value: high },
        ],
      })),
      fc.constant<Condition>({ column, is: 'not-null' }),
    )
  })
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...kinds), range, async (kind, where) => {
      const query: Aggregate = { ...kind, where, limit: 100_000 }
      assert.deepEqual(
        await aggregateByIndex(many, query, reader),
        await scanned(many, query),
        JSON.stringify(query),
      )
    }),
    // A mean that 64 binary digits rounded once more than 53 do.
    { numRuns: 150, examples: [[kinds[1]!, { column: 'amount', op: 'gt', value: 4189 }]] },
  )
  const name = JSON.stringify([['office'], ['count ', 'sum amount']])
  const sums = reader.sums.get([many.manifest.parquet.sha256, 'amount', name].join('\n'))
  assert.ok(typeof sums === 'object' && sums.marks.length > 16)
  reader.close()
})

function day(days: number): string {
  return new Date(Date.UTC(2000, 0, 1) + days * 86_400_000).toISOString().slice(0, 10)
}

test('counts and sums of all rows are taken together, and sums of gaps apart', async () => {
  const table = await tableOf(place, LONG)
  const reader = makeIndexReader({ warn: ({ message }) => assert.fail(message) })
  for (const columns of [
    ['amount'],
    ['amount', 'count'],
    ['count', 'amount', 'amount'],
    ['count'],
  ]) {
    const query: Aggregate = {
      group: [{ column: 'office' }],
      measures: [{ fn: 'count' }, ...columns.map((column) => ({ fn: 'sum' as const, column }))],
    }
    assert.deepEqual(await aggregateByIndex(table, query, reader), await scanned(table, query))
  }
  reader.close()
})

test('a column of many values is added up as numbers, one of few as codes', async () => {
  const reader = makeIndexReader()
  assert.equal((await reader.codes(many, 'amount'))?.kind, 'numbers')
  assert.equal((await reader.codes(many, 'count'))?.kind, 'numbers')
  assert.equal((await reader.codes(many, 'day'))?.kind, 'codes')
  assert.equal(await reader.codes(many, 'big'), null)
  reader.close()
})

test('more groups than are quickly sorted are left to a scan', async () => {
  const reader = makeIndexReader()
  const groups = (...columns: string[]): Aggregate => ({
    group: columns.map((column) => ({ column })),
    measures: [{ fn: 'count' }],
    limit: 100_000,
  })
  assert.equal((await aggregateByIndex(many, groups('day'), reader))?.length, 9000)
  assert.equal(await aggregateByIndex(many, groups('day', 'open'), reader), null)
  reader.close()
})

test('columns that would not fit the cache are left to a scan', async () => {
  const reader = makeIndexReader({ cacheBytes: 2 ** 20 })
  const query: Aggregate = { group: [{ column: 'office' }], measures: [{ fn: 'count' }] }
  assert.equal(await reader.codes(many, 'office'), null)
  assert.equal(await aggregateByIndex(many, query, reader), null)
  reader.close()
})

test('a damaged column is noticed, and never adds up to something else', async () => {
  const table = await tableOf(place, `${LONG} LIMIT 3000`)
  const query: Aggregate = {
    group: [{ column: 'office' }],
    measures: [{ fn: 'count' }, { fn: 'sum', column: 'count' }],
  }
  const right = await scanned(table, query)
  for (const column of ['office', 'count']) {
    const path = table.indexes!.orders![column]!
    const whole = await readFile(path)
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (at, flip) => {
          const bytes = Buffer.from(whole)
          bytes[at]! ^= flip
          await writeFile(path, bytes)
          const reader = makeIndexReader()
          const rows = await aggregateByIndex(table, query, reader)
          if (rows) assert.deepEqual(rows, right)
          reader.close()
        },
      ),
      { numRuns: 60 },
    )
    await writeFile(path, whole)
  }
})
