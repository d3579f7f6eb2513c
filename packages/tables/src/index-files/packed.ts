// Packs lists of row numbers into few bits: small steps where rows follow each other, offsets elsewhere.

/** Numbers of one small block; each block has its own width of bits. */
const SMALL = 128
const DELTA = 0x40
const WIDTH = 0x3f

/**
 * Packs row numbers (0 … 2³²−1) of any order. Per 128 numbers one byte (bits per number, and whether
 * they are zigzag steps from the number before or offsets from the smallest), a base of four
 * bytes, and the packed bits.
 */
export function pack(numbers: Uint32Array): Buffer {
  const out = Buffer.alloc(numbers.length * 5 + (Math.ceil(numbers.length / SMALL) + 1) * 12)
  let at = 0
  const values = new Float64Array(SMALL)
  for (let from = 0; from < numbers.length; from += SMALL) {
    const to = Math.min(from + SMALL, numbers.length)
    const first = numbers[from]!
    let low = first
    let high = first
    let widest = 0
    for (let index = from; index < to; index++) {
      const value = numbers[index]!
      if (value < low) low = value
      if (value > high) high = value
      if (index > from) widest = Math.max(widest, zigzag(value - numbers[index - 1]!))
    }
    const deltas = bits(widest) < bits(high - low)
    const width = deltas ? bits(widest) : bits(high - low)
    for (let index = from; index < to; index++) {
      values[index - from] = deltas
        ? index === from
          ? 0
          : zigzag(numbers[index]! - numbers[index - 1]!)
        : numbers[index]! - low
    }
    out[at] = width | (deltas ? DELTA : 0)
    out.writeUInt32LE(deltas ? first : low, at + 1)
    at = packBits(values, to - from, width, out, at + 5)
  }
  return out.subarray(0, at)
}

/** Undoes `pack`; throws a RangeError when the bytes cannot hold `count` numbers. */
export function unpack(
  bytes: Uint8Array,
  count: number,
  into = new Uint32Array(count),
): Uint32Array {
  let at = 0
  for (let from = 0; from < count; from += SMALL) {
    const to = Math.min(from + SMALL, count)
    const width = bytes[at]! & WIDTH
    const deltas = (bytes[at]! & DELTA) !== 0
    const end = at + 5 + Math.ceil(((to - from) * width) / 8)
    if (end > bytes.length || width > 33) throw new RangeError('packed numbers are cut off')
    const base =
      (bytes[at + 1]! | (bytes[at + 2]! << 8) | (bytes[at + 3]! << 16) | (bytes[at + 4]! << 24)) >>>
      0
    unpackBits(bytes, at + 5, width, into, from, to)
    if (deltas) {
      let value = base
      for (let index = from; index < to; index++) {
        const step = into[index]!
        value += (step & 1) === 1 ? -((step + 1) / 2) : step / 2
        into[index] = value
      }
    } else {
      for (let index = from; index < to; index++) into[index] = into[index]! + base
    }
    at = end
  }
  return into
}

function zigzag(step: number): number {
  return step >= 0 ? step * 2 : -step * 2 - 1
}

/** Bits a non-negative number needs; above 32 only offsets are used. */
function bits(value: number): number {
  if (value > 0xffffffff) return 64
  return value === 0 ? 0 : 32 - Math.clz32(value)
}

function packBits(
  values: Float64Array,
  count: number,
  width: number,
  out: Buffer,
  start: number,
): number {
  let at = start
  let hold = 0
  let held = 0
  for (let index = 0; index < count; index++) {
    let value = values[index]!
    let left = width
    while (left > 0) {
      const take = Math.min(8 - held, left)
      hold |= (value % (1 << take)) << held
      value = Math.floor(value / (1 << take))
      held += take
      left -= take
      if (held === 8) {
        out[at++] = hold
        hold = 0
        held = 0
      }
    }
  }
  if (held > 0) out[at++] = hold
  return at
}

function unpackBits(
  bytes: Uint8Array,
  start: number,
  width: number,
  into: Uint32Array,
  from: number,
  to: number,
): void {
  if (width === 0) {
    into.fill(0, from, to)
    return
  }
  if (width > 24) {
    unpackWide(bytes, start, width, into, from, to)
    return
  }
  // At most 24 bits wanted and 7 held before a byte is added: everything fits 32 bits.
  const mask = (1 << width) - 1
  let at = start
  let hold = 0
  let held = 0
  for (let index = from; index < to; index++) {
    while (held < width) {
      hold |= bytes[at++]! << held
      held += 8
    }
    into[index] = hold & mask
    hold >>>= width
    held -= width
  }
}

function unpackWide(
  bytes: Uint8Array,
  start: number,
  width: number,
  into: Uint32Array,
  from: number,
  to: number,
): void {
  const modulus = 2 ** width
  let at = start
  let hold = 0
  let held = 0
  for (let index = from; index < to; index++) {
    while (held < width) {
      hold += bytes[at++]! * 2 ** held
      held += 8
    }
    into[index] = hold % modulus
    hold = Math.floor(hold / modulus)
    held -= width
  }
}
