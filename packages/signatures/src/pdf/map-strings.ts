// Puts every string of an object through a function: to decrypt it, or to encrypt it (ISO 32000-2, 7.6.2).
import { nameOf, PdfDict, PdfStream, PdfString, type PdfValue } from './objects.ts'

/** All strings changed but the /Contents of a signature and those of cross-reference streams. */
export function mapStrings(value: PdfValue, change: (bytes: Uint8Array) => Uint8Array): PdfValue {
  if (value instanceof PdfString)
    return new PdfString(change(value.bytes), value.hex, value.start, value.end)
  if (Array.isArray(value)) return value.map((one) => mapStrings(one, change))
  if (value instanceof PdfStream) {
    if (nameOf(value.dict.get('Type')) === 'XRef') return value
    return new PdfStream(mapDict(value.dict, change), value.start, value.length)
  }
  return value instanceof PdfDict ? mapDict(value, change) : value
}

export function mapDict(dict: PdfDict, change: (bytes: Uint8Array) => Uint8Array): PdfDict {
  const signed = dict.entries.has('ByteRange')
  const entries = [...dict.entries].map(([key, one]): [string, PdfValue] => [
    key,
    signed && key === 'Contents' ? one : mapStrings(one, change),
  ])
  return new PdfDict(new Map(entries), dict.start, dict.end)
}
