// The one writer of each number series in this process: it joins requests into one transaction.
import type { Transaction } from 'kysely'
import type { Clock, Database, Schema } from '#platform'
import { RecordsError } from './errors.ts'
import { noteTaken } from './note-taken.ts'
import {
  type NumberRow,
  type Series,
  ensureSeries,
  insertNumbers,
  lockSeries,
  rollbackToSavepoint,
  savepoint,
  stateOf,
} from './store-numbers.ts'
import { yearIn } from './year.ts'

export interface NumberRequest {
  series: Series
  /** Default: the year it is now in the time zone of the institution. */
  year?: number
  /** Names the request: asked again, it gets the same number, in whatever year that was. */
  key: string
}

export interface TakenNumber {
  year: number
  number: number
  /** False when the request had got its number before; its work is then not done again. */
  fresh: boolean
}

/**
 * What is done with the number in the same transaction: both are kept or neither. A foreign key to
 * `records.number` must be deferred, since the numbers of a batch are written at its end.
 */
export type NumberWork = (transaction: Transaction<Schema>, taken: TakenNumber) => Promise<void>

interface Waiting {
  request: NumberRequest
  work: NumberWork | null
  resolve(taken: TakenNumber): void
  reject(error: unknown): void
}

/**
 * Requests in one transaction: without work as many as one statement takes; with work fewer, because
 * PostgreSQL keeps 64 savepoints of a transaction in its fast memory.
 */
const most = { plain: 256, working: 60 }

/** Milliseconds that the work of one request may take; the others of its batch wait for it. */
const workTime = 5_000

export interface NumberWriterOptions {
  database: Database
  clock: Clock
  /** Time zone of the institution, for its New Year. */
  timeZone: string
  /** Milliseconds for the work of one request; default 5,000. */
  workTime?: number
}

/**
 * Numbers are given under a lock of the series that ends with the transaction, whose death frees it:
 * any number of processes may do so. Nobody is answered before the commit. So numbers have no gaps,
 * none is given twice, and who asked after another was answered gets a higher one.
 */
export class NumberWriter {
  readonly #options: NumberWriterOptions
  readonly #queues = new Map<string, Waiting[]>()
  readonly #ids = new Map<string, number>()
  readonly #running = new Set<Promise<void>>()
  #closed = false

  constructor(options: NumberWriterOptions) {
    this.#options = options
  }

