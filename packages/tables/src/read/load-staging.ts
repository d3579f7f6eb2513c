// Loads clean comma-separated bytes (or a file already clean) into DuckDB as an all-text table.
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Duck, literal } from '../build/duck.ts'
import { STAGING, stagingColumn } from './staged.ts'

export interface CleanFile {
  path: string
  columns: number
  delimiter: string
  newline: '\n' | '\r\n'
  /** Lines before the header. */
  skip: number
  header: boolean
  /** Bytes of the longest record. */
  longest: number
  /** Records may have fewer cells than the table; read by one thread then. */
  padded?: boolean
}

/** Cells that one thread holds in memory while it writes such a file. */
const CELLS = 1_600_000

/** Creates the table or view `staging`; gives its number of rows. Throws when DuckDB reads otherwise. */
export async function loadStaging(duck: Duck, file: CleanFile): Promise<number> {
  const columns = Array.from({ length: file.columns }, (_, index) => stagingColumn(index))
  const struct = columns.map((column) => `${literal(column)}: 'VARCHAR'`).join(', ')
  const select = `SELECT * FROM read_csv(${literal(file.path)}, auto_detect = false,
      columns = {${struct}}, delim = ${literal(file.delimiter)}, quote = '"', escape = '"',
      header = ${file.header}, skip = ${file.skip}, new_line = '${file.newline === '\n' ? '\\n' : '\\r\\n'}',
      strict_mode = true, null_padding = ${file.padded === true}, parallel = ${file.padded !== true}, nullstr = '', encoding = 'utf-8',
      max_line_size = ${Math.max(2 << 20, file.longest * 3)})`
  await dropStaging(duck)
  if (statSync(file.path).size > duck.large) await viewOfParquet(duck, select, file.columns)
  else await duck.run(`CREATE TABLE ${STAGING} AS ${select}`)
  const [count] = await duck.row(`SELECT count(*)::INTEGER FROM ${STAGING}`)
  return Number(count)
}

/** DuckDB writes Parquet in half the time of its own compressed tables; rows keep their order. */
async function viewOfParquet(duck: Duck, select: string, columns: number): Promise<void> {
  // Never the same name twice: DuckDB remembers the structure of a file it has read.
  const first = join(duck.temp, 'staging.parquet')
  const path = existsSync(first) ? join(duck.temp, 'staging-2.parquet') : first
  const rows = Math.floor(CELLS / columns / 2048) * 2048
  await duck.run(
    `COPY (${select}) TO ${literal(path)} (FORMAT parquet, COMPRESSION lz4_raw,
      ROW_GROUP_SIZE ${Math.min(40_960, Math.max(2048, rows))})`,
  )
  await duck.run(
    `CREATE VIEW ${STAGING} AS SELECT * RENAME (file_row_number AS rowid)
     FROM read_parquet(${literal(path)}, file_row_number = true)`,
  )
}

async function dropStaging(duck: Duck): Promise<void> {
  const [kind] = await duck.row(
    `SELECT table_type FROM information_schema.tables WHERE table_name = '${STAGING}'`,
  )
  if (kind !== undefined) await duck.run(`DROP ${kind === 'VIEW' ? 'VIEW' : 'TABLE'} ${STAGING}`)
}

/** Makes a table of `staging` where it is a view, so that its cells can be changed. */
export async function makeStagingWritable(duck: Duck): Promise<void> {
  const [kind] = await duck.row(
    `SELECT table_type FROM information_schema.tables WHERE table_name = '${STAGING}'`,
  )
  if (kind !== 'VIEW') return
  await duck.run(`CREATE TABLE copied AS SELECT * EXCLUDE (rowid) FROM ${STAGING}`)
  await duck.run(`DROP VIEW ${STAGING}`)
  await duck.run(`ALTER TABLE copied RENAME TO ${STAGING}`)
}
