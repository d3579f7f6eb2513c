// Reads one cross-reference section, table or stream, and the trailer that belongs to it (ISO 32000-2, 7.5.4, 7.5.8).
import { SignatureError } from '../signature-error.ts'
import { isDigit } from './characters.ts'
import { decodeStream, type Budget } from './filters.ts'
import type { Lexer } from './lexer.ts'
import type { Limits } from './limits.ts'
import { countOf, nameOf, PdfDict, PdfStream } from './objects.ts'
import { parseAt, readIndirect } from './read-object.ts'
import type { Source } from './source.ts'

/** Where an object stands: at a byte, within an object stream, or nowhere. */
export type Entry =
  | { kind: 'free' }
  | { kind: 'at'; offset: number; generation: number }
  | { kind: 'in'; stream: number; index: number }

export interface Section {
  /** Its first byte. */
  at: number
  kind: 'table' | 'stream'
  trailer: PdfDict
  entries: Map<number, Entry>
  /** The object number of a cross-reference stream. */
  number: number | null
  /** Behind the `%%EOF` that follows it directly and the line end after that; null where none does. */
  revisionEnd: number | null
}

export interface Reading {
  source: Source
  limits: Limits
  budget: Budget
  /** Entries that may still be read in all sections. */
  entriesLeft: number
}

/**
 * The section that begins at `at`.
 * @throws SignatureError `malformed-pdf`, `too-large`, `unsupported`
 */
export function readSection(reading: Reading, at: number): Section {
  if (at >= reading.source.size)
    throw new SignatureError('malformed-pdf', { at, why: 'a section lies behind the end' })
  const isTable = parseAt(reading, at, (lexer) => {
    lexer.space()
    return lexer.takes('xref')
  })
  return isTable ? readTable(reading, at) : readStream(reading, at)
}

function readTable(reading: Reading, at: number): Section {
  const entries = new Map<number, Entry>()
  let here = parseAt(reading, at, (lexer) => {
    lexer.expect('xref')
    return lexer.base + lexer.at
  })
  for (;;) {
    const head = parseAt(reading, here, (lexer) => {
      lexer.space()
      if (lexer.takes('trailer')) return { trailer: lexer.base + lexer.at }
      const first = lexer.count()
      const count = lexer.count()
      lexer.space()
      return { first, count, start: lexer.base + lexer.at }
    })
    if (head.trailer !== undefined) {
      here = head.trailer
      break
    }
    takeEntries(reading, head.count)
    here = head.start + head.count * 20
    if (here > reading.source.size)
      throw new SignatureError('malformed-pdf', { at: head.start, why: 'the table is cut off' })
    const bytes = reading.source.read(head.start, here)
    for (let index = 0; index < head.count; index++) {
      const entry = readEntry(bytes, index * 20, head.start)
      if (entries.has(head.first + index))
        throw new SignatureError('malformed-pdf', { at: head.start, why: 'an entry comes twice' })
      entries.set(head.first + index, entry)
    }
  }
  const { trailer, end } = parseAt(reading, here, (lexer) => {
    const value = lexer.value()
    if (!(value instanceof PdfDict)) throw lexer.fail('a trailer dictionary expected')
    return { trailer: value, end: lexer.base + lexer.at }
  })
  return {
    at,
    kind: 'table',
    trailer,
    entries,
    number: null,
    revisionEnd: readEnd(reading, end)?.end ?? null,
  }
}

/** @throws SignatureError `too-large` when the sections list more than the limit */
export function takeEntries(reading: Reading, count: number): void {
  reading.entriesLeft -= count
  if (reading.entriesLeft < 0)
    throw new SignatureError('too-large', { what: 'Objects', limit: reading.limits.entries })
}

/** An entry is exactly 20 bytes: `nnnnnnnnnn ggggg n` and a line end of two bytes. */
function readEntry(bytes: Uint8Array, at: number, base: number): Entry {
  let offset = 0
  let generation = 0
  let sound = bytes[at + 10] === 0x20 && bytes[at + 16] === 0x20
  for (let index = 0; index < 10; index++) {
    sound &&= isDigit(bytes[at + index])
    offset = offset * 10 + (bytes[at + index] ?? 0) - 0x30
  }
  for (let index = 11; index < 16; index++) {
    sound &&= isDigit(bytes[at + index])
    generation = generation * 10 + (bytes[at + index] ?? 0) - 0x30
  }
  const kind = bytes[at + 17]
  const lineEnd = (bytes[at + 18] ?? 0) * 256 + (bytes[at + 19] ?? 0)
  sound &&= kind === 0x6e || kind === 0x66
  sound &&= lineEnd === 0x200a || lineEnd === 0x200d || lineEnd === 0x0d0a
  if (!sound)
    throw new SignatureError('malformed-pdf', { at: base + at, why: 'a table entry is malformed' })
  return kind === 0x66 || offset === 0 ? { kind: 'free' } : { kind: 'at', offset, generation }
}

