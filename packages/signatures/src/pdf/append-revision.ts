// Writes a new revision behind a document without touching a byte of it (ISO 32000-2, 7.5.6).
import { createHash } from 'node:crypto'
import { concat, fromLatin1 } from '../bytes.ts'
import { SignatureError } from '../signature-error.ts'
import type { PdfDocument } from './document.ts'
import { mapDict, mapStrings } from './map-strings.ts'
import { PdfDict, PdfName, PdfString, PdfStream, type PdfValue } from './objects.ts'
import { streamBody, writeValue } from './write-value.ts'

/**
 * An object to write: a value, or a stream with its data as they shall lie in the file but for
 * encryption, which is added here; or a finished body (bytes, or text of Latin-1) that is written
 * as it is.
 */
export type NewObject =
  | PdfValue
  | { dict: PdfDict; data: Uint8Array }
  | { body: Uint8Array | string }

export interface AppendedRevision {
  /** What follows the last byte of the document. */
  tail: Uint8Array
  /** Where each object begins, counted from the beginning of the whole file. */
  offsets: Map<number, number>
}

/**
 * The bytes that, put behind the document, replace or add objects. The section is of the kind of
 * the document's newest one: a table after a table, also in hybrid files; a stream after a stream.
 * /Info, /Root and /Encrypt are carried over; the second half of /ID changes (14.4).
 * @param objects by number, each written with generation 0 or the one it has
 * Strings and streams of encrypted documents are encrypted (7.6.2).
 * @throws SignatureError `uncovered-bytes` when bytes lie behind the last revision, for they would
 * come to lie within the new one
 */
export function appendRevision(
  document: PdfDocument,
  objects: ReadonlyMap<number, NewObject>,
): AppendedRevision {
  if (document.uncoveredFrom !== null)
    throw new SignatureError('uncovered-bytes', { at: document.uncoveredFrom })
  const { size: base } = document.source
  const lastByte = document.source.read(base - 1, base)[0]
  const parts: Uint8Array[] = lastByte === 10 || lastByte === 13 ? [] : [fromLatin1('\n')]
  let at = base + parts.length
  const offsets = new Map<number, number>()
  const generations = new Map<number, number>()
  const write = (bytes: Uint8Array): void => {
    parts.push(bytes)
    at += bytes.length
  }
  const begin = (number: number): void => {
    const entry = document.entries.get(number)
    const generation = entry?.kind === 'at' ? entry.generation : 0
    offsets.set(number, at)
    generations.set(number, generation)
    write(fromLatin1(`${number} ${generation} obj\n`))
  }
  for (const [number, object] of [...objects].sort(([one], [other]) => one - other)) {
    begin(number)
    write(bodyOf(object, sealing(document, number, generations.get(number) ?? 0)))
    write(fromLatin1('\nendobj\n'))
  }
  const id = nextId(document, parts)
  const start = at
  let size = document.size
  for (const number of objects.keys()) size = Math.max(size, number + 1)
  const [newest] = document.sections
  if (newest?.kind === 'stream') {
    const number = size
    begin(number)
    const trailer = { ...trailerOf(document, size + 1, id), ...widths(offsets) }
    const rows = rowsOf(offsets, generations)
    write(streamBody(new PdfDict(new Map(Object.entries(trailer))), rows))
    write(fromLatin1(`\nendobj\nstartxref\n${start}\n%%EOF\n`))
  } else {
    const trailer = new PdfDict(new Map(Object.entries(trailerOf(document, size, id))))
    const table = tableOf(offsets, generations)
    write(fromLatin1(`${table}trailer\n${writeValue(trailer)}\nstartxref\n${start}\n%%EOF\n`))
  }
  return { tail: concat(parts), offsets }
}

interface Sealing {
  string(bytes: Uint8Array): Uint8Array
  stream(bytes: Uint8Array): Uint8Array
}

