// Uploads that go on where they broke off: begin, add, ask how far, give up, and make a file of all pieces.
import { createHash } from 'node:crypto'
import { CaseFilesError } from '../errors.ts'
import {
  type AttachParts,
  attachStored,
  lookAt,
  most,
  openDraft,
  plainName,
} from '../filing/attach-file.ts'
import type { Own } from '../filing/counter.ts'
import { bytesOfDrafts } from '../filing/store-filings.ts'
import {
  type Part,
  type Upload,
  appendParts,
  bytesOfUploads,
  deleteUpload,
  insertUpload,
  partsOf,
  readUpload,
  uploadsOf,
} from './store-uploads.ts'

/** Milliseconds without a byte after which an upload is erased. */
export const uploadLife = 7 * 86_400_000

/** Bytes after which what came is made durable, also in the middle of a request. */
const pieceBytes = 4_194_304

/** Algorithms of `Upload-Checksum`; sha1 is the one every server must know (tus 1.0, Checksum). */
export const checksums = ['sha1', 'sha256'] as const

export interface Checksum {
  algorithm: (typeof checksums)[number]
  digest: Buffer
}

/**
 * @returns the new upload
 * @throws CaseFilesError draft-gone, filed-meanwhile, file-empty, too-large, too-many-files, counter-full
 */
export async function beginUpload(
  { database, clock }: AttachParts,
  own: Own,
  sent: { name: string; requirement: string; fingerprint: string; length: number },
): Promise<Upload> {
  const now = clock.now()
  const name = plainName(sent.name)
  if (sent.length === 0) throw new CaseFilesError('file-empty', { name })
  const expires = new Date(now.getTime() + uploadLife)
  const made = { ...sent, name, draft: own.id, expires }
  return database.transaction(async (trx) => {
    const draft = await openDraft(trx, own, true)
    const waiting = await uploadsOf(trx, own.id, now)
    if (draft.files.length + waiting.length >= most.files) {
      throw new CaseFilesError('too-many-files', { most: most.files })
    }
    const held = draft.files.reduce((sum, { bytes }) => sum + bytes, sent.length)
    const promised = await bytesOfUploads(trx, own.id)
    if (held + promised.draft > most.bytes) {
      throw new CaseFilesError('too-large', { name, most: most.bytes / 1e6 })
    }
    if (promised.all + (await bytesOfDrafts(trx)) + sent.length > most.drafts)
      throw new CaseFilesError('counter-full')
    return { ...made, id: await insertUpload(trx, made, now), received: 0 }
  })
}

/** @throws CaseFilesError upload-gone, draft-gone, filed-meanwhile */
export async function findUpload(
  { database, clock }: AttachParts,
  own: Own,
  id: string,
): Promise<Upload> {
  await openDraft(database.kysely, own)
  const wanted = { id, draft: own.id, now: clock.now() }
  const upload = await readUpload(database.kysely, wanted)
  if (upload === null) throw new CaseFilesError('upload-gone')
  return upload
}

/**
 * Adds bytes from `offset` on; answers how many there are, all of them durable. Where the line breaks
 * in the middle, what came before stays; with a checksum nothing of the request stays unless it fits.
 * @throws CaseFilesError upload-gone, upload-offset, upload-checksum, too-large, as attachFile
 */
export async function addToUpload(
  parts: AttachParts,
  own: Own,
  sent: {
    id: string
    offset: number
    bytes: AsyncIterable<Uint8Array>
    checksum: Checksum | null
  },
): Promise<Upload> {
  const upload = await findUpload(parts, own, sent.id)
  if (upload.received !== sent.offset) {
    throw new CaseFilesError('upload-offset', { received: upload.received })
  }
  const room = upload.length - upload.received
  const asked = { name: upload.name, room, checksum: sent.checksum }
  const kept: Part[] = []
  let at = sent.offset
  for await (const piece of piecesOf(sent.bytes, asked)) {
    const { hash, bytes } = await parts.files.put(one(piece))
    const part = { start: at, bytes, sha256: hash }
    at += bytes
    // A checksum is of the whole request: nothing of it counts before it was compared.
    if (sent.checksum === null) await keep(parts, upload, [part])
    else kept.push(part)
  }
  if (kept.length > 0) await keep(parts, upload, kept)
  return upload
}

