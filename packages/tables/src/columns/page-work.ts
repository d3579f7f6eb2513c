// Makes pages of a column's cells whose rows are known, in whichever thread has the time.
import type { StoredChunk } from './cell-store.ts'
import { plainPages, wholePages } from './chunk-pages.ts'
import { type CodeShape, byteShape, wideShape } from './code-shapes.ts'
import { type ColumnPages, packPage } from './parquet-file.ts'

/** Codes of a dictionary; cells as they are; cells of digits as numbers of eight bytes. */
export type PageKind = 'codes' | 'texts' | 'whole'

/** The cells of one column in a chunk, and what is to become of them. */
export interface PageItem {
  kind: PageKind
  chunk: StoredChunk
  /** The greatest code of the column, and those of cells that are likely to have no value. */
  most: number
  without: readonly number[]
}

/** Pages to be made by two threads, each taking the next that is free. */
export interface PagesOrder {
  items: readonly PageItem[]
  /** For each item one of `PAGE`; both threads see it. */
  state: Int32Array
}

export const PAGE = { free: 0, taken: 1, made: 2 } as const

/** Compressed. Of codes whose values are shorter than they there is none. */
export type MadePages = CodeShape | ColumnPages | null

/** Whether the caller makes the item; who asks next is told no. */
export function takePage({ state }: PagesOrder, at: number): boolean {
  return Atomics.compareExchange(state, at, PAGE.free, PAGE.taken) === PAGE.free
}

export function makePages({ kind, chunk, most, without }: PageItem): MadePages {
  if (kind !== 'codes') {
    const pages = kind === 'texts' ? plainPages(chunk) : wholePages(chunk)
    return { ...pages, data: packPage(pages.data) }
  }
  const shape = isOfBytes(chunk, without) ? byteShape(chunk) : wideShape(chunk, most, { without })
  return shape && { ...shape, data: packPage(shape.data) }
}

/** As `codePages` decides it once the values are known: every code up to the greatest has one. */
function isOfBytes({ width, bytes, rows }: StoredChunk, without: readonly number[]): boolean {
  if (width !== 1) return false
  if (without.length === 0) return true
  const least = Math.min(...without)
  // Where such a cell stands, it is found at once.
  if (Buffer.from(bytes.buffer, bytes.byteOffset, rows).includes(least)) return false
  for (let row = 0; row < rows; row++) if (bytes[row]! > least) return false
  return true
}
