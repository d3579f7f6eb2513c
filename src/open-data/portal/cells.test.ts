// Tests how values of a table are written for a reader: figures without zeros nobody measured.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pageContext } from '../../../test/support/pages.ts'
import { figure } from './cells.ts'

const spanish = pageContext()

test('a figure shows the decimals it has, at most four, and no zeros that rounding left', () => {
  assert.equal(figure(spanish, 153.78), '153.78')
  // What adding cents in binary leaves behind is no precision.
  assert.equal(figure(spanish, 102_199.280_000_000_01), '102,199.28')
  assert.equal(figure(spanish, 85_300.539_999_999_99), '85,300.54')
  assert.equal(figure(spanish, 2.000_000_000_1), '2')
  assert.equal(figure(spanish, 201.437_117_96), '201.4371')
  assert.equal(figure(spanish, 1500), '1,500')
})

test('a small figure keeps four digits that say something', () => {
  assert.equal(figure(spanish, 0.0005), '0.0005')
  assert.equal(figure(spanish, 0.000_123_456), '0.0001235')
  assert.equal(figure(spanish, -0.000_01), '-0.00001')
})
