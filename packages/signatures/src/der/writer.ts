// Writes ASN.1 values in DER (ITU-T X.690, 10 and 11).
import { fromLatin1 } from '../bytes.ts'
import { tags } from './reader.ts'

/** Most values are small; memory for them is taken from the system in larger pieces. */
const SLAB = 8192
const SMALL = 1024
let slab = new Uint8Array(SLAB)
let used = 0

function room(size: number): Uint8Array {
  if (size > SMALL) return new Uint8Array(size)
  if (used + size > SLAB) {
    slab = new Uint8Array(SLAB)
    used = 0
  }
  used += size
  return slab.subarray(used - size, used)
}

/** A value with this identifier byte around the parts. */
export function wrap(tag: number, ...parts: Uint8Array[]): Uint8Array {
  let length = 0
  for (const part of parts) length += part.length
  let more = 0
  if (length >= 0x80) for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) more++
  const whole = room(2 + more + length)
  whole[0] = tag
  whole[1] = more === 0 ? length : 0x80 | more
  for (let at = 1 + more, rest = length; at > 1; at--, rest = Math.floor(rest / 256))
    whole[at] = rest
  let at = 2 + more
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

export function sequence(...parts: Uint8Array[]): Uint8Array {
  return wrap(tags.sequence, ...parts)
}

/** A SET OF, its members sorted by their bytes (X.690, 11.6). */
export function setOf(parts: readonly Uint8Array[]): Uint8Array {
  return wrap(tags.set, ...parts.toSorted((one, other) => Buffer.compare(one, other)))
}

/** Few identifiers are written, each of them often. */
const written = new Map<string, Uint8Array>()
const MOST_WRITTEN = 500

export function oid(dotted: string): Uint8Array {
  const known = written.get(dotted)
  if (known !== undefined) return known
  const [one = 0, two = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = [one * 40 + two, ...rest].flatMap((arc) => {
    const digits = [arc % 128]
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128))
      digits.unshift((left % 128) | 0x80)
    return digits
  })
  const made = wrap(tags.oid, Uint8Array.from(bytes))
  if (written.size < MOST_WRITTEN) written.set(dotted, made)
  return made
}

/** A number from 0 on, or its bytes with the highest first; a zero byte keeps it positive. */
export function integer(value: number | Uint8Array): Uint8Array {
  let bytes: Uint8Array
  if (typeof value === 'number') {
    const hex = value.toString(16)
    bytes = new Uint8Array(Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex'))
  } else {
    let first = 0
    while (first < value.length - 1 && value[first] === 0) first++
    bytes = value.subarray(first)
  }
  return (bytes[0] ?? 0) > 0x7f
    ? wrap(tags.integer, Uint8Array.of(0), bytes)
    : wrap(tags.integer, bytes)
}

export function boolean(value: boolean): Uint8Array {
  return wrap(tags.boolean, Uint8Array.of(value ? 0xff : 0))
}

export function octets(bytes: Uint8Array): Uint8Array {
  return wrap(tags.octetString, bytes)
}

/** A bit string of whole bytes, or with `unused` bits at its end. */
export function bits(bytes: Uint8Array, unused = 0): Uint8Array {
  return wrap(tags.bitString, Uint8Array.of(unused), bytes)
}

export function nothing(): Uint8Array {
  return Uint8Array.of(tags.null, 0)
}

export function utf8(text: string): Uint8Array {
  return wrap(tags.utf8, new Uint8Array(Buffer.from(text)))
}

/** RFC 5280, 4.1.2.5: UTCTime until 2049, GeneralizedTime from 2050 on. Seconds, no fractions. */
export function time(date: Date): Uint8Array {
  const digits = date.toISOString().replace(/\D/g, '').slice(0, 14)
  if (date.getUTCFullYear() >= 2050) return generalizedTime(date)
  return wrap(tags.utcTime, fromLatin1(`${digits.slice(2)}Z`))
}

export function generalizedTime(date: Date): Uint8Array {
  const digits = date.toISOString().replace(/\D/g, '').slice(0, 14)
  return wrap(tags.generalizedTime, fromLatin1(`${digits}Z`))
}

/** The parts within a context-specific constructed tag. */
export function context(number: number, ...parts: Uint8Array[]): Uint8Array {
  return wrap(0xa0 | number, ...parts)
}

export function enumerated(value: number): Uint8Array {
  return wrap(0x0a, Uint8Array.of(value))
}
