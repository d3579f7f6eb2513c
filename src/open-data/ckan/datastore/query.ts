// Turns the parameters of a DataStore search or dump into a question for the table.
import type { Manifest, RowsQuery } from '@rimaq/tables'
import { invalid } from '../errors.ts'
import { integer, json, list, natural, only, text, truth } from '../parameters.ts'
import type { Parameters } from '../parameters.ts'
import { columnFinder } from './fields.ts'
import { filterCondition } from './filters.ts'
import { fullText } from './full-text.ts'
import type { FullText } from './full-text.ts'
import { sortKeys } from './sort.ts'

/** `ckan.datastore.search.rows_max` of CKAN. */
export const mostRows = 32_000

const known = new Set([
  'resource_id',
  'id',
  'filters',
  'q',
  'full_text',
  'plain',
  'language',
  'distinct',
  'limit',
  'offset',
  'fields',
  'sort',
  'include_total',
  'records_format',
  'total_estimation_threshold',
  'include_next_page',
])

const formats = ['objects', 'lists', 'csv', 'tsv'] as const
export type RecordsFormat = (typeof formats)[number]

export interface DatastoreQuery {
  rows: RowsQuery & { columns: string[]; limit: number }
  ranks: FullText['ranks']
  format: RecordsFormat
  total: boolean
  /** True when the reader asked for filters that continue after this page. */
  next: boolean
  /** True while the order is that of `_id`, so that `next_page` can name the last one. */
  byId: boolean
  /** Rows left out before the first one because of `_id > n`; they are added to no total. */
  skipped: number
}

/** Throws CKAN's validation errors for unknown names, columns and values. */
export function datastoreQuery(parameters: Parameters, manifest: Manifest): DatastoreQuery {
  only(parameters, known)
  const format = (text(parameters, 'records_format') ?? 'objects') as RecordsFormat
  if (!formats.includes(format)) {
    throw invalid('records_format', `Value must be one of ${JSON.stringify(formats)}`)
  }
  const limit = Math.min(natural(parameters, 'limit') ?? 100, mostRows)
  return {
    ...question(parameters, manifest, limit),
    format,
    total: truth(parameters, 'include_total', true),
    next: truth(parameters, 'include_next_page', false),
  }
}

/** The part that search and dump share. */
export function question(
  parameters: Parameters,
  manifest: Manifest,
  limit: number,
): Pick<DatastoreQuery, 'rows' | 'ranks' | 'byId' | 'skipped'> {
  const find = columnFinder(manifest)
  const columns = (list(parameters, 'fields') ?? ['_id', ...manifest.columns.map((c) => c.id)]).map(
    (name) => {
      const column = find(name.replace(/^"(.*)"$/, '$1'))
      if (column === null) throw invalid('fields', `invalid value "${name}"`)
      return column
    },
  )
  const q = looksLikeJson(parameters['q']) ? json(parameters, 'q') : parameters['q']
  const found = fullText(q, truth(parameters, 'plain', true), manifest)
  if (parameters['full_text'] !== undefined) {
    const whole = fullText(parameters['full_text'], truth(parameters, 'plain', true), manifest)
    if (found.search === undefined && whole.search) found.search = whole.search
    else if (whole.search) found.where.push(...wordsAnywhere(whole.search.words, manifest))
    found.where.push(...whole.where)
  }
  const filters = filterCondition(json(parameters, 'filters'), manifest)
  const conditions = [...(filters ? [filters] : []), ...found.where]
  const sort = sortKeys(list(parameters, 'sort'), manifest)
  const offset = integer(parameters, 'offset') ?? 0
  if (offset < 0) throw invalid('offset', 'Must be a natural number')
  const byId = sort === undefined || (sort[0]?.column === '_id' && !sort[0].descending)
  const distinct = truth(parameters, 'distinct', false)
  const after = byId && !distinct && !found.search ? afterId(conditions) : null

  return {
    rows: {
      columns,
      limit,
      offset: offset + (after ?? 0),
      ...(conditions.length > 0 && after === null ? { where: { and: conditions } } : {}),
      ...(found.search ? { search: found.search } : {}),
      ...(sort && !byId ? { sort } : {}),
      ...(distinct ? { distinct } : {}),
    },
    ranks: found.ranks,
    byId,
    skipped: after ?? 0,
  }
}

/** Rows are numbered 1, 2, 3 … so `_id > n` alone is a page that starts after n rows. */
function afterId(conditions: unknown[]): number | null {
  const one = conditions[0] as { column?: string; op?: string; value?: unknown } | undefined
  if (conditions.length !== 1 || one?.column !== '_id' || one.op !== 'gt') return null
  const value = Number(one.value)
  return Number.isSafeInteger(value) && value >= 0 ? value : null
}

function looksLikeJson(value: unknown): boolean {
  return typeof value === 'string' && value.trimStart().startsWith('{')
}

function wordsAnywhere(words: string, manifest: Manifest): NonNullable<RowsQuery['where']>[] {
  return words.split(' ').map((word) => ({
    or: manifest.columns.map(({ id }) => ({ column: id, op: 'contains' as const, value: word })),
  }))
}
