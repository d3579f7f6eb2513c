// Every row of a table of any length can be reached by scrolling, and scrolling is monotonous.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { chunksFor, lastTop, offsetOf, rowAt, scrollHeight, tallest, visible } from './window.ts'

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

test('chunks cover exactly the rows asked for', () => {
  assert.deepEqual(chunksFor(0, 10, 100), [0])
  assert.deepEqual(chunksFor(99, 201, 100), [0, 1, 2])
  assert.deepEqual(chunksFor(100, 200, 100), [1])
  assert.deepEqual(chunksFor(5, 5, 100), [0])
})
