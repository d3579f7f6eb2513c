// Opens the ledger for writing, after comparing its files with the database, the markers and the witnesses.
import type { Kysely } from 'kysely'
import { type Log, LedgerError, type LedgerErrorCode, openFolder, openLog } from '@rimaq/ledger'
import type { Clock, Egress, Schema } from '#platform'
import type { LedgerKeys } from './keys.ts'
import { readMarkers } from './markers.ts'
import { DatabaseMemory } from './memory.ts'
import type { Peer } from './peers.ts'
import { recoveries } from './store-ledger.ts'
import { Witnesses } from './witnesses.ts'

export interface LedgerOptions {
  clock: Clock
  egress: Egress
  /** Data folder; the public files lie in `ledger` below it. */
  data: string
  /** Folder of the public files. */
  folder: string
  keys: LedgerKeys
  witnesses: readonly Peer[]
}

/** Why nothing is signed: `restored` when a backup was put back, else as the ledger says it. */
export type RefusalReason = LedgerErrorCode | 'restored'

export interface LedgerRefusal {
  reason: RefusalReason
  evidence: Readonly<Record<string, string | number>>
}

export interface OpenLedger {
  log: Log
  memory: DatabaseMemory
  witnesses: Witnesses
  /** Null when it may sign. */
  refusal(): LedgerRefusal | null
}

/** `db` is the connection of the one who sequences. Throws what `openLog` throws. */
export async function openLedger(db: Kysely<Schema>, options: LedgerOptions): Promise<OpenLedger> {
  const { clock, egress, data, folder, keys } = options
  const memory = new DatabaseMemory(db)
  const [last] = await recoveries(db)
  const log = await openLog({
    origin: keys.origin,
    storage: openFolder(folder),
    remembered: memory,
    signers: keys.signers,
    witnessKeys: options.witnesses.flatMap((peer) => peer.keys),
    now: () => clock.now().getTime(),
    create: true,
  })
  try {
    const forgiven = last?.oldSize ?? null
    const witnesses = new Witnesses({ peers: options.witnesses, egress, clock, data, forgiven })
    const { restored, stopped } = await readMarkers(data)
    if (stopped && !log.refusal) {
      if (stopped.known > log.size) await log.noticeSeen({ size: stopped.known, root: null })
      else await log.noticeFork(stopped.known)
    }
    if (!log.refusal) await witnesses.ask(log)
    const refusal = (): LedgerRefusal | null => {
      if (log.refusal) return { reason: log.refusal.code, evidence: log.refusal.evidence }
      return restored ? { reason: 'restored', evidence: {} } : null
    }
    return { log, memory, witnesses, refusal }
  } catch (error) {
    await log.close()
    throw error
  }
}

/** What opening threw, as a refusal; faults that are not the ledger's are thrown on. */
export function refusalOf(error: unknown): LedgerRefusal {
  if (error instanceof LedgerError) return { reason: error.code, evidence: error.evidence }
  throw error
}
