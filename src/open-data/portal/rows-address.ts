// Addresses of the public interface that answer the same question as the page.
import type { ExportFormat, RowsQuery } from '@rimaq/tables'
import type { FoundTable } from './portal.ts'

/** `/api/v1/resources/{id}/rows` for a query; the browser adds `offset` and `limit`. */
export function rowsAddress(found: FoundTable, query: RowsQuery): string {
  return `/api/v1/resources/${found.resource.id}/rows?${parameters(found, query)}`
}

/** `/api/v1/resources/{id}/export.{format}` with the same rows in the same order, all of them. */
export function exportAddress(found: FoundTable, query: RowsQuery, format: ExportFormat): string {
  const rest: RowsQuery = { ...query }
  if (rest.columns) rest.columns = rest.columns.filter((id) => id !== '_id')
  const search = parameters(found, rest).toString()
  return `/api/v1/resources/${found.resource.id}/export.${format}?${search}`
}

function parameters(found: FoundTable, query: RowsQuery): URLSearchParams {
  const out = new URLSearchParams()
  // A pinned version never changes under a reader who scrolls, and may be kept by caches.
  out.set('version', String(found.version.number))
  if (query.columns) out.set('columns', query.columns.join(','))
  if (query.where) out.set('where', JSON.stringify(query.where))
  if (query.search) out.set('q', query.search.words)
  if (query.sort) {
    out.set(
      'sort',
      query.sort.map(({ column, descending }) => `${descending ? '-' : ''}${column}`).join(','),
    )
  }
  return out
}
