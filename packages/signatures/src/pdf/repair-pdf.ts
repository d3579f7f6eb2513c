// Rewrites a broken document that nobody signed: finds its objects by looking for them (ISO 32000-2, 7.3.10, 7.5).
import { concat, fromLatin1, toLatin1 } from '../bytes.ts'
import { SignatureError } from '../signature-error.ts'
import { Lexer } from './lexer.ts'
import { defaultLimits } from './limits.ts'
import { countOf, nameOf, PdfDict, PdfRef, type PdfValue } from './objects.ts'
import { openPdf } from './open-pdf.ts'
import { decodeStream } from './filters.ts'
import { bytesSource } from './source.ts'
import { streamBody, writeValue } from './write-value.ts'

/** An object that was found: its value, and the data of a stream as they lie in the file. */
interface Found {
  value: PdfValue
  data: Uint8Array | null
}

const MOST_BYTES = 256 * 2 ** 20
const MOST_OBJECTS = 500_000

/**
 * A new document with all objects of a broken one, the last of each number, with one table. Never
 * for signed documents: a signature speaks of bytes.
 * @throws SignatureError `not-repaired` for signed, encrypted or hopeless documents; `too-large`
 */
export function repairPdf(bytes: Uint8Array): Uint8Array {
  if (bytes.length > MOST_BYTES)
    throw new SignatureError('too-large', { what: 'The document', limit: MOST_BYTES })
  const text = toLatin1(bytes)
  const refuse = (why: string) => new SignatureError('not-repaired', { why })
  // Looked for in all bytes, also those no table leads to: better one refusal too many.
  if (/\/ByteRange\b/.test(text)) throw refuse('it carries a signature')
  if (/\/Encrypt\b/.test(text)) throw refuse('it is encrypted')
  const objects = findObjects(bytes, text)
  unpack(objects)
  const root = rootOf(text, objects)
  if (root === null) throw refuse('no catalog was found')
  for (const { value } of objects.values())
    if (value instanceof PdfDict && value.entries.has('ByteRange'))
      throw refuse('it carries a signature')
  const repaired = writeAll(objects, { root, version: versionOf(text) })
  check(repaired, refuse)
  return repaired
}

/** Every `n g obj` from the front to the back; a later one of the same number replaces an earlier. */
function findObjects(bytes: Uint8Array, text: string): Map<number, Found> {
  const found = new Map<number, Found>()
  const heads = /(?<![0-9])(\d{1,10})\s+(\d{1,5})\s+obj\b/g
  for (let head = heads.exec(text); head !== null; head = heads.exec(text)) {
    const number = Number(head[1])
    const start = head.index + head[0].length
    const read = readObject(bytes, text, start)
    if (read === null) continue
    found.set(number, { value: read.value, data: read.data })
    if (found.size > MOST_OBJECTS)
      throw new SignatureError('too-large', { what: 'Objects', limit: MOST_OBJECTS })
    heads.lastIndex = read.end
  }
  return found
}

function readObject(
  bytes: Uint8Array,
  text: string,
  start: number,
): (Found & { end: number }) | null {
  const lexer = new Lexer(bytes, 0, true, defaultLimits)
  lexer.at = start
  let value: PdfValue
  try {
    value = lexer.value()
    lexer.space()
  } catch (error) {
    if (error instanceof SignatureError) return null
    throw error
  }
  if (!(value instanceof PdfDict) || !lexer.takes('stream'))
    return { value, data: null, end: lexer.at }
  let at = lexer.at
  if (bytes[at] === 13) at++
  if (bytes[at] === 10) at++
  const told = countOf(value.get('Length'))
  const sound = told !== null && /^\s*endstream\b/.test(text.slice(at + told, at + told + 16))
  const end = sound ? at + told : endOfData(bytes, text, at)
  return end === null ? null : { value, data: bytes.subarray(at, end), end }
}

/** Where /Length lies: the line end before `endstream` does not belong to the data (7.3.8.1). */
function endOfData(bytes: Uint8Array, text: string, start: number): number | null {
  let end = text.indexOf('endstream', start)
  if (end < 0) return null
  if (bytes[end - 1] === 10) end--
  if (bytes[end - 1] === 13) end--
  return Math.max(start, end)
}

