// Adds the time of an authority to documents that were sealed while none answered.
import type { Logger } from 'pino'
import type { FileStore } from '#platform'
import { type CaseParts, actAsCity } from '../case/act-on-case.ts'
import { type IssuingParts, chunk, versionOf } from './issue-document.ts'
import { type Issued, insertVersion, issuedPending } from './store-issued.ts'

/** Once an authority fails again the others wait too: it would fail for each of them. */
export async function stampPending(
  parts: IssuingParts & CaseParts & { log: Logger },
): Promise<number> {
  const { database, seal, log } = parts
  if (!seal.stamps) return 0
  let count = 0
  for (const issued of await issuedPending(database.kysely)) {
    const fault = await stampOne(parts, issued)
    if (fault !== null) {
      log.warn({ code: issued.code, fault }, 'no authority of time answers; documents wait for it')
      return count
    }
    count++
  }
  return count
}

/** Null when it came; otherwise why not. */
async function stampOne(parts: IssuingParts & CaseParts, issued: Issued): Promise<string | null> {
  const { files, seal, clock, database } = parts
  const last = issued.versions.at(-1)
  if (last === undefined) return null
  const { bytes, level, pending } = await seal.stamp(await bytesOf(files, last.sha256))
  if (pending !== null) return pending
  const kept = await files.put(chunk(bytes))
  const made = { hash: kept.hash, bytes: kept.bytes, level, pending: false }
  const version = { ...versionOf(seal, made, clock.now()), version: last.version + 1 }
  // Whoever sealed it stays the same; only the time is new.
  const written = { ...version, seal: last.seal, testSeal: last.testSeal }
  const { code, caseId } = issued
  if (caseId === null) await insertVersion(database.kysely, code, written)
  else {
    await actAsCity(parts, caseId, async (step) => {
      await insertVersion(step.trx, code, written)
      const told = { code, sha256: kept.hash, level }
      await step.append('document-stamped', told, { level, files: [kept.hash] })
    })
  }
  return null
}

/** The whole document in memory. */
export async function bytesOf(files: FileStore, sha256: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const part of await files.read(sha256 as never)) parts.push(part)
  return new Uint8Array(Buffer.concat(parts))
}
