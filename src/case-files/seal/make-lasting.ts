// Puts into issued documents what proves their signatures once certificates have ended: revocation data and archive timestamps.
import type { Logger } from 'pino'
import { type CaseParts, actAsCity } from '../case/act-on-case.ts'
import type { Db } from '../catalogue/store-procedures.ts'
import { type IssuingParts, chunk, versionOf } from './issue-document.ts'
import type { AlgorithmRules } from '@rimaq/signatures'
import { renewalOf } from './renewal.ts'
import { bytesOf } from './stamp-pending.ts'
import { insertArchiveStamp } from './store-archive-stamps.ts'
import { type Issued, findIssued, insertVersion } from './store-issued.ts'
import {
  type LongTermWanted,
  deleteLongTerm,
  dueLongTerm,
  putOffLongTerm,
} from './store-long-term.ts'

/** Milliseconds until it is tried again, doubled each time up to a day. */
export const again = { first: 900_000, most: 86_400_000 }

type Parts = IssuingParts & CaseParts & { log: Logger; algorithms?: AlgorithmRules }

/**
 * Raises what is due to B-LTA, or as far as it goes now; answers how many are complete. What fails for
 * one is told to the log, noted beside it and tried again: nothing is lost by an outage.
 */
export async function makeLasting(parts: Parts): Promise<number> {
  const { database, clock, log } = parts
  let complete = 0
  for (const wanted of await dueLongTerm(database.kysely, clock.now())) {
    try {
      if (await makeOneLasting(parts, wanted)) complete += 1
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      log.error({ err: error, code: wanted.code }, 'a document could not be made lasting')
      await putOff(parts, wanted, why, null)
    }
  }
  return complete
}

async function makeOneLasting(parts: Parts, wanted: LongTermWanted): Promise<boolean> {
  const { files, seal, clock, database } = parts
  const { code } = wanted
  const issued = await findIssued(database.kysely, code)
  const last = issued?.versions.at(-1)
  if (issued === null || last === undefined) return false
  // The time of an authority comes first, and has a job of its own.
  if (last.pending) {
    await putOff(parts, wanted, 'timestamp', null)
    return false
  }
  const raised = await seal.last(await bytesOf(files, last.sha256))
  const { bytes, level, pending, comeBack } = raised
  const grew = level !== last.level
  const kept = grew ? await files.put(chunk(bytes)) : null
  const write = async (trx: Db): Promise<void> => {
    if (kept !== null) {
      const made = { hash: kept.hash, bytes: kept.bytes, level, pending: false }
      const version = { ...versionOf(seal, made, clock.now()), version: last.version + 1 }
      await insertVersion(trx, code, { ...version, seal: last.seal, testSeal: last.testSeal })
    }
    if (level !== 'B-LTA') return
    await deleteLongTerm(trx, code)
    await insertArchiveStamp(trx, { code, ...renewalOf(bytes, parts.algorithms) }, clock.now())
  }
  await inItsCase(parts, issued, kept === null ? null : { sha256: kept.hash, level }, write)
  if (level === 'B-LTA') return true
  await putOff(parts, wanted, pending ?? level, comeBack)
  return false
}

/** With its event where bytes were added to a document of a case. */
export async function inItsCase(
  parts: CaseParts,
  { code, caseId }: Pick<Issued, 'code' | 'caseId'>,
  added: { sha256: string; level: string; renewed?: boolean } | null,
  write: (trx: Db) => Promise<void>,
): Promise<void> {
  if (caseId === null || added === null) {
    await parts.database.transaction(write)
    return
  }
  await actAsCity(parts, caseId, async (step) => {
    await write(step.trx)
    const { sha256, level } = added
    await step.append('document-stamped', { code, ...added }, { level, files: [sha256] })
  })
}

async function putOff(
  { database, clock }: Parts,
  { code, tried }: LongTermWanted,
  why: string,
  comeBack: Date | null,
): Promise<void> {
  const now = clock.now().getTime()
  const wait = Math.min(again.first * 2 ** Math.min(tried, 20), again.most)
  const nextTry = new Date(Math.max(now + again.first, comeBack?.getTime() ?? now + wait))
  await putOffLongTerm(database.kysely, code, { why, nextTry })
}