  take(request: NumberRequest, work: NumberWork | null = null): Promise<TakenNumber> {
    const { institution, kind } = request.series
    const name = `${institution} ${kind}`
    return new Promise((resolve, reject) => {
      if (this.#closed) throw new RecordsError('closing')
      checkRequest(request)
      const queue = this.#queues.get(name)
      const waiting = { request, work, resolve, reject }
      if (queue) queue.push(waiting)
      else {
        this.#queues.set(name, [waiting])
        const running = this.#drain(name).finally(() => this.#running.delete(running))
        this.#running.add(running)
      }
    })
  }

  /** Gives the numbers asked for so far, then no more. */
  async close(): Promise<void> {
    this.#closed = true
    await Promise.all(this.#running)
  }

  async #drain(name: string): Promise<void> {
    // What else is asked in this turn of the event loop joins the first batch.
    await Promise.resolve()
    for (;;) {
      const queue = this.#queues.get(name) ?? []
      if (queue.length === 0) {
        this.#queues.delete(name)
        return
      }
      const batch = nextBatch(queue)
      await this.#answer(name, batch, queue)
    }
  }

  async #answer(name: string, batch: Waiting[], queue: Waiting[]): Promise<void> {
    const outcomes = new Map<Waiting, TakenNumber | { error: unknown }>()
    const slow: Waiting[] = []
    try {
      const [first] = batch
      if (!first) return
      const id = await this.#idOf(name, first.request.series)
      await this.#options.database.transaction((trx) =>
        this.#give(trx, { id, batch, outcomes, slow }),
      )
    } catch (error) {
      const [late] = slow
      for (const waiting of batch) {
        if (late === undefined || waiting === late) waiting.reject(error)
      }
      // The work of one held up the others: they go again, without it.
      if (late !== undefined) queue.unshift(...batch.filter((waiting) => waiting !== late))
      return
    }
    for (const waiting of batch) {
      const outcome = outcomes.get(waiting)
      if (outcome === undefined) waiting.reject(new RecordsError('closing'))
      else if ('error' in outcome) waiting.reject(outcome.error)
      else waiting.resolve(outcome)
    }
  }

  async #idOf(name: string, series: Series): Promise<number> {
    const known = this.#ids.get(name)
    if (known !== undefined) return known
    const id = await ensureSeries(this.#options.database.kysely, series)
    this.#ids.set(name, id)
    return id
  }

  async #give(
    trx: Transaction<Schema>,
    {
      id,
      batch,
      outcomes,
      slow,
    }: {
      id: number
      batch: Waiting[]
      outcomes: Map<Waiting, TakenNumber | { error: unknown }>
      slow: Waiting[]
    },
  ): Promise<void> {
    await lockSeries(trx, id)
    const { clock, timeZone } = this.#options
    const now = clock.now()
    const yearOf = ({ request }: Waiting): number => request.year ?? yearIn(timeZone, now)
    for (const [year, members] of Map.groupBy(batch, yearOf)) {
      const given: NumberRow[] = []
      const keys = members.map(({ request }) => request.key)
      const { known, top } = await stateOf(trx, { series: id, year, keys })
      let next = top + 1
      for (const waiting of members) {
        const { key } = waiting.request
        const before = known.get(key)
        if (before) {
          outcomes.set(waiting, { year: before.year, number: before.number, fresh: false })
          continue
        }
        const taken = { year, number: next, fresh: true }
        const error = waiting.work && (await this.#work(trx, waiting, taken, slow))
        if (error) {
          outcomes.set(waiting, { error: error.cause })
          continue
        }
        const row = { year, number: next, key }
        known.set(key, row)
        given.push(row)
        outcomes.set(waiting, taken)
        next += 1
      }
      if (given.length === 0) continue
      const numbers = given.map(({ number }) => number)
      const rows = { series: id, year, numbers, keys: given.map((each) => each.key), at: now }
      await insertNumbers(trx, rows)
      const series = members[0]?.request.series
      if (series) await noteTaken(trx, clock, { series, year, rows: given })
    }
  }

  /** Runs the work inside a savepoint; what it threw, after undoing what it did. */
  async #work(
    trx: Transaction<Schema>,
    waiting: Waiting,
    taken: TakenNumber,
    slow: Waiting[],
  ): Promise<{ cause: unknown } | null> {
    await savepoint(trx)
    const patience = this.#options.workTime ?? workTime
    const late = Promise.withResolvers<never>()
    const timer = setTimeout(() => {
      slow.push(waiting)
      late.reject(new RecordsError('work-took-too-long', { milliseconds: patience }))
    }, patience)
    try {
      await Promise.race([waiting.work?.(trx, taken), late.promise])
      return null
    } catch (cause) {
      if (slow.includes(waiting)) throw cause
      await rollbackToSavepoint(trx)
      return { cause }
    } finally {
      clearTimeout(timer)
    }
  }
}

function nextBatch(queue: Waiting[]): Waiting[] {
  const working = queue.slice(0, most.plain).some(({ work }) => work !== null)
  return queue.splice(0, working ? most.working : most.plain)
}

/** @throws RecordsError bad-number */
function checkRequest({ series, year, key }: NumberRequest): void {
  const fault =
    series.institution === '' || series.institution.length > 100
      ? 'institution'
      : !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(series.kind)
        ? 'kind'
        : key === '' || key.length > 300 || key.includes('\0') || !key.isWellFormed()
          ? 'key'
          : year !== undefined && !(Number.isInteger(year) && year >= 1900 && year <= 9999)
            ? 'year'
            : null
  if (fault !== null) throw new RecordsError('bad-number', { field: fault })
}
