// Checks that packed row numbers come back as they were, whatever their order and size.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { pack, unpack } from './packed.ts'
import { ascending, intersect, union } from './row-list.ts'
import { pushVarint, readVarints } from './varint.ts'

const number = fc.oneof(fc.nat(300), fc.nat(0xffff), fc.integer({ min: 0, max: 0xffffffff }))
const list = fc.array(number, { maxLength: 700 }).map((numbers) => Uint32Array.from(numbers))
const rows = fc.uniqueArray(fc.nat(5000), { maxLength: 600 }).map((r) => Uint32Array.from(r))
const sorted = rows.map((one) => one.slice().sort())

test('any numbers come back as they were', () => {
  fc.assert(
    fc.property(list, (numbers) =>
      assert.deepEqual(unpack(pack(numbers), numbers.length), numbers),
    ),
  )
})

test('rows that follow each other take one bit each', () => {
  const numbers = Uint32Array.from({ length: 4096 }, (_, at) => at + 77)
  assert.ok(pack(numbers).length < 4096 / 2)
  assert.throws(() => unpack(pack(numbers).subarray(0, 100), 4096), RangeError)
})

test('lists are merged, sorted and intersected as sets are', () => {
  fc.assert(
    fc.property(sorted, sorted, rows, (a, b, c) => {
      const both = [...a].filter((row) => b.includes(row))
      assert.deepEqual([...intersect(a, b)], both)
      assert.deepEqual(
        [...union([a, b], 5001)],
        [...new Set([...a, ...b])].sort((x, y) => x - y),
      )
      assert.deepEqual(ascending(c, 5001), c.slice().sort())
    }),
  )
})

test('small numbers and texts are read back', () => {
  fc.assert(
    fc.property(fc.array(fc.maxSafeNat()), (numbers) => {
      const bytes: number[] = []
      for (const one of numbers) pushVarint(bytes, one)
      const reader = readVarints(Buffer.from(bytes))
      assert.deepEqual(
        numbers.map(() => reader.next()),
        numbers,
      )
      assert.throws(() => reader.next(), RangeError)
    }),
  )
})
