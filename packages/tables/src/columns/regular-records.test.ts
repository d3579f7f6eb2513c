// Records taken many at a time are the same as those that the reader takes one by one.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { ByteMarks } from '../read/record-parser.ts'
import { COMMA, readText } from './read-text.ts'

/** Reads the text both ways; gives how many of its rows were taken many at a time. */
function assertSame(text: string | Buffer, marks: ByteMarks = COMMA, chunk = 100): number {
  const { told } = readText(text, { marks, chunk })
  const many = readText(text, { marks, chunk, many: true })
  assert.deepEqual(many.told, told)
  return many.regular
}

const cell = fc.oneof(
  { weight: 20, arbitrary: fc.nat(1200).map(String) },
  { weight: 10, arbitrary: fc.stringMatching(/^[a-z ]{6,20}$/) },
  {
    weight: 10,
    arbitrary: fc.constantFrom('', '007', 'Ñaña', '12345678', '123456789', 'JESÚS MARÍA', '-1.5'),
  },
  { weight: 4, arbitrary: fc.constantFrom('"a,b"', '""', '"LIMA"', '"dice ""no"""', '"12345678"') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '"dos\nlíneas"',
      '"a""',
      'S" x',
      '"S"x',
      ' "S"',
      '"\r"',
      '\0',
      '\r',
      "'",
    ),
  },
)
const someText = fc
  .record({
    records: fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), {
      minLength: 1,
      maxLength: 300,
      size: 'max',
    }),
    short: fc.array(fc.nat(400), { maxLength: 2 }),
    end: fc.constantFrom('\n', '\n', '\r\n'),
    closed: fc.boolean(),
  })
  .map(({ records, short, end, closed }) => {
    const rows = records.map((cells, at) => cells.slice(0, short.includes(at) ? 2 : 3).join(','))
    return ['uno,dos,tres', ...rows].join(end) + (closed ? end : '')
  })

test('any text is the same columns, with what was irregular about it', () => {
  let regular = 0
  fc.assert(
    fc.property(someText, fc.constantFrom(7, 100), (text, chunk) => {
      regular += assertSame(text, COMMA, chunk)
    }),
    { numRuns: 150 },
  )
  assert.ok(regular > 1000, `${regular} rows were taken many at a time`)
})

test('so are bytes that are no text, in any dialect', () => {
  const dialect = fc.record({
    delimiter: fc.constantFrom(',', ';', '\t', '|').map((mark) => Buffer.from(mark)),
    quote: fc.constantFrom(34, 39, -1),
    escape: fc.constantFrom(-1, 92),
    bareReturn: fc.boolean(),
  })
  const byte = fc.constantFrom(...Buffer.from(',;\t|"\'\\\n\n\r\0 ab12\xff', 'latin1'))
  fc.assert(
    fc.property(dialect, fc.array(byte, { size: 'max', maxLength: 300 }), (marks, bytes) => {
      const mark = marks.delimiter.toString()
      assertSame(Buffer.from([...Buffer.from(`a${mark}b\n`), ...bytes]), marks)
    }),
    { numRuns: 600 },
  )
})

test('cells of eight bytes and of a few more are told apart by every byte', () => {
  const cells = ['12345678', '123456789', '1234567890123456', '12345678901234567']
  const changed = cells.flatMap((each) =>
    Array.from(each, (_, at) => `${each.slice(0, at)}x${each.slice(at + 1)}`),
  )
  const all = [...cells, ...changed, ...cells.map((each) => each.slice(1))]
  const rows = all.flatMap((one) => all.map((other) => `${one},${other}`))
  assert.equal(assertSame(`uno,dos\n${rows.join('\n')}\n`), rows.length)
})

test('so are more bytes than are taken apart together, with records that go over the ends', () => {
  const rows = Array.from({ length: 60_000 }, (_, row) => {
    const odd = row % 997 === 0 ? '"dos\nlíneas"' : `calle ${row % 70}`
    return `${row},${row % 40},${odd},${'larga '.repeat(row % 9)}`
  })
  const text = `id,grupo,calle,nota\n${rows.join('\n')}\n`
  const regular = assertSame(text, COMMA, 20_000)
  assert.ok(regular > 59_000, `${regular} rows were taken many at a time`)
  const long = `uno,dos\n${`${'x'.repeat(300_000)},1\n3,4\n`.repeat(8)}`
  assert.ok(assertSame(long) >= 8)
})

test('so are many different cells, of many columns, and one column', () => {
  const rows = Array.from({ length: 90_000 }, (_, row) => `${row},nombre largo ${row % 30_000},x`)
  assert.equal(assertSame(`id,nombre,x\n${rows.join('\r\n')}\r\n`, COMMA, 30_000), 89_999 + 1)
  const wide = Array.from({ length: 3000 }, (_, place) => `c${place}`).join(',')
  assert.equal(assertSame(`${wide}\n${`${wide}\n`.repeat(100)}`), 100)
  assert.ok(assertSame(`uno\n${'12\n\n7\n""\n'.repeat(300)}`) > 0)
})
