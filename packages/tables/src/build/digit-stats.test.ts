// Statistics of digits are those of counting each value, whatever their order.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { ColumnType } from '../model.ts'
import { type DigitCells, TOP, digitStats } from './digit-stats.ts'

function cellsOf(cells: readonly string[]): DigitCells {
  const filled = cells.filter((cell) => cell !== '')
  const lengths = filled.map(({ length }) => length)
  return {
    filled: filled.length,
    shortest: Math.min(18, ...lengths),
    longest: Math.max(0, ...lengths),
    visit: (take) => take(Float64Array.from(filled, Number)),
  }
}

/** Each value counted by itself. */
function counted(cells: readonly string[], type: ColumnType): object {
  const values = cells.flatMap((cell) =>
    cell === '' ? [] : [type === 'integer' ? Number(cell) : cell],
  )
  const counts = new Map<string | number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  const list = [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const top = list
    .filter(([, count]) => count > 1)
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, TOP)
    .map(([value, count]) => ({ value, count }))
  return {
    ...{ nulls: values.length, distinct: counts.size, top },
    ...{ min: list[0]?.[0], max: list.at(-1)?.[0] },
  }
}

const digits = (least: number, most: number): fc.Arbitrary<string> =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: least, maxLength: most })
    .map((list) => list.join(''))

test('texts of digits of one length, and whole numbers, are counted exactly', () => {
  const texts = fc
    .integer({ min: 1, max: 15 })
    .chain((length) =>
      fc.array(fc.oneof(digits(length, length), fc.constant('')), { maxLength: 60 }),
    )
  const few = fc.array(fc.oneof(digits(1, 2), fc.constant('')), { maxLength: 200 })
  const numbers = fc.oneof(
    few,
    fc.array(fc.oneof(digits(1, 11), fc.constant('')), { maxLength: 60 }),
  )
  fc.assert(
    fc.property(texts, numbers, (a, b) => {
      for (const [type, cells] of [
        ['text', a],
        ['integer', b],
      ] as const) {
        const given = cellsOf(cells)
        const found = digitStats(type, given)
        if (given.filled === 0) return assert.equal(found, null)
        assert.ok(found, JSON.stringify(cells))
        const { histogram, mean, ...stats } = found
        assert.deepEqual(stats, counted(cells, type))
        if (type === 'text') assert.deepEqual([histogram, mean], [undefined, undefined])
        else {
          const filled = cells.filter((cell) => cell !== '').map(Number)
          assert.equal(mean, filled.reduce((sum, value) => sum + value, 0) / filled.length)
          const bins = histogram?.reduce((sum, { count }) => sum + count, 0)
          assert.equal(
            bins,
            filled.some((value) => value !== filled[0]) ? filled.length : undefined,
          )
        }
      }
    }),
  )
})

test('what is in another order as text, or not exact, is left to SQL', () => {
  assert.equal(digitStats('text', cellsOf(['9', '10'])), null)
  assert.equal(digitStats('integer', cellsOf(['1234567890123456', '2'])), null)
  assert.equal(digitStats('number', cellsOf(['1', '2'])), null)
  assert.equal(digitStats('integer', cellsOf(['', ''])), null)
  // The sum of these is no whole number of JavaScript any more.
  assert.equal(digitStats('integer', cellsOf(Array<string>(20).fill('999999999999999'))), null)
})
