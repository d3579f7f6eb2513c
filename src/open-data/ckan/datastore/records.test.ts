// Records are written exactly: big integers as digits, JSON as JSON, timestamps without a zone.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Cell, ColumnType, RowsAnswer } from '@rimaq/tables'
import { recordsJson } from './records.ts'

function answer(columns: [id: string, type: ColumnType][], ...rows: Cell[][]): RowsAnswer {
  const named = columns.map(([id, type]) => ({ id, type }))
  return { columns: named, rows, total: null, next: null, by: 'scan' }
}

test('integers beyond 2^53 keep their digits', () => {
  const big = answer([['n', 'integer']], ['9007199254740993'], [1], [null])
  assert.equal(recordsJson(big, 'objects', []), '[{"n":9007199254740993},{"n":1},{"n":null}]')
  assert.equal(recordsJson(big, 'lists', []), '[[9007199254740993],[1],[null]]')
})

test('JSON and geometry are values, timestamps have no zone', () => {
  const mixed = answer(
    [
      ['j', 'json'],
      ['g', 'geometry'],
      ['t', 'timestamp'],
    ],
    ['{"a":[1]}', null, '2026-01-02 03:04:05.000'],
    [null, '{"type":"Point","coordinates":[1,2]}', '2026-01-02T03:04:05.250Z'],
  )
  assert.deepEqual(JSON.parse(recordsJson(mixed, 'objects', [])), [
    { j: { a: [1] }, g: null, t: '2026-01-02T03:04:05' },
    { j: null, g: { type: 'Point', coordinates: [1, 2] }, t: '2026-01-02T03:04:05.250' },
  ])
})

test('a column may be called __proto__', () => {
  const odd = answer([['__proto__', 'text']], ['x'])
  assert.equal(recordsJson(odd, 'objects', []), '[{"__proto__":"x"}]')
})

test('both ways of writing give the same text', () => {
  const columns: [string, ColumnType][] = [
    ['a', 'text'],
    ['b', 'number'],
    ['c', 'boolean'],
  ]
  const rows: Cell[][] = [
    ['ñ "x"\n\u2028', 1.5, true],
    [null, null, false],
    ['', -0, null],
  ]
  const quick = recordsJson(answer(columns, ...rows), 'objects', [])
  const slow = recordsJson(
    answer([...columns, ['t', 'timestamp']], ...rows.map((row) => [...row, null])),
    'objects',
    [],
  )
  assert.equal(slow.replaceAll(',"t":null', ''), quick)
})

test('CSV quotes what needs quotes and has no header', () => {
  const rows = answer(
    [
      ['a', 'text'],
      ['b', 'number'],
    ],
    ['x, "y"', 1],
    [null, null],
  )
  assert.equal(JSON.parse(recordsJson(rows, 'csv', [])), '"x, ""y""",1\n,\n')
  assert.equal(JSON.parse(recordsJson(rows, 'tsv', [])), '"x, ""y"""\t1\n\t\n')
})
