// Every row of a table of any length can be reached by scrolling, and scrolling is monotonous.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  chunksFor,
  lastTop,
  offsetOf,
  rowAfter,
  rowAt,
  scrollHeight,
  tallest,
  visible,
} from './window.ts'

const grids = fc.record({
  total: fc.integer({ min: 0, max: 2_000_000_000 }),
  rowHeight: fc.integer({ min: 20, max: 60 }),
  viewport: fc.integer({ min: 100, max: 2000 }),
})

test('the scrolled element never grows beyond what browsers bear', () => {
  fc.assert(fc.property(grids, (grid) => scrollHeight(grid) <= tallest))
})

test('the bottom of the scroll shows the last row', () => {
  fc.assert(
    fc.property(grids, (grid) => {
      const top = rowAt(grid, Math.max(0, scrollHeight(grid) - grid.viewport))
      assert.equal(visible(grid, top, 0).to, grid.total)
    }),
  )
})

test('an offset and its row are each other inverse', () => {
  fc.assert(
    fc.property(grids, fc.double({ min: 0, max: 1, noNaN: true }), (grid, part) => {
      const row = part * lastTop(grid)
      if (scrollHeight(grid) <= grid.viewport) return
      assert.ok(Math.abs(rowAt(grid, offsetOf(grid, row)) - row) < 1e-3 * Math.max(1, row))
    }),
  )
})

const millions = { total: 2_117_219, rowHeight: 32, viewport: 600 }

test('a finger moves a table of millions of rows by as many pixels as it moves itself', () => {
  for (const row of [0, 5_000, 1_000_000, 2_110_000]) {
    const offset = offsetOf(millions, row)
    const after = rowAfter(millions, row, offset, offset + 320)
    assert.ok(Math.abs(after - (row + 10)) < 0.01, `${row}: ${after}`)
  }
})

test('the scrollbar of a table of millions of rows reaches its middle and its end', () => {
  const way = scrollHeight(millions) - millions.viewport
  assert.ok(Math.abs(rowAfter(millions, 0, 0, way / 2) - lastTop(millions) / 2) < 1)
  assert.equal(rowAfter(millions, 0, 0, way), lastTop(millions))
})

test('farther down the scroll are later rows', () => {
  fc.assert(
    fc.property(
      grids,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (grid, a, b) => {
        const way = Math.max(0, scrollHeight(grid) - grid.viewport)
        const [from, to] = a < b ? [a, b] : [b, a]
        assert.ok(rowAt(grid, from * way) <= rowAt(grid, to * way) + 1e-6)
      },
    ),
  )
})

test('chunks cover exactly the rows asked for', () => {
  assert.deepEqual(chunksFor(0, 10, 100), [0])
  assert.deepEqual(chunksFor(99, 201, 100), [0, 1, 2])
  assert.deepEqual(chunksFor(100, 200, 100), [1])
  assert.deepEqual(chunksFor(5, 5, 100), [0])
})
