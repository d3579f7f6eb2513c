// The action `package_search`: CKAN's catalogue search over its subset of Solr's language.
import { CkanError } from './errors.ts'
import { atOrigin } from './catalogue.ts'
import { integer, json, list, natural, text } from './parameters.ts'
import type { Parameters } from './parameters.ts'
import type { CkanRecord } from './records.ts'
import { parseDismax, rank } from './solr/dismax.ts'
import type { SearchDocument } from './solr/document.ts'
import { compile } from './solr/evaluate.ts'
import { countFacets } from './solr/facets.ts'
import { parse } from './solr/parse.ts'
import { defaultSort, order, parseSort } from './solr/sort.ts'
import type { Ranked } from './solr/sort.ts'
import { SolrSyntaxError } from './solr/syntax.ts'
import type { WordIndex } from './solr/word-index.ts'

const known = new Set([
  'q',
  'fl',
  'fq',
  'fq_list',
  'rows',
  'sort',
  'start',
  'wt',
  'qf',
  'bf',
  'boost',
  'tie',
  'defType',
  'mm',
  'df',
  'facet',
  'facet.field',
  'facet.limit',
  'facet.mincount',
  'facet.sort',
  'extras',
  'include_drafts',
  'include_deleted',
  'include_private',
  'use_default_schema',
  'include_plugin_data',
  'permission_labels',
  'q.op',
])

/** `ckan.search.rows_max` of CKAN. */
const mostRows = 1000

export interface PackageFound {
  count: number
  facets: Record<string, Record<string, number>>
  results: CkanRecord[]
  sort: string
  search_facets: Record<string, unknown>
}

/** Pure: the same index, parameters and time give the same answer. */
export function packageSearch(
  index: WordIndex,
  parameters: Parameters,
  options: { origin: string; now: Date },
): PackageFound {
  refuseUnknown(parameters)
  const rows = Math.min(natural(parameters, 'rows') ?? 10, mostRows)
  const start = natural(parameters, 'start') ?? 0
  const sort = text(parameters, 'sort') || defaultSort
  const keys = parseSort(sort)

  const matching = query(index, parameters, options.now)
  const found = order(filter(matching, filters(parameters), options.now), keys)
  const shown = found.slice(start, start + rows)
  const fields = list(parameters, 'fl')
  return {
    count: found.length,
    facets: {},
    sort,
    search_facets: {},
    ...facets(found, parameters),
    results: shown.map(({ document, score }) =>
      fields ? stored(document, fields, score) : atOrigin(document.record, options.origin),
    ),
  }
}

function refuseUnknown(parameters: Parameters): void {
  const unknown = Object.keys(parameters).filter(
    (key) => !known.has(key) && !key.startsWith('ext_'),
  )
  if (unknown.length === 0) return
  const shown = unknown.map((key) => `'${key}'`).join(', ')
  throw new CkanError('search-query', `Invalid search parameters: [${shown}]`)
}

function filters(parameters: Parameters): string[] {
  const fq = parameters['fq']
  const one = Array.isArray(fq) ? fq.map(String) : [text(parameters, 'fq') ?? '']
  const many = parameters['fq_list'] === undefined ? [] : json(parameters, 'fq_list')
  const rest = Array.isArray(many) ? many.map(String) : [String(many)]
  return [...one, ...rest].filter((filter) => filter.trim() !== '')
}

function filter(found: Ranked[], all: string[], now: Date): Ranked[] {
  if (all.length === 0) return found
  const scores = all.map((source) => solr(source, now))
  return found.filter(({ document }) => scores.every((score) => score(document) > 0))
}

function solr(source: string, now: Date): (document: SearchDocument) => number {
  if (source.trimStart().startsWith('{!')) {
    throw new CkanError('search-query', 'Local parameters are not supported.')
  }
  try {
    return compile(parse(source), now)
  } catch (error) {
    if (!(error instanceof SolrSyntaxError)) throw error
    throw new CkanError('search', `SOLR returned an error running query: ${error.message}`)
  }
}

/** A colon in `q` means field names, and switches ranking by weights off (lib/search/query.py). */
function query(index: WordIndex, parameters: Parameters, now: Date): Ranked[] {
  const { documents } = index
  const q = (text(parameters, 'q') ?? '').trim()
  if (q === '' || q === '*:*' || q === '*') {
    return documents.map((document) => ({ document, score: 1 }))
  }
  if (q.includes(':') || q.startsWith('{!') || text(parameters, 'defType') === 'lucene') {
    const score = solr(q, now)
    return documents
      .map((document) => ({ document, score: score(document) }))
      .filter((one) => one.score > 0)
  }
  const own = weights(parameters)
  return own ? rank(parseDismax(q), documents, own) : index.rank(parseDismax(q))
}

/** Null means CKAN's own weights. */
function weights(parameters: Parameters): Record<string, number> | null {
  const qf = text(parameters, 'qf')
  if (!qf) return null
  const given = qf
    .trim()
    .split(/\s+/)
    .map((part) => part.split('^'))
  return Object.fromEntries(given.map(([field, by]) => [field ?? '', Number(by ?? 1) || 1]))
}

function facets(found: Ranked[], parameters: Parameters): object {
  if (text(parameters, 'facet') === 'false') return {}
  return countFacets(found, {
    fields: list(parameters, 'facet.field') ?? [],
    limit: integer(parameters, 'facet.limit') ?? 50,
    least: natural(parameters, 'facet.mincount') ?? 1,
  })
}

/** Solr's own fields of a document, when `fl` asks for them. */
function stored(document: SearchDocument, fields: string[], score: number): CkanRecord {
  const wanted = fields.includes('*') ? [...document.exact.keys()] : fields
  const many = new Set(['tags', 'groups', 'res_format', 'res_name', 'res_url', 'res_description'])
  const record: CkanRecord = {}
  for (const field of wanted) {
    const date = document.dates.get(field)
    const values = document.exact.get(field) ?? []
    if (field === 'score') record[field] = score
    else if (date !== undefined) record[field] = new Date(date).toISOString()
    else if (values.length > 0) record[field] = many.has(field) ? values : values[0]
  }
  return record
}
