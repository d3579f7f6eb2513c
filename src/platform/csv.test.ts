// Shows how small tables are read: separators, quotes, line ends, and where a row began.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCsv } from './csv.ts'

test('quoted cells, both separators and line ends are read, with the line each row began on', () => {
  assert.deepEqual(readCsv('\uFEFFa,b\r\n"x, ""y""","l1\nl2"\r\n\r\n3,4'), [
    { line: 1, cells: ['a', 'b'] },
    { line: 2, cells: ['x, "y"', 'l1\nl2'] },
    { line: 5, cells: ['3', '4'] },
  ])
  assert.deepEqual(
    readCsv('a;b\n1;2,3').map(({ cells }) => cells),
    [
      ['a', 'b'],
      ['1', '2,3'],
    ],
  )
})
