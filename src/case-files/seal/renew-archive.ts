// Renews the archive timestamps of issued documents before their server's certificate ends or their algorithms leave the policy.
import type { Logger } from 'pino'
import type { AlgorithmRules } from '@rimaq/signatures'
import type { CaseParts } from '../case/act-on-case.ts'
import { type IssuingParts, chunk, versionOf } from './issue-document.ts'
import { again, inItsCase } from './make-lasting.ts'
import { renewalOf } from './renewal.ts'
import { bytesOf } from './stamp-pending.ts'
import {
  type ArchiveStamp,
  dueArchiveStamps,
  insertArchiveStamp,
  putOffArchiveStamp,
} from './store-archive-stamps.ts'
import { type Issued, type IssuedVersion, findIssued, insertVersion } from './store-issued.ts'

const day = 86_400_000
/** Milliseconds before its end from which a renewal that fails is an error of the log, not a warning. */
const near = 14 * day

export type RenewParts = IssuingParts &
  CaseParts & {
    log: Logger
    /** Until when algorithms count. Default: ETSI TS 119 312. */
    algorithms?: AlgorithmRules
  }

/**
 * How many were renewed. A document that was never looked at is looked at first. An outage is noted
 * beside the document, told to the log and tried again: the timestamp that holds stays as it is.
 */
export async function renewArchive(parts: RenewParts): Promise<number> {
  const { database, clock, log, seal } = parts
  if (!seal.lasts) return 0
  let renewed = 0
  for (const stamp of await dueArchiveStamps(database.kysely, clock.now())) {
    try {
      const left = await renewOne(parts, stamp)
      if (left === 'renewed') renewed += 1
      if (typeof left === 'object') await putOff(parts, stamp, left)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      log.error({ err: error, code: stamp.code }, 'an archive timestamp could not be renewed')
      await putOff(parts, stamp, { why, comeBack: null })
    }
  }
  return renewed
}

interface Left {
  why: string
  comeBack: Date | null
}

async function renewOne(
  parts: RenewParts,
  stamp: ArchiveStamp,
): Promise<'renewed' | 'noted' | Left> {
  const { files, seal, clock, database, algorithms } = parts
  const { code } = stamp
  const { kysely } = database
  const issued = await findIssued(kysely, code)
  const last = issued?.versions.at(-1)
  if (issued === null || last === undefined) return { why: 'not-issued', comeBack: null }
  const before = await bytesOf(files, last.sha256)
  const stands = renewalOf(before, algorithms)
  const now = clock.now()
  // Looked at for the first time, or the policy gives it longer by now.
  if (stands.renewOn !== null && stands.renewOn > now) {
    await insertArchiveStamp(kysely, { code, ...stands }, now)
    return 'noted'
  }
  const { bytes, level, pending, comeBack } = await seal.renew(before)
  if (pending !== null || level !== 'B-LTA') return { why: pending ?? level, comeBack }
  const next = renewalOf(bytes, algorithms)
  // The server still uses what ends: its timestamp would prove nothing longer.
  if (next.ends === null || (stands.ends !== null && next.ends <= stands.ends)) {
    return { why: 'same-end', comeBack: new Date(now.getTime() + day) }
  }
  await keep(parts, { issued, last, bytes, now, next })
  return 'renewed'
}

/** Bytes first, then version, event and the next day of renewal together. */
async function keep(
  parts: RenewParts,
  made: {
    issued: Issued
    last: IssuedVersion
    bytes: Uint8Array
    now: Date
    next: ReturnType<typeof renewalOf>
  },
): Promise<void> {
  const { issued, last, bytes, now, next } = made
  const { code } = issued
  const kept = await parts.files.put(chunk(bytes))
  const added = { hash: kept.hash, bytes: kept.bytes, level: 'B-LTA' as const, pending: false }
  const version = { ...versionOf(parts.seal, added, now), version: last.version + 1 }
  const told = { sha256: kept.hash, level: 'B-LTA', renewed: true }
  await inItsCase(parts, issued, told, async (trx) => {
    await insertVersion(trx, code, { ...version, seal: last.seal, testSeal: last.testSeal })
    await insertArchiveStamp(trx, { code, ...next }, now)
  })
}

async function putOff(
  { database, clock, log }: RenewParts,
  { code, tried, ends }: ArchiveStamp,
  { why, comeBack }: Left,
): Promise<void> {
  const now = clock.now().getTime()
  const close = ends !== null && ends.getTime() - now < near
  log[close ? 'error' : 'warn']({ code, ends, why }, 'an archive timestamp waits for its renewal')
  const wait = Math.min(again.first * 2 ** Math.min(tried, 20), again.most)
  const nextTry = new Date(Math.max(now + again.first, comeBack?.getTime() ?? now + wait))
  await putOffArchiveStamp(database.kysely, code, { why, nextTry })
}
