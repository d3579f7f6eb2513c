// AssemblyScript: numbers by runs and packed bits (Parquet, "Run Length Encoding / Bit-Packing Hybrid").

import { release, reserve } from './memory.ts'

/** Runs of at least so many equal numbers are written as such. */
const RUN: u32 = 16

/** What is written beyond the end, for eight bytes are written at a time; and the head of a run. */
const OVER: u32 = 32

/** Where numbers of four bytes go that do not lie in this memory, and where the encoded ones come. */
export let numbers: usize = 0
export let encoded: usize = 0

let numbersRoom: u32 = 0
let encodedRoom: u32 = 0

/** Makes room for so many numbers. */
export function makeNumbers(count: u32): void {
  if (count <= numbersRoom) return
  if (numbersRoom > 0) release(numbers, 4 * numbersRoom)
  numbersRoom = count
  numbers = reserve(4 * count)
}

/** Makes room for what so many numbers of so many bits become. */
export function makeEncoded(count: u32, bits: u32): void {
  const need = ((count + 7) / 8) * (bits + 1) + OVER
  if (need <= encodedRoom) return
  if (encodedRoom > 0) release(encoded, encodedRoom)
  encodedRoom = need
  encoded = reserve(need)
}

/** Encodes the numbers at an address, for which there is room; gives how many bytes they have become. */
export function encode(at: usize, count: u32, bits: u32): u32 {
  const bytes = (bits + 7) >> 3
  let out = encoded
  let from: u32 = 0
  let next: u32 = 0
  while (next < count) {
    const value = load<u32>(at + 4 * next)
    let end = next + 1
    while (end < count && load<u32>(at + 4 * end) == value) end++
    if (end - next >= RUN) {
      // Packed numbers come in eights: the run gives what the last eight lack.
      const start = next + ((8 - ((next - from) & 7)) & 7)
      if (start > from) out = pack(out, at + 4 * from, start - from, bits)
      out = writeVarint(out, (end - start) << 1)
      for (let byte: u32 = 0; byte < bytes; byte++) store<u8>(out++, <u8>(value >> (byte * 8)))
      from = end
    }
    next = end
  }
  if (from < count) out = pack(out, at + 4 * from, count - from, bits)
  return <u32>(out - encoded)
}

/** Noughts follow the last number up to the next eight. */
function pack(to: usize, at: usize, count: u32, bits: u32): usize {
  const groups = (count + 7) / 8
  let out = writeVarint(to, (groups << 1) | 1)
  const end = out + groups * bits
  let held: u64 = 0
  let heldBits: u32 = 0
  for (let each: u32 = 0; each < count; each++) {
    held |= <u64>load<u32>(at + 4 * each) << heldBits
    heldBits += bits
    store<u64>(out, held)
    out += heldBits >> 3
    held >>= heldBits & ~7
    heldBits &= 7
  }
  // Fewer than eight bits are held; what follows is nought.
  if (out < end) {
    store<u8>(out++, <u8>held)
    memory.fill(out, 0, end - out)
  }
  return end
}

function writeVarint(to: usize, number: u32): usize {
  let out = to
  let rest = number
  while (rest >= 128) {
    store<u8>(out++, <u8>(rest & 127) | 128)
    rest >>= 7
  }
  store<u8>(out++, <u8>rest)
  return out
}
