// Lets the ledger go on after a restored backup or a fork, by a signed record that says so to everybody.
import type { Kysely, Transaction } from 'kysely'
import { setTimeout as wait } from 'node:timers/promises'
import { type Log, type TileReader, signRecovery } from '@rimaq/ledger'
import type { Actor } from '#people'
import type { Database, Schema } from '#platform'
import { readLeaf } from '../entry.ts'
import { RecordsError } from '../errors.ts'
import { writeEntry } from '../write-entry.ts'
import { removeMarkers } from './markers.ts'
import { type LedgerOptions, type OpenLedger, openLedger } from './open-ledger.ts'
import {
  countLost,
  epochNow,
  insertPlaces,
  insertRecovery,
  placesFrom,
  requeue,
  stopLeading,
  tryToLead,
} from './store-ledger.ts'

export interface RecoveryReport {
  /** Size that was published and is given up; null where nobody knows it. */
  oldSize: number | null
  /** Size of the files the ledger goes on from. */
  size: number
  /** Index of the record. */
  index: number
  /** Leaves whose rows are not in the database. */
  lost: number
}

/** Milliseconds to wait for the server, which lets the ledger go between its looks while it refuses. */
const patience = 15_000

/**
 * Signs a record that names both heads, the reason and who decided; it becomes the next entry. Places
 * are made anew from the files where they differ; entries without a place wait again.
 * @throws RecordsError nothing-to-recover, ledger-busy; LedgerError
 */
export async function recoverLedger(
  database: Database,
  options: LedgerOptions,
  { reason, by }: { reason: string; by: string },
): Promise<RecoveryReport> {
  return database.kysely.connection().execute(async (db) => {
    const end = performance.now() + patience
    while (!(await tryToLead(db))) {
      if (performance.now() > end) throw new RecordsError('ledger-busy')
      await wait(100)
    }
    try {
      const open = await openLedger(db, options)
      try {
        return await recoverOpen(open, options, { reason, by })
      } finally {
        await open.log.close()
      }
    } finally {
      await stopLeading(db)
    }
  })
}

async function recoverOpen(
  { log, memory, refusal, witnesses }: OpenLedger,
  options: LedgerOptions,
  { reason, by }: { reason: string; by: string },
): Promise<RecoveryReport> {
  if (!refusal()) throw new RecordsError('nothing-to-recover')
  // A backup was put back and nothing else is known: perhaps a witness has seen more.
  if (!log.refusal) await witnesses.ask(log)
  const { clock, keys } = options
  const { size } = log
  const old = log.disagreement?.old ?? null
  const at = clock.now()
  const record = signRecovery(
    {
      origin: keys.origin,
      old,
      new: log.head,
      reason: `${reason.trim()}\nby ${by.trim()}`,
      time: Math.floor(at.getTime() / 1000),
    },
    // ML-DSA-44 signs checkpoints only (C2SP tlog-cosignature).
    keys.signers.slice(0, 1),
  )
  let lost = 0
  const reader = log.reader()
  memory.note = async (trx) => {
    const epoch = (await epochNow(trx)) + 1
    const cut = await firstDifference(trx, reader)
    const row = { epoch, size: cut, oldSize: old?.size ?? null, record, at }
    await insertRecovery(trx, row)
    for (let first = cut; first < size; first += 1_000) {
      const entries = await leavesFrom(reader, first, Math.min(1_000, size - first))
      await insertPlaces(trx, { epoch, first, entries })
    }
    await insertPlaces(trx, { epoch, first: size, entries: [null] })
    lost = await countLost(trx)
    const actor: Actor = { kind: 'operator', name: by }
    const content = { reason, size, oldSize: old?.size ?? null, lost }
    const about = { kind: 'ledger', id: keys.origin }
    await writeEntry(trx, clock, { act: 'ledger.recovered', actor, about, content })
    await requeue(trx)
  }
  const appended = await publish(log, record)
  await removeMarkers(options.data)
  return { oldSize: old?.size ?? null, size, index: appended.first, lost }
}

/** Where nothing disagrees but the marker of a restore, the record is an entry like any other. */
function publish(log: Log, record: string): Promise<{ first: number }> {
  return log.disagreement ? log.recover(record) : log.append([Buffer.from(record)])
}

/** The first index at which the database names another entry than the files, or none. */
async function firstDifference(
  db: Kysely<Schema> | Transaction<Schema>,
  reader: TileReader,
): Promise<number> {
  for (let first = 0; first < reader.size; first += 1_000) {
    const count = Math.min(1_000, reader.size - first)
    const places = await placesFrom(db, first, count)
    const leaves = await leavesFrom(reader, first, count)
    const at = leaves.findIndex((entry, offset) => places.get(first + offset) !== entry)
    if (at >= 0) return first + at
  }
  return reader.size
}

async function leavesFrom(
  reader: TileReader,
  first: number,
  count: number,
): Promise<(string | null)[]> {
  const entries: (string | null)[] = []
  for (let index = first; index < first + count; index++) {
    entries.push(readLeaf(await reader.entry(index))?.entry ?? null)
  }
  return entries
}
