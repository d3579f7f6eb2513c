// The state of a view survives the way through its address, and never names a column that is not there.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Column } from '@rimaq/tables'
import {
  aggregateQuery,
  changed,
  chartKinds,
  groupSteps,
  measureFns,
  readViewState,
  rowsQuery,
  viewKinds,
  writeViewState,
} from './view-state.ts'
import { filterOps, typed } from './filters.ts'
import type { ViewState } from './view-state.ts'

const stats = { nulls: 0, distinct: 1, min: null, max: null, top: [] }
const columns: Column[] = [
  { id: 'distrito', name: 'Distrito', type: 'text', stats },
  { id: 'monto', name: 'Monto S/', type: 'number', stats },
  { id: 'casos', name: 'Casos', type: 'integer', stats },
  { id: 'fecha', name: 'Fecha', type: 'date', stats },
]

function parse(search: string): ReturnType<typeof readViewState> {
  const values: Record<string, unknown> = {}
  for (const [key, value] of new URLSearchParams(search)) {
    const before = values[key]
    values[key] = before === undefined ? value : [before, value].flat()
  }
  return readViewState(values, columns)
}

test('a state written to an address reads back as the same state', () => {
  const column = fc.constantFrom(...columns.map((item) => item.id))
  const state: fc.Arbitrary<ViewState> = fc.record(
    {
      view: fc.constantFrom(...viewKinds),
      words: fc.stringMatching(/^[a-zñ]{1,9}$/),
      filters: fc.array(
        fc.record(
          {
            column,
            op: fc.constantFrom(...filterOps),
            value: fc.string({ minLength: 1, unit: 'grapheme' }),
          },
          { noNullPrototype: true },
        ),
        { maxLength: 4 },
      ),
      sort: fc.record({ column, descending: fc.boolean() }, { noNullPrototype: true }),
      columns: fc.uniqueArray(column, { minLength: 1 }),
      page: fc.integer({ min: 1, max: 1e6 }),
      group: column,
      step: fc.constantFrom(...groupSteps),
      split: column,
      measure: fc.oneof(
        fc.constant({ fn: 'count' as const }),
        fc.record(
          { fn: fc.constantFrom(...measureFns.slice(1)), column },
          { noNullPrototype: true },
        ),
      ),
      chart: fc.constantFrom(...chartKinds),
      version: fc.integer({ min: 1, max: 999 }),
    },
    {
      requiredKeys: ['view', 'filters', 'page', 'measure', 'chart'],
      noNullPrototype: true,
    },
  )
  fc.assert(
    fc.property(state, (before) => {
      const { state: after, ignored } = parse(writeViewState(before).toString())
      assert.deepEqual(after, before)
      assert.deepEqual(ignored, [])
    }),
  )
})

test('columns that are not there are dropped and named', () => {
  const { state, ignored } = parse('f=nada~eq~1&sort=-otra&group=ninguna&f=casos~gte~3')
  assert.deepEqual(state.filters, [{ column: 'casos', op: 'gte', value: '3' }])
  assert.equal(state.sort, undefined)
  assert.deepEqual(ignored.sort(), ['nada', 'ninguna', 'otra'])
})

test('the form without script adds its new filter', () => {
  const { state } = parse('new-column=distrito&new-op=contains&new-value=mira')
  assert.deepEqual(state.filters, [{ column: 'distrito', op: 'contains', value: 'mira' }])
})

test('rows are asked for with typed values, page and order', () => {
  const { state } = parse('f=casos~gte~3&f=monto~lt~1,5&sort=-fecha&page=3&q=agua')
  assert.deepEqual(rowsQuery(state, columns), {
    limit: 50,
    offset: 100,
    count: 'exact',
    where: {
      and: [
        { column: 'casos', op: 'gte', value: 3 },
        { column: 'monto', op: 'lt', value: 1.5 },
      ],
    },
    search: { words: 'agua', prefix: true },
    sort: [{ column: 'fecha', descending: true, nulls: 'last' }],
    columns: ['_id', 'distrito', 'monto', 'casos', 'fecha'],
  })
})

test('dates are grouped by month in their order, other columns by size', () => {
  const dated = aggregateQuery(parse('group=fecha&measure=sum:monto').state, columns, 500)
  assert.deepEqual(dated?.group, [{ column: 'fecha', by: 'month' }])
  assert.deepEqual(dated?.sort, [{ by: 0 }])
  const named = aggregateQuery(parse('group=distrito').state, columns, 500)
  assert.deepEqual(named?.measures, [{ fn: 'count' }])
  assert.deepEqual(named?.sort, [{ by: 1, descending: true }, { by: 0 }])
})

test('a changed filter goes back to the first page, a changed page does not', () => {
  const { state } = parse('page=9')
  assert.equal(changed(state, { words: 'x' }).page, 1)
  assert.equal(changed(state, { page: 10 }).page, 10)
})

test('a value that the column cannot hold asks nothing of it', () => {
  assert.equal(typed('tres', columns[2]), undefined)
  assert.equal(typed('9007199254740993', columns[2]), '9007199254740993')
  assert.equal(typed('2,5', columns[1]), 2.5)
})
