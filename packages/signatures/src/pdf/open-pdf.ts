// Opens a PDF strictly: from its last startxref back through all sections, without any repair.
import { toLatin1 } from '../bytes.ts'
import { SignatureError } from '../signature-error.ts'
import { PdfDocument } from './document.ts'
import { defaultLimits, type Limits } from './limits.ts'
import { countOf } from './objects.ts'
import { bytesSource, type Source } from './source.ts'
import { readEnd, readSection, takeEntries, type Reading, type Section } from './xref.ts'

export interface OpenPdfOptions {
  /** Replace single limits of `defaultLimits`. */
  limits?: Partial<Limits>
  /** The user password of an encrypted document; empty by default. */
  password?: string
}

/** The last startxref is looked for in so many bytes at the end. */
const TAIL = 4096

/**
 * Opens a document in memory or behind a source. Nothing is repaired: what does not follow ISO
 * 32000-2, 7.5 (header at byte 0, startxref, sections, entries of 20 bytes, lengths) is refused.
 * @throws SignatureError `malformed-pdf`, `too-large`, `unsupported`, `password-needed`
 */
export function openPdf(input: Uint8Array | Source, options: OpenPdfOptions = {}): PdfDocument {
  const source = input instanceof Uint8Array ? bytesSource(input) : input
  const limits = { ...defaultLimits, ...options.limits }
  const budget = { left: limits.decodedBytes, limit: limits.decodedBytes }
  const reading: Reading = { source, limits, budget, entriesLeft: limits.entries }
  try {
    return open(reading, options.password)
  } catch (error) {
    if (error instanceof RangeError)
      throw new SignatureError(
        'too-large',
        { what: 'Nesting', limit: limits.depth },
        { cause: error },
      )
    throw error
  }
}

function open(reading: Reading, password: string | undefined): PdfDocument {
  const { source, limits, budget } = reading
  if (!/^%PDF-\d\.\d/.test(toLatin1(source.read(0, Math.min(8, source.size)))))
    throw new SignatureError('malformed-pdf', { at: 0, why: '"%PDF-" expected' })
  const tailStart = Math.max(0, source.size - TAIL)
  const tail = toLatin1(source.read(tailStart, source.size))
  const last = tail.lastIndexOf('startxref')
  const found = last < 0 ? null : readEnd(reading, tailStart + last)
  if (found === null) {
    const why = 'startxref and %%EOF expected at the end'
    throw new SignatureError('malformed-pdf', { at: tailStart + Math.max(0, last), why })
  }
  const sections = readChain(reading, found.startxref)
  return new PdfDocument({ ...found, source, limits, budget, sections, password })
}

/** The section of the last startxref and all older ones by /XRefStm and /Prev (7.5.5, 7.5.8.4). */
function readChain(reading: Reading, startxref: number): Section[] {
  const sections: Section[] = []
  const seen = new Set<number>()
  const enter = (at: number): Section => {
    if (seen.has(at))
      throw new SignatureError('malformed-pdf', { at, why: 'sections lead in a circle' })
    seen.add(at)
    if (seen.size > reading.limits.sections)
      throw new SignatureError('too-large', { what: 'Sections', limit: reading.limits.sections })
    const section = readSection(reading, at)
    sections.push(section)
    return section
  }
  // An update that copies the trailer before it names the same stream again, which is no circle:
  // the /Prev of such a stream is not followed (7.5.8.4).
  const streams = new Map<number, Section>()
  for (let at: number | null = startxref; at !== null;) {
    const section: Section = enter(at)
    const hidden = countOf(section.trailer.get('XRefStm'))
    if (section.kind === 'table' && hidden !== null) {
      let stream = streams.get(hidden)
      if (stream === undefined) {
        stream = enter(hidden)
        sections.pop()
        streams.set(hidden, stream)
      } else takeEntries(reading, stream.entries.size)
      hideIn(section, stream)
    }
    const before = section.trailer.get('Prev')
    at = countOf(before)
    if (before !== null && at === null)
      throw new SignatureError('malformed-pdf', { at: section.at, why: '/Prev is malformed' })
  }
  return sections
}

/**
 * In a hybrid file the stream says where the objects are that its table calls free: 7.5.8.4 puts
 * the stream before older sections and behind the table, whose free entries it overrules.
 */
function hideIn(table: Section, stream: Section): void {
  for (const [number, entry] of stream.entries) {
    const known = table.entries.get(number)
    if (known === undefined || known.kind === 'free') table.entries.set(number, entry)
  }
}
