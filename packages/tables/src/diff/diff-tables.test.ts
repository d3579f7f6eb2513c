// Differences between versions, counted and shown cell by cell.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import type { Manifest, TableFiles } from '../model.ts'
import type { Tables } from '../query-model.ts'
import { createFixtures } from '../query/fixtures.ts'
import { createTables } from '../query/tables.ts'

const fixtures = createFixtures()
let tables: Tables
let made = 0

before(() => {
  tables = createTables({ temp: `${fixtures.folder}/temp`, children: 1 })
})

after(async () => {
  await tables.close()
  fixtures.remove()
})

function version(select: string, more: Partial<Manifest> = {}): Promise<TableFiles> {
  made += 1
  return fixtures.table(`version-${made}`, select, more)
}

const key: Partial<Manifest> = { key: ['code'], keyOrigin: 'declared' }

test('Rows that came, went and changed are found by their key, wherever they stand.', async () => {
  const first = await version(
    `SELECT * FROM (VALUES ('a', 1, 'x'), ('b', 2, 'y'), ('c', 3, NULL)) v(code, amount, word)`,
    key,
  )
  const second = await version(
    `SELECT * FROM (VALUES ('d', 4, 'w'), ('c', 3, 'z'), ('a', 1, 'x')) v(code, amount, word)`,
    key,
  )
  assert.deepEqual(await tables.diff(first, second, {}), {
    key: ['code'],
    added: 1,
    removed: 1,
    changed: 1,
    unchanged: 1,
    cells: 1,
    columns: { added: [], removed: [], retyped: [] },
    rows: [
      {
        kind: 'added',
        key: ['d'],
        cells: {
          code: { before: null, after: 'd' },
          amount: { before: null, after: 4 },
          word: { before: null, after: 'w' },
        },
      },
      { kind: 'changed', key: ['c'], cells: { word: { before: null, after: 'z' } } },
      {
        kind: 'removed',
        key: ['b'],
        cells: {
          code: { before: 'b', after: null },
          amount: { before: 2, after: null },
          word: { before: 'y', after: null },
        },
      },
    ],
    unstable: false,
  })
})

test('New, missing and retyped columns are named, and do not count as changed cells.', async () => {
  const first = await version(`SELECT 'a' AS code, 7 AS amount, 1 AS gone`, key)
  const second = await version(`SELECT 'a' AS code, '7' AS amount, 2 AS came`, key)
  const diff = await tables.diff(first, second, {})
  assert.deepEqual(diff.columns, { added: ['came'], removed: ['gone'], retyped: ['amount'] })
  assert.equal(diff.changed, 0)
  assert.equal(diff.unchanged, 1)
})

test('Without a key equal rows cancel each other out, one for one.', async () => {
  const first = await version(`SELECT * FROM (VALUES (1), (1), (2), (NULL)) v(n)`)
  const second = await version(`SELECT * FROM (VALUES (1), (3), (NULL), (NULL)) v(n)`)
  const diff = await tables.diff(first, second, {})
  assert.deepEqual(
    [diff.key, diff.added, diff.removed, diff.changed, diff.unchanged],
    [[], 2, 2, 0, 2],
  )
  const found = diff.rows.map(({ kind, cells }) => [kind, cells['n']!.after ?? cells['n']!.before])
  assert.deepEqual(found.toSorted(), [
    ['added', null],
    ['added', 3],
    ['removed', 1],
    ['removed', 2],
  ])
})

test('A key that is named but repeated matches its occurrences in order.', async () => {
  const first = await version(`SELECT * FROM (VALUES ('a', 1), ('a', 2)) v(code, n)`)
  const second = await version(`SELECT * FROM (VALUES ('a', 1), ('a', 3), ('a', 4)) v(code, n)`)
  const diff = await tables.diff(first, second, { key: ['code'] })
  assert.deepEqual([diff.added, diff.removed, diff.changed, diff.unchanged], [1, 0, 1, 1])
  await assert.rejects(tables.diff(first, second, { key: ['none'] }), { code: 'unknown-column' })
})

test('Keys that were given to other rows, or all given anew, raise the alarm.', async () => {
  const select = (code: string) =>
    `SELECT ${code} AS code, 'name ' || i AS name, i * 2 AS amount FROM range(100) t(i)`
  const first = await version(select('i'), key)
  const shifted = await version(select('(i + 1) % 100'), key)
  const anew = await version(select('i + 1000'), key)
  const grown = await version(
    `SELECT i AS code, 'name ' || i AS name, i * 3 AS amount FROM range(150) t(i)`,
    key,
  )
  assert.equal((await tables.diff(first, shifted, {})).unstable, true)
  assert.equal((await tables.diff(first, anew, {})).unstable, true)
  assert.equal((await tables.diff(first, grown, {})).unstable, false)
  assert.equal((await tables.diff(first, first, {})).unstable, false)
})

test('Differences can be paged, and the pages together hold each of them once.', async () => {
  const first = await version(`SELECT i AS code, i AS n FROM range(50) t(i)`, key)
  const second = await version(`SELECT i AS code, i % 7 AS n FROM range(25, 75) t(i)`, key)
  const whole = await tables.diff(first, second, { limit: 1000 })
  const pages = []
  for (let offset = 0; offset < whole.rows.length; offset += 20) {
    pages.push(...(await tables.diff(first, second, { limit: 20, offset })).rows)
  }
  assert.equal(whole.rows.length, whole.added + whole.removed + whole.changed)
  assert.deepEqual(pages, whole.rows)
})

test('The counts are those of a comparison written in JavaScript.', async () => {
  const rows = fc.uniqueArray(fc.tuple(fc.nat(20), fc.option(fc.nat(3)), fc.option(fc.nat(3))), {
    selector: ([code]) => code,
    minLength: 1,
    maxLength: 12,
  })
  const values = (list: [number, number | null, number | null][]) =>
    `SELECT * FROM (VALUES ${list.map((row) => `(${row.map((cell) => `${cell}::BIGINT`).join()})`).join()}) v(code, m, n)`
  await fc.assert(
    fc.asyncProperty(rows, rows, async (left, right) => {
      const diff = await tables.diff(
        await version(values(left), key),
        await version(values(right), key),
        {},
      )
      const earlier = new Map(left.map((row) => [row[0], row]))
      const common = right.filter(([code]) => earlier.has(code))
      const cells = common.map(([code, m, n]) => {
        const [, pm, pn] = earlier.get(code)!
        return Number(pm !== m) + Number(pn !== n)
      })
      const changed = cells.filter((count) => count > 0).length
      assert.deepEqual(
        [diff.added, diff.removed, diff.changed, diff.unchanged, diff.cells],
        [
          right.length - common.length,
          left.length - common.length,
          changed,
          common.length - changed,
          cells.reduce((sum, count) => sum + count, 0),
        ],
      )
    }),
    { numRuns: 15 },
  )
})
