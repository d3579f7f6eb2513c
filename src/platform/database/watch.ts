// One lasting connection per process: it hears notifications and comes back when it is lost.
import pg from 'pg'
import { setTimeout as wait } from 'node:timers/promises'
import { clientConfig } from './connection.ts'

export interface WatchOptions {
  url: string
  /** Statements that every new connection runs first. */
  prepare?: (client: pg.Client) => Promise<void>
  /** Called before each attempt to come back; may start the server. */
  revive?: () => Promise<void>
  onLost?: (error: Error) => void
  /** The process may end while this connection is open (tests). */
  allowExit?: boolean
}

export type Hear = (payload: string) => void

/** Milliseconds between attempts to come back: doubling from the first to the last. */
const pauses = { first: 50, last: 5000 }

export class Watch {
  readonly #options: WatchOptions
  readonly #channels = new Map<string, Set<Hear>>()
  readonly #returned = new Set<() => void>()
  #client: pg.Client | null = null
  #closed = false

  constructor(options: WatchOptions) {
    this.#options = options
  }

  async open(): Promise<void> {
    const client = new pg.Client(clientConfig(this.#options.url))
    // Before connecting: an error without a listener would end the process.
    client.on('error', () => {})
    client.on('notification', ({ channel, payload }) => {
      for (const hear of this.#channels.get(channel) ?? []) hear(payload ?? '')
    })
    try {
      await client.connect()
      await this.#options.prepare?.(client)
      for (const channel of this.#channels.keys()) await client.query(listenTo(channel))
    } catch (error) {
      await client.end().catch(() => {})
      throw error
    }
    if (this.#closed) {
      // Closed while it was coming back: a connection left open would keep the process from ending.
      await client.end()
      return
    }
    client.on('end', () => this.#lost(client, new Error('the connection ended')))
    if (this.#options.allowExit) streamOf(client).unref()
    this.#client = client
  }

  /**
   * `back` is called after the connection was lost and is there again: notifications may have been
   * missed in between.
   */
  async listen(channel: string, hear: Hear, back?: () => void): Promise<() => Promise<void>> {
    const hearers = this.#channels.get(channel) ?? new Set()
    this.#channels.set(channel, hearers)
    hearers.add(hear)
    if (back) this.#returned.add(back)
    if (hearers.size === 1) await this.#client?.query(listenTo(channel))
    return async () => {
      hearers.delete(hear)
      if (back) this.#returned.delete(back)
      if (hearers.size > 0 || this.#channels.get(channel) !== hearers) return
      this.#channels.delete(channel)
      await this.#client?.query(`unlisten ${pg.escapeIdentifier(channel)}`)
    }
  }

  /** Runs a statement on this connection; null while it is lost. */
  async ask<T extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<T[] | null> {
    return this.#client ? (await this.#client.query<T>(text, values)).rows : null
  }

  /** Does not come back any more, but keeps the connection (and its locks) until the server ends it. */
  retire(): void {
    this.#closed = true
  }

  async close(): Promise<void> {
    this.#closed = true
    const client = this.#client
    this.#client = null
    await client?.end()
  }

  #lost(client: pg.Client, error: Error): void {
    if (this.#closed || this.#client !== client) return
    this.#client = null
    this.#options.onLost?.(error)
    void this.#comeBack()
  }

  async #comeBack(): Promise<void> {
    for (let pause = pauses.first; !this.#closed; pause = Math.min(pauses.last, pause * 2)) {
      await wait(pause, undefined, { ref: !this.#options.allowExit })
      if (this.#closed) return
      try {
        await this.#options.revive?.()
        await this.open()
        if (this.#closed) return
        for (const back of this.#returned) back()
        return
      } catch (error) {
        this.#options.onLost?.(error as Error)
      }
    }
  }
}

function listenTo(channel: string): string {
  return `listen ${pg.escapeIdentifier(channel)}`
}

function streamOf(client: pg.Client): { unref(): void } {
  return (client as unknown as { connection: { stream: { unref(): void } } }).connection.stream
}