function sealing({ decryption }: PdfDocument, number: number, generation: number): Sealing | null {
  if (decryption === null) return null
  return {
    string: (bytes) => decryption.sealString(bytes, number, generation),
    stream: (bytes) => decryption.sealStream(bytes, number, generation),
  }
}

/** The bytes of an object between `obj` and `endobj`. */
export function bodyOf(object: NewObject, seal: Sealing | null): Uint8Array {
  if (object instanceof PdfStream) throw new TypeError('a stream is given with its data')
  if (typeof object === 'object' && object !== null) {
    if ('data' in object) {
      const { dict, data } = object
      if (seal === null) return streamBody(dict, data)
      return streamBody(mapDict(dict, seal.string), seal.stream(data))
    }
    if ('body' in object) {
      return typeof object.body === 'string' ? fromLatin1(object.body) : object.body
    }
  }
  return fromLatin1(writeValue(seal === null ? object : mapStrings(object, seal.string)))
}

function trailerOf(document: PdfDocument, size: number, id: PdfValue): Record<string, PdfValue> {
  const trailer: Record<string, PdfValue> = { Size: size, Prev: document.startxref }
  for (const key of ['Root', 'Info', 'Encrypt']) {
    const value = document.trailer.get(key)
    if (value !== null) trailer[key] = value
  }
  return id === null ? trailer : { ...trailer, ID: id }
}

/** The first identifier stays, the second is a digest of what is written: no clock, no chance. */
function nextId(document: PdfDocument, parts: readonly Uint8Array[]): PdfValue {
  const id = document.resolve(document.trailer.get('ID'))
  if (!Array.isArray(id) || id.length !== 2) return null
  const hash = createHash('sha256').update(String(document.source.size))
  // Of a long object, such as one with room for a signature, both ends tell what it is.
  for (const part of parts)
    if (part.length <= 4096) hash.update(part)
    else hash.update(part.subarray(0, 2048)).update(part.subarray(-2048))
  const first = document.resolve(id[0] ?? null)
  return [first, new PdfString(new Uint8Array(hash.digest().subarray(0, 16)), true)]
}

/** Runs of numbers that follow one another. */
function runsOf(numbers: Iterable<number>): number[][] {
  const runs: number[][] = []
  for (const number of [...numbers].sort((one, other) => one - other)) {
    const run = runs.at(-1)
    if (run !== undefined && run.at(-1) === number - 1) run.push(number)
    else runs.push([number])
  }
  return runs
}

function tableOf(offsets: Map<number, number>, generations: Map<number, number>): string {
  let table = 'xref\n'
  for (const run of runsOf(offsets.keys())) {
    table += `${run[0]} ${run.length}\n`
    for (const number of run) {
      const offset = offsets.get(number) ?? 0
      if (offset > 9_999_999_999)
        throw new SignatureError('too-large', { what: 'The document', limit: '10 GB' })
      const generation = generations.get(number) ?? 0
      table += `${String(offset).padStart(10, '0')} ${String(generation).padStart(5, '0')} n \n`
    }
  }
  return table
}

/** Table 17 of ISO 32000-2. Offsets take six bytes, so 4 GB are no border. */
function widths(offsets: Map<number, number>): Record<string, PdfValue> {
  const index = runsOf(offsets.keys()).flatMap((run) => [run[0] ?? 0, run.length])
  return { Type: new PdfName('XRef'), W: [1, 6, 2], Index: index }
}

function rowsOf(offsets: Map<number, number>, generations: Map<number, number>): Uint8Array {
  const numbers = runsOf(offsets.keys()).flat()
  const rows = Buffer.alloc(numbers.length * 9)
  for (const [index, number] of numbers.entries()) {
    rows[index * 9] = 1
    rows.writeUIntBE(offsets.get(number) ?? 0, index * 9 + 1, 6)
    rows.writeUInt16BE(generations.get(number) ?? 0, index * 9 + 7)
  }
  return new Uint8Array(rows)
}
