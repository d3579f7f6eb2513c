// Builds the index files of a version from its Parquet file; runs in a background job's child.
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { IndexFiles, TableFiles } from '../model.ts'
import { TableError } from '../model.ts'
import { buildOrder } from './build-order.ts'
import { buildRows } from './build-rows.ts'
import { buildTexts } from './build-texts.ts'
import { buildWords } from './build-words.ts'
import { chooseOrders } from './choose-orders.ts'

export interface BuildOptions {
  table: TableFiles
  /** Existing folder that receives `rows.blocks`, `csv.text`, `dump.text`, `order-<column>.idx` and `words.idx`. */
  outDir: string
  /** Folder for DuckDB's spill files. */
  temp: string
  /** Column ids sorted first whatever the budget says; the others follow as far as it reaches. */
  orders?: string[]
  /** Bytes all orders together may take (default: see `chooseOrders`). */
  orderBytes?: number
  /** Bytes the word index may take (default 256 MiB); beyond, there is none and a scan answers. */
  wordBytes?: number
  /** Bytes of memory this work should stay near (default 1 GiB); long sorts take up to three quarters more. */
  memory?: number
  progress?: (done: {
    step: 'rows' | 'texts' | 'order' | 'words'
    column?: string
    share: number
  }) => void
  signal?: AbortSignal
}

/** DuckDB passes its limit while it sorts, and the writers need some too. */
const DUCKDB_SHARE = 0.6

/** What the builders share. */
export interface Workshop {
  connection: DuckDBConnection
  /** Another connection, for a second stream; whoever takes it closes it. */
  connect(): Promise<DuckDBConnection>
  /** SQL of the Parquet file. */
  source: string
  table: TableFiles
  outDir: string
  signal: AbortSignal
}

/**
 * Writes immutable index files and says where they are; absent ones were not worth their bytes.
 * Throws `cancelled` on the signal; half-written files are removed then.
 */
export async function buildIndexes(options: BuildOptions): Promise<IndexFiles> {
  const { table, outDir, progress = () => {} } = options
  const signal = options.signal ?? new AbortController().signal
  const spill = join(options.temp, `spill-${process.pid}-${Date.now()}`)
  await mkdir(spill, { recursive: true })
  const instance = await DuckDBInstance.create(':memory:', {
    temp_directory: spill,
    memory_limit: `${Math.round(((options.memory ?? 2 ** 30) * DUCKDB_SHARE) / 2 ** 20)}MiB`,
    preserve_insertion_order: 'true',
  })
  const connection = await instance.connect()
  const source = `read_parquet('${table.parquet.replaceAll("'", "''")}')`
  const connect = () => instance.connect()
  const shop: Workshop = { connection, connect, source, table, outDir, signal }
  const started: string[] = []
  const file = (name: string) => {
    const path = join(outDir, name)
    started.push(path)
    return path
  }
  const interrupt = () => connection.interrupt()
  signal.addEventListener('abort', interrupt)
  try {
    const rows = file('rows.blocks')
    await buildRows(shop, rows, (share) => progress({ step: 'rows', share }))
    const texts = await buildTexts(shop, file)
    progress({ step: 'texts', share: 1 })
    const orders: Record<string, string> = {}
    const columns = await chooseOrders(shop, options)
    for (const [at, column] of columns.entries()) {
      const path = file(`order-${column.id}.idx`)
      await buildOrder(shop, column, path, rows)
      orders[column.id] = path
      progress({ step: 'order', column: column.id, share: (at + 1) / columns.length })
    }
    const words = file('words.idx')
    const kept = await buildWords(shop, words, options.wordBytes ?? 256 * 2 ** 20).catch(whenFull)
    progress({ step: 'words', share: 1 })
    return { rows, orders, texts, ...(kept ? { words } : {}) }
  } catch (error) {
    for (const path of started) await rm(path, { force: true })
    throw signal.aborted ? new TableError('cancelled', {}, { cause: error }) : error
  } finally {
    signal.removeEventListener('abort', interrupt)
    connection.closeSync()
    instance.closeSync()
    await rm(spill, { recursive: true, force: true })
  }
}

/** Words that do not fit the memory are left to the scan; rows and orders are kept all the same. */
function whenFull(error: unknown): false {
  if (error instanceof Error && error.message.startsWith('Out of Memory')) return false
  throw error
}
