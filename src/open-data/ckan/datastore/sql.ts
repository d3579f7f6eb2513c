// The action `datastore_search_sql`: one SELECT over tables named by their resource ids.
import type { Cell, SqlAnswer, TableFiles } from '@rimaq/tables'
import type { Shelf } from '#datasets'
import { JsonText } from '../action.ts'
import type { ActionContext } from '../action.ts'
import { CkanError, fromTableFailure, isTableFailure, notAuthorized } from '../errors.ts'
import type { TableFailure } from '../errors.ts'
import { required } from '../parameters.ts'
import type { Parameters } from '../parameters.ts'
import { postgresTypes } from './fields.ts'
import { mostRows } from './query.ts'
import { recordsJson } from './records.ts'

export async function datastoreSearchSql(
  parameters: Parameters,
  context: ActionContext,
): Promise<JsonText> {
  const sql = required(parameters, 'sql')
  const tables = await tablesIn(sql, context.shelf)
  let answer: SqlAnswer
  try {
    answer = await context.tables.sql(
      { sql, tables, dialect: 'postgres', limit: mostRows },
      { signal: context.signal },
    )
  } catch (error) {
    throw isTableFailure(error) ? sqlError(error, sql) : error
  }
  const names = postgresNames(answer.columns.map(({ name }) => name))
  const columns = answer.columns.map(({ type }, i) => ({ id: names[i]!, type }))
  const records = recordsJson(
    { columns, rows: answer.rows, total: null, next: null, by: 'scan' },
    'objects',
    [],
  )
  const fields = columns.map(({ id, type }) => ({
    id,
    type: id === '_id' ? 'int4' : postgresTypes[type],
  }))
  const truncated = answer.truncated ? ',"records_truncated":true' : ''
  return new JsonText(
    `{"sql":${JSON.stringify(sql)},"records":${records},"fields":${JSON.stringify(fields)}${truncated}}`,
  )
}

/** The engine takes no more; looking up what it will refuse would only cost. */
const mostTables = 32

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

/** Tables the text names between double quotes; what is not on the shelf is simply not handed in. */
export async function tablesIn(sql: string, shelf: Shelf): Promise<Record<string, TableFiles>> {
  const bare = sql.replaceAll(/'(?:[^']|'')*'|--[^\n]*|\/\*[\s\S]*?\*\//g, ' ')
  const named = new Set([...bare.matchAll(/"([^"]+)"/g)].map((match) => match[1]!))
  const tables: Record<string, TableFiles> = {}
  for (const name of named) {
    if (!uuid.test(name) || Object.keys(tables).length >= mostTables) continue
    const version = (await shelf.resource(name.toLowerCase()))?.resource.version
    if (version) tables[name] = await shelf.files(version)
  }
  return tables
}

/** PostgreSQL calls an unnamed `max(x)` just `max`; where two would meet, the long name stays. */
export function postgresNames(names: string[]): string[] {
  const short = names.map((name) => {
    const called = /^(\w+)\(.*\)$/s.exec(name)?.[1]
    return called === 'count_star' ? 'count' : (called ?? name)
  })
  return short.map((name, i) =>
    short.indexOf(name) === short.lastIndexOf(name) ? name : names[i]!,
  )
}

const statements = new Set(
  'DELETE INSERT UPDATE MERGE DROP CREATE ALTER TRUNCATE COPY ATTACH DETACH PRAGMA SET CALL'.split(
    ' ',
  ),
)

function sqlError(error: TableFailure, sql: string): CkanError {
  const detail = (name: string): Cell => error.detail[name] ?? null
  if (error.code === 'sql-unknown-table') return notAuthorized('Not authorized to read resource.')
  if (error.code === 'sql-forbidden') {
    const name = String(detail('name'))
    // The engine names what it met: a statement in capitals, or a function as it was written.
    if (name === ';' || name === 'SELECT' || name === 'WITH') {
      return new CkanError('validation', '', { query: ['Query is not a single statement.'] })
    }
    return statements.has(name)
      ? notAuthorized(`Not authorized to run ${name}: only SELECT is.`)
      : notAuthorized(`Not authorized to call function ${name}`)
  }
  if (error.code !== 'sql-syntax' && error.code !== 'sql-failed') return fromTableFailure(error)
  const said = String(detail('message') ?? detail('reason') ?? error.message)
  return new CkanError('validation', '', {
    query: [said],
    info: { statement: [sql], params: [{}], orig: [said] },
  })
}
