// Parquet's encodings of one column's values: levels, numbers of a dictionary, plain, differences.

import { pageKernel } from './page-kernel.ts'
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
  const kernel = pageKernel()
  const own = numbers.buffer === kernel.memory.buffer ? numbers.byteOffset : null
  kernel.makeEncoded(count, bits)
  if (own === null) {
    kernel.makeNumbers(count)
    const copy = new Uint32Array(kernel.memory.buffer, kernel.numbers.value, count)
    copy.set(numbers.subarray(0, count))
  }
  const size = kernel.encode(own ?? kernel.numbers.value, count, bits)
  return Buffer.from(new Uint8Array(kernel.memory.buffer, kernel.encoded.value, size))
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
