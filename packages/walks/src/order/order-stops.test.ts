// Tests that the order of stops is the shortest of all orders, by trying all of them.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { seeded } from '../test-random.ts'
import { orderStops, type OrderOptions } from './order-stops.ts'

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]]
  return items.flatMap((item) =>
    permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]),
  )
}

function lengthOf(matrix: number[][], order: readonly number[], round: boolean): number {
  let total = 0
  for (let at = 1; at < order.length; at++) total += matrix[order[at - 1]!]![order[at]!]!
  return round && order.length > 0 ? total + matrix[order.at(-1)!]![order[0]!]! : total
}

function randomMatrix(size: number, random: (below: number) => number): number[][] {
  return Array.from({ length: size }, () => Array.from({ length: size }, () => random(1000)))
}

describe('the order of stops', () => {
  test('is the shortest of all orders, with and without start, end and way back', () => {
    const random = seeded(1)
    for (let turn = 0; turn < 300; turn++) {
      const size = 1 + random(7)
      const matrix = randomMatrix(size, random)
      const options: OrderOptions = {
        ...(random(2) === 0 ? { start: random(size) } : {}),
        ...(random(2) === 0 ? { end: random(size) } : {}),
        round: random(3) === 0,
      }
      const { start, end } = options
      const round = options.round === true || (start !== undefined && start === end)
      const all = permutations(matrix.map((_, at) => at)).filter(
        (order) =>
          (start === undefined || order[0] === start) &&
          (round || end === undefined || order.at(-1) === end),
      )
      const best = Math.min(...all.map((order) => lengthOf(matrix, order, round)))
      const { order, total } = orderStops(matrix, options)
      assert.equal(total, best, JSON.stringify({ options, matrix }))
      assert.equal(lengthOf(matrix, order, round), best)
      assert.deepEqual(
        order.toSorted((a, b) => a - b),
        matrix.map((_, at) => at),
      )
      if (start !== undefined) assert.equal(order[0], start)
      if (end !== undefined && !round) assert.equal(order.at(-1), end)
    }
  })

  test('of fifteen stops beside start and end is found, of sixteen it is refused', () => {
    const random = seeded(2)
    const { order } = orderStops(randomMatrix(17, random), { start: 0, end: 16 })
    assert.equal(new Set(order).size, 17)
    assert.throws(() => orderStops(randomMatrix(16, random)), { code: 'too-many-stops' })
  })

  test('is not looked for in a table that is none', () => {
    assert.throws(() => orderStops([[0, 1], [1]]), { code: 'malformed-matrix' })
    assert.throws(
      () =>
        orderStops([
          [0, Number.NaN],
          [1, 0],
        ]),
      { code: 'malformed-matrix' },
    )
    assert.throws(() => orderStops([[0]], { start: 3 }), { code: 'malformed-stop' })
    assert.deepEqual(orderStops([]), { order: [], total: 0 })
  })
})
