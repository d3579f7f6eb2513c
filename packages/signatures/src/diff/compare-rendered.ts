// Draws the pages of two states of a document in a thread of its own and says where they look different.
import { Worker } from 'node:worker_threads'
import type { Place } from './modification.ts'

export interface RenderedOptions {
  /** All together; by default 20,000. What was compared by then is in the answer. */
  timeMs?: number
  /** Of the drawing engine, in MiB; by default 384. */
  memoryMb?: number
  /** Only the first so many pages; by default 200. */
  pages?: number
  /** Pixels for a point; by default 1. Pages of more than 4 million pixels are drawn smaller. */
  scale?: number
}

export interface RenderedPage {
  /** From 1 on. */
  page: number
  /** Left, bottom, right, top in points of the page as it is shown; empty where nothing differs. */
  boxes: NonNullable<Place['box']>[]
}

export interface RenderedComparison {
  /** Pages of the two states. */
  count: { before: number; after: number }
  /** Those compared, in order. */
  pages: RenderedPage[]
  /** Why not all pages were compared; null when they were. */
  ended: 'time' | 'memory' | 'unreadable' | 'too-many-pages' | null
}

/** What the thread sends: first the counts, then page by page, then the end. */
export type FromDrawing =
  | { count: RenderedComparison['count'] }
  | RenderedPage
  | { ended: RenderedComparison['ended'] }

export interface ToDrawing {
  before: Uint8Array
  after: Uint8Array
  memoryMb: number
  pages: number
  scale: number
}

const EXTENSION = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
const THREAD = new URL(`./draw-thread.${EXTENSION}`, import.meta.url)

/**
 * Compares pictures, not objects: it shows a person where to look and is no verdict, for the engine
 * may draw a hostile document otherwise than another program. Form fields and annotations are drawn.
 * It never throws for a document: what cannot be drawn is told by `ended`.
 */
export async function compareRendered(
  before: Uint8Array,
  after: Uint8Array,
  options: RenderedOptions = {},
): Promise<RenderedComparison> {
  const { timeMs = 20_000, memoryMb = 384, pages = 200, scale = 1 } = options
  const found: RenderedComparison = {
    count: { before: 0, after: 0 },
    pages: [],
    ended: 'unreadable',
  }
  const given: ToDrawing = { before, after, memoryMb, pages, scale }
  const worker = new Worker(THREAD, {
    workerData: given,
    resourceLimits: { maxOldGenerationSizeMb: 128 },
    // The engine complains there about what `ended` says.
    stderr: true,
  })
  worker.stderr.resume()
  let timer: NodeJS.Timeout | undefined
  try {
    await new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        found.ended = 'time'
        resolve()
      }, timeMs)
      worker.on('message', (sent: FromDrawing) => {
        if ('count' in sent) found.count = sent.count
        else if ('page' in sent) found.pages.push(sent)
        else found.ended = sent.ended
      })
      // An engine that gives up ends its thread; `ended` then still says `unreadable`.
      worker.once('error', () => resolve())
      worker.once('exit', () => resolve())
    })
    return found
  } finally {
    clearTimeout(timer)
    await worker.terminate()
  }
}
