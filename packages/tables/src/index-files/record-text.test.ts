// Rows written as objects from their stored text are the rows that are read cell by cell.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import type { Cell } from '../model.ts'
import type { RowsQuery } from '../query-model.ts'
import { answerByIndex, answerRecordsByIndex, answerTextByIndex } from './answer.ts'
import { makeIndexReader } from './reader.ts'
import { row } from './test-questions.ts'
import { LONG, ids, openPlace, selectRows, tableOf } from './test-tables.ts'
import type { Place } from './test-tables.ts'

let place: Place

before(async () => {
  place = await openPlace()
})

after(() => place.close())

const columns = ['_id', ...ids]
const odd = fc.constantFrom(
  'a,b',
  'say "so"',
  'back\\slash"',
  '\\',
  '[1,{"a":2}]',
  'ñ,\n\t',
  '😀,',
  ',',
)
const told = fc
  .tuple(row, odd, odd)
  .map(([cells, office, note]) => cells.map((cell, at) => [office, note][at] ?? cell))

test('writes every row with its names, whatever its texts hold', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(row, told), { minLength: 1, maxLength: 30 }),
      async (rows) => {
        const table = await tableOf(place, selectRows(rows))
        for (const query of [
          {},
          { sort: [{ column: 'note', descending: true }], limit: 9 },
        ] as RowsQuery[]) {
          const answer = (await answerByIndex(table, { ...query, columns }))!
          const text = (await answerRecordsByIndex(table, { ...query, columns }))!
          assert.equal(text.total, answer.total)
          assert.equal(text.next, answer.next)
          assert.deepEqual(parsed(text.json.toString()), answer.rows)
        }
      },
    ),
    { numRuns: 8 },
  )
})

test('long pages and short ones written at the same time do not mix, with hardly any memory for blocks', async () => {
  const table = await tableOf(place, LONG)
  const reader = makeIndexReader({ cacheBytes: 2 ** 18 })
  const questions: RowsQuery[] = [
    { limit: 9000 },
    { limit: 100, offset: 12_345 },
    { limit: 5000, offset: 7000 },
    { sort: [{ column: 'note', descending: true }], limit: 2000 },
    { sort: [{ column: 'count' }], limit: 50, offset: 3000 },
  ]
  const expected = await Promise.all(
    questions.map(async (query) => (await answerByIndex(table, { ...query, columns }))!.rows),
  )
  const list = [...questions, ...questions]
  const records = await Promise.all(
    list.map((query) => answerRecordsByIndex(table, { ...query, columns }, reader)),
  )
  const lists = await Promise.all(list.map((query) => answerTextByIndex(table, query, reader)))
  for (const at of list.keys()) {
    const rows = expected[at % questions.length]!
    assert.deepEqual(parsed(records[at]!.json.toString()), rows)
    const withoutId = rows.map(([_id, ...cells]) => cells)
    assert.deepEqual(JSON.parse(lists[at]!.json.toString()), withoutId)
  }
  assert.ok(reader.state().bytes < 2 ** 20)
  reader.close()
})

/** The cells, whole numbers beyond 2^53 as text again. */
function parsed(json: string): Cell[][] {
  const exact = (_key: string, value: unknown, context?: unknown) =>
    typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
      ? wide((context as { source: string }).source, value)
      : value
  const records = JSON.parse(json, exact) as Record<string, Cell>[]
  return records.map((record) => {
    assert.deepEqual(Object.keys(record), columns)
    return Object.values(record)
  })
}

/** A double such as 1e300 is whole too, and was never a text. */
function wide(source: string, value: number): Cell {
  return /^-?\d{16,19}$/.test(source) ? source : value
}

test('leaves to others what is not whole rows: other columns, and cells that are JSON themselves', async () => {
  const cells = ids.map((id) => (id === 'note' ? '{"a":1}' : null))
  const table = await tableOf(place, selectRows([cells]))
  assert.equal(await answerRecordsByIndex(table, { columns: ids }), null)
  assert.equal(await answerRecordsByIndex(table, { columns: columns.slice(0, -1) }), null)
  assert.equal(await answerRecordsByIndex(table, {}), null)
  const { manifest } = table
  const json = manifest.columns.map((one) =>
    one.id === 'note' ? { ...one, type: 'json' as const } : one,
  )
  const told = { ...table, manifest: { ...manifest, columns: json } }
  assert.equal(await answerRecordsByIndex(told, { columns }), null)
})
