// `/api/v1/resources/{id}/export.{format}` and `/diff`: whole tables, and what changed between two.
import type { ExportFormat, ExportOptions } from '@rimaq/tables'
import { giveBack } from '@rimaq/tables/query'
import { Refusal } from '#platform'
import type { Answer, RouteRequest } from '#platform'
import { attachment, exportTypes } from '../ckan/datastore/download.ts'
import type { Faces } from '../faces.ts'
import { storedAnswer } from '../stored-answer.ts'
import { rowsOf } from './question.ts'
import { jsonType, kept, tableAt } from './table-at.ts'

/** Streams with constant memory; errors before the first byte are answers, not broken files. */
export async function exported(request: RouteRequest, faces: Faces): Promise<Answer> {
  const format = request.params['format'] ?? ''
  if (!Object.hasOwn(exportTypes, format)) throw new Refusal('not-found')
  const at = await tableAt(request, faces)
  const { query } = request
  const asked = {
    ...rowsOf(query),
    ...(query['limit'] === undefined ? {} : { limit: query['limit'] as number }),
    ...(query['offset'] === undefined ? {} : { offset: query['offset'] as number }),
  }
  const columns = asked.columns?.filter((id) => id !== '_id')
  const options: ExportOptions = {
    format: format as ExportFormat,
    query: { ...asked, ...(columns ? { columns } : {}) },
    heads: query['heads'] === 'ids' ? 'ids' : 'names',
    bom: query['bom'] === true,
    withId: query['id'] === true,
    ...(query['delimiter'] === undefined ? {} : { delimiter: query['delimiter'] as string }),
  }
  const files = await faces.shelf.files(at.version)
  const whole = storedAnswer(files, options) ?? {
    body: await faces.tables.export(files, options, { signal: request.signal }),
    sentPart: giveBack,
  }
  const name = `${at.resource.name}-v${at.version.number}.${format}`
  return {
    ...whole,
    type: exportTypes[format as ExportFormat],
    ...kept(at, request),
    modified: at.version.created,
    headers: { 'Content-Disposition': attachment(name) },
  }
}

/** Rows and cells that differ between two versions of a resource. */
export async function diff(request: RouteRequest, { shelf, tables }: Faces): Promise<Answer> {
  const { query } = request
  const found = await shelf.resource(request.params['id'] ?? '')
  if (!found?.resource.version) throw new Refusal('not-found')
  const to = (query['to'] as number | undefined) ?? found.resource.version.number
  const from = (query['from'] as number | undefined) ?? to - 1
  const [before, after] = await Promise.all(
    [from, to].map((number) => shelf.version(found.resource.id, number)),
  )
  if (!before || !after) throw new Refusal('not-found')
  const key = query['key'] as string | undefined
  const answer = await tables.diff(await shelf.files(before), await shelf.files(after), {
    ...(key ? { key: key.split(',') } : {}),
    limit: (query['limit'] as number | undefined) ?? 100,
    offset: (query['offset'] as number | undefined) ?? 0,
  })
  const body = JSON.stringify({ resource: found.resource.id, from, to, ...answer })
  const pinned = query['from'] !== undefined && query['to'] !== undefined
  return { type: jsonType, body, ...kept({ ...found, version: after, pinned }, request) }
}
