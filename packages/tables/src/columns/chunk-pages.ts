// Encodes the cells of one column and chunk as the pages of a Parquet column.
import { type StoredChunk, codesOf } from './cell-store.ts'
import type { Dictionary } from './dictionary.ts'
import { type CodeShape, byteShape, wideShape } from './code-shapes.ts'
import { encodeLevels, plainBits, plainTexts } from './encodings.ts'
import { plainValue } from './column-types.ts'
import { type ColumnPages, ENCODING, PHYSICAL } from './parquet-file.ts'

/** What the cells of a dictionary become in a file. */
export interface CodeValues {
  /** PLAIN encoding of the value of a code; null where it has none. */
  value(code: number): Uint8Array | null
  /** Values that are texts stand after their length; of those that are bits, eight stand in a byte. */
  kind: 'texts' | 'bits' | 'numbers'
  /** Compares two values, for the least and the greatest; null where the file keeps none. */
  compare: ((a: Uint8Array, b: Uint8Array) => number) | null
  /** Codes up to the greatest. */
  codes: number
}

/** A text longer than this is kept as no least or greatest one. */
const LONGEST = 128

/** `ready` is the shape of the chunk's codes, where it was made already. */
export function codePages(
  chunk: StoredChunk,
  values: CodeValues,
  ready: CodeShape | null = null,
): ColumnPages {
  if (values.kind === 'bits') return valuePages(chunk, values)
  const made = ready && shapedPages(ready, values)
  if (made) return made
  const quick = chunk.width === 1 ? shapedPages(byteShape(chunk), values) : null
  if (quick) return quick
  const isEmpty = (code: number): boolean => values.value(code) === null
  const shape = wideShape(chunk, values.codes, { isEmpty })
  return (shape && shapedPages(shape, values)) ?? valuePages(chunk, values)
}

/** Null where a cell has no value, or one that was taken for such a cell has. */
function shapedPages(shape: CodeShape, values: CodeValues): ColumnPages | null {
  if (shape.without.some((code) => values.value(code) !== null)) return null
  const list: Uint8Array[] = []
  for (const code of shape.dictionary) {
    const value = values.value(code)
    if (value === null) return null
    list.push(value)
  }
  const { data, empty, used, dictionary } = shape
  const bounded = used === dictionary ? list : used.map((code) => values.value(code)!)
  return {
    dictionary: { bytes: plainValues(list, values.kind), count: list.length },
    ...{ data, encoding: ENCODING.dictionary, empty },
    ...boundsOf(bounded, values),
  }
}

/** Every value as it is. */
function valuePages(chunk: StoredChunk, values: CodeValues): ColumnPages {
  const codes = codesOf(chunk)
  const known = new Map<number, Uint8Array | null>([[0, null]])
  const present = new Uint32Array(chunk.rows)
  const list: Uint8Array[] = []
  for (let row = 0; row < chunk.rows; row++) {
    const code = codes[row]!
    let value = known.get(code)
    if (value === undefined) known.set(code, (value = values.value(code)))
    if (value === null) continue
    present[row] = 1
    list.push(value)
  }
  const empty = chunk.rows - list.length
  const levels = encodeLevels(empty > 0 ? present : null, chunk.rows)
  const bounds = boundsOf(
    [...known.values()].filter((value) => value !== null),
    values,
  )
  const data = Buffer.concat([levels, plainValues(list, values.kind)])
  return { data, encoding: ENCODING.plain, empty, ...bounds }
}

export function plainValues(list: readonly Uint8Array[], kind: CodeValues['kind']): Buffer {
  if (kind === 'texts') return plainTexts(list)
  return kind === 'bits' ? plainBits(list.map(([bit = 0]) => bit)) : Buffer.concat(list)
}

export function boundsOf(
  list: readonly Uint8Array[],
  { compare, kind }: Pick<CodeValues, 'compare' | 'kind'>,
): Pick<ColumnPages, 'least' | 'greatest'> {
  const [first] = list
  if (compare === null || first === undefined) return {}
  let least = first
  let greatest = first
  for (const value of list) {
    if (compare(value, least) < 0) least = value
    else if (compare(value, greatest) > 0) greatest = value
  }
  if (kind === 'texts' && Math.max(least.length, greatest.length) > LONGEST) return {}
  return { least, greatest }
}

/** The cells of a chunk as they are in the file, empty ones missing. */
export function textPages(
  chunk: StoredChunk,
  codes: Dictionary,
  ready: CodeShape | null = null,
): ColumnPages {
  if (chunk.kind === 'plain') return plainPages(chunk)
  const value = (code: number): Uint8Array => codes.cell(code)
  const values = { codes: codes.size, kind: 'texts', compare: Buffer.compare, value } as const
  return codePages(chunk, values, ready)
}

/** Cells of digits, kept as they are and none of them empty, as whole numbers of eight bytes. */
export function wholePages({ bytes, rows }: StoredChunk): ColumnPages {
  const cells = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const out = new DataView(new ArrayBuffer(rows * 8))
  let at = 0
  let least = MOST
  let greatest = 0n
  let [shortLeast, shortGreatest] = [Infinity, 0]
  for (let row = 0; row < rows; row++) {
    const from = at + 4
    at = from + cells.getUint32(at, true)
    if (at - from > EXACT) {
      const value = longWhole(bytes, from, at)
      out.setBigInt64(row * 8, value, true)
      if (value < least) least = value
      if (value > greatest) greatest = value
      continue
    }
    let value = 0
    for (let digit = from; digit < at; digit++) value = value * 10 + bytes[digit]! - 48
    out.setUint32(row * 8, value % 2 ** 32, true)
    out.setUint32(row * 8 + 4, value / 2 ** 32, true)
    if (value < shortLeast) shortLeast = value
    if (value > shortGreatest) shortGreatest = value
  }
  if (shortLeast < least) least = BigInt(shortLeast)
  if (shortGreatest > greatest) greatest = BigInt(shortGreatest)
  const data = Buffer.concat([encodeLevels(null, rows), new Uint8Array(out.buffer)])
  return {
    ...{ data, encoding: ENCODING.plain, empty: 0 },
    least: plainValue(least, PHYSICAL.int64),
    greatest: plainValue(greatest, PHYSICAL.int64),
  }
}

/** So many digits are exact in a number of JavaScript, which is quick. */
const EXACT = 15

function longWhole(bytes: Uint8Array, from: number, to: number): bigint {
  return BigInt(Buffer.from(bytes.subarray(from, to)).toString('latin1'))
}

/** The greatest number of eight bytes. */
const MOST = 2n ** 63n - 1n

/** The cells of a chunk as they are, empty ones missing. */
export function plainPages({ bytes, rows, empty }: StoredChunk): ColumnPages {
  if (empty === 0) {
    return {
      data: Buffer.concat([encodeLevels(null, rows), bytes]),
      encoding: ENCODING.plain,
      empty,
    }
  }
  const present = new Uint32Array(rows)
  const out = Buffer.allocUnsafe(bytes.length)
  const cells = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  let outAt = 0
  let at = 0
  for (let row = 0; row < rows; row++) {
    const end = at + 4 + cells.readUInt32LE(at)
    if (end > at + 4) {
      present[row] = 1
      cells.copy(out, outAt, at, end)
      outAt += end - at
    }
    at = end
  }
  const data = Buffer.concat([encodeLevels(present, rows), out.subarray(0, outAt)])
  return { data, encoding: ENCODING.plain, empty }
}
