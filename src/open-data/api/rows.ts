// `/api/v1/resources/{id}/rows`, `/aggregate` and `/sql`: questions to a table, answered as JSON.
import type { RowsAnswer, RowsQuery, SqlAnswer } from '@rimaq/tables'
import type { Answer, RouteRequest } from '#platform'
import { type JsonPiece, joinJson, sentJson } from '../ckan/action.ts'
import { recordsJson } from '../ckan/datastore/records.ts'
import { tablesIn } from '../ckan/datastore/sql.ts'
import type { Faces } from '../faces.ts'
import { aggregateOf, rowsOf, wrong } from './question.ts'
import { jsonType, kept, tableAt } from './table-at.ts'
import type { TableAt } from './table-at.ts'

export async function rows(request: RouteRequest, faces: Faces): Promise<Answer> {
  const at = await tableAt(request, faces)
  const { query } = request
  if (query['after'] !== undefined && query['offset'] !== undefined)
    throw wrong('after', 'unknown-key')
  const asked: RowsQuery = {
    ...rowsOf(query),
    limit: (query['limit'] as number | undefined) ?? 100,
    ...(query['offset'] === undefined ? {} : { offset: query['offset'] as number }),
    ...(query['after'] === undefined ? {} : { after: query['after'] as string }),
    count: query['count'] === 'none' ? 'none' : 'exact',
  }
  const objects = query['format'] === 'objects'
  const body = objects
    ? await asObjects(asked, at, request, faces)
    : await asLists(asked, at, request, faces)
  return { type: jsonType, body, ...kept(at, request), ...sentJson(body) }
}

/** Rows as lists; where an index file holds them as text already, they are not parsed at all. */
async function asLists(
  asked: RowsQuery,
  at: TableAt,
  request: RouteRequest,
  { shelf, tables, rowsAsText }: Faces,
): Promise<JsonPiece> {
  const files = await shelf.files(at.version)
  if (!asked.columns && rowsAsText) {
    const text = await rowsAsText(files, asked)
    if (text) {
      const columns = at.version.manifest.columns.map(({ id, type }) => ({ id, type }))
      return rowsJson(at, { columns, total: text.total, next: text.next, by: 'index' }, text.json)
    }
  }
  const answer = await tables.rows(files, asked, { signal: request.signal })
  return rowsJson(at, answer, JSON.stringify(answer.rows))
}

async function asObjects(
  asked: RowsQuery,
  at: TableAt,
  request: RouteRequest,
  { shelf, tables }: Faces,
): Promise<JsonPiece> {
  const files = await shelf.files(at.version)
  const answer = await tables.rows(files, asked, { signal: request.signal })
  return rowsJson(at, answer, recordsJson(answer, 'objects', []))
}

function rowsJson(at: TableAt, answer: Omit<RowsAnswer, 'rows'>, text: JsonPiece): JsonPiece {
  const names = new Map(at.version.manifest.columns.map(({ id, name }) => [id, name]))
  const columns = answer.columns.map(({ id, type }) => ({ id, type, name: names.get(id) ?? id }))
  const head = JSON.stringify({
    resource: at.resource.id,
    version: at.version.number,
    columns,
    total: answer.total,
    next: answer.next,
    by: answer.by,
  })
  return joinJson([`${head.slice(0, -1)},"rows":`, text, '}'])
}

export async function aggregate(request: RouteRequest, { ...faces }: Faces): Promise<Answer> {
  const at = await tableAt(request, faces)
  const asked = aggregateOf(request.query)
  const files = await faces.shelf.files(at.version)
  const answer = await faces.tables.aggregate(files, asked, { signal: request.signal })
  const { columns, rows: found } = answer
  const body = JSON.stringify({
    resource: at.resource.id,
    version: at.version.number,
    columns,
    rows: found,
  })
  return { type: jsonType, body, ...kept(at, request) }
}

/** One SELECT; the table is called `data`, others by their resource ids in double quotes. */
export async function sql(request: RouteRequest, faces: Faces): Promise<Answer> {
  const at = await tableAt(request, faces)
  const given = (request.method === 'POST' ? request.body : request.query) as Record<
    string,
    unknown
  >
  const text = given['sql'] as string
  const own = await faces.shelf.files(at.version)
  const others = await tablesIn(text, faces.shelf)
  const answer: SqlAnswer = await faces.tables.sql(
    {
      sql: text,
      tables: { ...others, data: own, [at.resource.id]: own },
      dialect: given['dialect'] === 'postgres' ? 'postgres' : 'duckdb',
      ...(given['limit'] === undefined ? {} : { limit: given['limit'] as number }),
    },
    { signal: request.signal },
  )
  const body = JSON.stringify({
    resource: at.resource.id,
    version: at.version.number,
    columns: answer.columns.map(({ name, type }) => ({ id: name, type })),
    rows: answer.rows,
    truncated: answer.truncated,
  })
  const onlyThis = Object.keys(others).every((id) => id === at.resource.id)
  return {
    type: jsonType,
    body,
    ...(onlyThis && request.method === 'GET' ? kept(at, request) : {}),
  }
}