/** Objects within object streams become objects of their own; what is found outside is newer. */
function unpack(objects: Map<number, Found>): void {
  const budget = { left: defaultLimits.decodedBytes, limit: defaultLimits.decodedBytes }
  for (const [number, { value, data }] of [...objects]) {
    const type = value instanceof PdfDict ? nameOf(value.get('Type')) : null
    if (type === 'XRef') objects.delete(number)
    if (type !== 'ObjStm' || data === null || !(value instanceof PdfDict)) continue
    objects.delete(number)
    try {
      const [filter, parms] = [value.get('Filter'), value.get('DecodeParms')]
      const plain = decodeStream(data, { filter, parms, at: 0, budget })
      for (const [inner, one] of packedIn(plain, value))
        if (!objects.has(inner)) objects.set(inner, { value: one, data: null })
    } catch (error) {
      if (!(error instanceof SignatureError) || error.code === 'too-large') throw error
    }
  }
}

function* packedIn(data: Uint8Array, dict: PdfDict): Generator<[number, PdfValue]> {
  const lexer = new Lexer(data, 0, true, defaultLimits)
  const first = countOf(dict.get('First')) ?? 0
  const count = Math.min(countOf(dict.get('N')) ?? 0, data.length)
  const places = Array.from({ length: count }, () => [lexer.count(), first + lexer.count()])
  for (const [number = 0, at = 0] of places) {
    const part = new Lexer(data, 0, true, defaultLimits)
    part.at = at
    yield [number, part.value()]
  }
}

/** The catalog a trailer names last, or the only one there is. */
function rootOf(text: string, objects: ReadonlyMap<number, Found>): number | null {
  const isCatalog = (number: number): boolean => {
    const value = objects.get(number)?.value
    return value instanceof PdfDict && nameOf(value.get('Type')) === 'Catalog'
  }
  const named = [...text.matchAll(/\/Root\s+(\d{1,10})\s+\d{1,5}\s+R/g)].map(([, one]) =>
    Number(one),
  )
  return named.findLast(isCatalog) ?? [...objects.keys()].findLast(isCatalog) ?? null
}

function versionOf(text: string): string {
  const [, version] = /%PDF-(\d\.\d)/.exec(text.slice(0, 1024)) ?? []
  return version ?? '1.7'
}

function writeAll(
  objects: ReadonlyMap<number, Found>,
  { root, version }: { root: number; version: string },
): Uint8Array {
  const parts: Uint8Array[] = [fromLatin1(`%PDF-${version}\n%\xe2\xe3\xcf\xd3\n`)]
  let at = parts[0]?.length ?? 0
  const offsets = new Map<number, number>()
  for (const [number, { value, data }] of [...objects].sort(([one], [other]) => one - other)) {
    if (number === 0) continue
    const plain = zeroed(value)
    const body =
      data !== null && plain instanceof PdfDict
        ? streamBody(plain, data)
        : fromLatin1(writeValue(plain))
    const object = concat([fromLatin1(`${number} 0 obj\n`), body, fromLatin1('\nendobj\n')])
    offsets.set(number, at)
    parts.push(object)
    at += object.length
  }
  const size = Math.max(...offsets.keys()) + 1
  const rows = Array.from({ length: size }, (_, number) => {
    const offset = offsets.get(number)
    if (offset === undefined) return `0000000000 ${number === 0 ? '65535' : '00000'} f \n`
    return `${String(offset).padStart(10, '0')} 00000 n \n`
  })
  const trailer = `trailer\n<</Size ${size} /Root ${root} 0 R>>\nstartxref\n${at}\n%%EOF\n`
  return concat([...parts, fromLatin1(`xref\n0 ${size}\n${rows.join('')}${trailer}`)])
}

/** All objects are written with generation 0, so references name that one. */
function zeroed(value: PdfValue): PdfValue {
  if (value instanceof PdfRef) return new PdfRef(value.number, 0)
  if (Array.isArray(value)) return value.map(zeroed)
  if (!(value instanceof PdfDict)) return value
  return new PdfDict(new Map([...value.entries].map(([key, one]) => [key, zeroed(one)])))
}

/** What cannot be opened strictly, or shows no page, was not repaired. */
function check(repaired: Uint8Array, refuse: (why: string) => SignatureError): void {
  try {
    const document = openPdf(bytesSource(repaired))
    const pages = document.at(document.catalog, 'Pages')
    if (pages instanceof PdfDict && document.at(pages, 'Kids') !== null) return
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error
    throw refuse(error.message)
  }
  throw refuse('no page was found')
}
