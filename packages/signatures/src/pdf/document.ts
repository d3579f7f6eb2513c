// A PDF opened for reading: its sections, its objects by number, its revisions (ISO 32000-2, 7.5).
import { SignatureError } from '../signature-error.ts'
import { openEncryption, type Decryption } from './encryption.ts'
import { decodeStream, type Budget } from './filters.ts'
import { Lexer } from './lexer.ts'
import type { Limits } from './limits.ts'
import { mapStrings } from './map-strings.ts'
import { countOf, nameOf, PdfDict, PdfRef, PdfStream, PdfString, type PdfValue } from './objects.ts'
import { readIndirect } from './read-object.ts'
import type { Source } from './source.ts'
import type { Entry, Section } from './xref.ts'

/** One state the document was saved in. */
export interface Revision {
  /** The byte after its `%%EOF` and line end. */
  end: number
  /** Object numbers its sections speak of: written anew, added or freed. */
  touched: number[]
}

export interface Opened {
  source: Source
  limits: Limits
  budget: Budget
  /** The newest first. */
  sections: Section[]
  /** What the last `startxref` says, and where the last `%%EOF` ends. */
  startxref: number
  end: number
  password?: string
}

export class PdfDocument {
  readonly source: Source
  readonly limits: Limits
  readonly sections: readonly Section[]
  readonly startxref: number
  /** Behind the last `%%EOF` and its line end; bytes from here on belong to no revision. */
  readonly end: number
  readonly trailer: PdfDict
  readonly entries = new Map<number, Entry>()
  /** How to decrypt; null when the document is not encrypted. */
  readonly decryption: Decryption | null
  private readonly budget: Budget
  private readonly cache = new Map<number, PdfValue>()
  private readonly containers = new Map<number, { data: Uint8Array; offsets: number[][] }>()
  private readonly busy = new Set<number>()

  constructor(opened: Opened) {
    this.source = opened.source
    this.limits = opened.limits
    this.budget = opened.budget
    this.sections = opened.sections
    this.startxref = opened.startxref
    this.end = opened.end
    const [newest] = opened.sections
    if (newest === undefined) throw this.bad(0, 'there is no cross-reference section')
    this.trailer = newest.trailer
    for (const section of opened.sections)
      for (const [number, entry] of section.entries)
        if (!this.entries.has(number)) this.entries.set(number, entry)
    this.decryption = null
    const encrypt = this.resolve(this.trailer.get('Encrypt'))
    if (encrypt instanceof PdfDict) {
      const ids = this.resolve(this.trailer.get('ID'))
      const id = Array.isArray(ids) ? this.resolve(ids[0] ?? null) : null
      const first = id instanceof PdfString ? id.bytes : new Uint8Array()
      const entries = [...encrypt.entries].map(
        ([key, value]) => [key, this.deep(value, 4)] as const,
      )
      this.decryption = openEncryption(new PdfDict(new Map(entries)), first, opened.password)
      this.cache.clear()
    }
  }

  /**
   * The first byte that no revision accounts for: behind the last `%%EOF`, or behind the newest
   * section when the last startxref does not stand directly behind one. Null when there is none.
   */
  get uncoveredFrom(): number | null {
    let covered = 0
    for (const { revisionEnd } of this.sections) covered = Math.max(covered, revisionEnd ?? 0)
    return covered < this.source.size ? covered : null
  }

  /** Whether the bytes from `uncoveredFrom` on are white space (7.2.3), which no reader shows. */
  get endsInSpace(): boolean {
    const from = this.uncoveredFrom ?? this.source.size
    const space = [0, 9, 10, 12, 13, 32]
    return this.source.read(from, this.source.size).every((byte) => space.includes(byte))
  }

  /** The number that comes after all in use. */
  get size(): number {
    let size = countOf(this.trailer.get('Size')) ?? 0
    for (const number of this.entries.keys()) if (number >= size) size = number + 1
    return size
  }

  /** The catalog. @throws SignatureError `malformed-pdf` */
  get catalog(): PdfDict {
    const root = this.resolve(this.trailer.get('Root'))
    if (root instanceof PdfDict) return root
    throw this.bad(this.startxref, 'there is no catalog')
  }

  /** Its revisions, the oldest first; the two sections of a linearised file are one. */
  get revisions(): Revision[] {
    const revisions: { end: number; touched: Set<number> }[] = []
    for (const section of this.sections.toReversed()) {
      const last = revisions.at(-1)
      const end = section.revisionEnd ?? 0
      if (last !== undefined && end <= last.end)
        for (const number of section.entries.keys()) last.touched.add(number)
      else revisions.push({ end, touched: new Set(section.entries.keys()) })
    }
    return revisions.map(({ end, touched }) => ({ end, touched: [...touched] }))
  }

