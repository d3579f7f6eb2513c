// Cosigns the heads of other institutions' ledgers, for those the settings name (C2SP tlog-witness).
import { join } from 'node:path'
import { LedgerError, type Witness, addCheckpoint, openWitnessFolder } from '@rimaq/ledger'
import { type Clock, type Database, Refusal, type RouteDefinition } from '#platform'
import type { Ledger } from '../create-records.ts'
import { withoutCleared } from './clear-witness.ts'

export interface WitnessDoor {
  witness: Witness
  /** The last head that was cosigned, by origin. */
  last(origin: string): Promise<string | null>
  close(): Promise<void>
}

/**
 * The memory of what was cosigned lies in `witness` of the data folder, locked by one process: a
 * restored database does not make it forget; what was given up openly counts no more. Null where no ledger is witnessed, or another process
 * of this folder does it.
 */
export async function openWitnessDoor(
  ledger: Ledger,
  { data, clock, database }: { data: string; clock: Clock; database?: Database },
): Promise<WitnessDoor | null> {
  if (ledger.witnessed.length === 0) return null
  try {
    const folder = await openWitnessFolder(join(data, 'witness'))
    const state = database === undefined ? folder : withoutCleared(database, folder)
    const logs = new Map(ledger.witnessed.map(({ place, keys }) => [place, keys]))
    const witness = { logs, signers: ledger.keys.witness, state, now: () => clock.now().getTime() }
    return { witness, last: (origin) => state.load(origin), close: () => folder.close() }
  } catch (error) {
    if (error instanceof LedgerError && error.code === 'locked') return null
    throw error
  }
}

/** Whoever asks is known by the signature on the checkpoint, not by a session. */
export function witnessRoute({ witness }: WitnessDoor): RouteDefinition {
  return {
    method: 'POST',
    url: '/ledger/witness/add-checkpoint',
    verb: 'read',
    loads: 'nothing',
    kind: 'file',
    cors: true,
    textBody: true,
    limits: { bodyBytes: 65_536, perMinute: 600 },
    summary: 'Cosigns the head of a ledger this one witnesses (C2SP tlog-witness).',
    schema: {},
    async handle({ body }) {
      if (typeof body !== 'string') throw new Refusal('unsupported-type')
      const answer = await addCheckpoint(body, witness)
      return {
        status: answer.status,
        type: answer.contentType,
        body: answer.body,
        cache: 'no-store',
      }
    },
  }
}
