// A text that two threads take apart is the same as one that the reader takes apart alone.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { SHARES, type Shares } from './blocks-ahead.ts'
import { readText } from './read-text.ts'

/** Reads the text both ways; gives how many of its rows the thread took apart. */
function assertSame(text: string, shares: Shares, chunk?: number): number {
  const { told } = readText(text, { chunk })
  const { told: together, ahead } = readText(text, { chunk, shares })
  assert.deepEqual(together, told)
  return ahead
}

const regular = fc.oneof(
  fc.nat(120).map(String),
  fc.constantFrom('', '007', 'LIMA', 'Ñaña', 'LURIGANCHO - CHOSICA', '1.5', '150101', '"a,b"'),
)
const odd = fc.constantFrom('"dice ""no"""', '"dos\nlíneas"', '"S"', 'S" x', '"no cierra')
const cell = fc.oneof({ weight: 150, arbitrary: regular }, { weight: 1, arbitrary: odd })
const record = fc.oneof(
  { weight: 60, arbitrary: fc.array(cell, { minLength: 3, maxLength: 3 }) },
  { weight: 1, arbitrary: fc.array(cell, { minLength: 0, maxLength: 3 }) },
)
const someText = fc
  .record({
    records: fc.array(record, { minLength: 1, maxLength: 200, size: 'max' }),
    end: fc.constantFrom('\n', '\r\n'),
    closed: fc.boolean(),
  })
  .map(({ records, end, closed }) => {
    const lines = ['uno,dos,tres', ...records.map((cells) => cells.join(','))]
    return lines.join(end) + (closed ? end : '')
  })

test('any text is the same columns, with what was irregular about it, wherever its parts begin', () => {
  const shares = fc.record({
    first: fc.integer({ min: 1, max: 300 }),
    own: fc.integer({ min: 1, max: 400 }),
    ahead: fc.integer({ min: 1, max: 400 }),
  })
  let ahead = 0
  fc.assert(
    fc.property(someText, shares, fc.constantFrom(7, 100), (text, parts, chunk) => {
      ahead += assertSame(text, parts, chunk)
    }),
    { numRuns: 60 },
  )
  assert.ok(ahead > 1000, `${ahead} rows were taken apart ahead`)
})

test('columns of many different cells are the same, given up by whichever thread first', () => {
  const lines = ['id,mesa,nombre,resto,grupo']
  for (let row = 0; row < 120_000; row++) {
    const seldom = row % 3 === 0 ? `N${row}` : `N${row % 50}`
    // Many different cells in the parts of one thread only, at first.
    const uneven = row > 40_000 && row < 80_000 ? `x${row}` : 'x'
    lines.push(`${row},${String(row).padStart(7, '0')},${seldom},${uneven},${row % 40_000}`)
  }
  const text = `${lines.join('\n')}\n`
  const shares: Shares = { first: 200_000, own: 150_000, ahead: 220_000 }
  assert.ok(assertSame(text, shares, 30_000) > 40_000)
  assert.ok(assertSame(text, { first: 700_000, own: 900_000, ahead: 800_000 }, 30_000) > 40_000)
})

test('a text of one column, of very long lines and of only quotes are read too', () => {
  const parts: Shares = { first: 10, own: 20, ahead: 30 }
  assert.ok(assertSame(`uno\n${'12\n\n7\n'.repeat(300)}`, parts) > 0)
  const long = `uno,dos\n${`${'x'.repeat(70_000)},${'y'.repeat(500)}\n1,2\n`.repeat(10)}`
  assertSame(long, { first: 1000, own: 1000, ahead: 90_000 })
  assertSame(`uno,dos\n${'"a\nb","c\nd"\n'.repeat(400)}`, parts)
  assertSame('uno,dos\n1,2\n', SHARES)
})

test('records that the thread leaves are taken by the reader, and the thread goes on', () => {
  const rows = Array.from({ length: 3000 }, (_, row) => (row % 500 === 499 ? `${row}` : `${row},a`))
  const text = `uno,dos\n${rows.join('\r\n')}\r\n`
  const ahead = assertSame(text, { first: 100, own: 200, ahead: 2000 })
  assert.ok(ahead > 1500, `${ahead} rows were taken apart ahead`)
})
