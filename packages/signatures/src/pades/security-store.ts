// Writes certificates, CRLs and OCSP answers into the document security store (ISO 32000-2, 12.8.4.3; EN 319 142-1, 5.4).
import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import type { PdfDocument } from '../pdf/document.ts'
import type { Draft } from '../pdf/draft.ts'
import { PdfDict, PdfName, PdfRef, PdfStream, type PdfValue } from '../pdf/objects.ts'
import { dictOf, withEntries } from '../pdf/write-value.ts'
import { SignatureError } from '../signature-error.ts'
import { editCatalog } from './edit-catalog.ts'

/** What a validator needs beside the signature; each one DER. */
export interface ValidationData {
  certificates: readonly Uint8Array[]
  /** CertificateList (RFC 5280, 5). */
  crls: readonly Uint8Array[]
  /** OCSPResponse (RFC 6960, 4.2.1). */
  ocsps: readonly Uint8Array[]
}

/** Names in the store, and in the entry of one signature. */
const kinds = [
  { key: 'certificates', store: 'Certs', entry: 'Cert' },
  { key: 'crls', store: 'CRLs', entry: 'CRL' },
  { key: 'ocsps', store: 'OCSPs', entry: 'OCSP' },
] as const

const MOST_STREAMS = 5000

/** Everything the store of a document holds. @throws SignatureError */
export function readStore(document: PdfDocument): {
  certificates: Uint8Array[]
  crls: Uint8Array[]
  ocsps: Uint8Array[]
} {
  const store = storeOf(document)
  const read = (key: string): Uint8Array[] =>
    streamsOf(document, store, key)
      .map(({ data }) => data)
      .filter((data) => data !== null)
  return { certificates: read('Certs'), crls: read('CRLs'), ocsps: read('OCSPs') }
}

/**
 * Adds to the draft a store that holds all it held and the new data. What is there already is not
 * written again; an entry of a signature that is there stays as it is, for readers take a changed one
 * for an attack.
 * @param signatures padded contents of /Contents, by whose SHA-1 the entries are named (5.4.2.3)
 * @returns whether anything is new
 */
export function growStore(
  draft: Draft,
  given: { data: ValidationData; signatures: readonly Uint8Array[] },
): boolean {
  const { document } = draft
  const store = storeOf(document)
  const changes: Record<string, PdfValue> = {}
  const entry: Record<string, PdfValue> = {}
  let grown = false
  for (const kind of kinds) {
    const held = streamsOf(document, store, kind.store)
    const known = new Map(held.flatMap(({ data, ref }) => (data ? [[hashOf(data), ref]] : [])))
    const refs: PdfRef[] = held.map(({ ref }) => ref)
    const mine = new Map<number, PdfRef>()
    for (const data of given.data[kind.key]) {
      const hash = hashOf(data)
      let ref = known.get(hash)
      if (ref === undefined) {
        ref = draft.add({
          dict: dictOf({ Filter: new PdfName('FlateDecode') }),
          data: new Uint8Array(deflateSync(data)),
        })
        known.set(hash, ref)
        refs.push(ref)
        grown = true
      }
      mine.set(ref.number, ref)
    }
    if (refs.length > 0) changes[kind.store] = refs
    if (mine.size > 0) entry[kind.entry] = [...mine.values()]
  }
  const named = document.at(store, 'VRI')
  const entries = new Map(named instanceof PdfDict ? named.entries : [])
  for (const contents of given.signatures) {
    const key = createHash('sha1').update(contents).digest('hex').toUpperCase()
    if (entries.has(key) || Object.keys(entry).length === 0) continue
    entries.set(key, draft.add(dictOf(entry)))
    grown = true
  }
  if (!grown) return false
  if (entries.size > 0) changes['VRI'] = new PdfDict(entries)
  putStore(draft, withEntries(store, changes))
  return true
}

function putStore(draft: Draft, store: PdfDict): void {
  const held = draft.document.catalog.get('DSS')
  if (held instanceof PdfRef && draft.document.resolve(held) instanceof PdfDict) {
    draft.objects.set(held.number, store)
    return
  }
  const ref = draft.add(store)
  editCatalog(draft, () => ({ DSS: ref }))
}

function storeOf(document: PdfDocument): PdfDict {
  const store = document.at(document.catalog, 'DSS')
  return store instanceof PdfDict ? store : dictOf({ Type: new PdfName('DSS') })
}

/** The streams of one kind; `data` is null for one that cannot be read and is kept as it is. */
function streamsOf(
  document: PdfDocument,
  store: PdfDict,
  key: string,
): { ref: PdfRef; data: Uint8Array | null }[] {
  const list = document.at(store, key)
  if (!Array.isArray(list)) return []
  if (list.length > MOST_STREAMS)
    throw new SignatureError('too-large', { what: 'The store', limit: MOST_STREAMS })
  return list
    .filter((one) => one instanceof PdfRef)
    .map((ref) => ({ ref, data: dataOf(document, ref) }))
}

function dataOf(document: PdfDocument, ref: PdfRef): Uint8Array | null {
  try {
    const stream = document.resolve(ref)
    return stream instanceof PdfStream ? document.data(stream, ref.number, ref.generation) : null
  } catch (error) {
    if (error instanceof SignatureError && error.code !== 'too-large') return null
    throw error
  }
}

function hashOf(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('base64')
}
