// What a package of a case holds, in a fixed order: facts, procedure, events, indexes with seals, documents, ENI.
import { type Json, canonicalJson } from '@rimaq/ledger'
import type { ContentHash, FileStore } from '#platform'
import type { CaseEventRow } from '../filing/event-chain.ts'
import type { CaseFile } from '../filing/store-filings.ts'
import { type BagPart, bytesPart, textPart } from './bag.ts'
import { eniCaseXml, eniDocumentXml } from './eni-case.ts'
import { type IndexContent, type IndexEntry, readIndex } from './index-content.ts'
import type { CarriedDocument, ProcedureFacts } from './store-export.ts'
import type { SignedIndex } from './store-index.ts'

/** A case with everything that is carried, read in one transaction. */
export interface Carried {
  filed: CaseFile
  organ: { ruc: string; name: string }
  procedure: ProcedureFacts
  events: readonly (CaseEventRow & { hash: string })[]
  documents: readonly CarriedDocument[]
  indexes: readonly SignedIndex[]
  /** Canonical ENI XML of each index, in the same order. */
  xml: readonly string[]
  /** Cases accumulated into it. */
  accumulated: readonly Carried[]
  /** Whence it came, where it is a foreign one. */
  receivedFrom: Json
}

export const packageFormat = 'rimaq-case/1'

const line = (value: unknown): string => `${canonicalJson(value as Json)}\n`
const four = (number: number): string => String(number).padStart(4, '0')

const endings: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'application/zip': 'zip',
  'text/plain': 'txt',
  'application/pkcs7-mime': 'p7m',
}

/** Of plain letters whatever it was sent under; the name stands in documents.jsonl. */
export function documentPath({ position, mediaType }: CarriedDocument): string {
  return `documents/${four(position)}.${endings[mediaType] ?? 'bin'}`
}

/** Facts of the case that its events do not say. */
export function caseFacts(carried: Carried): Record<string, unknown> {
  const { filed, organ, procedure, events, receivedFrom } = carried
  const { id, year, number, filer, answers, filedAt, receivedOn, phase, content, paper } = filed
  return {
    ...{ v: packageFormat, case: id, number: { year, number }, organ, phase },
    procedure: { code: procedure.code, version: procedure.version, hash: procedure.hash },
    series: content.series.code,
    filedAt: filedAt.toISOString(),
    ...{ receivedOn, filer, answers, paper, receivedFrom },
    events: { count: events.length, last: events.at(-1)?.hash ?? null },
    accumulated: carried.accumulated.map((each) => each.filed.id),
  }
}

/** An event as one line of JSON; its hash is computed over the same values. */
export function eventLine(event: CaseEventRow & { hash: string }): string {
  const { caseId, seq, at, kind, content, previousHash, hash } = event
  return line({
    ...{ case: caseId, seq, at: at.toISOString(), kind, content, previous: previousHash, hash },
  })
}

/** The payload in the order it is written. */
export function packageParts(
  carried: Carried,
  files: Pick<FileStore, 'read'>,
  prefix = '',
): BagPart[] {
  const { filed, events, documents, indexes, xml, accumulated } = carried
  const at = (path: string): string => `${prefix}${path}`
  const parts = [
    textPart(at('case.json'), line(caseFacts(carried))),
    // In the order it was written: that of a form says in which order it is asked.
    textPart(at('procedure.json'), `${JSON.stringify(filed.content)}\n`),
    textPart(at('events.jsonl'), events.map(eventLine).join('')),
    textPart(at('documents.jsonl'), documents.map(line).join('')),
  ]
  for (const [place, { n, content, seal }] of indexes.entries()) {
    parts.push(textPart(at(`indexes/${four(n)}.json`), content))
    parts.push(textPart(at(`indexes/${four(n)}.xml`), xml[place] ?? ''))
    if (seal === null) continue
    parts.push(bytesPart(at(`indexes/${four(n)}.json.p7s`), seal.signature))
    parts.push(bytesPart(at(`indexes/${four(n)}.xml.p7s`), seal.eniSignature))
    if (seal.xades !== null) parts.push(bytesPart(at(`indexes/${four(n)}.xades.xml`), seal.xades))
  }
  const newest = indexes.at(-1)
  const index = newest === undefined ? null : readIndex(newest.content)
  if (newest !== undefined && index !== null) {
    parts.push(...eniParts(carried, { newest, index, xml: xml.at(-1) ?? '', at }))
  }
  for (const document of documents) {
    const { sha256, bytes } = document
    const open = (): Promise<AsyncIterable<Uint8Array>> => files.read(sha256 as ContentHash)
    parts.push({ path: at(documentPath(document)), bytes, sha256, open })
  }
  for (const each of accumulated) {
    parts.push(...packageParts(each, files, at(`accumulated/${each.filed.id}/`)))
  }
  return parts
}

/** Without a seal there is no file of the norm: it wants at least one signature of the index. */
function eniParts(
  { organ, filed, documents }: Carried,
  given: { newest: SignedIndex; index: IndexContent; xml: string; at: (path: string) => string },
): BagPart[] {
  const { newest, index, xml, at } = given
  const parts: BagPart[] = []
  if (newest.seal !== null) {
    const whole = eniCaseXml({
      ...{ index, indexXml: xml, signature: newest.seal.eniSignature, xades: newest.seal.xades },
      organs: [...new Set([index.organ, organ.ruc])],
      classification: filed.content.series.code,
      interested: typeof filed.filer.number === 'string' ? [filed.filer.number] : [],
    })
    parts.push(textPart(at('expediente.xml'), whole))
  }
  for (const entry of index.entries) parts.push(...entryParts({ index, entry, documents, at }))
  return parts
}

function entryParts({
  index,
  entry,
  documents,
  at,
}: {
  index: IndexContent
  entry: IndexEntry
  documents: readonly CarriedDocument[]
  at: (path: string) => string
}): BagPart[] {
  const { order, paper, document } = entry
  // Its bytes are what the index has the hash of.
  if (paper !== undefined) return [textPart(at(`paper/${four(order)}.txt`), paper)]
  const carried = documents.find(({ position }) => position === document?.position)
  if (carried === undefined) return []
  const { mediaType, origin, kind } = carried
  const text = eniDocumentXml({
    ...{ index, entry, mediaType, origin, kind },
    path: `../${documentPath(carried)}`,
  })
  return [textPart(at(`eni/${four(order)}.xml`), text)]
}
