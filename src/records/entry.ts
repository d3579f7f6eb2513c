// The form of an entry of the journal, and the public leaf that vouches for it.
import { type Json, actEntry, canonicalJson, saltedHash } from '@rimaq/ledger'
import type { Who } from './who.ts'

export interface About {
  /** Kind of record: dataset, version, case-file … */
  kind: string
  /** Opaque id; it becomes public, so never a name or number of a person. */
  id: string
}

/** A row of `records.entry`. */
export interface Entry {
  id: string
  at: Date
  act: string
  who: Who
  about: About
  rowSalt: Uint8Array
  /** Salted hash of the content; null where there is none. */
  contentHash: Uint8Array | null
}

const encoder = new TextEncoder()

/**
 * Salted hash over everything the row says. `who` and the millisecond are not for the public, but
 * nobody can change them unseen.
 */
export function rowHash({
  id,
  at,
  act,
  who,
  about,
  rowSalt,
}: Omit<Entry, 'contentHash'>): Uint8Array {
  const row = { id, at: at.toISOString(), act, who: who as Json, about: { ...about } }
  return saltedHash(encoder.encode(canonicalJson(row)), rowSalt)
}

export function contentHash(body: string, salt: Uint8Array): Uint8Array {
  return saltedHash(encoder.encode(body), salt)
}

/** The bytes that go into the ledger: `{act, content, holding, ids, time, v}` as canonical JSON. */
export function leafOf(entry: Entry): Uint8Array {
  const { id, about, act, at, who } = entry
  return actEntry({
    act,
    ids: {
      entry: id,
      kind: about.kind,
      about: about.id,
      row: Buffer.from(rowHash(entry)).toString('base64'),
    },
    ...(entry.contentHash === null ? {} : { content: entry.contentHash }),
    ...('holding' in who && who.holding !== undefined ? { holding: who.holding } : {}),
    time: at,
  })
}

/** What a leaf says, without trusting it; null for records of the ledger itself. */
export function readLeaf(bytes: Uint8Array): { entry: string; act: string } | null {
  try {
    const leaf = JSON.parse(Buffer.from(bytes).toString('utf8')) as {
      act?: unknown
      ids?: { entry?: unknown }
    }
    const { act, ids } = leaf
    return typeof act === 'string' && typeof ids?.entry === 'string'
      ? { act, entry: ids.entry }
      : null
  } catch {
    return null
  }
}
