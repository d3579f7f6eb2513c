// Puts cells into columns, in memory and in the file, and finds them again.
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { CellReader } from './cell-reader.ts'
import { CellStore, codesOf } from './cell-store.ts'
import { ColumnCells } from './column-cells.ts'

const folder = mkdtempSync(join(tmpdir(), 'rimaq-cells-'))
after(() => rmSync(folder, { recursive: true }))

const marks = { delimiter: Buffer.from(','), quote: 34, escape: -1, bareReturn: false }
const CHUNK = 8

interface Read {
  store: CellStore
  reader: CellReader
  /** Where the first record begins that was left to the parser, or the end. */
  at: number
}

/** `most`: bytes that wait in memory. */
function read(text: string, width: number, most: number, entries = 10_000): Read {
  const budget = { bytes: 1 << 20, entries }
  const columns = Array.from({ length: width }, () => new ColumnCells(CHUNK, budget))
  const store = new CellStore(join(folder, 'cells'), columns, most)
  const full = (_: unknown, rows: number): void => store.keep(rows)
  const reader = new CellReader(marks, columns, { chunk: CHUNK, full })
  const bytes = Buffer.from(text)
  let at = 0
  for (let next = 0; next >= 0 && at < bytes.length;) {
    next = reader.take(bytes, bytes.length, at)
    if (next >= 0) at = next
  }
  reader.end()
  return { store, reader, at }
}

function cellsOf({ store }: Read, place: number): string[] {
  const { codes } = store.columns[place]!
  return store.chunks.flatMap((_, chunk) =>
    [...codesOf(store.chunk(place, chunk))].map((code) =>
      code === 0 ? '' : Buffer.from(codes.cell(code)).toString('utf8'),
    ),
  )
}

const cell = fc.constantFrom(
  '',
  '0',
  '7',
  '07',
  '12',
  '007',
  '120',
  '1200',
  'Ñ',
  'Lima',
  'Lima norte',
  '-3',
)

test('cells come back in their order, wherever they wait', () => {
  const rows = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(rows, fc.constantFrom(0, 20, 1 << 20), (list, most) => {
      const given = read(list.map((row) => `${row.join(',')}\n`).join(''), 2, most)
      try {
        for (const place of [0, 1]) {
          assert.deepEqual(
            cellsOf(given, place),
            list.map((row) => row[place]),
          )
        }
        const empty = list.filter((row) => row.every((each) => each === '')).length
        assert.equal(given.store.emptyRows, empty)
        const wanted = list.flatMap((row, at) => (row[0] === 'Lima' ? [at] : []))
        const codes = given.store.columns[0]!.codes
        const code = Array.from({ length: codes.size }, (_, at) => at + 1).filter(
          (each) => Buffer.from(codes.cell(each)).toString() === 'Lima',
        )
        assert.deepEqual(given.store.rowsOf(0, new Set(code), 3), wanted.slice(0, 3))
      } finally {
        given.store.close()
      }
    }),
  )
  assert.equal(existsSync(join(folder, 'cells')), false)
})

test('a record that is not plain is left to the parser, whole', () => {
  for (const odd of [
    '1\n',
    '1,2,3\n',
    'a"b,c\n',
    '"a""b",c\n',
    '"a\nb",c\n',
    '1,2',
    'a\r,b\n',
    ',\0\n',
  ]) {
    const given = read(`1,2\n"3, tres",4\r\n${odd}`, 2, 0)
    try {
      assert.equal(given.at, Buffer.byteLength('1,2\n"3, tres",4\r\n'), JSON.stringify(odd))
      assert.equal(given.reader.rows, 2)
      assert.deepEqual(cellsOf(given, 0), ['1', '3, tres'])
    } finally {
      given.store.close()
    }
  }
})

test('what the parser has written clean is taken as it is meant', () => {
  const given = read('', 2, 0)
  given.reader.takeClean(Buffer.from('"dice ""no""",\n,"dos\nlíneas"\n'))
  given.reader.end()
  assert.deepEqual(cellsOf(given, 0), ['dice "no"', ''])
  assert.deepEqual(cellsOf(given, 1), ['', 'dos\nlíneas'])
  given.store.close()
})

test('samples and numbers of a column are its cells, by codes in some chunks and as they are in others', () => {
  const digits = fc.oneof(fc.constant(''), fc.nat({ max: 10 ** 9 }).map(String))
  const kinds = new Set<string>()
  fc.assert(
    fc.property(
      fc.array(digits, { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 2, max: 40 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 30 }),
      (cells, entries, step, most) => {
        const text = cells.map((each) => `x,${each}\n`).join('')
        const { store } = read(text, 2, 1 << 20, entries)
        for (const at of store.chunks.keys()) kinds.add(store.chunk(1, at).kind)
        const looked = cells.filter((_, row) => row % step === 0 && row < step * most)
        const filled = (list: string[]): string[] => list.filter((each) => each !== '')
        assert.deepEqual(store.sample(1, step, most), filled(looked))
        const numbers: number[] = []
        store.numbers(1, (values) => numbers.push(...values))
        assert.deepEqual(numbers, filled(cells).map(Number))
        store.close()
      },
    ),
  )
  assert.deepEqual([...kinds].sort(), ['codes', 'plain'])
})
