// `/dataset/{id}/dictionary/{resource}`: what each column means, as JSON or CSV.
import { Refusal } from '#platform'
import type { Answer, RouteRequest } from '#platform'
import type { Faces } from '../../faces.ts'
import { postgresType } from './fields.ts'
import { attachment } from './download.ts'

const heads = ['column', 'heading', 'type', 'label', 'description', 'unit'] as const

export async function dictionary(request: RouteRequest, { shelf }: Faces): Promise<Answer> {
  const found = await shelf.resource(request.params['resource'] ?? '')
  const version = found?.resource.version
  if (!found || !version) throw new Refusal('not-found')
  const words = new Map(found.resource.dictionary.map((entry) => [entry.column, entry]))
  const rows = version.manifest.columns.map((column) => {
    const entry = words.get(column.id)
    return {
      column: column.id,
      heading: column.name,
      type: postgresType(column),
      label: entry?.label.es ?? column.name,
      description: entry?.description.es ?? '',
      unit: entry?.unit ?? '',
    }
  })
  const etag = `${version.manifestHash}-${found.dataset.modified.getTime()}`
  if (request.query['format'] !== 'csv') {
    const body = JSON.stringify({ resource_id: found.resource.id, fields: rows })
    return { type: 'application/json; charset=utf-8', body, etag, cache: 'no-cache' }
  }
  const lines = [heads, ...rows.map((row) => heads.map((head) => row[head]))]
  const body = lines.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('')
  const headers = { 'Content-Disposition': attachment(`${found.resource.name}-dictionary.csv`) }
  return { type: 'text/csv; charset=utf-8', body, etag, cache: 'no-cache', headers }
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
