// The file of a resource: the original as the office sent it, or the table in another format.
import type { ExportFormat } from '@rimaq/tables'
import { giveBack } from '@rimaq/tables/query'
import { Refusal } from '#platform'
import type { Answer, RouteRequest } from '#platform'
import type { Resource, Version } from '#datasets'
import type { Faces } from '../../faces.ts'
import { storedAnswer } from '../../stored-answer.ts'
import { fromTableFailure, isTableFailure } from '../errors.ts'
import { mediaTypeOf } from '../records.ts'
import { baseName, publicFile } from '../../public-file.ts'

export const exportTypes: Record<ExportFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  tsv: 'text/tab-separated-values; charset=utf-8',
  json: 'application/json; charset=utf-8',
  ndjson: 'application/x-ndjson',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  parquet: 'application/vnd.apache.parquet',
  geojson: 'application/geo+json',
}

const aYear = 'public, max-age=31536000, immutable'

/**
 * Where the original may not be shown, its address answers the table as CSV.
 * Answers Range and If-None-Match; a version that is named never changes and may be kept.
 */
export async function download(request: RouteRequest, faces: Faces): Promise<Answer> {
  const found = await faces.shelf.resource(request.params['resource'] ?? '')
  const belongs =
    found && [found.dataset.id, found.dataset.slug].includes(request.params['dataset'] ?? '')
  const pinned = request.query['version']
  const version = !belongs
    ? null
    : pinned === undefined
      ? found.resource.version
      : await faces.shelf.version(found.resource.id, Number(pinned))
  if (!found || !version) throw new Refusal('not-found')
  const cache = pinned === undefined ? 'no-cache' : aYear
  const format = request.query['format'] ?? (publicFile(version).original ? undefined : 'csv')
  return format === undefined
    ? original(version, cache, faces)
    : exported(String(format), { resource: found.resource, version, cache, request, faces })
}

async function original(version: Version, cache: string, { files }: Faces): Promise<Answer> {
  const hash = version.originalHash as Parameters<Faces['files']['read']>[0]
  return {
    type: mediaTypeOf(version.originalName),
    body: null,
    etag: version.originalHash,
    cache,
    modified: version.created,
    headers: { 'Content-Disposition': attachment(version.originalName) },
    ranged: {
      bytes: version.originalBytes,
      read: (start, end) => files.read(hash, { start, end }),
    },
  }
}

async function exported(
  format: string,
  asked: {
    resource: Resource
    version: Version
    cache: string
    request: RouteRequest
    faces: Faces
  },
): Promise<Answer> {
  const { version, faces, request } = asked
  if (!Object.hasOwn(exportTypes, format)) {
    const body = `format: one of ${Object.keys(exportTypes).join(', ')}`
    return { status: 400, type: 'text/plain; charset=utf-8', body, cache: 'no-store' }
  }
  const wanted = format as ExportFormat
  const bom = ['1', 'true'].includes(String(request.query['bom'] ?? ''))
  try {
    const files = await faces.shelf.files(version)
    const options = { format: wanted, bom }
    const kept = storedAnswer(files, options) ?? {
      body: await faces.tables.export(files, options, { signal: request.signal }),
      sentPart: giveBack,
    }
    return {
      ...kept,
      type: exportTypes[wanted],
      etag: `${version.manifestHash}-${wanted}${bom ? '-bom' : ''}`,
      cache: asked.cache,
      modified: version.created,
      headers: { 'Content-Disposition': attachment(`${baseName(version)}.${wanted}`) },
    }
  } catch (error) {
    if (!isTableFailure(error)) throw error
    const refusal = fromTableFailure(error)
    const status = refusal.code === 'busy' ? 503 : 400
    return { status, type: 'text/plain; charset=utf-8', body: error.code, cache: 'no-store' }
  }
}

/** RFC 6266: a plain name for old clients, the exact one in UTF-8. */
export function attachment(name: string): string {
  const plain = name.normalize('NFD').replaceAll(/[^\u0020-\u007E]|["\\]/g, '')
  const exact = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16)}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`
}
