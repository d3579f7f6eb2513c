// Follows the running installation into the backup: stored files, finished journal segments, the log.
import { setTimeout as wait } from 'node:timers/promises'
import type pg from 'pg'
import type { Logger } from 'pino'
import { backupError, isBackupFolder, openForWriting } from './backup-folder.ts'
import type { BackupFolder } from './backup-folder.ts'
import { PlatformError } from '../platform-error.ts'
import { FilesCopy } from './copy-files.ts'
import { followLedger } from './copy-ledger.ts'
import { Completeness } from './completeness.ts'
import { SegmentArchive, assertStillThere } from './segment-archive.ts'
import {
  connectAlone,
  isArchiving,
  lockArchive,
  sampleJournal,
  serverIdentity,
  setArchiveTimeout,
} from './store-backup.ts'
import type { Source } from './take-base.ts'

/** Seconds after which PostgreSQL closes a begun segment: with the second it takes to copy, the loss. */
const archiveSeconds = 25
/** Milliseconds between looks at the journal, and between looks at everything. */
const look = 500
const lookAtAll = 5_000
const toldAgain = 300_000

export interface ArchiveState {
  /** Does this process archive? One of those on a data folder does. */
  leads: boolean
  /** Finished segments that are not in the backup yet. */
  waiting: number
  /** Since when it fails, and why; null while it works. */
  failing: { since: Date; reason: Error } | null
  /** Everything committed before is in the backup; null until that is known. */
  completeUntil: Date | null
  /** Since when every segment goes into this folder: an older base backup leads nowhere. */
  since: Date | null
}

export interface ArchiveOptions {
  to: string
  secret: string | null
  source: Source
  log: Logger
  now?: () => Date
}

export interface Archive {
  state(): ArchiveState
  /** Archives what is there now; rejects with what stands in the way. */
  pass(): Promise<void>
  /** After the database was closed: takes what its end produced, and lets another process follow. */
  close(): Promise<void>
}

/** Runs until `close()`. A failure is told, and tried again for ever; it never stops the server. */
export function startArchive(options: ArchiveOptions): Archive {
  const archive = new Following(options)
  archive.run()
  return archive
}

class Following implements Archive {
  readonly #options: ArchiveOptions
  readonly #now: () => Date
  #client: pg.Client | null = null
  #folder: BackupFolder | null = null
  #files: FilesCopy | null = null
  #segments: SegmentArchive | null = null
  #complete: Completeness | null = null
  #leads = false
  #since: Date | null = null
  #failing: ArchiveState['failing'] = null
  #told = 0
  #lastAll = 0
  #closed = new AbortController()
  #running: Promise<void> = Promise.resolve()
  #turn: Promise<void> = Promise.resolve()

  constructor(options: ArchiveOptions) {
    this.#options = options
    this.#now = options.now ?? (() => new Date())
  }

  state(): ArchiveState {
    return {
      leads: this.#leads,
      waiting: this.#segments?.waiting ?? 0,
      failing: this.#failing,
      completeUntil: this.#complete?.until ?? null,
      since: this.#since,
    }
  }

  run(): void {
    this.#running = this.#loop()
  }

  async #loop(): Promise<void> {
    const { signal } = this.#closed
    while (!signal.aborted) {
      await this.#inTurn(false).catch((error: unknown) => this.#tell(error as Error))
      await wait(look, undefined, { signal }).catch(() => {})
    }
  }

  pass(): Promise<void> {
    return this.#inTurn(true)
  }

  #inTurn(all: boolean): Promise<void> {
    const turn = this.#turn.then(() => this.#pass(all))
    this.#turn = turn.catch(() => {})
    return turn
  }

  async #pass(all: boolean): Promise<void> {
    try {
      await this.#attach()
      if (!this.#leads || !this.#folder) return
      await this.#follow(this.#folder, all)
      if (this.#failing) this.#options.log.info('the backup follows again')
      this.#failing = null
    } catch (error) {
      throw backupError(error, this.#options.to)
    }
  }

  #tell(reason: Error): void {
    const since = this.#failing?.since ?? this.#now()
    const first = this.#failing === null
    this.#failing = { since, reason }
    if (!first && performance.now() - this.#told < toldAgain) return
    this.#told = performance.now()
    this.#options.log.warn({ err: reason, since }, 'the backup does not follow; trying again')
  }

  /** Connects, and leads where no other process does. Without a database there is only this one. */
  async #attach(): Promise<void> {
    const { cluster } = this.#options.source
    if (cluster && !this.#client) {
      if (this.#closed.signal.aborted) return
      // While the database is away, finished segments can still be taken by who led before.
      const client = await connectAlone(cluster.administration).catch((error: unknown) => {
        if (this.#leads) return null
        throw error
      })
      if (!client) return
      client.once('end', () => (this.#client = null))
      this.#client = client
      this.#leads = false
    }
    if (this.#leads) return
    if (this.#client && !(await lockArchive(this.#client))) return
    await this.#begin()
  }

  async #begin(): Promise<void> {
    const { to, secret, source } = this.#options
    const identity = this.#client ? await serverIdentity(this.#client) : null
    const installation = identity?.systemIdentifier ?? null
    if (source.cluster) await assertStillThere(source.cluster.folder, to)
    const folder = await openForWriting({ path: to, secret, installation })
    if (source.cluster && this.#client && identity) {
      if (!(await isArchiving(this.#client)))
        throw new Error('PostgreSQL runs without archive_mode')
      const { segmentBytes } = identity
      this.#segments = new SegmentArchive({ folder, cluster: source.cluster.folder, segmentBytes })
      this.#complete = new Completeness(folder, segmentBytes)
      const { lsn } = await sampleJournal(this.#client)
      this.#since = await this.#segments.open(this.#now(), lsn)
      await setArchiveTimeout(this.#client, archiveSeconds)
    }
    this.#files = source.files ? new FilesCopy(folder, source.files) : null
    this.#folder = folder
    this.#leads = true
  }

  async #follow(folder: BackupFolder, asked: boolean): Promise<void> {
    const all = asked || performance.now() - this.#lastAll >= lookAtAll
    const ready = (await this.#segments?.ready()) ?? []
    if (!all && ready.length === 0) return
    if (!(await isBackupFolder(folder.path))) {
      throw new PlatformError('backup-folder-missing', { path: folder.path })
    }
    if (all && this.#client) this.#complete?.add(await sampleJournal(this.#client))
    // Files first: a row in an archived segment never names a file that the backup does not have.
    const copied = await this.#files?.follow()
    for (const hash of copied?.damaged ?? []) {
      this.#options.log.error({ hash }, 'a stored file is not what its name says: not backed up')
    }
    for (const name of ready) await this.#segments?.archive(name)
    await followLedger(folder, this.#options.source.ledger)
    if (this.#segments) await this.#complete?.update(this.#segments.through)
    this.#lastAll = performance.now()
  }

  async close(): Promise<void> {
    this.#closed.abort()
    await this.#running
    await this.pass().catch((error: unknown) => this.#tell(error as Error))
    await this.#segments?.close().catch(() => {})
    await this.#client?.end().catch(() => {})
  }
}
