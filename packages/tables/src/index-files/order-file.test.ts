// Checks the search for a key between samples, and the order of texts against that of their bytes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compareUtf8 } from './cells.ts'
import { seek } from './order-file.ts'
import type { Marks, OrderFile } from './order-file.ts'

test('texts compare as their UTF-8 bytes do', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'b', 'é', '\uffee', '😀', '\ud7ff', '\ue000'),
  })
  fc.assert(
    fc.property(text, text, (a, b) => {
      assert.equal(Math.sign(compareUtf8(a, b)), Buffer.compare(Buffer.from(a), Buffer.from(b)))
    }),
  )
})

test('a key is found between samples and among complete values alike', () => {
  const keys = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 60 })
  fc.assert(
    fc.property(keys, fc.integer({ min: 1, max: 9 }), fc.boolean(), (unsorted, every, complete) => {
      const sorted = unsorted.sort((a, b) => a - b)
      const marks: Marks = { keys: [], starts: [], complete }
      for (const [at, key] of sorted.entries()) {
        if (complete ? key === sorted[at - 1] : at % every !== 0) continue
        marks.keys.push(key)
        marks.starts.push(at)
      }
      const order = { marks, present: sorted.length } as OrderFile
      const find = (key: number, after: boolean) =>
        seek(
          order,
          key,
          after,
          (a, b) => Number(a) - Number(b),
          (position) => sorted[position]!,
        )
      for (let key = -1; key < 32; key++) {
        assert.equal(find(key, false), sorted.filter((one) => one < key).length)
        assert.equal(find(key, true), sorted.filter((one) => one <= key).length)
      }
    }),
  )
})
