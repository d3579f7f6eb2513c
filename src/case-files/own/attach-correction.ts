// Takes a file for a correction that is being prepared, or leaves one out again.
import { type CaseParts, actOnOwnCase } from '../case/act-on-case.ts'
import {
  deleteCorrectionFile,
  insertCorrectionFile,
  readCorrectionFiles,
} from '../case/store-corrections.ts'
import { CaseFilesError } from '../errors.ts'
import { type AttachParts, lookAt, most, plainName } from '../filing/attach-file.ts'
import type { Own } from '../filing/counter.ts'

const visitor = { kind: 'visitor' } as const

/**
 * The bytes are durable, under their hash, before it is said that they came.
 * @throws CaseFilesError not-found, not-now, file-kind, file-empty, file-infected, too-many-files, too-large
 */
export async function attachCorrection(
  parts: CaseParts & Pick<AttachParts, 'files' | 'scan'>,
  own: Own,
  sent: { name: string; requirement: string; bytes: AsyncIterable<Uint8Array> },
): Promise<void> {
  const held = await actOnOwnCase(parts, { ...own, actor: visitor }, async ({ trx, state }) => {
    if (state.phase !== 'observed') throw new CaseFilesError('not-now', { kind: 'corrected' })
    return readCorrectionFiles(trx, own.id)
  })
  if (held.length >= most.files) throw new CaseFilesError('too-many-files', { most: most.files })
  const name = plainName(sent.name)
  const left = most.bytes - held.reduce((sum, { bytes }) => sum + bytes, 0)
  const { mediaType, body } = await lookAt(name, sent.bytes, left)
  const { hash: sha256, bytes } = await parts.files.put(body)
  await parts.scan?.({ name, sha256, bytes })
  await actOnOwnCase(parts, { ...own, actor: visitor }, async ({ trx, state, filed }) => {
    if (state.phase !== 'observed') throw new CaseFilesError('not-now', { kind: 'corrected' })
    const others = await readCorrectionFiles(trx, own.id)
    if (others.length >= most.files) {
      throw new CaseFilesError('too-many-files', { most: most.files })
    }
    const known = filed.content.requirements.some(({ id }) => id === sent.requirement)
    const requirement = known ? sent.requirement : ''
    await insertCorrectionFile(trx, own.id, { name, mediaType, sha256, bytes, requirement })
  })
}

/** @throws CaseFilesError not-found */
export async function detachCorrection(
  parts: CaseParts,
  own: Own,
  position: number,
): Promise<void> {
  await actOnOwnCase(parts, { ...own, actor: visitor }, ({ trx }) =>
    deleteCorrectionFile(trx, own.id, position),
  )
}
