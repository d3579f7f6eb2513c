// Takes a file for a correction that is being prepared, or leaves one out again.
import type { CaseParts } from '../case/act-on-case.ts'
import { type Access, actOnMine } from '../case/act-on-mine.ts'
import {
  deleteCorrectionFile,
  insertCorrectionFile,
  readCorrectionFiles,
} from '../case/store-corrections.ts'
import { CaseFilesError } from '../errors.ts'
import { type AttachParts, lookAt, most, plainName } from '../filing/attach-file.ts'

/**
 * The bytes are durable, under their hash, before it is said that they came.
 * @throws CaseFilesError not-found, not-now, file-kind, file-empty, file-infected, too-many-files, too-large
 */
export async function attachCorrection(
  parts: CaseParts & Pick<AttachParts, 'files' | 'scan'>,
  access: Access,
  sent: { name: string; requirement: string; bytes: AsyncIterable<Uint8Array> },
): Promise<void> {
  const held = await actOnMine(parts, access, async ({ trx, state, filed }) => {
    if (state.phase !== 'observed') throw new CaseFilesError('not-now', { kind: 'corrected' })
    return readCorrectionFiles(trx, filed.id)
  })
  if (held.length >= most.files) throw new CaseFilesError('too-many-files', { most: most.files })
  const name = plainName(sent.name)
  const left = most.bytes - held.reduce((sum, { bytes }) => sum + bytes, 0)
  const { mediaType, body } = await lookAt(name, sent.bytes, left)
  const { hash: sha256, bytes } = await parts.files.put(body)
  await parts.scan?.({ name, sha256, bytes })
  await actOnMine(parts, access, async ({ trx, state, filed }) => {
    if (state.phase !== 'observed') throw new CaseFilesError('not-now', { kind: 'corrected' })
    const others = await readCorrectionFiles(trx, filed.id)
    if (others.length >= most.files) {
      throw new CaseFilesError('too-many-files', { most: most.files })
    }
    const known = filed.content.requirements.some(({ id }) => id === sent.requirement)
    const requirement = known ? sent.requirement : ''
    await insertCorrectionFile(trx, filed.id, { name, mediaType, sha256, bytes, requirement })
  })
}

/** @throws CaseFilesError not-found */
export async function detachCorrection(
  parts: CaseParts,
  access: Access,
  position: number,
): Promise<void> {
  await actOnMine(parts, access, ({ trx, filed }) => deleteCorrectionFile(trx, filed.id, position))
}
