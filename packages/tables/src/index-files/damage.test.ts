// Checks that a damaged or foreign index file is noticed and never answers wrongly.
import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import type { RowsAnswer, RowsQuery } from '../query-model.ts'
import { answerByIndex } from './answer.ts'
import { makeIndexReader } from './reader.ts'
import { LONG, openPlace, tableOf } from './test-tables.ts'
import type { Place } from './test-tables.ts'

let place: Place

before(async () => {
  place = await openPlace()
})

after(() => place.close())

test('finds damage in every file and leaves the answer to a scan', async () => {
  const table = await tableOf(place, `${LONG} LIMIT 6000`)
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

test('refuses index files of another table', async () => {
  const [one, other] = [
    await tableOf(place, `${LONG} LIMIT 50`),
    await tableOf(place, `${LONG} LIMIT 50`),
  ]
  const warnings: string[] = []
  const reader = makeIndexReader({ warn: ({ message }) => warnings.push(message) })
  assert.equal(await answerByIndex({ ...one, indexes: other.indexes! }, {}, reader), null)
  assert.deepEqual(warnings, ['belongs to another table'])
})

test('notices that a path now holds the file of another version', async () => {
  const reader = makeIndexReader()
  const one = await tableOf(place, `${LONG} LIMIT 20`)
  const other = await tableOf(place, LONG.replaceAll('hash(i)', 'hash(i + 9)').concat(' LIMIT 20'))
  const before = await answerByIndex(one, { columns: ['big'] }, reader)
  await writeFile(one.indexes!.rows!, await readFile(other.indexes!.rows!))
  const moved = { ...other, indexes: { rows: one.indexes!.rows! } }
  assert.equal(before?.rows.length, 20)
  assert.deepEqual(
    (await answerByIndex(moved, {}, reader))?.rows,
    (await answerByIndex(other, {}, reader))?.rows,
  )
})