  /** What a reference leads to, over several steps if need be; other values as they are. */
  resolve(value: PdfValue): PdfValue {
    let found = value
    for (let steps = 0; found instanceof PdfRef; steps++) {
      if (steps > 16) throw this.bad(0, 'references lead in a circle')
      found = this.get(found)
    }
    return found
  }

  /** The resolved value of a key. */
  at(dict: PdfDict, key: string): PdfValue {
    return this.resolve(dict.get(key))
  }

  /** The object; null for one that does not exist (7.3.10). @throws SignatureError */
  get(ref: PdfRef): PdfValue {
    const known = this.cache.get(ref.number)
    const entry = this.entries.get(ref.number)
    if (entry === undefined || entry.kind === 'free') return null
    if (ref.generation !== (entry.kind === 'at' ? entry.generation : 0)) return null
    if (known !== undefined) return known
    if (this.busy.has(ref.number)) throw this.bad(0, `object ${ref.number} needs itself`)
    this.busy.add(ref.number)
    try {
      const value =
        entry.kind === 'at' ? this.read(ref.number, entry) : this.unpack(ref.number, entry)
      if (this.cache.size >= 50_000) this.cache.clear()
      this.cache.set(ref.number, value)
      return value
    } finally {
      this.busy.delete(ref.number)
    }
  }

  /** The data of a stream as they lie in the file. */
  raw(stream: PdfStream): Uint8Array {
    return this.source.read(stream.start, stream.start + stream.length)
  }

  /** The data of a stream without encryption and filters. @throws SignatureError */
  data(stream: PdfStream, object: number, generation = 0): Uint8Array {
    const filter = this.deep(stream.dict.get('Filter'), 2)
    const parms = this.deep(stream.dict.get('DecodeParms'), 3)
    const raw = this.raw(stream)
    const plain = this.decryption?.stream(raw, object, generation) ?? raw
    return decodeStream(plain, { filter, parms, at: stream.start, budget: this.budget })
  }

  private bad(at: number, why: string): SignatureError {
    return new SignatureError('malformed-pdf', { at, why })
  }

  private read(number: number, entry: { offset: number; generation: number }): PdfValue {
    const lengthOf = (length: PdfValue) => countOf(this.resolve(length))
    const found = readIndirect(this, entry.offset, lengthOf)
    if (found.number !== number || found.generation !== entry.generation)
      throw this.bad(entry.offset, `object ${number} expected`)
    const { decryption } = this
    if (decryption === null || decryption.strings === 'identity') return found.value
    const own = this.trailer.get('Encrypt')
    // 7.6.2: the strings of the encryption dictionary itself are as they are.
    if (own instanceof PdfRef && own.number === number) return found.value
    return mapStrings(found.value, (bytes) => decryption.string(bytes, number, entry.generation))
  }

  /** An object of an object stream (7.5.7). */
  private unpack(number: number, entry: { stream: number; index: number }): PdfValue {
    const { data, offsets } = this.container(entry.stream)
    const [named, offset] = offsets[entry.index] ?? []
    if (named !== number || offset === undefined || offset >= data.length)
      throw this.bad(0, `object ${number} is not in stream ${entry.stream}`)
    const lexer = new Lexer(data.subarray(offset), Number.NEGATIVE_INFINITY, true, this.limits)
    return lexer.value()
  }

  private container(number: number): { data: Uint8Array; offsets: number[][] } {
    const known = this.containers.get(number)
    if (known !== undefined) return known
    const entry = this.entries.get(number)
    const stream = entry?.kind === 'at' ? this.get(new PdfRef(number, entry.generation)) : null
    if (!(stream instanceof PdfStream) || nameOf(stream.dict.get('Type')) !== 'ObjStm')
      throw this.bad(0, `object ${number} is not an object stream`)
    const data = this.data(stream, number, entry?.kind === 'at' ? entry.generation : 0)
    const count = countOf(this.at(stream.dict, 'N'))
    const first = countOf(this.at(stream.dict, 'First'))
    if (count === null || first === null || count > data.length || first > data.length)
      throw this.bad(stream.start, 'an object stream is malformed')
    const lexer = new Lexer(data, Number.NEGATIVE_INFINITY, true, this.limits)
    const offsets = Array.from({ length: count }, () => [lexer.count(), first + lexer.count()])
    const container = { data, offsets }
    this.containers.set(number, container)
    return container
  }

  private deep(value: PdfValue, depth: number): PdfValue {
    const found = this.resolve(value)
    if (depth === 0) return found
    if (Array.isArray(found)) return found.map((one) => this.deep(one, depth - 1))
    if (!(found instanceof PdfDict)) return found
    const entries = [...found.entries].map(
      ([key, one]) => [key, this.deep(one, depth - 1)] as const,
    )
    return new PdfDict(new Map(entries), found.start, found.end)
  }
}
