// Takes one file for a draft: judged by its content, durable under its hash, looked at for viruses, then attached.
import type { Readable } from 'node:stream'
import type { Clock, ContentHash, Database, FileStore } from '#platform'
import { requirementsFor } from '../catalogue/procedure.ts'
import { CaseFilesError } from '../errors.ts'
import { headBytes, mediaTypeOf } from './file-kinds.ts'
import { hashOfKey } from './filing-key.ts'
import { shownNumber } from './filing-parts.ts'
import {
  type Draft,
  bytesOfDrafts,
  insertDraftFile,
  readCaseByKey,
  readDraft,
} from './store-filings.ts'

export interface AttachParts {
  database: Database
  files: FileStore
  clock: Clock
  /** Looks for viruses and throws CaseFilesError file-infected. Default: nobody looks. */
  scan?: (file: { name: string; sha256: ContentHash; bytes: number }) => Promise<void>
}

interface Own {
  id: string
  key: string
}

export interface SentFile {
  name: string
  requirement: string
}

/** Files of one filing, bytes of all its files, and bytes of everything that is not filed yet. */
export const most = { files: 30, bytes: 500_000_000, drafts: 20_000_000_000 }

/** A name that is no path and fits. */
export function plainName(name: string): string {
  const plain = name.replaceAll(/[/\\\p{C}]/gu, '_').slice(-200)
  return plain === '' ? 'archivo' : plain
}

/**
 * The bytes are in the file store, under their hash, before it is said that they came.
 * @throws CaseFilesError draft-gone, filed-meanwhile, file-kind, file-empty, file-infected,
 * too-many-files, too-large, counter-full
 */
export async function attachFile(
  parts: AttachParts,
  own: Own,
  sent: SentFile & { bytes: AsyncIterable<Uint8Array> },
): Promise<void> {
  const before = await openDraft(parts.database.kysely, own)
  const name = plainName(sent.name)
  if (before.files.length >= most.files) {
    throw new CaseFilesError('too-many-files', { most: most.files })
  }
  const held = before.files.reduce((sum, { bytes }) => sum + bytes, 0)
  const { mediaType, body } = await lookAt(name, sent.bytes, most.bytes - held)
  const { hash, bytes } = await parts.files.put(body)
  await parts.scan?.({ name, sha256: hash, bytes })
  await parts.database.transaction((trx) =>
    attachStored(trx, own, { ...sent, name, mediaType, sha256: hash, bytes }, parts.clock.now()),
  )
}

/** In a transaction, what is stored already. @throws as attachFile */
export async function attachStored(
  trx: Parameters<Parameters<Database['transaction']>[0]>[0],
  own: Own,
  file: SentFile & { mediaType: string; sha256: string; bytes: number },
  now: Date,
): Promise<void> {
  const draft = await openDraft(trx, own, true)
  const { name, bytes, mediaType, sha256 } = file
  if (draft.files.length >= most.files) {
    throw new CaseFilesError('too-many-files', { most: most.files })
  }
  // Others may have come while this one was on its way.
  if (draft.files.reduce((sum, each) => sum + each.bytes, bytes) > most.bytes) {
    throw new CaseFilesError('too-large', { name, most: most.bytes / 1e6 })
  }
  if ((await bytesOfDrafts(trx)) + bytes > most.drafts) throw new CaseFilesError('counter-full')
  const known = requirementsFor(draft.content, draft.answers).some(
    (each) => each.id === file.requirement,
  )
  const requirement = known ? file.requirement : ''
  await insertDraftFile(trx, own.id, { name, mediaType, sha256, bytes, requirement }, now)
}

/**
 * The draft; where it was filed meanwhile, for instance in another tab, that is said with the number.
 * @throws CaseFilesError filed-meanwhile, draft-gone
 */
export async function openDraft(
  db: Parameters<typeof readDraft>[0],
  { id, key }: Own,
  lock = false,
): Promise<Draft> {
  const keyHash = hashOfKey(key)
  const draft = await readDraft(db, { id, keyHash, lock })
  if (draft !== null) return draft
  const filed = await readCaseByKey(db, { id, keyHash })
  if (filed === null) throw new CaseFilesError('draft-gone')
  throw new CaseFilesError('filed-meanwhile', { number: shownNumber(filed) })
}

/** Judges the first bytes, and passes all of them on while they are not too many. */
export async function lookAt(
  name: string,
  bytes: AsyncIterable<Uint8Array> | Readable,
  limit: number,
): Promise<{ mediaType: string; body: AsyncIterable<Uint8Array> }> {
  const source = bytes[Symbol.asyncIterator]()
  const first: Uint8Array[] = []
  let count = 0
  while (count < headBytes) {
    const step = await source.next()
    if (step.done === true) break
    const chunk = step.value as Uint8Array
    first.push(chunk)
    count += chunk.length
  }
  if (count === 0) throw new CaseFilesError('file-empty', { name })
  const mediaType = mediaTypeOf(name, Buffer.concat(first).subarray(0, headBytes))
  if (mediaType === null) throw new CaseFilesError('file-kind', { name })
  async function* body(): AsyncGenerator<Uint8Array> {
    let total = 0
    const counted = (chunk: Uint8Array): Uint8Array => {
      total += chunk.length
      if (total > limit) throw new CaseFilesError('too-large', { name, most: most.bytes / 1e6 })
      return chunk
    }
    for (const chunk of first) yield counted(chunk)
    for (;;) {
      const step = await source.next()
      if (step.done === true) return
      yield counted(step.value as Uint8Array)
    }
  }
  return { mediaType, body: body() }
}
