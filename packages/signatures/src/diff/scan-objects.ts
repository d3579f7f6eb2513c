// Looks at the objects of a document for scripts, actions, layers, hidden versions and what nobody uses.
import type { PdfDocument } from '../pdf/document.ts'
import { nameOf, PdfDict, PdfStream, type PdfValue } from '../pdf/objects.ts'
import { openPdf } from '../pdf/open-pdf.ts'
import { firstBytes } from '../pdf/source.ts'
import { SignatureError } from '../signature-error.ts'
import { objectOf, refsIn } from './object-changes.ts'
import { pagesOf } from './pages.ts'
import { findingOf, type Finding } from './scan-findings.ts'

/** Actions that reach out of the document (ISO 32000-2, 12.6.4). */
const outward: ReadonlySet<string> = new Set([
  'Launch',
  'SubmitForm',
  'ImportData',
  'GoToR',
  'Rendition',
  'Movie',
  'RichMediaExecute',
])

const MOST_OBJECTS = 200_000
const MOST_REVISIONS = 20
/** How much of a file is looked through for hidden versions. */
const MOST_BYTES = 256 * 2 ** 20

export function scanObjects(document: PdfDocument): Finding[] {
  const found: Finding[] = []
  const once = new Set<string>()
  const note = (finding: Finding): void => {
    const key = `${finding.code} ${JSON.stringify(finding.evidence)}`
    if (!once.has(key)) found.push(finding)
    once.add(key)
  }
  if (document.entries.size > MOST_OBJECTS)
    note(findingOf('not-looked-through', { what: String(document.entries.size) }))
  const used = everUsed(document)
  const pages = new Set(pagesOf(document))
  for (const number of [...document.entries.keys()].slice(0, MOST_OBJECTS)) {
    const value = objectOf(document, number)
    if (value === null) continue
    eachDict(value, (dict) => scanDict(dict, note))
    const dict = value instanceof PdfStream ? value.dict : value
    if (!(dict instanceof PdfDict)) continue
    const type = nameOf(document.at(dict, 'Type'))
    if (type === 'Page' && !pages.has(number)) note(findingOf('page-outside', { number }))
    else if (!used.has(number)) {
      const kind = unusedKind(document, dict, type)
      if (kind !== null) note(findingOf('unused-content', { number, type: kind }))
    }
  }
  scanCatalog(document, note)
  for (const number of hiddenVersions(document)) note(findingOf('hidden-object', { number }))
  return found
}

function unusedKind(document: PdfDocument, dict: PdfDict, type: string | null): string | null {
  if (type === 'Font') return 'Font'
  const subtype = nameOf(document.at(dict, 'Subtype'))
  if (subtype === 'Form' || subtype === 'Image') return subtype
  return type === 'Annot' || type === 'Catalog' ? type : null
}

function eachDict(value: PdfValue, visit: (dict: PdfDict) => void): void {
  if (value instanceof PdfStream) eachDict(value.dict, visit)
  else if (Array.isArray(value)) for (const one of value) eachDict(one, visit)
  else if (value instanceof PdfDict) {
    visit(value)
    for (const one of value.entries.values()) eachDict(one, visit)
  }
}

function scanDict(dict: PdfDict, note: (finding: Finding) => void): void {
  const action = nameOf(dict.get('S'))
  if (dict.entries.has('JS') || action === 'JavaScript') note(findingOf('script'))
  else if (action !== null && outward.has(action))
    note(findingOf('leads-outside', { type: action }))
  const type = nameOf(dict.get('Type'))
  const subtype = nameOf(dict.get('Subtype'))
  // 7.3.8.2: a stream whose data are in another file. A file specification has /F too, but a /Type.
  if (dict.entries.has('Length') && dict.entries.has('F') && type !== 'EmbeddedFile')
    note(findingOf('content-outside'))
  if (subtype === 'Form' && dict.entries.has('Ref')) note(findingOf('content-outside'))
  if (type === 'Filespec' && dict.entries.has('EF')) note(findingOf('attachment'))
  if (type === 'Page' && dict.entries.has('AA'))
    note(findingOf('action-at-opening', { type: 'AA' }))
}

function scanCatalog(document: PdfDocument, note: (finding: Finding) => void): void {
  const { catalog } = document
  const opening = document.at(catalog, 'OpenAction')
  if (opening instanceof PdfDict) {
    const type = nameOf(document.at(opening, 'S')) ?? '?'
    if (type !== 'GoTo') note(findingOf('action-at-opening', { type }))
  }
  if (catalog.entries.has('AA')) note(findingOf('action-at-opening', { type: 'AA' }))
  const form = document.at(catalog, 'AcroForm')
  if (form instanceof PdfDict && form.entries.has('XFA')) note(findingOf('dynamic-form'))
  const layers = document.at(catalog, 'OCProperties')
  if (!(layers instanceof PdfDict)) return
  const state = document.at(layers, 'D')
  if (!(state instanceof PdfDict)) return
  const off = document.at(state, 'OFF')
  const base = nameOf(document.at(state, 'BaseState'))
  if ((Array.isArray(off) && off.length > 0) || (base !== null && base !== 'ON'))
    note(findingOf('hidden-layer'))
  const uses = document.at(state, 'AS')
  if (Array.isArray(uses) && uses.length > 0) note(findingOf('layer-by-use'))
}

/** Objects that the trailer of any state led to: what an update left behind is history, not hidden. */
function everUsed(document: PdfDocument): Set<number> {
  const used = reachable(document)
  for (const { end } of document.revisions.slice(0, -1).slice(-MOST_REVISIONS)) {
    try {
      const earlier = openPdf(firstBytes(document.source, end), { limits: document.limits })
      for (const number of reachable(earlier)) used.add(number)
    } catch (error) {
      // The front of a linearised file is no document by itself.
      if (!(error instanceof SignatureError)) throw error
    }
  }
  return used
}

/** Objects that the trailer leads to. */
function reachable(document: PdfDocument): Set<number> {
  const used = new Set<number>()
  const waiting = ['Root', 'Info', 'Encrypt'].flatMap((key) => refsIn(document.trailer.get(key)))
  for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
    if (used.has(number) || used.size > MOST_OBJECTS) continue
    used.add(number)
    waiting.push(...refsIn(objectOf(document, number)))
  }
  return used
}

/**
 * Objects in use that stand in the file a second time, at a place no section ever named: prepared to
 * be named later. Older versions, which older sections name, are the history of the document.
 */
function hiddenVersions(document: PdfDocument): number[] {
  const known = new Set<number>()
  for (const { entries, at } of document.sections) {
    known.add(at)
    for (const entry of entries.values()) if (entry.kind === 'at') known.add(entry.offset)
  }
  const found = new Set<number>()
  const { source } = document
  const size = Math.min(source.size, MOST_BYTES)
  const step = 2 ** 20
  for (let start = 0; start < size; start += step) {
    const text = Buffer.from(source.read(start, Math.min(size, start + step + 64))).toString(
      'latin1',
    )
    for (const match of text.matchAll(/(?<![0-9])(\d{1,10}) \d{1,5} obj\b/g)) {
      const number = Number(match[1])
      if (match.index >= step || known.has(start + match.index)) continue
      const entry = document.entries.get(number)
      if (entry !== undefined && entry.kind !== 'free') found.add(number)
    }
  }
  return [...found]
}
