// Writes stored rows as JSON byte by byte: their text is an array already; for objects names are missing.
import type { Column } from '../model.ts'

/** The bytes go to the reader as they are: as a string they would be decoded and encoded once more. */
export interface RecordWriter {
  /** Appends row number `row` (0-based), whose JSON array is `text`. */
  add(text: Buffer, row: number): void
  /** The JSON array of all rows added, in UTF-8. */
  json(): Buffer
}

/** Each row as the array that it is. */
export function listWriter(): RecordWriter {
  let out = Buffer.allocUnsafe(2 ** 16)
  let at = 0
  return {
    add(text) {
      if (at + text.length + 2 > out.length) out = larger(out, at, text.length + 2)
      out[at++] = at === 1 ? BRACKET : COMMA
      out.set(text, at)
      at += text.length
    },
    json: () => (at === 0 ? Buffer.from('[]') : Buffer.concat([out.subarray(0, at), END])),
  }
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const BRACKET = 0x5b
const END = Buffer.from(']')

function larger(out: Buffer<ArrayBuffer>, used: number, more: number): Buffer<ArrayBuffer> {
  const bytes = Buffer.allocUnsafe(Math.max(out.length * 2, used + more))
  out.copy(bytes, 0, 0, used)
  return bytes
}

/** Null for columns whose cells are stored as text and sent as JSON of their own. */
export function recordWriter(columns: Column[]): RecordWriter | null {
  if (columns.some(({ type }) => type === 'json' || type === 'geometry')) return null
  const heads = columns.map(({ id }) => Buffer.from(`,${JSON.stringify(id)}:`, 'utf8'))
  // Whole numbers beyond 2^53 are stored between quotes and sent as digits.
  const bare = columns.map(({ type }) => type === 'integer' || type === 'number')
  const headBytes = heads.reduce((sum, { length }) => sum + length, 0)
  let out = Buffer.allocUnsafe(2 ** 16)
  let at = 0

  function put(text: Uint8Array): void {
    for (let index = 0; index < text.length; index++) out[at++] = text[index]!
  }

  return {
    add(text, row) {
      const most = text.length + headBytes + 40
      if (at + most > out.length) out = larger(out, at, most)
      at += out.write(`${at === 0 ? '[' : ','}{"_id":${row + 1}`, at, 'latin1')
      let column = 0
      if (heads.length > 0) put(heads[0]!)
      const end = text.length - 1
      for (let index = 1; index < end; index++) {
        const byte = text[index]!
        if (byte === COMMA) {
          put(heads[++column]!)
        } else if (byte !== QUOTE) {
          out[at++] = byte
        } else {
          const quoted = !bare[column]
          if (quoted) out[at++] = QUOTE
          for (index += 1; index < end && text[index] !== QUOTE; index++) {
            out[at++] = text[index]!
            if (text[index] === BACKSLASH) out[at++] = text[++index]!
          }
          if (quoted) out[at++] = QUOTE
        }
      }
      out[at++] = 0x7d
    },
    json: () => (at === 0 ? Buffer.from('[]') : Buffer.concat([out.subarray(0, at), END])),
  }
}
