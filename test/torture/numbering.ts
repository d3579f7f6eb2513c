// Gives a hundred thousand numbers to 64 clients while the processes that give them are killed, over a New Year.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { type Database, openDatabase } from '#platform'
import { roomMigrations } from '../support/database.ts'
import { type Random, seededRandom } from './shared/random.ts'
import type { Outcome, TortureOptions } from './shared/report.ts'

export interface NumberingOptions extends TortureOptions {
  /** Numbers; default 100,000. */
  count?: number
  clients?: number
  /** Kills of a process; default 20. */
  kills?: number
  /** An open database with the tables of records; default an own one that waits for the disk. */
  database?: Database & { ownerUrl: string }
}

interface Acknowledged {
  /** Order of events in this process: when it was asked, when it was answered. */
  begun: number
  ended: number
  year: number
  number: number
}

const processes = 2
const module = fileURLToPath(new URL('records/number-process.ts', import.meta.url))

export async function numbering(options: NumberingOptions): Promise<Outcome[]> {
  if (options.database) return withDatabase(options.database, options)
  const folder = await mkdtemp(join(tmpdir(), 'rimaq-numbering-'))
  const opened = await openDatabase({
    dataDir: folder,
    migrations: roomMigrations(['platform', 'records']),
    closeOnSignals: false,
  })
  const ownerUrl = opened.url.replace('rimaq_program@', 'rimaq@')
  try {
    return await withDatabase({ ...opened, ownerUrl }, options)
  } finally {
    await opened.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function withDatabase(
  database: Database & { ownerUrl: string },
  options: NumberingOptions,
): Promise<Outcome[]> {
  const owner = await openDatabase({
    url: database.ownerUrl,
    migrations: roomMigrations(['platform', 'records']),
    closeOnSignals: false,
  })
  await sql`CREATE TABLE public.filing (key text PRIMARY KEY, year int, number bigint);
    GRANT ALL ON public.filing TO PUBLIC; CREATE TABLE public.naive (number bigint);
    GRANT ALL ON public.naive TO PUBLIC`.execute(owner.kysely)
  await owner.close()
  const load = new Load(database, options)
  try {
    await load.run()
    const told = await judge(database, load)
    return [told, await naive(database, options)]
  } finally {
    await load.close()
  }
}

/** Clients that ask one after the other, and processes that answer and are killed. */
class Load {
  readonly acknowledged: Acknowledged[] = []
  refused = 0
  retried = 0
  killed = 0
  milliseconds = 0
  readonly #options: NumberingOptions
  readonly #random: Random
  readonly #database: Database & { ownerUrl: string }
  readonly #workers: (Worker | null)[] = []
  #newYear = 0
  #events = 0
  #next = 0

  constructor(database: Database & { ownerUrl: string }, options: NumberingOptions) {
    this.#database = database
    this.#options = options
    this.#random = seededRandom(options.seed)
  }

  get count(): number {
    return this.#options.count ?? (this.#options.short ? 5_000 : 100_000)
  }

  async run(): Promise<void> {
    const { clients = 64, short } = this.#options
    const kills = this.#options.kills ?? (short ? 2 : 20)
    this.#newYear = Date.now() + 3_600_000
    this.#workers.push(
      ...(await Promise.all(Array.from({ length: processes }, () => this.#spawn()))),
    )
    const begun = performance.now()
    const asking = Promise.all(Array.from({ length: clients }, () => this.#client()))
    let over = false
    void asking.then(() => (over = true))
    void this.#announceNewYear(() => over)
    for (let kill = 0; kill < kills && !over; kill++) {
      const due = ((kill + 1) * this.count) / (kills + 1)
      while (!over && this.acknowledged.length < due) await wait(5)
      if (!over) await this.#kill(this.#random.below(processes))
    }
    await asking
    this.milliseconds = performance.now() - begun
  }

  /** Half-way; all processes hear of it well before it comes, so that their clocks agree. */
  async #announceNewYear(over: () => boolean): Promise<void> {
    while (!over() && this.acknowledged.length < this.count * 0.4) await wait(5)
    this.#newYear = Date.now() + 600
    for (const worker of this.#workers) worker?.process.send({ newYear: this.#newYear })
  }

  async close(): Promise<void> {
    for (const worker of this.#workers) await worker?.end()
  }

  async #client(): Promise<void> {
    while (this.#next < this.count) {
      const key = `request ${this.#next++}`
      const dice = this.#random.below(20)
      const fails = dice === 0
      const work = fails ? 'fails' : dice < 3 ? 'filing' : 'none'
      const begun = ++this.#events
      const answer = await this.#ask(key, work)
      if (answer === null) {
        this.refused += 1
        // The client tries again without the fault: it gets a number now.
        await this.#note(key)
        continue
      }
      this.acknowledged.push({ begun, ended: ++this.#events, ...answer })
    }
  }

  async #note(key: string): Promise<void> {
    const begun = ++this.#events
    const answer = await this.#ask(key, 'filing')
    if (answer) this.acknowledged.push({ begun, ended: ++this.#events, ...answer })
  }

  /** Asks until somebody answers; null when the work was refused. */
  async #ask(key: string, work: string): Promise<{ year: number; number: number } | null> {
    for (;;) {
      const worker = this.#workers[this.#random.below(processes)]
      const answer = worker ? await worker.ask(key, work) : 'lost'
      if (answer === 'refused') return null
      if (answer !== 'lost') return answer
      this.retried += 1
      await wait(10)
    }
  }

  async #kill(at: number): Promise<void> {
    const worker = this.#workers[at]
    this.#workers[at] = null
    worker?.process.kill('SIGKILL')
    this.killed += 1
    this.#workers[at] = await this.#spawn()
  }

  async #spawn(): Promise<Worker> {
    const words = [this.#database.url, this.#database.ownerUrl, String(this.#newYear)]
    const child = fork(module, words, { execArgv: ['--conditions=source'] })
    await once(child, 'message')
    // It may have been announced while this one was starting.
    child.send({ newYear: this.#newYear })
    return new Worker(child)
  }
}

type Answer = { year: number; number: number } | 'lost' | 'refused'

class Worker {
  readonly process: ChildProcess
  readonly #open = new Map<number, (answer: Answer) => void>()
  #ids = 0

  constructor(child: ChildProcess) {
    this.process = child
    child.on('message', (message: { id: number; error?: string; year: number; number: number }) => {
      const { id, error, year, number } = message
      const refused = error === 'the filing was refused'
      this.#open.get(id)?.(error === undefined ? { year, number } : refused ? 'refused' : 'lost')
      this.#open.delete(id)
    })
    child.once('exit', () => {
      for (const answer of this.#open.values()) answer('lost')
      this.#open.clear()
    })
  }

  ask(key: string, work: string): Promise<Answer> {
    if (!this.process.connected) return Promise.resolve('lost')
    const id = ++this.#ids
    return new Promise((resolve) => {
      this.#open.set(id, resolve)
      this.process.send({ id, key, work }, (error) => {
        if (!error) return
        this.#open.delete(id)
        resolve('lost')
      })
    })
  }

  async end(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return
    this.process.kill('SIGKILL')
    await once(this.process, 'exit')
  }
}

async function judge(database: Database, load: Load): Promise<Outcome> {
  const { rows } = await sql<{ year: number; number: number; key: string }>`
    SELECT year, number, key FROM records.number ORDER BY year, number`.execute(database.kysely)
  const wrong = [
    ...gaps(rows),
    ...outOfOrder(load.acknowledged),
    ...(rows.length === load.count ? [] : [`${rows.length} numbers for ${load.count} requests`]),
    ...(load.acknowledged.length === load.count
      ? []
      : [`${load.acknowledged.length} answers for ${load.count} requests`]),
  ]
  const filings = await sql<{ wrong: number }>`
    SELECT count(*)::int AS wrong FROM public.filing f
    WHERE NOT EXISTS (SELECT FROM records.number n
      WHERE n.key = f.key AND n.year = f.year AND n.number = f.number)`.execute(database.kysely)
  const stray = filings.rows[0]?.wrong ?? 0
  if (stray > 0) wrong.push(`${stray} filings with a number that is not theirs`)
  const years = [...new Set(rows.map(({ year }) => year))]
  if (years.length !== 2) wrong.push(`numbers of ${years.join(', ')}: no New Year`)
  const rate = Math.round((load.count / load.milliseconds) * 1000)
  if (rate < 1000 && load.count >= 10_000) wrong.push(`only ${rate} a second`)
  const figures = `${rows.length} numbers in ${years.join(' and ')}, gapless, unique, in order over all answers; ${rate}/s; ${load.killed} kills, ${load.retried} requests repeated, ${load.refused} works refused`
  return {
    torture: 'numbering',
    what: '64 clients, 2 processes killed in turn, failing work, New Year in Lima',
    passed: wrong.length === 0,
    figures: wrong.length === 0 ? figures : `${wrong.slice(0, 5).join('; ')} · ${figures}`,
  }
}

/** Each year counts 1, 2, 3 … */
export function gaps(rows: readonly { year: number; number: number }[]): string[] {
  const next = new Map<number, number>()
  const wrong: string[] = []
  for (const { year, number } of rows) {
    const expected = next.get(year) ?? 1
    if (number !== expected) wrong.push(`${year}: ${number} where ${expected} should be`)
    next.set(year, number + 1)
  }
  return wrong
}

/** Who asked after another was answered has a higher number: over all such pairs, by one sweep. */
export function outOfOrder(all: readonly Acknowledged[]): string[] {
  const wrong: string[] = []
  const ends = all.toSorted((a, b) => a.ended - b.ended)
  let at = 0
  let highest = 0
  const value = ({ year, number }: Acknowledged): number => year * 1e9 + number
  for (const each of all.toSorted((a, b) => a.begun - b.begun)) {
    for (; (ends[at]?.ended ?? Infinity) < each.begun; at++) {
      const ended = ends[at]
      if (ended) highest = Math.max(highest, value(ended))
    }
    if (value(each) <= highest)
      wrong.push(`${each.year}/${each.number} was asked for later than a higher one was given`)
  }
  return wrong
}

/** Control: the numbering most programs have, highest plus one, is caught by the same judge. */
async function naive(database: Database, { seed }: NumberingOptions): Promise<Outcome> {
  const random = seededRandom(seed)
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      for (let turn = 0; turn < 20; turn++) {
        const { rows } = await sql<{ next: number }>`
          SELECT coalesce(max(number), 0) + 1 AS next FROM public.naive`.execute(database.kysely)
        if (random.below(4) === 0) await wait(1)
        await sql`INSERT INTO public.naive VALUES (${rows[0]?.next ?? 1})`.execute(database.kysely)
      }
    }),
  )
  const { rows } = await sql<{ number: number }>`
    SELECT number FROM public.naive ORDER BY number`.execute(database.kysely)
  const wrong = gaps(rows.map(({ number }) => ({ year: 2026, number })))
  return {
    torture: 'numbering',
    what: 'control: highest plus one without a lock is caught',
    passed: wrong.length > 0,
    figures: `${wrong.length} faults in ${rows.length} numbers`,
  }
}
