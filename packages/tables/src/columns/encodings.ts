// Parquet's encodings of one column's values: levels, numbers of a dictionary, plain, differences.

import { writeVarint } from './varint.ts'

/** Bits that hold every number up to `largest`. */
export function bitsFor(largest: number): number {
  return largest === 0 ? 0 : 32 - Math.clz32(largest)
}

/**
 * Numbers below 2^bits by runs and packed bits (Parquet, "Run Length Encoding / Bit-Packing Hybrid"):
 * runs of at least sixteen equal numbers, everything else eight by eight.
 */
export function encodeHybrid(numbers: Uint32Array, count: number, bits: number): Buffer {
  const out = Buffer.allocUnsafe(Math.ceil(count / 8) * (bits + 1) + 16)
  const bytes = (bits + 7) >> 3
  let outAt = 0
  const varint = (number: number): void => {
    let rest = number
    while (rest >= 128) {
      out[outAt++] = (rest & 127) | 128
      rest >>>= 7
    }
    out[outAt++] = rest
  }
  const run = (value: number, length: number): void => {
    varint(length << 1)
    for (let byte = 0; byte < bytes; byte++) out[outAt++] = (value >>> (byte * 8)) & 255
  }
  const packed = (from: number, to: number): void => {
    const groups = Math.ceil((to - from) / 8)
    varint((groups << 1) | 1)
    let held = 0
    let heldBits = 0
    for (let at = from; at < from + groups * 8; at++) {
      held |= (at < to ? numbers[at]! : 0) << heldBits
      heldBits += bits
      while (heldBits >= 8) {
        out[outAt++] = held & 255
        held >>>= 8
        heldBits -= 8
      }
    }
  }
  let from = 0
  let at = 0
  while (at < count) {
    const value = numbers[at]!
    let end = at + 1
    while (end < count && numbers[end] === value) end++
    if (end - at >= 16) {
      // Packed numbers come in eights: the run gives what the last eight lack.
      const start = at + ((8 - ((at - from) & 7)) & 7)
      if (start > from) packed(from, start)
      run(value, end - start)
      from = end
    }
    at = end
  }
  if (from < count) packed(from, count)
  return out.subarray(0, outAt)
}

/** The same for numbers of whole bytes, all of them packed, in one run. */
export function encodeBytes(bytes: Uint8Array, count: number): Buffer {
  const head = hybridHead(count)
  const width = count === 0 ? 1 : bytes.length / count
  // Bytes beyond the last number are nought.
  const out = Buffer.alloc(head.length + Math.ceil(count / 8) * 8 * width)
  out.set(head)
  out.set(bytes, head.length)
  return out
}

/** What stands before so many packed numbers. */
export function hybridHead(count: number): number[] {
  const head: number[] = []
  writeVarint(head, Math.ceil(count / 8) * 2 + 1)
  return head
}

/**
 * Definition levels of a column whose values may be missing: 1 where there is one. With their length
 * before them, as data pages of the first version have them.
 */
export function encodeLevels(present: Uint32Array | null, count: number): Buffer {
  const levels = present ? encodeHybrid(present, count, 1) : oneRun(count)
  const head = Buffer.allocUnsafe(4)
  head.writeUInt32LE(levels.length)
  return Buffer.concat([head, levels])
}

function oneRun(count: number): Buffer {
  const out: number[] = []
  writeVarint(out, count * 2)
  out.push(1)
  return Buffer.from(out)
}

/** Texts one after the other, each after its length in four bytes. */
export function plainTexts(texts: readonly Uint8Array[]): Buffer {
  let size = 0
  for (const text of texts) size += text.length + 4
  const out = Buffer.allocUnsafe(size)
  let at = 0
  for (const text of texts) {
    at = out.writeUInt32LE(text.length, at)
    out.set(text, at)
    at += text.length
  }
  return out
}

/** One bit each, the lowest first. */
export function plainBits(bits: readonly number[]): Buffer {
  const out = Buffer.alloc(Math.ceil(bits.length / 8))
  for (const [at, bit] of bits.entries()) if (bit !== 0) out[at >> 3]! |= 1 << (at & 7)
  return out
}

const BLOCK = 128

/** The numbers `first`, `first` + 1 … by their differences (Parquet, "Delta Encoding"). */
export function encodeCounting(first: number, count: number): Buffer {
  const out: number[] = []
  for (const number of [BLOCK, 4, count, first * 2]) writeVarint(out, number)
  // Every difference is the least one of its block, 1: nothing is left to pack.
  for (let done = 1; done < count; done += BLOCK) out.push(2, 0, 0, 0, 0)
  return Buffer.from(out)
}
