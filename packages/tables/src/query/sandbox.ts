// Runs SQL from strangers: a locked DuckDB that can see the named files and nothing else.
import { DuckDBInstance } from '@duckdb/node-api'
import type { DuckDBConnection, DuckDBPreparedStatement } from '@duckdb/node-api'
import { TableError } from '../model.ts'
import { plainSelect } from './plain-select.ts'
import type { PlainSelect } from './plain-select.ts'
import { postgresStatement } from './postgres-dialect.ts'
import { columnNames, renamed } from './postgres-names.ts'
import type { PlainQuestion, Selected, StrangerJob } from './protocol.ts'
import { select } from './select.ts'
import { identifier, parquetSource, textLiteral } from './sql-text.ts'
import { checkStatement } from './stranger-statement.ts'

interface Sandbox {
  instance: DuckDBInstance
  connection: DuckDBConnection
}

/** What a sandbox needs to know of a question: its dialect, and the files it may see. */
type Asked = Pick<StrangerJob, 'dialect' | 'tables'>

/** A sandbox that sees no file at all, with its statement for parsing ready. */
interface Parser {
  sandbox: Sandbox
  statement: DuckDBPreparedStatement
  keywords: ReadonlySet<string>
}

export interface Sandboxes {
  /** Throws `sql-syntax`, `sql-forbidden`, `sql-unknown-table`, or what DuckDB throws. */
  run(job: StrangerJob, started: (connection: DuckDBConnection) => void): Promise<Selected>
  /** The same checks, and what the statement asks if it is a plain one; it is not run. */
  plain(
    job: PlainQuestion,
    started: (connection: DuckDBConnection) => void,
  ): Promise<PlainSelect | null>
}

const kept = 8
const serialize = 'SELECT json_serialize_sql(CAST($1 AS VARCHAR))'

/** One locked instance per set of tables and dialect; the last few are kept open. */
export function createSandboxes(options: { memory: number; threads: number }): Sandboxes {
  const open = new Map<string, Sandbox>()

  async function sandbox(job: Asked): Promise<Sandbox> {
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

  const parsers = new Map<string, Promise<Parser>>()

  async function parser({ dialect }: PlainQuestion): Promise<Parser> {
    const known = parsers.get(dialect)
    if (known) return known
    const made = createParser(dialect, options)
    parsers.set(dialect, made)
    return made
  }

  return {
    async plain(job, started) {
      const { sandbox: box, statement, keywords } = await parser(job)
      started(box.connection)
      statement.bindVarchar(1, job.sql)
      const reader = await statement.runAndReadAll()
      const tree = checkStatement(reader.getRows()[0]![0] as string, job)
      return plainSelect(tree, { dialect: job.dialect, keywords })
    },
    async run(job, started) {
      const { connection } = await sandbox(job)
      started(connection)
      const reader = await connection.runAndReadAll(serialize, [job.sql])
      const text = reader.getRows()[0]![0] as string
      const statement = checkStatement(text, job)
      const limits = { rows: job.limit, bytes: job.bytes }
      if (job.dialect !== 'postgres') return select(connection, job.sql, limits)
      const names = columnNames(statement, job.sql)
      const answer = await select(
        connection,
        await postgresStatement(connection, statement, job.sql),
        limits,
      )
      const called = renamed(
        answer.columns.map(({ name }) => name),
        names,
      )
      const columns = answer.columns.map((one, at) => ({ ...one, name: called[at] ?? one.name }))
      return { ...answer, columns }
    },
  }
}

async function createParser(
  dialect: StrangerJob['dialect'],
  options: { memory: number; threads: number },
): Promise<Parser> {
  const sandbox = await createSandbox({ dialect, tables: [] }, options)
  const words = await sandbox.connection.runAndReadAll('SELECT keyword_name FROM duckdb_keywords()')
  const keywords = new Set(words.getRows().map(([word]) => String(word)))
  return { sandbox, statement: await sandbox.connection.prepare(serialize), keywords }
}

/** Opens the named files, then locks itself: settings and other files are out of reach for good. */
export async function createSandbox(
  job: Asked,
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
