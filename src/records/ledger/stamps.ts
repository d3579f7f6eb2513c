// Has the newest head stamped by an outside authority every hour, so that it cannot be dated back.
import { createHash } from 'node:crypto'
import type { Log } from '@rimaq/ledger'
import type { Logger } from 'pino'
import type { Clock, Database } from '#platform'
import { insertStamp, newestStamp } from './store-stamps.ts'

/** Timestamps as this room needs them; given where the rooms are joined (RFC 3161). */
export interface TimeAuthority {
  /** A token about these 32 bytes of SHA-256, checked. Throws when there is none. */
  ask(digest: Uint8Array): Promise<Uint8Array>
}

/** Reads a token: the instant it vouches for, or why it does not stand for these bytes. */
export type ReadToken = (
  token: Uint8Array,
  digest: Uint8Array,
) => Promise<{ time: Date } | { fault: string }>

/** Milliseconds between two stamps, and after a failure. */
const pauses = { stamps: 3_600_000, failed: 60_000 }

export interface StampsOptions {
  database: Database
  clock: Clock
  log: Logger
  authority: TimeAuthority
  read: ReadToken
}

/** A failing authority delays a stamp and stops nothing. */
export class Stamps {
  readonly #options: StampsOptions
  #next = -Infinity
  #trouble: string | null = null

  constructor(options: StampsOptions) {
    this.#options = options
  }

  /** Why there is no newer stamp; null while all is well. */
  get trouble(): string | null {
    return this.#trouble
  }

  due(): boolean {
    return performance.now() >= this.#next
  }

  /** Never throws: what went wrong is logged and tried again. */
  async ask(log: Pick<Log, 'checkpoint' | 'size'>): Promise<void> {
    const { database, clock, authority, read } = this.#options
    const { checkpoint, size } = log
    // A ledger without entries has no head yet: it is looked at again as soon as it has one.
    if (checkpoint === '') return
    this.#next = performance.now() + pauses.failed
    try {
      const last = await newestStamp(database.kysely)
      const age = last === null ? Infinity : clock.now().getTime() - last.at.getTime()
      if (last?.checkpoint !== checkpoint && age >= pauses.stamps) {
        const digest = digestOf(checkpoint)
        const token = await authority.ask(digest)
        const said = await read(token, digest)
        if ('fault' in said) throw new Error(said.fault)
        const row = { size, checkpoint, token, time: said.time, at: clock.now() }
        await insertStamp(database.kysely, row)
      }
      this.#trouble = null
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      if (this.#trouble === null) {
        this.#options.log.warn({ err: error }, 'the head of the ledger could not be stamped')
      }
      this.#trouble = message
    }
  }
}

/** What is stamped: the SHA-256 of the whole note, signatures included. */
export function digestOf(checkpoint: string): Buffer {
  return createHash('sha256').update(checkpoint, 'utf8').digest()
}
