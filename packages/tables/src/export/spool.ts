// Lets a child write a file at its own speed and hands the bytes on at the reader's.
import { randomUUID } from 'node:crypto'
import { open, unlink } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { TableError } from '../model.ts'
import type { CallOptions } from '../query-model.ts'
import type { Pool } from '../query/pool.ts'
import { lend } from '../page-memory.ts'
import { textLiteral } from '../query/sql-text.ts'

const chunkBytes = 1 << 20
const lookEvery = 4

export interface Spooled {
  bytes: AsyncGenerator<Uint8Array>
  /** Stops the child if it still writes, and lets go of the file. May be called twice. */
  close(): Promise<void>
}

/**
 * Runs `COPY … TO file` in a child and yields the file's bytes while it grows, so that a slow
 * reader holds a file on disk and not a child. The file loses its name as soon as it is open:
 * whatever happens, nothing stays behind. Resolves with the first bytes; rejects before them.
 */
export async function spool(
  pool: Pool,
  copy: (target: string) => string,
  options: { temp: string; memory?: 'usual' | 'four fifths'; call?: CallOptions },
): Promise<Spooled> {
  const path = join(options.temp, `export-${randomUUID()}`)
  const stop = new AbortController()
  const signals = [stop.signal, ...(options.call?.signal ? [options.call.signal] : [])]
  const writing = { done: false, error: null as unknown }
  const { memory = 'usual' } = options
  const job = { do: 'run' as const, statements: [copy(textLiteral(path))], memory }
  const finished = pool.run(job, { ...options.call, signal: AbortSignal.any(signals) }).then(
    () => (writing.done = true),
    (error: unknown) => {
      writing.error = error
      writing.done = true
    },
  )
  let file: FileHandle | null = null
  try {
    file = await appeared(path, writing)
    await unlink(path).catch(() => {})
    const opened = file
    const bytes = follow(opened, writing)
    const first = await bytes.next()
    const close = async () => {
      stop.abort()
      await finished
      await opened.close()
    }
    return { bytes: rest(first, bytes), close }
  } catch (error) {
    stop.abort()
    await file?.close()
    await unlink(path).catch(() => {})
    throw error
  }
}

async function appeared(
  path: string,
  writing: { done: boolean; error: unknown },
): Promise<FileHandle> {
  for (;;) {
    const ended = writing.done
    try {
      return await open(path, 'r')
    } catch (error) {
      if (writing.error) throw writing.error
      if (ended) throw new TableError('sql-failed', {}, { cause: error })
    }
    await wait(lookEvery)
  }
}

async function* follow(
  file: FileHandle,
  writing: { done: boolean; error: unknown },
): AsyncGenerator<Uint8Array> {
  let at = 0
  let room = lend(chunkBytes)
  for (;;) {
    const ended = writing.done
    const { bytesRead } = await file.read(room, 0, chunkBytes, at)
    at += bytesRead
    // A failed writer's last bytes are no answer: the reader learns of the failure instead.
    if (writing.error) throw writing.error
    if (bytesRead > 0) {
      yield room.subarray(0, bytesRead)
      room = lend(chunkBytes)
    } else if (ended) return
    else await wait(lookEvery)
  }
}

async function* rest(
  first: IteratorResult<Uint8Array>,
  bytes: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  if (!first.done) yield first.value
  yield* bytes
}

/**
 * The same bytes, with `close` called at their end, at an error, and also when the reader leaves
 * before the first byte: a generator's own `finally` does not run then.
 */
export function closing(
  bytes: AsyncIterable<Uint8Array>,
  close: () => Promise<void>,
): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]() {
      const inner = bytes[Symbol.asyncIterator]()
      return {
        async next() {
          try {
            const step = await inner.next()
            if (step.done) await close()
            return step
          } catch (error) {
            await close()
            throw error
          }
        },
        async return() {
          await close()
          await inner.return?.()
          return { done: true, value: undefined }
        },
      }
    },
  }
}
