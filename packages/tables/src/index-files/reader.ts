// Opens index files, keeps a bounded number of them and of their blocks, and refuses damaged ones.
import type { TableFiles } from '../model.ts'
import { makeBlockCache } from './block-cache.ts'
import { makeCache } from './cache.ts'
import type { Cache } from './cache.ts'
import { codesWeight, readCodes } from './column-codes.ts'
import type { ColumnCodes } from './column-codes.ts'
import { IndexFileError } from './container.ts'
import type { Container } from './container.ts'
import { openOrder } from './order-file.ts'
import type { OrderFile } from './order-file.ts'
import { openRows } from './rows-file.ts'
import type { RowsFile } from './rows-file.ts'
import type { RunningSums } from './running-sums.ts'
import { openWords } from './words-file.ts'
import type { WordEntry, WordsFile } from './words-file.ts'

export interface ReaderOptions {
  /** Bytes of unpacked blocks and row lists kept (default 128 MiB); three fifths as much again of columns and sums. */
  cacheBytes?: number
  /** Files open at most, at least 64 (default 256). */
  openFiles?: number
  /** Called once per file that is missing, damaged, or of another table. */
  warn?: (problem: { path: string; message: string }) => void
}

/** Index files of all tables, opened when first asked. */
export interface IndexReader {
  rows(table: TableFiles): RowsFile | null
  order(table: TableFiles, column: string): OrderFile | null
  words(table: TableFiles): WordsFile | null
  /** The column of all rows, unpacked and kept; null when there is none or it would not fit. */
  codes(table: TableFiles, column: string): Promise<ColumnCodes | null>
  /** Row lists worked out before: a version never changes, so they stay true. */
  lists: Cache<Uint32Array>
  /** Sums along orders, made at the second question of their kind. */
  sums: Cache<RunningSums | 'asked' | 'building' | 'never'>
  /** Says that a file turned out damaged; it is not used again until the reader is made anew. */
  distrust(error: IndexFileError): void
  state(): { files: number; bytes: number }
  close(): void
}

const COLUMNS_SHARE = 0.5
const SUMS_SHARE = 0.1

type Opened = { container: Container; weight: number }

export function makeIndexReader(options: ReaderOptions = {}): IndexReader {
  const bytes = options.cacheBytes ?? 128 * 2 ** 20
  const blocks = makeBlockCache(bytes * 0.4)
  const chunks = makeCache<Uint32Array>(bytes * 0.3)
  const entries = makeCache<WordEntry[]>(bytes * 0.1)
  const lists = makeCache<Uint32Array>(bytes * 0.2)
  const sums: IndexReader['sums'] = makeCache(bytes * SUMS_SHARE)
  const columns = makeCache<ColumnCodes>(bytes * COLUMNS_SHARE)
  const loading = new Map<string, Promise<ColumnCodes | null>>()
  const files = makeCache<Opened>(Math.max(64, options.openFiles ?? 256), (file) =>
    file.container.close(),
  )
  const distrusted = new Set<string>()
  const distrust = (path: string, message: string) => {
    if (distrusted.has(path)) return
    distrusted.add(path)
    files.delete(path)
    options.warn?.({ path, message })
  }
  const open = <T extends Opened>(
    table: TableFiles,
    path: string | undefined,
    opener: (path: string) => T,
  ): T | null => {
    if (path === undefined || distrusted.has(path)) return null
    const belongs = ({ container: { directory } }: Opened) =>
      directory.table === table.manifest.parquet.sha256 && directory.rows === table.manifest.rows
    const known = files.get(path)
    // A path may have been given to another version since; in a content-addressed store it never is.
    if (known && belongs(known)) return known as T
    try {
      const file = opener(path)
      if (!belongs(file)) {
        file.container.close()
        throw new IndexFileError(path, 'belongs to another table')
      }
      files.set(path, file, 1)
      return file
    } catch (error) {
      // Whatever is wrong with an index file, the Parquet file still answers.
      distrust(path, error instanceof Error ? error.message : String(error))
      return null
    }
  }
  const order = (table: TableFiles, column: string) =>
    open(table, ownPath(table, column), (path) => openOrder(path, chunks))
  return {
    rows: (table) => open(table, table.indexes?.rows, (path) => openRows(path, blocks)),
    order,
    words: (table) => open(table, table.indexes?.words, (path) => openWords(path, entries)),
    async codes(table, column) {
      const file = order(table, column)
      if (!file) return null
      const weight = codesWeight(file.container)
      // A question needs two or three columns at once; larger ones would only push each other out.
      if (weight === 0 || weight > (bytes * COLUMNS_SHARE) / 3) return null
      const key = `${file.container.path} ${file.container.directory.table}`
      const known = columns.get(key)
      if (known) return known
      const started = loading.get(key) ?? readCodes(file.container)
      loading.set(key, started)
      try {
        const found = await started
        if (found) columns.set(key, found, weight + 200)
        return found
      } finally {
        loading.delete(key)
      }
    },
    lists,
    sums,
    distrust(error) {
      distrust(error.path, error.message)
    },
    state: () => ({
      files: files.weight(),
      bytes: [blocks, chunks, entries, lists, sums, columns].reduce(
        (sum, one) => sum + one.weight(),
        0,
      ),
    }),
    close() {
      for (const cache of [blocks, chunks, entries, lists, sums, columns, files]) cache.clear()
    },
  }
}

function ownPath(table: TableFiles, column: string): string | undefined {
  const orders = table.indexes?.orders
  return orders && Object.hasOwn(orders, column) ? orders[column] : undefined
}

let shared: IndexReader | undefined

/** The reader of those who bring none: one cache for all tables of the process. */
export function sharedReader(): IndexReader {
  return (shared ??= makeIndexReader())
}
