// The action `datastore_search`: a page of rows with fields, total and links.
import type { Cell, RowsAnswer } from '@rimaq/tables'
import type { Resource, Version } from '#datasets'
import { JsonText } from '../action.ts'
import type { ActionContext, JsonPiece } from '../action.ts'
import { notFound } from '../errors.ts'
import { required } from '../parameters.ts'
import type { Parameters } from '../parameters.ts'
import { fieldsAsJson } from './fields.ts'
import { datastoreQuery } from './query.ts'
import type { DatastoreQuery } from './query.ts'
import { recordsJson } from './records.ts'
import { searchTableMetadata } from './table-metadata.ts'

/** The newest version of a resource; what cannot be read is answered as absent. */
export async function newest(
  id: string,
  { shelf }: Pick<ActionContext, 'shelf'>,
): Promise<{ resource: Resource; version: Version }> {
  const found = await shelf.resource(id)
  const version = found?.resource.version
  if (!found || !version) throw notFound(`Resource "${id}" was not found.`)
  return { resource: found.resource, version }
}

export async function datastoreSearch(
  parameters: Parameters,
  context: ActionContext,
): Promise<unknown> {
  const named = parameters['resource_id'] === undefined ? 'id' : 'resource_id'
  const id =
    parameters[named] === undefined
      ? required(parameters, 'resource_id')
      : required(parameters, named)
  if (id === '_table_metadata') return searchTableMetadata(parameters, context)
  const { resource, version } = await newest(id, context)
  const query = datastoreQuery(parameters, version.manifest)
  const { answer, records } = await ask(version, query, context)
  const texts = fieldsAsJson(version.manifest, resource.dictionary)
  const fields = [
    ...query.rows.columns.map((id) => texts.get(id) ?? JSON.stringify({ id, type: 'text' })),
    ...query.ranks.map(({ field }) => JSON.stringify({ id: field, type: 'float4' })),
  ]
  return resultJson(parameters, context, {
    include_total: query.total,
    limit: query.rows.limit,
    ...(parameters['offset'] === undefined ? {} : { offset: Number(parameters['offset']) }),
    ...echoed(parameters),
    records_format: query.format,
    resource_id: resource.id,
    total_estimation_threshold: null,
    records: new JsonText(records ?? recordsJson(answer, query.format, query.ranks)),
    fields: new JsonText(`[${fields.join(',')}]`),
    ...total(answer, query),
    ...nextPage(answer, query),
  })
}

interface Asked {
  answer: RowsAnswer
  /** The records as JSON text, where an index file holds the rows as such. */
  records: Uint8Array | null
}

async function ask(
  version: Version,
  query: DatastoreQuery,
  context: ActionContext,
): Promise<Asked> {
  const { shelf, tables, recordsAsText } = context
  const files = await shelf.files(version)
  const count = query.total ? 'exact' : 'none'
  const asked = { ...query.rows, count } as const
  // A next page continues after the last row, whose cells the text does not tell.
  const asText = query.format === 'objects' && query.ranks.length === 0 && !query.next
  if (query.rows.limit > 0 && asText && recordsAsText) {
    const found = await recordsAsText(files, asked)
    if (found) {
      const columns = asked.columns.map((id) => ({ id, type: 'text' as const }))
      return { answer: { ...found, columns, rows: [], by: 'index' }, records: found.json }
    }
  }
  if (query.rows.limit > 0) {
    const { signal } = context
    return { answer: await tables.rows(files, asked, { signal }), records: null }
  }
  // Clients ask for no rows to learn the fields and the total: one row costs the same.
  const { signal } = context
  const answer = await tables.rows(files, { ...query.rows, limit: 1, count }, { signal })
  return { answer: { ...answer, rows: [] }, records: null }
}

function echoed(parameters: Parameters): Record<string, unknown> {
  const names = ['filters', 'q', 'full_text', 'distinct', 'language', 'plain', 'sort']
  return Object.fromEntries(
    names.filter((name) => parameters[name] !== undefined).map((name) => [name, parameters[name]]),
  )
}

function total(answer: RowsAnswer, query: DatastoreQuery): Record<string, unknown> {
  if (!query.total || answer.total === null) return {}
  return { total: Math.max(answer.total - query.skipped, 0), total_was_estimated: false }
}

/** Keyset page of 2.12: filters that continue after the last row, when the order is that of `_id`. */
function nextPage(answer: RowsAnswer, query: DatastoreQuery): Record<string, unknown> {
  if (!query.next || !query.byId) return {}
  const at = answer.columns.findIndex(({ id }) => id === '_id')
  const last: Cell | undefined = answer.rows.at(-1)?.[at]
  return answer.next === null || last === undefined ? {} : { next_page: { _id: { gt: last } } }
}

/** Writes the result once; `records` is JSON already. */
export function resultJson(
  parameters: Parameters,
  { path }: Pick<ActionContext, 'path'>,
  result: Record<string, unknown>,
): JsonText {
  const whole = { ...result, _links: links(parameters, path) }
  const pieces = Object.entries(whole).flatMap(([key, value], at): JsonPiece[] => {
    const json = value instanceof JsonText ? value.pieces : [JSON.stringify(value)]
    return [`${at === 0 ? '{' : ','}${JSON.stringify(key)}:`, ...json]
  })
  return new JsonText(...pieces, '}')
}

/** `_links` of CKAN up to 2.11: the same call at its start, and one page on. */
function links(parameters: Parameters, path: string): Record<string, string> {
  const offset = Number(parameters['offset'] ?? 0)
  const limit = Number(parameters['limit'] ?? 100)
  const address = (at: number): string => {
    const query = new URLSearchParams()
    for (const [name, value] of Object.entries(parameters)) {
      if (name === 'offset' || value === undefined) continue
      query.set(name, typeof value === 'string' ? value : JSON.stringify(value))
    }
    if (at > 0) query.set('offset', String(at))
    return `${path}?${query}`
  }
  return {
    start: address(0),
    ...(offset > 0 ? { prev: address(Math.max(offset - limit, 0)) } : {}),
    next: address(offset + limit),
  }
}
