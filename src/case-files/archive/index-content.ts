// What a signed index says: order, folios and hashes of a case, chained to the index before it.
import { createHash } from 'node:crypto'
import { type Json, canonicalJson } from '@rimaq/ledger'
import { folioFault } from './folios.ts'

/** E01 open, E02 closed, E03 closed for remittance, as the Spanish technical norm (NTI) names them. */
export type IndexStatus = 'E01' | 'E02' | 'E03'

/** One line of the index. Exactly one of document, sub-case and paper stands in it. */
export interface IndexEntry {
  order: number
  first: number
  last: number
  rule: 'pages' | 'image' | 'file' | 'note' | 'paper'
  /** The event that brought it, and when. */
  event: number
  added: string
  document?: { position: number; sha256: string; bytes: number; mediaType: string }
  /** An accumulated case: it keeps its own folios, counted in its own index. */
  subCase?: { id: string; folios: number; index: string }
  paper?: string
}

export interface IndexContent {
  v: 'rimaq-index/1'
  case: string
  n: number
  status: IndexStatus
  /** When it was made. */
  at: string
  /** RUC of the institution, and when the case was opened: they make the identifiers of the export. */
  organ: string
  opened: string
  folios: number
  /** Hash of index n − 1; null for the first. */
  previous: string | null
  entries: IndexEntry[]
}

/** RFC 8785; its UTF-8 bytes are what is signed. */
export function indexText(content: IndexContent): string {
  return canonicalJson(content as unknown as Json)
}

/** SHA-256 of the canonical text, in hexadecimal. */
export function indexHash(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}

export type IndexFault =
  | { n: number; fault: 'not-json' | 'hash' | 'chain' | 'shrinks' }
  | { n: number; fault: 'folios'; order: number }
  | { n: number; fault: 'changed'; order: number }

/**
 * The first index that does not follow from those before it; null when all do. Each must have its
 * hash, hold that of its predecessor, number folios without gap, and repeat every earlier line.
 */
export function indexFault(
  indexes: readonly { n: number; content: string; contentHash: string }[],
): IndexFault | null {
  let previous: string | null = null
  let before: IndexEntry[] = []
  for (const [at, { n, content, contentHash }] of indexes.entries()) {
    if (indexHash(content) !== contentHash) return { n, fault: 'hash' }
    const said = readIndex(content)
    if (said === null) return { n, fault: 'not-json' }
    if (n !== at + 1 || said.n !== n || said.previous !== previous) return { n, fault: 'chain' }
    const order = folioFault(said.entries)
    if (order !== null) return { n, fault: 'folios', order }
    if (said.folios !== (said.entries.at(-1)?.last ?? 0)) return { n, fault: 'folios', order: 0 }
    if (said.entries.length < before.length) return { n, fault: 'shrinks' }
    const changed = before.findIndex((each, place) => !same(each, said.entries[place]))
    if (changed >= 0) return { n, fault: 'changed', order: changed + 1 }
    previous = contentHash
    before = said.entries
  }
  return null
}

function same(one: IndexEntry, other: IndexEntry | undefined): boolean {
  return (
    other !== undefined &&
    canonicalJson(one as unknown as Json) === canonicalJson(other as unknown as Json)
  )
}

/** Null for what is no index of ours. Only the shape that is relied upon is looked at. */
export function readIndex(text: string): IndexContent | null {
  try {
    const said = JSON.parse(text) as IndexContent
    const sound =
      said.v === 'rimaq-index/1' &&
      typeof said.case === 'string' &&
      Number.isInteger(said.n) &&
      Array.isArray(said.entries) &&
      said.entries.every(isEntry) &&
      indexText(said) === text
    return sound ? said : null
  } catch {
    return null
  }
}

function isEntry(entry: IndexEntry): boolean {
  const { document, subCase, paper } = entry
  const things = [document, subCase, paper].filter((each) => each !== undefined)
  return (
    things.length === 1 &&
    [entry.order, entry.first, entry.last, entry.event].every(Number.isInteger) &&
    (document === undefined || /^[0-9a-f]{64}$/.test(document.sha256))
  )
}
