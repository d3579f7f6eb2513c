// Has the newest head cosigned by the witnesses, and stops the ledger when one of them has seen more.
import { type Log, LedgerError, askWitness } from '@rimaq/ledger'
import type { Clock, Egress } from '#platform'
import { type Stopped, markStopped } from './markers.ts'
import type { Peer } from './peers.ts'

/** What happened at the last asking of a witness. */
export interface Asked {
  place: string
  name: string
  /** Last size it cosigned, and when; null if never since the start. */
  size: number | null
  at: Date | null
  /** Why the last asking brought nothing; null if it did. */
  trouble: string | null
}

/**
 * Milliseconds between two askings of the same witness, so that a busy day does not flood it; and after
 * which it is asked about a head it has cosigned already, since it may have seen more since.
 */
const pauses = { least: 1_000, idle: 60_000 }

export interface WitnessesOptions {
  peers: readonly Peer[]
  egress: Egress
  clock: Clock
  data: string
  /** Size of a head that was given up by a recovery: a witness that has seen it refuses us, rightly. */
  forgiven: number | null
}

export class Witnesses {
  readonly #options: WitnessesOptions
  readonly #asked: Asked[]
  readonly #sizes = new Map<string, number>()
  #last = -Infinity

  constructor(options: WitnessesOptions) {
    this.#options = options
    this.#asked = options.peers.map(({ place, keys }) => ({
      place,
      name: keys[0]?.name ?? place,
      size: null,
      at: null,
      trouble: null,
    }))
  }

  get asked(): readonly Asked[] {
    return this.#asked
  }

  /** Whether it is time to ask again about a head of this size. */
  due(size: number): boolean {
    if (this.#asked.length === 0) return false
    const quiet = performance.now() - this.#last
    const news = this.#asked.some((each) => each.size !== size)
    return quiet >= (news ? pauses.least : pauses.idle)
  }

  /** Asks all of them about the published head; never throws for what a witness does. */
  async ask(log: Log): Promise<void> {
    this.#last = performance.now()
    if (log.checkpoint === '') return
    await Promise.all(this.#asked.map((asked) => this.#askOne(log, asked)))
  }

  async #askOne(log: Log, asked: Asked): Promise<void> {
    const { clock, data } = this.#options
    try {
      const lastSize = this.#sizes.get(asked.place) ?? 0
      const size = await askWitness(log, {
        send: (body) => this.#send(asked.place, body, log.size),
        lastSize,
      })
      this.#sizes.set(asked.place, size)
      Object.assign(asked, { size, at: clock.now(), trouble: null })
    } catch (error) {
      const { code, message } = error as { code?: string; message: string }
      asked.trouble = code ?? message
      const stops = code === 'witness-ahead' || code === 'forked'
      if (error instanceof LedgerError && stops && log.refusal) {
        const { known } = log.refusal.evidence
        const note: Stopped = { code, known: Number(known ?? 0) }
        await markStopped(data, note)
      }
    }
  }

  async #send(place: string, body: string, own: number): Promise<{ status: number; body: string }> {
    const answer = await this.#options.egress.fetch(`${place}/add-checkpoint`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body,
      bytes: 65_536,
      time: 5_000,
    })
    const text = Buffer.from(answer.body).toString('utf8')
    return this.#isForgiven({ status: answer.status, text, request: body, own })
      ? { status: 403, body: 'this witness still keeps the history that was given up' }
      : { status: answer.status, body: text }
  }

  /** What would stop the ledger, were it not about the history that was given up openly. */
  #isForgiven(answer: { status: number; text: string; request: string; own: number }): boolean {
    const { forgiven } = this.#options
    if (forgiven === null) return false
    const old = Number(/^old (\d+)/.exec(answer.request)?.[1] ?? NaN)
    if (answer.status === 422) return old <= forgiven
    const seen = answer.status === 409 ? Number(answer.text.trim()) : NaN
    return seen <= forgiven && (seen > answer.own || seen === old)
  }
}
