// Opens the private DuckDB of one ingest: bounded memory, its own folder, no way out.
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import type { DuckDBDataChunk, Json } from '@duckdb/node-api'
import { TableError } from '../model.ts'

export interface DuckOptions {
  /** Folder for the database file and what does not fit in memory. */
  temp: string
  /** Bytes; DuckDB treats it as a wish, the process that runs this must have its own limit. */
  memory: number
  threads: number
  /** Keep the staging table in a compressed file instead of in memory. */
  onDisk: boolean
  /** Bytes of a file above which its rows wait in a compressed file (default 64 MiB). */
  large?: number
  /** Bytes of a text file above which it is read by columns (default 1 MiB). */
  byColumns?: number
}

/** Above this size rows wait in a compressed file instead of in memory. */
export const LARGE: number = 64 << 20

/** Above this size text files are read by columns. */
export const BY_COLUMNS: number = 1 << 20

export class Duck {
  readonly #instance: DuckDBInstance
  readonly #connection: DuckDBConnection
  /** Folder for what is only needed while it is open. */
  readonly temp: string
  /** Bytes of a file above which its rows wait in a compressed file. */
  readonly large: number
  /** Bytes of a text file above which it is read by columns. */
  readonly byColumns: number
  readonly threads: number
  readonly #closing: (() => void)[] = []
  readonly #provided = new Map<string, () => Promise<void>>()

  private constructor(
    instance: DuckDBInstance,
    connection: DuckDBConnection,
    { temp, threads, large = LARGE, byColumns = BY_COLUMNS }: DuckOptions,
  ) {
    this.#instance = instance
    this.#connection = connection
    this.temp = temp
    this.threads = threads
    this.large = large
    this.byColumns = byColumns
  }

  static async open(options: DuckOptions): Promise<Duck> {
    const path = options.onDisk ? join(options.temp, 'ingest.duckdb') : ':memory:'
    const instance = await DuckDBInstance.create(path, {
      memory_limit: `${Math.round(options.memory / (1 << 20))}MiB`,
      temp_directory: join(options.temp, 'spill'),
      threads: String(options.threads),
      // Read by nobody but this process: the newest compression may be used.
      storage_compatibility_version: 'latest',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    })
    const duck = new Duck(instance, await instance.connect(), options)
    await duck.run("SET TimeZone = 'UTC'")
    // Files are written once and then asked once for each column.
    await duck.run('SET parquet_metadata_cache = true')
    return duck
  }

  /** Called once it is closed. */
  onClose(end: () => void): void {
    this.#closing.push(end)
  }

  /** Names a table or view that `make` creates when a statement first names it. */
  provide(name: string, make: () => Promise<void>): void {
    this.#provided.set(name, make)
  }

  async run(sql: string): Promise<void> {
    try {
      await this.#makeProvided(sql)
      await this.#connection.run(sql)
    } catch (error) {
      throw asTableError(error)
    }
  }

  /** Rows with values as JSON carries them: BIGINT, DECIMAL and dates as text. */
  async rows(sql: string): Promise<Json[][]> {
    try {
      await this.#makeProvided(sql)
      return (await this.#connection.runAndReadAll(sql)).getRowsJson()
    } catch (error) {
      throw asTableError(error)
    }
  }

  /** Hands out the rows piece by piece, null at the end, by a connection of its own. */
  async chunks(sql: string): Promise<() => Promise<DuckDBDataChunk | null>> {
    try {
      await this.#makeProvided(sql)
      const connection = await this.#instance.connect()
      const result = await connection.stream(sql)
      return async () => {
        const chunk = await result.fetchChunk()
        if (chunk !== null && chunk.rowCount > 0) return chunk
        connection.closeSync()
        return null
      }
    } catch (error) {
      throw asTableError(error)
    }
  }

  async row(sql: string): Promise<Json[]> {
    return (await this.rows(sql))[0] ?? []
  }

  async #makeProvided(sql: string): Promise<void> {
    for (const [name, make] of this.#provided) {
      if (!new RegExp(`\\b${name}\\b`).test(sql)) continue
      this.#provided.delete(name)
      await make()
    }
  }

  close(): void {
    this.#connection.closeSync()
    this.#instance.closeSync()
    for (const end of this.#closing) end()
  }
}

function asTableError(error: unknown): unknown {
  const message = error instanceof Error ? error.message : String(error)
  if (/no space left|disk is full|ENOSPC|max_temp_directory_size/i.test(message)) {
    return new TableError('disk-full', {}, { cause: error })
  }
  if (/^Out of Memory/i.test(message)) return new TableError('memory-limit', {}, { cause: error })
  return error
}

/** A text in single quotes. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** A name in double quotes. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
