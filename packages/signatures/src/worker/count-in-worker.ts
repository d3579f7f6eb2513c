// Counts the pages of PDF files of strangers in a thread that is ended when one takes too long.
import { Worker } from 'node:worker_threads'

const EXTENSION = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
const THREAD = new URL(`./count-thread.${EXTENSION}`, import.meta.url)

interface Waiting {
  path: string
  timeMs: number
  done: (pages: number | null) => void
}

const queue: Waiting[] = []
let thread: Worker | null = null
let isOnline = false
let isBusy = false

/**
 * The pages that the tree of pages leads to; null for what is no PDF, is encrypted with a password, is
 * damaged beyond repair, or takes longer than `timeMs` (by default 5,000). One thread is kept for all
 * files, one at a time; it keeps no process alive while it waits.
 */
export function countPagesInWorker(
  path: string,
  { timeMs = 5_000 }: { timeMs?: number } = {},
): Promise<number | null> {
  return new Promise((done) => {
    queue.push({ path, timeMs, done })
    next()
  })
}

function next(): void {
  const waiting = isBusy ? undefined : queue.shift()
  if (waiting === undefined) return
  isBusy = true
  const worker = thread ?? start()
  worker.ref()
  let timer: NodeJS.Timeout | undefined
  const end = (pages: number | null, isBroken: boolean): void => {
    clearTimeout(timer)
    for (const name of ['message', 'error', 'exit', 'online']) worker.removeAllListeners(name)
    if (isBroken) {
      thread = null
      worker.on('error', () => {})
      void worker.terminate()
    } else worker.unref()
    isBusy = false
    waiting.done(pages)
    next()
  }
  const ask = (): void => {
    isOnline = true
    timer = setTimeout(() => end(null, true), waiting.timeMs)
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    worker.postMessage(waiting.path)
  }
  worker.once('message', (pages: number | null) => end(pages, false))
  worker.once('error', () => end(null, true))
  worker.once('exit', () => end(null, true))
  // The time counts from when the thread runs, not from when a busy machine starts it.
  if (isOnline) ask()
  else worker.once('online', ask)
}

function start(): Worker {
  isOnline = false
  thread = new Worker(THREAD, { resourceLimits: { maxOldGenerationSizeMb: 200 } })
  return thread
}
