// The ground every room stands on: what main.ts builds once and hands to the rooms.
import type { Kysely, Transaction } from 'kysely'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import type { Settings } from './settings.ts'
import type { Schema } from './schema.generated.ts'

export interface Ground {
  settings: Settings
  log: Logger
  metrics: Registry
  clock: Clock
  database: Database
  files: FileStore
  jobs: Jobs
  locale: Locale
  sandbox: Sandbox
  egress: Egress
}

/** Time comes from here, so that tests can set it. */
export interface Clock {
  now(): Date
}

export interface Database {
  kysely: Kysely<Schema>
  transaction<T>(work: (trx: Transaction<Schema>) => Promise<T>): Promise<T>
  /**
   * Calls `hear` for each NOTIFY on the channel; survives reconnects, after which `missed` is called,
   * because notifications may have been lost in between. Returns a way to stop.
   */
  listen(
    channel: string,
    hear: (payload: string) => void,
    missed?: () => void,
  ): Promise<() => Promise<void>>
  /** Connection string of the running server (socket or `DATABASE_URL`). */
  url: string
  close(): Promise<void>
}

/** SHA-256 in lower-case hex: the address of a stored file. */
export type ContentHash = string & { readonly brand: 'ContentHash' }

/** Content-addressed, on disk or S3. Nothing is acknowledged before it is durable (fsync, rename, fsync). */
export interface FileStore {
  /** Streams bytes in; the answer is given after they are durable. */
  put(bytes: AsyncIterable<Uint8Array>): Promise<{ hash: ContentHash; bytes: number }>
  /** Moves or copies a local file in. */
  putFile(path: string): Promise<{ hash: ContentHash; bytes: number }>
  /** Copies a local file beside the others, durably, and hashes the copy; it has no address yet. */
  prepareFile(path: string): Promise<PreparedFile>
  has(hash: ContentHash): Promise<boolean>
  size(hash: ContentHash): Promise<number | null>
  /** `start` and `end` (inclusive) as in HTTP Range. */
  read(
    hash: ContentHash,
    range?: { start?: number; end?: number },
  ): Promise<AsyncIterable<Uint8Array>>
  /** A path on this machine that holds the whole file (S3: a local cache of immutable files). */
  local(hash: ContentHash): Promise<string>
  /** Removes what no caller names any more; `keep` says what is still referenced. */
  sweep(keep: (hash: ContentHash) => Promise<boolean>): Promise<number>
}

/** A file on its way into the store; one of `keep` and `drop` must be called. */
export interface PreparedFile {
  hash: ContentHash
  bytes: number
  /** Gives it its address; the answer is given after that is durable. */
  keep(): Promise<{ hash: ContentHash; bytes: number }>
  /** Removes it; after `keep` it does nothing. */
  drop(): Promise<void>
}

/** Jobs are enqueued in the caller's transaction and run at least once. */
export interface Jobs {
  define<T extends object>(
    name: string,
    work: (data: T, context: { id: string; attempt: number; signal: AbortSignal }) => Promise<void>,
    options?: { retries?: number; seconds?: number; concurrency?: number },
  ): void
  send<T extends object>(
    name: string,
    data: T,
    options?: { transaction?: Transaction<Schema>; once?: string; after?: Date },
  ): Promise<void>
  /** Opens what `send` of this job needs while other work goes on; where that fails, `send` tells it. */
  prepare(name: string): void
  /** Starts the workers of the jobs defined so far. */
  work(): Promise<void>
  /** Runs every waiting job of these names now, in this process; for the CLI and tests. */
  drain(names: string[]): Promise<number>
  stop(): Promise<void>
}

export type Lang = 'es' | 'en' | 'qu'

/** `translate('open-data.search.count', { count: 3 })`; a missing key is an error in tests. */
export type Translate = (key: string, values?: Record<string, unknown>) => string

export interface Locale {
  languages: readonly Lang[]
  /** In which days and hours are told, for instance `America/Lima`. */
  timeZone: string
  for(lang: Lang): Translate
  number(lang: Lang, value: number, options?: { digits?: number }): string
  /** Long date in the language; Quechua from our own tables. */
  date(lang: Lang, value: Date | string, style?: 'long' | 'short' | 'month'): string
  dateTime(lang: Lang, value: Date): string
  /** "hace 3 días", "3 days ago". */
  ago(lang: Lang, value: Date, now: Date): string
  bytes(lang: Lang, value: number): string
}

/** Runs a script of ours over untrusted bytes in a disposable child, killed at its limits. */
export interface Sandbox {
  run<T>(task: SandboxTask): Promise<T>
}

export interface SandboxTask {
  /** Module file whose `run(input, tell, more)` is called in the child. */
  module: URL
  input: unknown
  /**
   * What the task is told once it is known, in a second message; the child has a promise of it. When
   * it rejects the task is killed, and `run()` rejects with that reason.
   */
  more?: Promise<unknown>
  /** Paths the child may read, and write. Nothing else, and no network. */
  reads: string[]
  writes: string[]
  /** Milliseconds and bytes at which it is killed. */
  time: number
  memory: number
  /**
   * It may start threads. Node holds a thread to less than its process, so a task drops the permission
   * (`process.permission.drop('worker')`) once it has started the one it needs.
   */
  threads?: boolean
  progress?: (message: unknown) => void
  signal?: AbortSignal
}

/** The only way out: http(s), public addresses only (literals and every resolved one), capped. */
export interface Egress {
  fetch(
    url: string,
    options?: {
      method?: string
      headers?: Record<string, string>
      body?: Uint8Array | string
      /** Only these hosts, at each redirect too: `push.example`, `*.push.example`. */
      hosts?: readonly string[]
      /** Bytes of answer at most (default 10 MiB) and milliseconds (default 10,000). */
      bytes?: number
      time?: number
    },
  ): Promise<{ status: number; headers: Record<string, string>; body: Uint8Array }>
}

/** A letter to one person. Mail travels openly: say that there is something to read, not what. */
export interface Letter {
  to: string
  subject: string
  /** Plain text. */
  text: string
  /** Not sent any more from then on. */
  expires?: Date
}

/** `sent`: a mail server took it. `refused`: one refused it for good; `fault` has its words. */
export interface LetterFate {
  state: 'waiting' | 'sent' | 'refused' | 'expired'
  fault: string | null
  /** When it was sent, refused or given up. */
  ended: Date | null
}

/** Mail by SMTP, where it is set up. */
export interface Mail {
  /** The letter exists exactly when the transaction commits, and is sent by a job; answers its id. */
  send(letter: Letter, transaction: Transaction<Schema>): Promise<string>
  /** What became of letters, by id, for rooms to which a refusal means something. */
  fates(ids: readonly string[]): Promise<ReadonlyMap<string, LetterFate>>
  /** What waits, since when and why; what was refused for good in the last thirty days. */
  counts(): Promise<{
    waiting: number
    oldest: Date | null
    fault: string | null
    refused: number
  }>
  /** Puts every letter that waits in the queue, and answers how many. */
  requeue(): Promise<number>
  /** Looks every hour for letters that nobody sends; answers how to stop. */
  keep(): () => void
  close(): void
}
