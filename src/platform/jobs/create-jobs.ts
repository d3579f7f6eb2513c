// Work that is done later: kept in the database with the change that caused it, and tried until done.
import type { JobWithMetadata, PgBoss, Queue, SendOptions } from 'pg-boss'
import type { Logger } from 'pino'
import { randomUUID } from 'node:crypto'
import type { Clock, Database, Jobs } from '../ground.ts'
import { PlatformError } from '../platform-error.ts'

/** The schema of pg-boss inside the database of Rimaq. */
const schema = 'jobs'

/** Where a job lies that failed at its last attempt, until somebody looks (see failed-jobs.ts). */
export const deadLetterQueue = 'dead-letters'

const standard = { retries: 5, seconds: 900, concurrency: 1 }

/** Seconds without a sign of life after which a job counts as left behind by a killed process. */
const silence = 60

/** Seconds between looks for jobs whose time came (retries, jobs for later); new ones are told. */
const look = 5

/** Seconds: a completed job is forgotten after a day, a dead letter after a year. */
const kept = { completed: 86_400, dead: 365 * 86_400 }

interface Definition {
  name: string
  work: Parameters<Jobs['define']>[1]
  retries: number
  /** After this time the attempt counts as failed; its signal is aborted. */
  seconds: number
  concurrency: number
}

/**
 * Jobs over pg-boss. A job sent with a transaction exists exactly when that transaction commits. It
 * runs at least once: work must bear being done twice. A failed attempt is repeated after 2, 4, 8 …
 * seconds (at most 10 minutes); after the last one the job is a dead letter. Workers hear of a new
 * job by NOTIFY and also look every 5 seconds. A job whose process was killed is taken up again. `once` keeps one waiting job per key.
 */
export function createJobs(database: Database, log: Logger, clock: Clock): Jobs {
  return new DatabaseJobs(database, log, clock)
}

class DatabaseJobs implements Jobs {
  readonly #database: Database
  readonly #log: Logger
  readonly #clock: Clock
  readonly #definitions = new Map<string, Definition>()
  readonly #queues = new Map<string, Promise<void>>()
  #boss: Promise<PgBoss> | null = null

  constructor(database: Database, log: Logger, clock: Clock) {
    this.#database = database
    this.#log = log
    this.#clock = clock
  }

  define: Jobs['define'] = (name, work, options = {}) => {
    const definition = { ...standard, ...options, name, work: work as Definition['work'] }
    this.#definitions.set(name, definition)
  }

  send: Jobs['send'] = async (name, data, options = {}) => {
    const definition = this.#definition(name)
    const boss = await this.#start()
    await this.#ensureQueue(definition)
    const { fromKysely } = await import('pg-boss')
    const sendOptions: SendOptions = {
      // The policy keeps one waiting job per key; without a wish for that, every job has its own.
      singletonKey: options.once ?? randomUUID(),
      ...(options.after && { startAfter: options.after }),
      ...(options.transaction && { db: fromKysely(options.transaction) }),
    }
    await boss.send(name, data, sendOptions)
  }

  prepare: Jobs['prepare'] = (name) => {
    // What failed is forgotten there, and met again by whoever sends.
    void this.#ensureQueue(this.#definition(name)).catch(() => {})
  }

  work: Jobs['work'] = async () => {
    const boss = await this.#start()
    for (const definition of this.#definitions.values()) {
      await this.#ensureQueue(definition)
      for (let worker = 0; worker < definition.concurrency; worker++) {
        await this.#startWorker(boss, definition)
      }
    }
  }

  drain: Jobs['drain'] = async (names) => {
    const boss = await this.#start()
    const definitions = names.map((name) => this.#definition(name))
    await Promise.all(definitions.map((each) => this.#ensureQueue(each)))
    let done = 0
    let found = true
    // A job may send others: go round until a whole round finds nothing.
    while (found) {
      found = false
      for (const definition of definitions) {
        const [job] = await boss.fetch<object>(definition.name, { includeMetadata: true })
        if (!job) continue
        found = true
        if (await this.#drainOne(boss, definition, job)) done++
      }
    }
    return done
  }

  stop: Jobs['stop'] = async () => {
    const boss = await this.#boss?.catch(() => null)
    this.#boss = null
    this.#queues.clear()
    await boss?.stop({ graceful: true, timeout: 20_000 })
  }

  #definition(name: string): Definition {
    const definition = this.#definitions.get(name)
    if (!definition) throw new PlatformError('job-unknown', { name })
    return definition
  }

  #start(): Promise<PgBoss> {
    this.#boss ??= this.#open().catch((error: unknown) => {
      this.#boss = null
      throw error
    })
    return this.#boss
  }

