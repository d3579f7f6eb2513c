// Loads clean comma-separated bytes (or a file already clean) into DuckDB as an all-text table.
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

/** Creates the table `staging`; gives its number of rows. Throws when DuckDB reads otherwise. */
export async function loadStaging(duck: Duck, file: CleanFile): Promise<number> {
  const columns = Array.from({ length: file.columns }, (_, index) => stagingColumn(index))
  const struct = columns.map((column) => `${literal(column)}: 'VARCHAR'`).join(', ')
  await duck.run(`DROP TABLE IF EXISTS ${STAGING}`)
  await duck.run(
    `CREATE TABLE ${STAGING} AS SELECT * FROM read_csv(${literal(file.path)}, auto_detect = false,
      columns = {${struct}}, delim = ${literal(file.delimiter)}, quote = '"', escape = '"',
      header = ${file.header}, skip = ${file.skip}, new_line = '${file.newline === '\n' ? '\\n' : '\\r\\n'}',
      strict_mode = true, null_padding = ${file.padded === true}, parallel = ${file.padded !== true}, nullstr = '', encoding = 'utf-8',
      max_line_size = ${Math.max(2 << 20, file.longest * 3)})`,
  )
  const [count] = await duck.row(`SELECT count(*)::INTEGER FROM ${STAGING}`)
  return Number(count)
}
