// A set of texts in few bits that never forgets one and seldom takes another for one (Bloom 1970).
import { createHash } from 'node:crypto'

export interface Bloom {
  /** How many texts were put in. */
  count: number
  /** True for every text that was put in, and by chance for few others. */
  has(text: string): boolean
}

/** Bits set for each text, and bits there are for it: by chance about one other in 100,000. */
const shape = { hashes: 16, bits: 24 } as const

/** Two 32-bit numbers of SHA-256 give all places (Kirsch and Mitzenmacher 2006). */
function* places(text: string, bits: number): Generator<number> {
  const sum = createHash('sha256').update(text, 'utf8').digest()
  const first = sum.readUInt32BE(0)
  // Odd, so that it steps through every place.
  const step = sum.readUInt32BE(4) | 1
  for (let at = 0; at < shape.hashes; at++) yield (first + at * (step >>> 0)) % bits
}

/** Four bytes of count, then the bits. */
export function writeBloom(texts: ReadonlySet<string>): Uint8Array {
  const bytes = Math.ceil((texts.size * shape.bits) / 8)
  const file = new Uint8Array(4 + bytes)
  new DataView(file.buffer).setUint32(0, texts.size)
  for (const text of texts) {
    for (const place of places(text, bytes * 8)) {
      const at = 4 + (place >>> 3)
      file[at] = (file[at] ?? 0) | (1 << (place & 7))
    }
  }
  return file
}

export function readBloom(file: Uint8Array): Bloom {
  const count = new DataView(file.buffer, file.byteOffset).getUint32(0)
  const bits = (file.length - 4) * 8
  return {
    count,
    has(text) {
      for (const place of places(text, bits)) {
        if (((file[4 + (place >>> 3)] ?? 0) & (1 << (place & 7))) === 0) return false
      }
      return true
    },
  }
}
