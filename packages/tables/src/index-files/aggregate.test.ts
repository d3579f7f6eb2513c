// Checks that groups added up from index files are those of the engine's own SQL.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import type { Aggregate } from '../query-model.ts'
import { planAggregate } from '../query/aggregate-sql.ts'
import { cellReader } from '../query/cells.ts'
import { aggregateByIndex } from './aggregate.ts'
import { makeIndexReader } from './reader.ts'
import { between, simple } from './test-questions.ts'
import { LONG, openPlace, tableOf } from './test-tables.ts'
import type { Place } from './test-tables.ts'

let place: Place

before(async () => {
  place = await openPlace()
})

after(() => place.close())

test('groups the rows of a filter exactly as the SQL of the engine does', async () => {
  const table = await tableOf(place, LONG)
  const reader = makeIndexReader({ warn: ({ message }) => assert.fail(message) })
  const some = (column: string) =>
    fc.constantFrom('count', 'distinct', 'min', 'max', 'sum', 'avg').map((fn) => ({ fn, column }))
  const measure = fc.oneof(
    fc.constant({ fn: 'count' }),
    fc.constantFrom('count', 'amount').chain(some),
    fc
      .constantFrom('office', 'day', 'moment', 'open', 'big')
      .chain((column) =>
        fc.constantFrom('count', 'distinct', 'min', 'max').map((fn) => ({ fn, column })),
      ),
  )
  const aggregate = fc.record(
    {
      group: fc.uniqueArray(fc.constantFrom('office', 'count', 'day', 'open', 'amount'), {
        maxLength: 2,
      }),
      measures: fc.array(measure, { minLength: 1, maxLength: 4 }),
      where: fc.oneof(simple, between),
      sort: fc.constantFrom([], [{ by: 0 }], [{ by: 0, descending: true }]),
      limit: fc.constantFrom(5, 3000),
    },
    { requiredKeys: ['group', 'measures', 'where'] },
  )
  let answered = 0
  await fc.assert(
    fc.asyncProperty(aggregate, async ({ group, ...rest }) => {
      const query = { ...rest, group: group.map((column) => ({ column })) } as Aggregate
      const rows = await aggregateByIndex(table, query, reader)
      if (!rows) return
      answered += 1
      const result = await place.connection.runAndReadAll(planAggregate(table, query).sql)
      const cells = result.columnTypes().map((type) => cellReader(type).cell)
      const scanned = result.getRows().map((row) => row.map((value, at) => cells[at]!(value)))
      assert.deepEqual(rows, scanned, JSON.stringify(query))
    }),
    { numRuns: 80 },
  )
  assert.ok(answered > 10, `${answered} questions were answered`)
  reader.close()
})
