// Checks that index files answer exactly what the engine's own SQL answers, or leave it to a scan.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import type { TableFiles } from '../model.ts'
import type { RowsQuery } from '../query-model.ts'
import { answerByIndex, answerTextByIndex } from './answer.ts'
import { makeIndexReader } from './reader.ts'
import type { IndexReader } from './reader.ts'
import { question, row } from './test-questions.ts'
import { LONG, byScan, ids, openPlace, selectRows, tableOf } from './test-tables.ts'
import type { Place } from './test-tables.ts'

let place: Place

before(async () => {
  place = await openPlace()
})

after(() => place.close())

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
    const scan = await byScan(place, table, query)
    const told = JSON.stringify(query)
    assert.deepEqual(answer.rows, scan.rows, told)
    assert.equal(answer.total, scan.total, told)
    assert.equal(answer.next !== null, scan.more && query.limit !== 0, told)
    if (!query.columns) {
      const text = await answerTextByIndex(table, query, options.reader)
      assert.deepEqual(JSON.parse(text!.json.toString()), answer.rows, told)
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
      const table = await tableOf(place, selectRows(cells))
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

test('answers a long table with deep offsets and skewed groups exactly', async () => {
  const table = await tableOf(place, LONG)
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
  const table = await tableOf(place, `${LONG} LIMIT 100`)
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

test('a beginning shared by several words of a row does not stand for every row', async () => {
  const notes = ['ate atún', 'lima', 'ate']
  const table = await tableOf(
    place,
    selectRows(notes.map((note) => ids.map((id) => (id === 'note' ? note : null)))),
  )
  const query: RowsQuery = { search: { words: 'at', prefix: true }, columns: ['_id'] }
  const both: RowsQuery = { ...query, where: { column: 'hour', is: 'null' } }
  assert.deepEqual((await answerByIndex(table, query))?.rows, [[1], [3]])
  assert.deepEqual((await answerByIndex(table, both))?.rows, [[1], [3]])
})

test('a table without rows and one without text have index files that answer', async () => {
  const empty = await tableOf(place, `${LONG} LIMIT 0`)
  assert.deepEqual(await answerByIndex(empty, { sort: [{ column: 'count' }] }), {
    columns: empty.manifest.columns.map(({ id, type }) => ({ id, type })),
    rows: [],
    total: 0,
    next: null,
    by: 'index',
  })
  assert.equal(await answerByIndex(empty, { search: { words: 'lima' } }), null)
})
