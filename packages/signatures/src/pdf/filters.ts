// Undoes the filters of streams that hold structure, within a budget (ISO 32000-2, 7.4).
import { inflateSync } from 'node:zlib'
import { SignatureError } from '../signature-error.ts'
import { hexDigit, isSpace } from './characters.ts'
import { countOf, nameOf, PdfDict, type PdfValue } from './objects.ts'

/** What may still be decoded; shared by all streams of an open document. */
export interface Budget {
  left: number
  readonly limit: number
}

/**
 * The data of a stream without its filters: FlateDecode with predictors, ASCIIHexDecode.
 * @param filter the resolved /Filter, @param parms the resolved /DecodeParms
 * @throws SignatureError `unsupported`, `too-large`, `malformed-pdf`
 */
export function decodeStream(
  data: Uint8Array,
  filters: { filter: PdfValue; parms: PdfValue; at: number; budget: Budget },
): Uint8Array {
  const names = Array.isArray(filters.filter) ? filters.filter : [filters.filter]
  const parms = Array.isArray(filters.parms) ? filters.parms : [filters.parms]
  if (names.length > 4) throw new SignatureError('too-large', { what: 'Filters', limit: 4 })
  let bytes = data
  for (const [index, one] of names.entries()) {
    if (one === null) continue
    const name = nameOf(one)
    const parm = parms[index] ?? null
    if (name === 'FlateDecode' || name === 'Fl') {
      bytes = unpredict(inflate(bytes, filters), parm, filters.at)
    } else if (name === 'ASCIIHexDecode' || name === 'AHx') bytes = unhex(bytes, filters.at)
    else if (name === 'Crypt') continue
    else throw new SignatureError('unsupported', { what: `the filter ${name ?? '?'}` })
  }
  return bytes
}

function inflate(data: Uint8Array, { at, budget }: { at: number; budget: Budget }): Uint8Array {
  const overrun = () =>
    new SignatureError('too-large', { what: 'Decoded data', limit: budget.limit })
  if (budget.left <= 0) throw overrun()
  let bytes: Uint8Array
  try {
    bytes = inflateSync(data, { maxOutputLength: budget.left })
  } catch (cause) {
    if ((cause as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') throw overrun()
    throw new SignatureError('malformed-pdf', { at, why: 'the data do not inflate' }, { cause })
  }
  budget.left -= bytes.length
  return bytes
}

function unhex(data: Uint8Array, at: number): Uint8Array {
  const digits: number[] = []
  for (const code of data) {
    if (code === 0x3e) break
    if (isSpace(code)) continue
    const digit = hexDigit(code)
    if (digit < 0) throw new SignatureError('malformed-pdf', { at, why: 'not hexadecimal' })
    digits.push(digit)
  }
  const bytes = new Uint8Array((digits.length + 1) >> 1)
  for (const [index, digit] of digits.entries())
    bytes[index >> 1] = (bytes[index >> 1] ?? 0) | (index % 2 === 0 ? digit << 4 : digit)
  return bytes
}

/** Undoes PNG prediction (7.4.4.4); TIFF prediction does not occur in structure. */
function unpredict(data: Uint8Array, parms: PdfValue, at: number): Uint8Array {
  if (!(parms instanceof PdfDict)) return data
  const predictor = countOf(parms.get('Predictor')) ?? 1
  if (predictor === 1) return data
  const colors = countOf(parms.get('Colors')) ?? 1
  const bits = countOf(parms.get('BitsPerComponent')) ?? 8
  const columns = countOf(parms.get('Columns')) ?? 1
  if (predictor < 10 || bits !== 8 || colors < 1 || columns < 1 || colors * columns > 65_536)
    throw new SignatureError('unsupported', { what: `the predictor ${predictor}` })
  const width = colors * columns
  const rows = Math.ceil(data.length / (width + 1))
  const out = new Uint8Array(rows * width)
  for (let row = 0; row < rows; row++) {
    const kind = data[row * (width + 1)] ?? 0
    if (kind > 4) throw new SignatureError('malformed-pdf', { at, why: 'unknown prediction' })
    for (let column = 0; column < width; column++) {
      const raw = data[row * (width + 1) + 1 + column] ?? 0
      const here = row * width + column
      const left = column >= colors ? (out[here - colors] ?? 0) : 0
      const up = row > 0 ? (out[here - width] ?? 0) : 0
      const corner = row > 0 && column >= colors ? (out[here - width - colors] ?? 0) : 0
      out[here] = raw + [0, left, up, (left + up) >> 1, paeth(left, up, corner)][kind]!
    }
  }
  return out
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)]
  if (a <= b && a <= c) return left
  return b <= c ? up : corner
}
