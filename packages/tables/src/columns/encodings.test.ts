// Reads back what the encodings write, by a reader that is written from the format's own description.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bitsFor, encodeBytes, encodeCounting, encodeHybrid, encodeLevels } from './encodings.ts'

/** Parquet, "Run Length Encoding / Bit-Packing Hybrid". Throws where bytes are missing. */
function decodeHybrid(bytes: Uint8Array, bits: number, count: number): number[] {
  const out: number[] = []
  let at = 0
  const byte = (): number => {
    if (at >= bytes.length) throw new RangeError('out of bytes')
    return bytes[at++]!
  }
  while (out.length < count) {
    let head = 0
    for (let power = 1; ; power *= 128) {
      const next = byte()
      head += (next & 127) * power
      if (next < 128) break
    }
    if (head % 2 === 0) {
      let value = 0
      for (let each = 0; each < (bits + 7) >> 3; each++) value += byte() * 256 ** each
      for (let each = 0; each < head / 2; each++) out.push(value)
      continue
    }
    const values = ((head - 1) / 2) * 8
    const packed = Uint8Array.from({ length: (values * bits) / 8 }, byte)
    for (let each = 0; each < values; each++) {
      let value = 0
      for (let bit = 0; bit < bits; bit++) {
        const place = each * bits + bit
        value += ((packed[place >> 3]! >> (place & 7)) & 1) * 2 ** bit
      }
      out.push(value)
    }
  }
  return out.slice(0, count)
}

const runs = fc
  .array(fc.tuple(fc.nat(70_000), fc.integer({ min: 1, max: 60 })), { minLength: 1, maxLength: 40 })
  .map((list) => list.flatMap(([value, length]) => Array.from({ length }, () => value)))

test('numbers come back from runs and packed bits', () => {
  fc.assert(
    fc.property(runs, fc.constantFrom(1, 2, 5, 200, 70_000), (wide, most) => {
      const list = wide.map((value) => value % (most + 1))
      const bits = Math.max(1, bitsFor(Math.max(...list)))
      const numbers = Uint32Array.from(list)
      assert.deepEqual(
        decodeHybrid(encodeHybrid(numbers, list.length, bits), bits, list.length),
        list,
      )
      for (const whole of [8, 16]) {
        if (bits > whole) continue
        const packed = whole === 8 ? Uint8Array.from(list) : Uint16Array.from(list)
        const bytes = encodeBytes(new Uint8Array(packed.buffer), list.length)
        assert.deepEqual(decodeHybrid(bytes, whole, list.length), list)
      }
    }),
  )
})

test('levels stand after their length, and say of every row whether it holds something', () => {
  const present = Uint32Array.of(1, 1, 0, 1)
  const levels = encodeLevels(present, 4)
  assert.equal(levels.readUInt32LE(0), levels.length - 4)
  assert.deepEqual(decodeHybrid(levels.subarray(4), 1, 4), [1, 1, 0, 1])
  const all = encodeLevels(null, 100_000)
  assert.deepEqual(decodeHybrid(all.subarray(4), 1, 100_000).indexOf(0), -1)
})

test('numbers that count on take five bytes for 128 of them', () => {
  // Block of 128, four mini blocks, 257 numbers from 1 (zigzag 2), then two blocks of difference 1.
  const expected = [128, 1, 4, 129, 2, 2, 2, 0, 0, 0, 0, 2, 0, 0, 0, 0]
  assert.deepEqual([...encodeCounting(1, 257)], expected)
})
