// Holds the record scanner to its promise: any table written is read back, and no byte is lost.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { splitSample } from './sample.ts'
import { type ScanOptions, type ScanResult, scanRecords } from './scan.ts'

const folder = mkdtempSync(join(tmpdir(), 'rimaq-scan-'))
after(() => rmSync(folder, { recursive: true, force: true }))

interface Scanned extends ScanResult {
  cells: string[][]
}

function scan(text: string | Buffer, options: Partial<ScanOptions> = {}): Scanned {
  const path = join(folder, 'input.csv')
  writeFileSync(path, text)
  const base: ScanOptions = {
    path,
    start: 0,
    line: 1,
    width: 2,
    delimiter: Buffer.from(','),
    quote: 34,
    escape: -1,
    bareReturn: false,
    ...options,
  }
  const counted = scanRecords(base)
  const chunks: Buffer[] = []
  const written = scanRecords({
    ...base,
    extraColumn: counted.long.count > 0,
    sink: (bytes) => chunks.push(Buffer.from(bytes)),
  })
  assert.equal(written.records, counted.records)
  const clean = Buffer.concat(chunks).toString('utf8')
  const { records } = splitSample(clean, { delimiter: ',', quote: '"', escape: '' }, Infinity)
  assert.equal(records.length, counted.records)
  return { ...counted, cells: records }
}

const cell = fc.string({
  unit: fc.constantFrom('a', 'ñ', '1', ' ', ',', ';', '"', '\n', '\r\n', '\t', 'é'),
  maxLength: 8,
})

test('any table written by the rules of RFC 4180 is read back, whatever its separators', () => {
  const table = fc.integer({ min: 2, max: 4 }).chain((width) =>
    fc.array(fc.array(cell, { minLength: width, maxLength: width }), {
      minLength: 1,
      maxLength: 12,
    }),
  )
  fc.assert(
    fc.property(
      table,
      fc.constantFrom(',', ';', '\t', '|', '||'),
      fc.constantFrom('\n', '\r\n', '\r\r\n'),
      fc.boolean(),
      (rows, delimiter, newline, final) => {
        const text = rows
          .map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(delimiter))
          .join(newline)
        const { cells } = scan(text + (final ? newline : ''), {
          delimiter: Buffer.from(delimiter),
          width: rows[0]!.length,
        })
        assert.deepEqual(cells, rows)
      },
    ),
    { numRuns: 100 },
  )
})

test('random bytes never break it, and every letter comes out again', () => {
  const bytes = fc.array(fc.constantFrom(...Buffer.from('ab1",\n\r ;\\\u0000\u00e9')), {
    maxLength: 200,
  })
  fc.assert(
    fc.property(bytes, fc.integer({ min: 1, max: 4 }), fc.boolean(), (list, width, bareReturn) => {
      const input = Buffer.from(list)
      const { cells } = scan(input, { width, bareReturn })
      const count = (text: string): number => [...text.matchAll(/[ab1;]/g)].length
      assert.equal(count(cells.flat().join('')), count(input.toString('latin1')))
    }),
    { numRuns: 300 },
  )
})

test('a quote that never closes costs one row its quote, not the rest of the file', () => {
  const { cells, unclosed } = scan('a,b\n1,"abierta\n2,x\n3,y\n')
  assert.deepEqual(cells, [
    ['a', 'b'],
    ['1', '"abierta'],
    ['2', 'x'],
    ['3', 'y'],
  ])
  assert.deepEqual(unclosed.rows, [2])
})

test('quotes inside a quoted cell are characters of it', () => {
  const { cells } = scan('1,"dijo "hola, tú" y se fue"\n2,"b"\n')
  assert.deepEqual(cells, [
    ['1', 'dijo "hola, tú" y se fue'],
    ['2', 'b'],
  ])
})

test('text after a closing quote stays in its cell', () => {
  const { cells } = scan('"a"b,c\n"d",e\n')
  assert.deepEqual(cells, [
    ['ab', 'c'],
    ['d', 'e'],
  ])
})

test('cells too many are kept in one more column, cells too few are padded', () => {
  const { cells, long, short } = scan('a,b\n1,2,3,,4\n5\n6,7,,\n')
  assert.deepEqual(cells, [
    ['a', 'b', ''],
    ['1', '2', '3,,4'],
    ['5', '', ''],
    ['6', '7', ''],
  ])
  assert.deepEqual(long.rows, [2])
  assert.deepEqual(short.rows, [3])
})

test('lines are counted through quoted line ends and blank lines', () => {
  const { lines, records, blank } = scan('a,b\n"x\ny",1\n\nz,2\n')
  assert.equal(records, 3)
  assert.deepEqual([lines.line(0), lines.line(1), lines.line(2)], [1, 2, 5])
  assert.deepEqual(blank.rows, [4])
})

test('a blank line between values of a single column is an empty value', () => {
  const { cells } = scan('v\n1\n\n3\n', { width: 1 })
  assert.deepEqual(cells, [['v'], ['1'], [''], ['3']])
})

test('a thousand quotes that never close are read in one short pass', () => {
  const { records } = scan('x,"y\n'.repeat(20_000))
  assert.equal(records, 20_000)
})

test('an escape or half a separator at the end of the file takes nothing that was read before it', () => {
  // Larger than the buffer, so that separators stand behind the last byte.
  const last = (row: string, end: string, options: Partial<ScanOptions>): string | undefined => {
    const mark = options.delimiter?.toString() ?? ','
    const width = row.split(mark).length
    return scan(`${`${row}\n`.repeat(4000)}${end}`, { width, ...options }).cells.at(-1)?.[0]
  }
  const row = ','.repeat(999)
  assert.equal(last(row, 'fin\\', { escape: 92 }), 'fin\\')
  assert.equal(last(row, 'fin\\', { escape: 92, quote: -1 }), 'fin\\')
  assert.equal(last('|'.repeat(998), 'fin|', { delimiter: Buffer.from('||') }), 'fin|')
})

test('records longer than the buffer are read whole', () => {
  const long = 'x'.repeat(5 << 20)
  const { cells, longest } = scan(`a,b\n1,"${long}"\n2,c\n`)
  assert.equal(cells[1]?.[1]?.length, long.length)
  assert.ok(longest > long.length)
})
