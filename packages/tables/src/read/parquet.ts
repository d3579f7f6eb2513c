// Reads a Parquet file into the staging table, keeping the types it declares.
import { type Duck, identifier, literal } from '../build/duck.ts'
import { TableError } from '../model.ts'
import type { TableOptions } from './read-table.ts'
import { STAGING, type Staged, stagingColumn } from './staged.ts'

export async function readParquet(options: TableOptions): Promise<Staged> {
  const from = `read_parquet(${literal(options.path)})`
  const columns = await describe(options.duck, from)
  if (columns.length > options.columns) {
    throw new TableError('too-many-columns', { columns: columns.length, limit: options.columns })
  }
  const list = columns.map(({ name, type }, index) => {
    const value = type === 'BLOB' ? `hex(${identifier(name)})` : identifier(name)
    return `${value} AS ${stagingColumn(index)}`
  })
  try {
    await options.duck.run(`CREATE TABLE ${STAGING} AS SELECT ${list.join(', ')} FROM ${from}`)
  } catch (error) {
    if (error instanceof TableError) throw error
    throw new TableError('broken-parquet', {}, { cause: error })
  }
  const [rows] = await options.duck.row(`SELECT count(*)::INTEGER FROM ${STAGING}`)
  return {
    heads: columns.map(({ name }) => name),
    rows: Number(rows),
    rowOf: (rowid) => rowid + 1,
    source: { format: 'parquet' },
    findings: [],
    declared: columns.map(({ type }) =>
      type === 'VARCHAR' || type === 'BLOB' ? 'text' : { sql: type },
    ),
    named: true,
    suspicious: true,
  }
}

async function describe(duck: Duck, from: string): Promise<{ name: string; type: string }[]> {
  try {
    const rows = await duck.rows(`DESCRIBE SELECT * FROM ${from}`)
    return rows
      .map(([name, type]) => ({ name: String(name), type: String(type) }))
      .filter(({ name }) => name !== '_id')
  } catch (error) {
    if (error instanceof TableError) throw error
    throw new TableError('broken-parquet', {}, { cause: error })
  }
}
