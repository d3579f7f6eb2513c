// Runs SQL from strangers: a locked DuckDB that can see the named files and nothing else.
import { DuckDBInstance } from '@duckdb/node-api'
import type { DuckDBConnection } from '@duckdb/node-api'
import { TableError } from '../model.ts'
import { postgresStatement } from './postgres-dialect.ts'
import type { Selected, StrangerJob } from './protocol.ts'
import { select } from './select.ts'
import { identifier, parquetSource, textLiteral } from './sql-text.ts'
import { checkStatement } from './stranger-statement.ts'

interface Sandbox {
  instance: DuckDBInstance
  connection: DuckDBConnection
}

export interface Sandboxes {
  /** Throws `sql-syntax`, `sql-forbidden`, `sql-unknown-table`, or what DuckDB throws. */
  run(job: StrangerJob, started: (connection: DuckDBConnection) => void): Promise<Selected>
}

const kept = 8

/** One locked instance per set of tables and dialect; the last few are kept open. */
export function createSandboxes(options: { memory: number; threads: number }): Sandboxes {
  const open = new Map<string, Sandbox>()

  async function sandbox(job: StrangerJob): Promise<Sandbox> {
    const key = JSON.stringify([job.dialect, job.tables])
    const known = open.get(key)
    if (known) {
      open.delete(key)
      open.set(key, known)
      return known
    }
    const made = await createSandbox(job, options)
    open.set(key, made)
    for (const [oldest, old] of open) {
      if (open.size <= kept) break
      open.delete(oldest)
      old.connection.closeSync()
      old.instance.closeSync()
    }
    return made
  }

  return {
    async run(job, started) {
      const { connection } = await sandbox(job)
      started(connection)
      const reader = await connection.runAndReadAll(
        'SELECT json_serialize_sql(CAST($1 AS VARCHAR))',
        [job.sql],
      )
      const text = reader.getRows()[0]![0] as string
      const statement = checkStatement(text, job)
      const sql =
        job.dialect === 'postgres'
          ? await postgresStatement(connection, statement, job.sql)
          : job.sql
      return select(connection, sql, { rows: job.limit, bytes: job.bytes })
    },
  }
}

/** Opens the named files, then locks itself: settings and other files are out of reach for good. */
export async function createSandbox(
  job: StrangerJob,
  options: { memory: number; threads: number },
): Promise<Sandbox> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(options.threads),
    memory_limit: `${options.memory}B`,
    // No spilling: what does not fit is too large a question for a stranger.
    temp_directory: '',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    errors_as_json: 'true',
    // The system keeps file pages already; a second copy would count as this child's memory.
    enable_external_file_cache: 'false',
    ...(job.dialect === 'postgres'
      ? { integer_division: 'true', default_null_order: 'nulls_last_on_asc_first_on_desc' }
      : {}),
  })
  const connection = await instance.connect()
  try {
    await connection.run('SET parquet_metadata_cache = true')
    const paths = job.tables.map((table) => textLiteral(table.parquet))
    await connection.run(`SET allowed_paths = [${paths.join(', ')}]`)
    for (const table of job.tables) {
      const source = parquetSource(table.parquet)
      await connection.run(`CREATE VIEW ${identifier(table.name)} AS SELECT * FROM ${source}`)
    }
    await connection.run('SET enable_external_access = false')
    await connection.run('SET lock_configuration = true')
  } catch (cause) {
    connection.closeSync()
    instance.closeSync()
    if (cause instanceof TableError) throw cause
    throw new TableError('sql-failed', { message: 'The tables could not be opened.' }, { cause })
  }
  return { instance, connection }
}