function readStream(reading: Reading, at: number): Section {
  const { value, number, end } = readIndirect(reading, at, (length) => countOf(length))
  const bad = (why: string) => new SignatureError('malformed-pdf', { at, why })
  if (!(value instanceof PdfStream) || nameOf(value.dict.get('Type')) !== 'XRef')
    throw bad('a cross-reference section expected')
  const { dict } = value
  const widths = dict.get('W')
  const size = countOf(dict.get('Size'))
  const [w0 = 9, w1 = 9, w2 = 9] = Array.isArray(widths)
    ? widths.map((one) => countOf(one) ?? 9)
    : []
  if (w0 > 8 || w1 > 8 || w2 > 8 || w1 === 0) throw bad('/W is malformed')
  if (size === null) throw bad('/Size is missing')
  const raw = reading.source.read(value.start, value.start + value.length)
  const parms = dict.get('DecodeParms')
  const filters = { filter: dict.get('Filter'), parms, at, budget: reading.budget }
  const data = decodeStream(raw, filters)
  const index = dict.get('Index')
  const ranges = Array.isArray(index) ? index.map(countOf) : [0, size]
  if (ranges.length % 2 !== 0) throw bad('/Index is malformed')
  const entries = new Map<number, Entry>()
  let here = 0
  const field = (width: number): number => {
    let read = 0
    for (const stop = here + width; here < stop; here++) read = read * 256 + (data[here] ?? 0)
    if (!Number.isSafeInteger(read)) throw bad('a number is out of range')
    return read
  }
  for (let range = 0; range < ranges.length; range += 2) {
    const first = ranges[range] ?? null
    const count = ranges[range + 1] ?? null
    if (first === null || count === null) throw bad('/Index is malformed')
    if (here + count * (w0 + w1 + w2) > data.length) throw bad('the section is cut off')
    takeEntries(reading, count)
    for (let offset = 0; offset < count; offset++) {
      const kind = w0 === 0 ? 1 : field(w0)
      const [one, two] = [field(w1), field(w2)]
      if (entries.has(first + offset)) throw bad('an entry comes twice')
      entries.set(first + offset, streamEntry(kind, one, two))
    }
  }
  const revisionEnd = readEnd(reading, end)?.end ?? null
  return { at, kind: 'stream', trailer: dict, entries, number, revisionEnd }
}

/** Table 18 of ISO 32000-2; other types are references to the null object. */
function streamEntry(kind: number, one: number, two: number): Entry {
  if (kind === 1 && one > 0) return { kind: 'at', offset: one, generation: two }
  return kind === 2 ? { kind: 'in', stream: one, index: two } : { kind: 'free' }
}

/** `startxref`, its number, `%%EOF` and a line end, if they are what follows `at` (7.5.5). */
export function readEnd(
  reading: Pick<Reading, 'source' | 'limits'>,
  at: number,
): { startxref: number; end: number } | null {
  if (at >= reading.source.size) return null
  return parseAt(reading, at, (lexer) => {
    lexer.space()
    if (!lexer.takes('startxref')) return null
    lexer.space()
    if (!isDigit(lexer.bytes[lexer.at])) return null
    const startxref = lexer.count()
    while (isLineEnd(lexer) || lexer.bytes[lexer.at] === 0x20) lexer.at++
    for (const sign of '%%EOF') if (lexer.bytes[lexer.at++] !== sign.charCodeAt(0)) return null
    if (lexer.bytes[lexer.at] === 13) lexer.at++
    if (lexer.bytes[lexer.at] === 10) lexer.at++
    return { startxref, end: lexer.base + lexer.at }
  })
}

function isLineEnd(lexer: Lexer): boolean {
  return lexer.bytes[lexer.at] === 13 || lexer.bytes[lexer.at] === 10
}
