// Seals a document the city issues, keeps its bytes, and writes it into the register of what was issued.
import type { Clock, ContentHash, FileStore } from '#platform'
import type { Db } from '../catalogue/store-procedures.ts'
import type { EntitySeal } from './entity-seal.ts'
import { insertLongTerm } from './store-long-term.ts'
import { type IssuedVersion, type SealLevel, insertIssued } from './store-issued.ts'

export interface IssuingParts {
  files: FileStore
  clock: Clock
  seal: EntitySeal
  /** Public address of the city, without a slash at the end. */
  url: string
}

/** Sealed bytes that are durable, before anything says that they are there. */
export interface Kept {
  hash: ContentHash
  bytes: number
  level: SealLevel
  pending: boolean
}

/** The address that a QR code holds. */
export function verificationUrl(url: string, code: string): string {
  return `${url}/verificar/${code}`
}

/** @throws CaseFilesError seal-expired; SignatureError where card or key fail */
export async function sealAndKeep(
  { seal, files }: Pick<IssuingParts, 'seal' | 'files'>,
  { pdf, reason }: { pdf: Uint8Array; reason: string },
): Promise<Kept> {
  const { bytes, level, pending } = await seal.seal(pdf, { reason })
  const kept = await files.put(chunk(bytes))
  return { hash: kept.hash, bytes: kept.bytes, level, pending: pending !== null }
}

/** One chunk, as the file store takes bytes. */
export async function* chunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** In the transaction of the event that says it. A code is taken from `newVerificationCode()`. */
export async function noteIssued(
  trx: Db,
  { seal, clock }: Pick<IssuingParts, 'seal' | 'clock'>,
  made: {
    code: string
    kind: string
    caseId: string | null
    title: string
    issuer: string
    openToAll: boolean
    kept: Kept
  },
): Promise<void> {
  const { kept, ...about } = made
  const now = clock.now()
  await insertIssued(trx, { ...about, issuedAt: now, first: versionOf(seal, kept, now) })
  // In the same transaction: what is issued is made to last, whatever is away now.
  if (seal.lasts) await insertLongTerm(trx, about.code, now)
}

export function versionOf(seal: EntitySeal, kept: Kept, now: Date): Omit<IssuedVersion, 'version'> {
  const { hash, bytes, level, pending } = kept
  const { fingerprint, test } = seal.about
  const more = { mediaType: 'application/pdf', seal: fingerprint, testSeal: test, madeAt: now }
  return { sha256: hash, bytes, level, pending, ...more }
}
