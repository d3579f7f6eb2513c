// Answers one SELECT over the tables of a dataset, for the page and as a CSV file.
import { Refusal } from '#platform'
import type { Answer, RouteRequest } from '#platform'
import type { Dataset } from '#datasets'
import type { Cell, SqlAnswer, TableFiles } from '@rimaq/tables'
import { postgresNames } from '../ckan/datastore/sql.ts'
import { findDataset } from './portal.ts'
import type { Portal } from './portal.ts'

/** Rows of a file; an answer with more is refused, since a file that is cut looks whole. */
const mostRows = 100_000

/**
 * The answer to a question over all tables of a dataset. Unnamed columns are called as PostgreSQL
 * calls them: `count`, `sum`. Throws `TableError` where the question cannot be answered.
 */
export async function answerSql(
  portal: Portal,
  dataset: Dataset,
  question: { sql: string; limit: number },
  signal: AbortSignal,
): Promise<SqlAnswer> {
  const tables = await namedTables(portal, dataset)
  const answer = await portal.tables.sql(
    { ...question, tables, time: portal.queryTime },
    { signal },
  )
  const names = postgresNames(answer.columns.map(({ name }) => name))
  const columns = answer.columns.map((column, at) => ({
    ...column,
    name: names[at] ?? column.name,
  }))
  return { ...answer, columns }
}

/** `/dataset/{slug}/sql.csv?sql=…`: the same answer as a file, whole. */
export async function sqlFile(portal: Portal, request: RouteRequest): Promise<Answer> {
  const dataset = await findDataset(portal, request.params.slug ?? '')
  const sql = typeof request.query.sql === 'string' ? request.query.sql.trim() : ''
  const answer = await answerSql(portal, dataset, { sql, limit: mostRows }, request.signal)
  if (answer.truncated) {
    throw new Refusal('too-large', {
      sentence: 'open-data.sql.truncated',
      values: { count: mostRows },
    })
  }
  return {
    type: 'text/csv; charset=utf-8',
    headers: { 'content-disposition': `attachment; filename="${dataset.slug}-sql.csv"` },
    body: csv([answer.columns.map(({ name }) => name), ...answer.rows]),
    cache: 'no-cache',
  }
}

/** RFC 4180 with line feeds, as the other files are written: an empty text is `""`, no value nothing. */
function csv(rows: readonly (readonly Cell[])[]): string {
  const field = (value: Cell): string => {
    if (value === null) return ''
    const text = String(value)
    return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  return rows.map((row) => `${row.map(field).join(',')}\n`).join('')
}

/** Every table may be called by its resource's name and by its id. */
async function namedTables(portal: Portal, dataset: Dataset): Promise<Record<string, TableFiles>> {
  const named: Record<string, TableFiles> = {}
  for (const resource of dataset.resources) {
    if (!resource.version) continue
    const files = await portal.shelf.files(resource.version)
    named[resource.name] = files
    named[resource.id] = files
  }
  return named
}