  async #open(): Promise<PgBoss> {
    // Commands that only ask send no job: they do without the library.
    const { PgBoss } = await import('pg-boss')
    // Connections of its own: its maintenance needs the answers of several statements at once, which
    // Kysely does not hand out.
    const boss = new PgBoss({
      schema,
      connectionString: this.#database.url,
      max: 3,
      application_name: 'rimaq jobs',
      // Made by a migration: the program may not make schemas.
      createSchema: false,
      useListenNotify: true,
      schedule: false,
      superviseIntervalSeconds: silence / 2,
    })
    boss.on('error', (error) => this.#log.warn({ err: error }, 'jobs: an error in the background'))
    boss.on('warning', ({ message }) => this.#log.warn({ warning: message }, 'jobs: a warning'))
    try {
      await boss.start()
      await boss.createQueue(deadLetterQueue, { retentionSeconds: kept.dead })
    } catch (error) {
      // Its timers would go on asking a database that is gone.
      await boss.stop({ graceful: false }).catch(() => {})
      throw error
    }
    return boss
  }

  #ensureQueue(definition: Definition): Promise<void> {
    const known = this.#queues.get(definition.name)
    if (known) return known
    const made = this.#makeQueue(definition)
    this.#queues.set(definition.name, made)
    made.catch(() => this.#queues.delete(definition.name))
    return made
  }

  async #makeQueue({ name, retries, seconds }: Definition): Promise<void> {
    const boss = await this.#start()
    const options: Omit<Queue, 'name' | 'policy'> = {
      notify: true,
      deadLetter: deadLetterQueue,
      retryLimit: retries,
      retryDelay: 2,
      retryBackoff: true,
      retryDelayMax: 600,
      expireInSeconds: seconds,
      heartbeatSeconds: silence,
      deleteAfterSeconds: kept.completed,
      retentionSeconds: kept.dead,
    }
    await boss.createQueue(name, { ...options, policy: 'short' })
    // A queue made by an earlier release follows the definition of this one.
    await boss.updateQueue(name, options)
  }

  async #startWorker(boss: PgBoss, definition: Definition): Promise<void> {
    let worker = ''
    const handle = async ([job]: JobWithMetadata<object>[]): Promise<void> => {
      if (job) await this.#run(definition, job)
      // Looks for the next job at once instead of after the pause between looks.
      boss.notifyWorker(worker)
    }
    const options = {
      includeMetadata: true,
      batchSize: 1,
      localConcurrency: 1,
      heartbeatRefreshSeconds: silence / 3,
      notifyPollingIntervalSeconds: look,
    } as const
    worker = await boss.work(definition.name, options, handle)
    boss.notifyWorker(worker)
  }

  async #drainOne(boss: PgBoss, definition: Definition, job: JobWithMetadata<object>) {
    const { name } = definition
    const { id } = job
    const sign = () => void boss.touch(name, id).catch(() => {})
    const signs = setInterval(sign, (silence / 3) * 1000).unref()
    try {
      await this.#run(definition, job, AbortSignal.timeout(definition.seconds * 1000))
      await boss.complete(name, id)
      return true
    } catch (error) {
      await boss.fail(name, id, error instanceof Error ? { message: error.message } : {})
      return false
    } finally {
      clearInterval(signs)
    }
  }

  async #run(definition: Definition, job: JobWithMetadata<object>, signal = job.signal) {
    const attempt = job.retryCount + 1
    const about = { job: definition.name, id: job.id, attempt }
    const start = this.#clock.now().getTime()
    try {
      await definition.work(job.data, { id: job.id, attempt, signal })
      const milliseconds = this.#clock.now().getTime() - start
      this.#log.info({ ...about, milliseconds }, 'job done')
    } catch (error) {
      const last = job.retryCount >= job.retryLimit
      const words = last ? 'job failed for good' : 'job failed, will be tried again'
      this.#log[last ? 'error' : 'warn']({ ...about, err: error }, words)
      throw error
    }
  }
}
