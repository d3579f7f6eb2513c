// The one who gives entries their places: takes what waits, writes it into the ledger, signs the head.
import type { Kysely } from 'kysely'
import { setTimeout as wait } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Database, Schema } from '#platform'
import { leafOf } from '../entry.ts'
import { waitingEntries } from '../store-journal.ts'
import {
  type LedgerOptions,
  type LedgerRefusal,
  type OpenLedger,
  openLedger,
  refusalOf,
} from './open-ledger.ts'
import type { Stamps } from './stamps.ts'
import { epochNow, insertPlaces, removeWaiting, stopLeading, tryToLead } from './store-ledger.ts'
import type { Asked } from './witnesses.ts'

/** Entries that get their places together. */
const batch = 4_096

/** Milliseconds: between looks, between two heads when few wait, and between attempts to open. */
const pauses = { look: 250, head: 500, again: 1_000 }

export type LedgerCondition =
  | { state: 'starting' | 'signing' | 'stopped' }
  /** Another process does it. */
  | { state: 'elsewhere' }
  | ({ state: 'refusing' } & LedgerRefusal)

export interface SequencerOptions extends LedgerOptions {
  database: Database
  log: Logger
  /** Absent: heads are not stamped. */
  stamps?: Stamps | undefined
}

/**
 * One at a time over all processes: it holds a lock of the database, which is freed when its
 * connection dies, and one of the folder. Killed anywhere it goes on without gap, double or fork: see
 * `DatabaseMemory.replace`. An entry that was committed before another one was begun gets the lower
 * index.
 */
export class Sequencer {
  readonly #options: SequencerOptions
  #stop = new AbortController()
  #condition: LedgerCondition = { state: 'starting' }
  #asked: readonly Asked[] = []
  #running: Promise<void> | null = null

  constructor(options: SequencerOptions) {
    this.#options = options
  }

  get condition(): LedgerCondition {
    return this.#condition
  }

  get asked(): readonly Asked[] {
    return this.#asked
  }

  start(): void {
    if (this.#running) return
    this.#stop = new AbortController()
    this.#running = this.#run()
  }

  /** What is being written is finished. */
  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#running
    this.#running = null
    this.#condition = { state: 'stopped' }
  }

  /** Places what waits now, unless another process does so; for commands. */
  async settle(): Promise<void> {
    await this.#options.database.kysely.connection().execute(async (db) => {
      if (!(await tryToLead(db))) return
      await this.#lead(db, async (open) => {
        while ((await this.#placeBatch(db, open)) > 0);
      }).finally(() => stopLeading(db))
    })
  }

  async #run(): Promise<void> {
    const { database, log } = this.#options
    while (!this.#stop.signal.aborted) {
      try {
        await database.kysely.connection().execute(async (db) => {
          if (!(await tryToLead(db))) {
            this.#condition = { state: 'elsewhere' }
            return
          }
          await this.#lead(db, (open) => this.#sequence(db, open)).finally(() =>
            stopLeading(db).catch(() => {}),
          )
        })
      } catch (error) {
        log.error({ err: error }, 'the ledger could not be written; it is tried again')
      }
      await this.#pause(pauses.again)
    }
  }

  async #lead(db: Kysely<Schema>, work: (open: OpenLedger) => Promise<void>): Promise<void> {
    let open: OpenLedger
    try {
      open = await openLedger(db, this.#options)
    } catch (error) {
      this.#refuse(refusalOf(error))
      return
    }
    this.#asked = open.witnesses.asked
    try {
      const refusal = open.refusal()
      if (refusal) this.#refuse(refusal)
      else await work(open)
    } finally {
      await open.log.close()
    }
  }

  async #sequence(db: Kysely<Schema>, open: OpenLedger): Promise<void> {
    this.#condition = { state: 'signing' }
    let asking: Promise<void> | null = null
    let stamping: Promise<void> | null = null
    const { stamps } = this.#options
    while (!this.#stop.signal.aborted && !open.refusal()) {
      const begun = performance.now()
      const count = await this.#placeBatch(db, open)
      if (open.witnesses.due(open.log.size) && asking === null) {
        asking = open.witnesses.ask(open.log).finally(() => (asking = null))
      }
      if (stamps?.due() === true && stamping === null) {
        stamping = stamps.ask(open.log).finally(() => (stamping = null))
      }
      const rest = pauses.head - (performance.now() - begun)
      if (count < batch) await this.#pause(count > 0 ? Math.max(rest, 0) : pauses.look)
    }
    await asking
    await stamping
    const refusal = open.refusal()
    if (refusal && !this.#stop.signal.aborted) this.#refuse(refusal)
  }

  /** How many entries got their places. */
  async #placeBatch(db: Kysely<Schema>, { log, memory }: OpenLedger): Promise<number> {
    const waiting = await waitingEntries(db, batch)
    if (waiting.length === 0) return 0
    const first = log.size
    memory.note = async (trx) => {
      const epoch = await epochNow(trx)
      await insertPlaces(trx, { epoch, first, entries: waiting.map(({ id }) => id) })
      await removeWaiting(
        trx,
        waiting.map(({ seq }) => seq),
      )
    }
    try {
      await log.append(waiting.map(leafOf))
      this.#condition = { state: 'signing' }
      return waiting.length
    } catch (error) {
      this.#refuse(refusalOf(error))
      return 0
    }
  }

  #refuse(refusal: LedgerRefusal): void {
    const before = this.#condition
    this.#condition = { state: 'refusing', ...refusal }
    if (before.state === 'refusing' && before.reason === refusal.reason) return
    this.#options.log.error(refusal, 'the ledger signs nothing; entries wait')
  }

  async #pause(milliseconds: number): Promise<void> {
    const { signal } = this.#stop
    await wait(milliseconds, undefined, { signal, ref: false }).catch(() => {})
  }
}