/** In one transaction; the pieces lie in the file store already. */
async function keep(
  { database, clock }: AttachParts,
  upload: Upload,
  pieces: readonly Part[],
): Promise<void> {
  const expires = new Date(clock.now().getTime() + uploadLife)
  const to = { id: upload.id, from: upload.received, expires }
  const received = await database.transaction((trx) => appendParts(trx, to, pieces))
  if (received === null) throw new CaseFilesError('upload-offset', { received: upload.received })
  Object.assign(upload, { received, expires })
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** Pieces of some size; ends where the line breaks, unless a checksum was promised for the whole. */
async function* piecesOf(
  bytes: AsyncIterable<Uint8Array>,
  { name, room, checksum }: { name: string; room: number; checksum: Checksum | null },
): AsyncGenerator<Uint8Array> {
  const hash = checksum === null ? null : createHash(checksum.algorithm)
  let waiting: Uint8Array[] = []
  let size = 0
  let total = 0
  try {
    for await (const chunk of bytes) {
      total += chunk.length
      if (total > room) throw new CaseFilesError('too-large', { name, most: most.bytes / 1e6 })
      hash?.update(chunk)
      waiting.push(chunk)
      size += chunk.length
      if (size < pieceBytes) continue
      yield Buffer.concat(waiting)
      ;[waiting, size] = [[], 0]
    }
  } catch (error) {
    if (error instanceof CaseFilesError || checksum !== null) throw error
    // The line broke: what came is kept, and the sender asks how far it got.
  }
  if (checksum !== null && hash !== null && !hash.digest().equals(checksum.digest)) {
    throw new CaseFilesError('upload-checksum', { name })
  }
  if (size > 0) yield Buffer.concat(waiting)
}

/**
 * Makes a file of the draft out of an upload that is complete; nothing when bytes are missing. A file
 * that may not be taken is given up with the reason. Called again after a kill it does the same.
 * @throws CaseFilesError as attachFile
 */
export async function finishUpload(parts: AttachParts, own: Own, upload: Upload): Promise<void> {
  if (upload.received < upload.length) return
  const { database, files, clock } = parts
  const { name, requirement, id } = upload
  const pieces = await partsOf(database.kysely, id)
  // Another request has finished it, or given it up, since it was looked for.
  if (pieces.length === 0 && upload.length > 0) return
  async function* whole(): AsyncGenerator<Uint8Array> {
    for (const { sha256 } of pieces) yield* await files.read(sha256 as never)
  }
  try {
    const { mediaType, body } = await lookAt(name, whole(), most.bytes)
    const { hash, bytes } = await files.put(body)
    await parts.scan?.({ name, sha256: hash, bytes })
    await database.transaction(async (trx) => {
      await openDraft(trx, own, true)
      // Another request may have finished it meanwhile.
      const wanted = { id, draft: own.id, now: clock.now(), lock: true }
      if ((await readUpload(trx, wanted)) === null) return
      await deleteUpload(trx, id)
      const file = { name, requirement, mediaType, sha256: hash, bytes }
      await attachStored(trx, own, file, clock.now())
    })
  } catch (error) {
    if (error instanceof CaseFilesError) await deleteUpload(database.kysely, id)
    throw error
  }
}

/** Finishes what is complete, and answers the uploads that are not. @throws as finishUpload */
export async function settleUploads(parts: AttachParts, own: Own): Promise<Upload[]> {
  const { database, clock } = parts
  const waiting = await uploadsOf(database.kysely, own.id, clock.now())
  for (const upload of waiting) await finishUpload(parts, own, upload)
  return waiting.filter(({ received, length }) => received < length)
}

/** @throws CaseFilesError as findUpload */
export async function giveUpUpload(parts: AttachParts, own: Own, id: string): Promise<void> {
  const upload = await findUpload(parts, own, id)
  await deleteUpload(parts.database.kysely, upload.id)
}
