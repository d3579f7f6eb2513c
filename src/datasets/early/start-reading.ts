// Starts the child that reads a file; what is to become of it may be said later.
import { rmSync } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import type { Sandbox } from '#platform'
import type { IngestInput, IngestOrder, IngestOutcome, IngestProgress } from '@rimaq/tables'
import { WORTH_A_THREAD } from '@rimaq/tables/early'
import { stampOf } from '../file-stamp.ts'
import { workFolder } from '../sweep-temp.ts'

/** Limits of reading one file where nobody says others: milliseconds and bytes. */
export const readLimits = { time: 1_800_000, memory: 2 * 2 ** 30 }

/** The package's own script for a child, beside its door; it is run, not imported. */
const door = import.meta.resolve('@rimaq/tables')
const readChild = new URL(`./ingest-child${door.slice(-3)}`, door)

export interface ReadingOptions {
  sandbox: Sandbox
  /** The file, and its name as the office gave it. */
  path: string
  name: string
  /** Folder in which it gets one of its own. */
  temp: string
  limits: { time: number; memory: number }
  /** Other files that the order will name. */
  reads?: string[]
}

/** A file that is being read. Its `stop()` must be called, whatever became of it. */
export interface Reading {
  readonly path: string
  readonly name: string
  /** Its own: receives the table; the child may read and write in it. */
  readonly folder: string
  /** Which file it was when the reading began; null where there was none. */
  readonly stamp: string | null
  /** Calls `listen` for what was told last, and for all that is told from now on. */
  tellTo(listen: (message: IngestProgress) => void): void
  /** Says what is to become of the file; once. Rejects with SandboxError or what `cancel` was given. */
  finish(order: IngestOrder): Promise<IngestOutcome>
  /** Kills the child if it has not ended. */
  cancel(reason: unknown): void
  /** The same, waits for its end, and removes the folder. May be called again. */
  stop(): Promise<void>
  /** The same at once, for a process that is ending itself. */
  stopNow(): void
}

/** Answers when the folder is made; nothing of the file is waited for. */
export async function startReading(options: ReadingOptions): Promise<Reading> {
  const { sandbox, path, name, temp, limits, reads = [] } = options
  const found = await stat(path, { bigint: true }).catch(() => null)
  const stamp = found === null ? null : stampOf(found)
  const folder = await workFolder(temp, 'publish')
  const order = Promise.withResolvers<IngestOrder>()
  const ending = new AbortController()
  let last: IngestProgress | undefined
  let listener: ((message: IngestProgress) => void) | undefined
  const input: IngestInput = {
    ...{ path, name, outDir: folder, temp: folder },
    limits: { memory: Math.floor(limits.memory / 2) },
  }
  const outcome = sandbox.run<IngestOutcome>({
    module: readChild,
    input,
    more: order.promise,
    reads: [path, folder, ...reads],
    writes: [folder],
    ...limits,
    // Of any other file nothing is read by two threads, and none may be started.
    threads: found !== null && found.size >= WORTH_A_THREAD,
    progress: (message) => {
      last = message as IngestProgress
      listener?.(last)
    },
    signal: ending.signal,
  })
  // Whoever calls `finish` hears of it; a reading that was dropped has nobody to tell.
  outcome.catch(() => {})
  const cancel = (reason: unknown): void => ending.abort(reason)
  const unwanted = (): void => cancel(new Error('the file is not to be read any more'))
  return {
    ...{ path, name, folder, stamp, cancel },
    tellTo(listen) {
      listener = listen
      if (last !== undefined) listen(last)
    },
    finish(given) {
      order.resolve(given)
      return outcome
    },
    async stop() {
      unwanted()
      await outcome.catch(() => {})
      await rm(folder, { recursive: true, force: true })
    },
    stopNow() {
      unwanted()
      try {
        rmSync(folder, { recursive: true, force: true, maxRetries: 12, retryDelay: 20 })
      } catch {
        // A dying child may still be writing: the sweep of the next start takes what is left.
      }
    },
  }
}
