// A filter asks only what its column can answer, and what it cannot is named and never left out in silence.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Column, ColumnType } from '@rimaq/tables'
import { condition, filterOps, filterProblems, opsFor, typed } from './filters.ts'

const types: ColumnType[] = [
  'text',
  'integer',
  'number',
  'boolean',
  'date',
  'timestamp',
  'time',
  'json',
  'geometry',
]
const stats = { nulls: 0, distinct: 1, min: null, max: null, top: [] }
const columns: Column[] = types.map((type) => ({ id: `a_${type}`, name: type, type, stats }))

test('every filter is either part of the question or named as a problem', () => {
  const filter = fc.record({
    column: fc.constantFrom(...columns.map(({ id }) => id)),
    op: fc.constantFrom(...filterOps),
    value: fc.oneof(
      fc.string({ minLength: 1 }),
      fc.constantFrom('3', '2,5', '2024-02-30', '29/2/2024', 'sí', '14:30'),
    ),
  })
  fc.assert(
    fc.property(filter, (one) => {
      const named = filterProblems([one], columns).length
      const asked = condition([one], columns) === undefined ? 0 : 1
      assert.ok(named + asked >= 1)
    }),
  )
})

test('text offers words, figures and dates offer an order, shapes only whether they are there', () => {
  assert.ok(opsFor('text').includes('contains') && !opsFor('text').includes('gte'))
  for (const type of ['integer', 'number', 'date'] as const) {
    assert.ok(opsFor(type).includes('gte') && !opsFor(type).includes('contains'), type)
  }
  assert.deepEqual(opsFor('geometry'), ['null', 'not-null'])
})

test('a problem says what the column needs', () => {
  const needs = (type: ColumnType, op: (typeof filterOps)[number], value: string): string[] =>
    filterProblems([{ column: `a_${type}`, op, value }], columns).map((problem) => problem.needs)
  assert.deepEqual(needs('integer', 'gte', 'tres'), ['integer'])
  assert.deepEqual(needs('number', 'eq', 'x'), ['number'])
  assert.deepEqual(needs('date', 'lte', '31/02/2024'), ['date'])
  assert.deepEqual(needs('timestamp', 'lte', 'ayer'), ['date'])
  assert.deepEqual(needs('boolean', 'eq', 'quizá'), ['boolean'])
  assert.deepEqual(needs('integer', 'contains', '3'), ['op'])
  assert.deepEqual(needs('integer', 'gte', '3'), [])
})

test('days are read as Peru writes them and as ISO does', () => {
  const date = columns.find(({ type }) => type === 'date')
  assert.equal(typed('29/2/2024', date), '2024-02-29')
  assert.equal(typed('2024-02-29', date), '2024-02-29')
  assert.equal(typed('29/2/2023', date), undefined)
  assert.equal(typed('2024', date), undefined)
})

test('a day asked of a column with times means the whole day', () => {
  const f = (op: 'eq' | 'lte' | 'gt'): unknown =>
    condition([{ column: 'a_timestamp', op, value: '2024-12-31' }], columns)
  const column = 'a_timestamp'
  assert.deepEqual(f('eq'), {
    and: [
      { column, op: 'gte', value: '2024-12-31' },
      { column, op: 'lt', value: '2025-01-01' },
    ],
  })
  assert.deepEqual(f('lte'), { column, op: 'lt', value: '2025-01-01' })
  assert.deepEqual(f('gt'), { column, op: 'gte', value: '2025-01-01' })
})
