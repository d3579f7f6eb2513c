// Memory that is lent belongs to one page at a time, however it is given back.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { giveBack, lend } from './page-memory.ts'

test('what somebody has is nobody else’s, and given back twice is given back once', () => {
  const sizes = fc.oneof(
    fc.integer({ min: 0, max: 40_000 }),
    fc.constantFrom(16_383, 16_384, 16_385, 2 ** 17, 2 ** 20, 2 ** 21, 2 ** 21 + 1),
  )
  const step = fc.record({ bytes: sizes, back: fc.nat(5), twice: fc.boolean() })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const held: { memory: Buffer; mark: number }[] = []
      for (const [at, { bytes, back, twice }] of steps.entries()) {
        const mark = at % 251
        const memory = lend(bytes).fill(mark)
        assert.equal(memory.length, bytes)
        held.push({ memory, mark })
        for (const other of held) assert.ok(other.memory.every((byte) => byte === other.mark))
        if (back >= held.length) continue
        const [gone] = held.splice(back, 1)
        giveBack(gone!.memory)
        if (twice) giveBack(gone!.memory)
      }
      for (const { memory } of held) giveBack(memory)
    }),
    { numRuns: 40 },
  )
})

test('memory that comes back is used for the next page of its size', () => {
  const first = lend(100_000)
  giveBack(first)
  const next = lend(70_000)
  assert.equal(next.buffer, first.buffer)
  const other = lend(70_000)
  assert.notEqual(other.buffer, next.buffer)
  giveBack(next)
  giveBack(other)
})

test('memory of others, and far more than pages take, is not kept', () => {
  const own = Buffer.alloc(100_000)
  giveBack(own)
  assert.notEqual(lend(100_000).buffer, own.buffer)
  const many = Array.from({ length: 40 }, () => lend(2 ** 21))
  const pieces = new Set(many.map(({ buffer }) => buffer))
  for (const memory of many) giveBack(memory)
  const again = Array.from({ length: 40 }, () => lend(2 ** 21))
  // 16 MiB at most, less what is kept in other sizes.
  const kept = again.filter(({ buffer }) => pieces.has(buffer)).length
  assert.ok(kept > 0 && kept <= 8, String(kept))
})
