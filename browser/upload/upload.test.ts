// What the sender of attachments decides without a browser: pieces, pauses, and texts with their values.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nextPiece, pauseBefore } from './send.ts'

test('pieces grow on a quick line and shrink on a slow one, between their limits', () => {
  assert.equal(nextPiece(1_048_576, 1_000), 2_097_152)
  assert.equal(nextPiece(8_388_608, 100), 8_388_608)
  assert.equal(nextPiece(1_048_576, 10_000), 524_288)
  assert.equal(nextPiece(262_144, 60_000), 262_144)
})

test('pauses double up to half a minute', () => {
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5, 50].map(pauseBefore),
    [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000],
  )
})
