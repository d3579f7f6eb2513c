// `/datastore/dump/{id}`: a whole table, or what filters leave of it, as one streamed file.
import type { RowsQuery, TableFiles } from '@rimaq/tables'
import { giveBack } from '@rimaq/tables/query'
import type { Answer, RouteRequest } from '#platform'
import type { Faces } from '../../faces.ts'
import { storedAnswer } from '../../stored-answer.ts'
import { CkanError, fromTableFailure, isTableFailure } from '../errors.ts'
import { flat, natural, text, truth } from '../parameters.ts'
import type { Parameters } from '../parameters.ts'
import { jsonDump, xmlDump } from './dump-writers.ts'
import { fieldsOf, idField } from './fields.ts'
import { question } from './query.ts'
import { newest } from './search.ts'

const formats = {
  csv: { type: 'text/csv; charset=utf-8', ending: 'csv' },
  tsv: { type: 'text/tab-separated-values; charset=utf-8', ending: 'tsv' },
  json: { type: 'application/json; charset=utf-8', ending: 'json' },
  xml: { type: 'text/xml; charset=utf-8', ending: 'xml' },
} as const

type DumpFormat = keyof typeof formats

/** Without `limit` there is none: the whole table is streamed with constant memory. */
const everything = Number.MAX_SAFE_INTEGER

export async function dump(request: RouteRequest, faces: Faces): Promise<Answer> {
  try {
    return await answer(request, flat(request.query), faces)
  } catch (error) {
    const refusal = isTableFailure(error) ? fromTableFailure(error) : error
    if (!(refusal instanceof CkanError)) throw error
    return refused(refusal)
  }
}

async function answer(request: RouteRequest, given: Parameters, faces: Faces): Promise<Answer> {
  const format = (text(given, 'format') ?? 'csv') as DumpFormat
  if (!Object.hasOwn(formats, format)) {
    throw new CkanError('validation', '', {
      format: [`Value must be one of ${Object.keys(formats).join(', ')}`],
    })
  }
  const { resource, version } = await newest(request.params['id'] ?? '', faces)
  const files = await faces.shelf.files(version)
  const limit = natural(given, 'limit') ?? everything
  const { rows } = question(given, version.manifest, limit)
  const bom = truth(given, 'bom', false)
  const { type, ending } = formats[format]

  const about = {
    type,
    etag: `${version.manifestHash}-${hash(request.url)}`,
    cache: 'no-cache',
    headers: { 'Content-Disposition': `attachment; filename="${resource.id}.${ending}"` },
  }
  if (format === 'csv' || format === 'tsv') {
    const withId = rows.columns[0] === '_id'
    const columns = withId ? rows.columns.slice(1) : rows.columns
    const { limit: most, ...rest } = rows
    const query = { ...rest, columns, ...(most === everything ? {} : { limit: most }) }
    const options = { format, heads: 'ids', withId, bom, longHead: true, query } as const
    const kept = storedAnswer(files, options)
    if (kept !== null) return { ...kept, ...about }
    const body = await faces.tables.export(files, options, { signal: request.signal })
    return { ...about, body, sentPart: giveBack }
  }
  const all = [idField, ...fieldsOf(version.manifest, resource.dictionary)]
  const fields = rows.columns.map((id) => all.find((one) => one.id === id) ?? idField)
  const pages = pagesOf(files, rows, faces, request.signal)
  // The first page is asked for now, so that a refusal is an answer and not a broken stream.
  const first = await pages.next()
  const chunks = format === 'json' ? jsonDump(fields, bom) : xmlDump(fields, bom)
  return { ...about, body: chunks(first, pages) }
}

const page = 32_000

/** Pages in order, each asked for when the reader is ready for it. */
async function* pagesOf(
  files: TableFiles,
  query: RowsQuery & { limit: number },
  { tables }: Faces,
  signal: AbortSignal,
): AsyncGenerator<Awaited<ReturnType<Faces['tables']['rows']>>> {
  let left = query.limit
  let after: string | undefined
  while (left > 0) {
    const { offset, ...rest } = query
    const answer = await tables.rows(
      files,
      {
        ...rest,
        limit: Math.min(page, left),
        count: 'none',
        ...(after === undefined ? { offset: offset ?? 0 } : { after }),
      },
      { signal },
    )
    yield answer
    left -= answer.rows.length
    if (answer.next === null || answer.rows.length === 0) return
    after = answer.next
  }
}

function refused(error: CkanError): Answer {
  const plain = { type: 'text/plain; charset=utf-8', cache: 'no-store' }
  if (error.code === 'not-found') {
    return { ...plain, status: 404, body: 'DataStore resource not found' }
  }
  const words = Object.entries(error.fields).map(
    ([key, value]) => `${key}: ${[value].flat().join(' ')}`,
  )
  const status = error.code === 'busy' ? 503 : 400
  return { ...plain, status, body: words.join('\n') || error.message }
}

/** Short and stable; only tells one query of a version from another (FNV-1a, 32 bits). */
function hash(value: string): string {
  let state = 0x811c9dc5
  for (const byte of Buffer.from(value)) state = Math.imul(state ^ byte, 0x01000193) >>> 0
  return state.toString(36)
}
