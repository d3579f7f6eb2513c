// Puts the room together: journal, numbers, ledger, holds; what main.ts builds once and hands on.
import { join } from 'node:path'
import type { Transaction } from 'kysely'
import type { Logger } from 'pino'
import type { Actor } from '#people'
import type { Clock, Database, Egress, Schema } from '#platform'
import { annulNumber } from './annul-number.ts'
import { type Journal, createJournal } from './create-journal.ts'
import type { About } from './entry.ts'
import { type Hold, isHeld, placeHold, releaseHold } from './holds.ts'
import { eraseContent } from './erase-content.ts'
import { clearWitness } from './ledger/clear-witness.ts'
import { type PublishedHead, publicFiles } from './ledger/head-view.ts'
import { type LedgerKeys, loadKeys } from './ledger/keys.ts'
import type { LedgerOptions } from './ledger/open-ledger.ts'
import { type Peer, readPeers, readWitnesses } from './ledger/peers.ts'
import { type RecoveryReport, recoverLedger } from './ledger/recover.ts'
import { Sequencer } from './ledger/sequencer.ts'
import { type ReadToken, Stamps, type TimeAuthority } from './ledger/stamps.ts'
import { lockHead } from './ledger/store-ledger.ts'
import { closeBlock, enterReserved, reserveBlock } from './number-blocks.ts'
import {
  type NumberRequest,
  type NumberWork,
  NumberWriter,
  type TakenNumber,
} from './number-writer.ts'

export interface RecordsOptions {
  database: Database
  clock: Clock
  log: Logger
  egress: Egress
  /** Data folder: `keys` and `ledger` lie in it, outside the database. */
  data: string
  /** Of the institution, for its New Year. */
  timeZone: string
  /** Name of the ledger at its first start; null makes one up. */
  ledgerName: string | null
  /** Who witnesses this ledger, and whose it witnesses: see `readPeers`. */
  witnesses: string | null
  witnessFor: string | null
  /** RFC 3161, given where the rooms are joined. Absent: nothing is stamped, and no stamp is checked. */
  timestamps?: { authority: TimeAuthority | null; read: ReadToken } | undefined
}

export interface Records {
  journal: Journal
  /** See `NumberWriter.take`. */
  takeNumber(request: NumberRequest, inTransaction?: NumberWork): Promise<TakenNumber>
  annulNumber(annulment: Parameters<typeof annulNumber>[1]): Promise<void>
  reserveBlock(wish: Parameters<typeof reserveBlock>[1]): ReturnType<typeof reserveBlock>
  enterReserved(
    entry: Parameters<typeof enterReserved>[1],
    work?: (trx: Transaction<Schema>) => Promise<void>,
  ): Promise<void>
  closeBlock(closing: Parameters<typeof closeBlock>[1]): Promise<number[]>
  placeHold(hold: Hold & { actor: Actor }): Promise<string>
  releaseHold(release: Parameters<typeof releaseHold>[1]): Promise<void>
  isHeld(about: About): Promise<boolean>
  eraseContent(erasure: Parameters<typeof eraseContent>[1]): Promise<void>
  ledger: Ledger
  close(): Promise<void>
}

export interface Ledger {
  keys: LedgerKeys
  /** Folder of the public files. */
  folder: string
  witnesses: readonly Peer[]
  /** Ledgers this one witnesses. */
  witnessed: readonly Peer[]
  sequencer: Sequencer
  /** The published head; null before the first entry. */
  head(): Promise<PublishedHead | null>
  recover(words: { reason: string; by: string }): Promise<RecoveryReport>
  /** Gives up the head of another ledger that this witness cosigned: see `clearWitness`. */
  clearWitness(clearing: Parameters<typeof clearWitness>[1]): Promise<{ checkpoint: string }>
  /** Absent where tokens of time cannot be read. */
  readToken?: ReadToken | undefined
  /** Why there is no newer timestamp; null while all is well or none is asked for. */
  stampTrouble(): string | null
}

/** Makes the keys at the first start. Nothing is sequenced before `ledger.sequencer.start()`. */
export async function createRecords(options: RecordsOptions): Promise<Records> {
  const { database, clock, log, egress, data, timeZone } = options
  const ground = { database, clock }
  const keys = await database.transaction(async (trx) => {
    await lockHead(trx)
    return loadKeys(join(data, 'keys'), options.ledgerName)
  })
  const witnesses = readWitnesses(options.witnesses)
  const common: LedgerOptions = {
    clock,
    egress,
    data,
    keys,
    witnesses,
    folder: join(data, 'ledger'),
  }
  const { authority, read } = options.timestamps ?? { authority: null, read: undefined }
  const stamps =
    authority === null || read === undefined
      ? undefined
      : new Stamps({ database, clock, log, authority, read })
  const sequencer = new Sequencer({ ...common, database, log, stamps })
  const numbers = new NumberWriter({ database, clock, timeZone })
  return {
    journal: createJournal(clock),
    takeNumber: (request, inTransaction) => numbers.take(request, inTransaction),
    annulNumber: (annulment) => annulNumber(ground, annulment),
    reserveBlock: (wish) => reserveBlock(ground, wish),
    enterReserved: (entry, work) => enterReserved(ground, entry, work),
    closeBlock: (closing) => closeBlock(ground, closing),
    placeHold: (hold) => placeHold(ground, hold),
    releaseHold: (release) => releaseHold(ground, release),
    isHeld: (about) => isHeld(database.kysely, about),
    eraseContent: (erasure) => eraseContent(ground, erasure),
    ledger: {
      keys,
      folder: common.folder,
      witnesses,
      witnessed: readPeers(options.witnessFor),
      sequencer,
      head: () => publicFiles(common.folder).head(),
      recover: (words) => recoverLedger(database, common, words),
      clearWitness: (clearing) => clearWitness({ database, clock, data }, clearing),
      readToken: read,
      stampTrouble: () => stamps?.trouble ?? null,
    },
    async close() {
      await numbers.close()
      await sequencer.stop()
    },
  }
}
