// Walks ASN.1 values in DER without copying them (ITU-T X.690); takes BER's indefinite lengths too.
import { SignatureError } from '../signature-error.ts'

/** One value: tag, content and children stand between positions of `bytes`. */
export interface Der {
  readonly bytes: Uint8Array
  /** The identifier byte: class, constructed or not, number. */
  readonly tag: number
  readonly start: number
  readonly content: number
  readonly contentEnd: number
  readonly end: number
}

/** Identifier bytes of universal types. */
export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8: 0x0c,
  printable: 0x13,
  ia5: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  bmp: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const

const DEPTH = 32

export function derError(at: number, why: string): SignatureError {
  return new SignatureError('malformed-der', { at, why })
}

/** The value that begins at `at` and ends by `end`. @throws SignatureError `malformed-der` */
export function readDer(bytes: Uint8Array, at = 0, end = bytes.length, depth = 0): Der {
  if (depth > DEPTH) throw derError(at, 'nesting is too deep')
  if (at + 2 > end) throw derError(at, 'the value is cut off')
  const tag = bytes[at] ?? 0
  if ((tag & 0x1f) === 0x1f) throw derError(at, 'tags of several bytes do not occur here')
  const first = bytes[at + 1] ?? 0
  let content = at + 2
  if (first === 0x80) return indefinite(bytes, at, end, depth)
  let length = first
  if (first > 0x80) {
    const count = first & 0x7f
    if (count > 4 || content + count > end) throw derError(at, 'the length is malformed')
    length = 0
    for (let index = 0; index < count; index++) length = length * 256 + (bytes[content++] ?? 0)
  }
  if (content + length > end) throw derError(at, 'the value is cut off')
  const stop = content + length
  return { bytes, tag, start: at, content, contentEnd: stop, end: stop }
}

/** X.690, 8.1.3.6: values until two zero bytes. */
function indefinite(bytes: Uint8Array, at: number, end: number, depth: number): Der {
  const tag = bytes[at] ?? 0
  if ((tag & 0x20) === 0) throw derError(at, 'a primitive value has no length')
  let here = at + 2
  for (;;) {
    if (here + 2 > end) throw derError(at, 'the value is cut off')
    if (bytes[here] === 0 && bytes[here + 1] === 0) break
    here = readDer(bytes, here, end, depth + 1).end
  }
  return { bytes, tag, start: at, content: at + 2, contentEnd: here, end: here + 2 }
}

/** The values within a value. */
export function childrenOf(node: Der): Der[] {
  const children: Der[] = []
  for (let at = node.content; at < node.contentEnd;) {
    const child = readDer(node.bytes, at, node.contentEnd)
    children.push(child)
    at = child.end
  }
  return children
}

/** The whole value with tag and length. */
export function rawOf(node: Der): Uint8Array {
  return node.bytes.subarray(node.start, node.end)
}

export function contentOf(node: Der): Uint8Array {
  return node.bytes.subarray(node.content, node.contentEnd)
}

/** The children of a value that must have this tag. @throws SignatureError `malformed-der` */
export function membersOf(node: Der | undefined, tag: number = tags.sequence): Der[] {
  return childrenOf(must(node, tag))
}

/** The value if it has this tag. @throws SignatureError `malformed-der` */
export function must(node: Der | undefined, tag: number): Der {
  if (node?.tag === tag) return node
  throw derError(node?.start ?? 0, `tag ${tag.toString(16)} expected`)
}

/** An object identifier in dots. */
export function oidOf(node: Der | undefined): string {
  const content = contentOf(must(node, tags.oid))
  if (content.length === 0 || content.length > 64)
    throw derError(node?.start ?? 0, 'an OID is malformed')
  const arcs: number[] = []
  let arc = 0
  for (const [index, byte] of content.entries()) {
    arc = arc * 128 + (byte & 0x7f)
    if (!Number.isSafeInteger(arc) || (byte >= 0x80 && index === content.length - 1))
      throw derError(node?.start ?? 0, 'an OID is malformed')
    if (byte >= 0x80) continue
    arcs.push(arc)
    arc = 0
  }
  // X.690, 8.19.4: the first two arcs share a number.
  const [first = 0, ...rest] = arcs
  const top = Math.min(2, Math.floor(first / 40))
  return [top, first - top * 40, ...rest].join('.')
}

/** A whole number of any size, as hexadecimal digits of its content. */
export function integerHex(node: Der | undefined): string {
  const found = must(node, tags.integer)
  return Buffer.from(contentOf(found)).toString('hex')
}

/** A whole number from 0 to 2^31. @throws SignatureError `malformed-der` */
export function smallInteger(node: Der | undefined): number {
  const content = contentOf(must(node, tags.integer))
  if (content.length === 0 || content.length > 4 || (content[0] ?? 0) > 0x7f)
    throw derError(node?.start ?? 0, 'the number is out of range')
  let value = 0
  for (const byte of content) value = value * 256 + byte
  return value
}

/** The bytes of a bit string of whole bytes. */
export function bitsOf(node: Der | undefined): Uint8Array {
  const content = contentOf(must(node, tags.bitString))
  if (content.length === 0) throw derError(node?.start ?? 0, 'a bit string is empty')
  return content.subarray(1)
}

/** The bytes of a bit string that has to be of whole bytes, as signature values are. */
export function wholeBitsOf(node: Der | undefined): Uint8Array {
  if (node !== undefined && contentOf(node)[0] !== 0)
    throw derError(node.start, 'a signature value is not of whole bytes')
  return bitsOf(node)
}

/** The bytes of an octet string, put together when BER has cut it into parts. */
export function octetsOf(node: Der | undefined): Uint8Array {
  if (node?.tag !== 0x24) return contentOf(must(node, tags.octetString))
  return Buffer.concat(childrenOf(node).map(octetsOf))
}

/** UTCTime or GeneralizedTime in UTC (RFC 5280, 4.1.2.5; fractions as in RFC 3161). */
export function timeOf(node: Der | undefined): Date {
  const text = Buffer.from(node === undefined ? [] : contentOf(node)).toString('latin1')
  const short = node?.tag === tags.utcTime
  const match = /^(\d{2}|\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(\.\d+)?Z$/.exec(text)
  const [, year = '', month, day, hours, minutes, seconds = '00', fraction = ''] = match ?? []
  const known = short || node?.tag === tags.generalizedTime
  if (match === null || !known || year.length !== (short ? 2 : 4))
    throw derError(node?.start ?? 0, 'a time is malformed')
  const full = short ? (Number(year) < 50 ? 2000 : 1900) + Number(year) : Number(year)
  const written = `${String(full).padStart(4, '0')}-${month}-${day}T${hours}:${minutes}:${seconds}`
  const time = new Date(`${written}${fraction.slice(0, 4)}Z`)
  if (Number.isNaN(time.getTime())) throw derError(node?.start ?? 0, 'a time is malformed')
  return time
}
