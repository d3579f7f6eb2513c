// Addresses of the portal's own JSON API, and of its description.
import { Type } from 'typebox'
import type { Answer, RouteDefinition, RouteRequest } from '#platform'
import type { Faces } from '../faces.ts'
import { dataset, resource, search, version, versions } from './catalogue.ts'
import { diff, exported } from './files.ts'
import { aggregate, rows, sql } from './rows.ts'
import {
  aggregateQuery,
  answerOf,
  diffQuery,
  exportQuery,
  rowsQuery,
  searchQuery,
  sqlBody,
  sqlQuery,
} from './schemas.ts'
import { jsonType } from './table-at.ts'

type Answering = (request: RouteRequest, faces: Faces) => Promise<Answer>
type Described = Pick<RouteDefinition, 'verb' | 'summary' | 'schema'> & {
  url: string
  answer: Answering
  method?: 'POST'
}

const base = '/api/v1'
const table = `${base}/resources/:id`
const question = [table, 'sql'].join('/')

// Answers are written as text by their functions, which list every field: `kind` is file.
const calls: Described[] = [
  {
    url: `${base}/datasets`,
    verb: 'search',
    answer: search,
    summary: 'Searches datasets, with facets.',
    schema: { query: searchQuery, response: answerOf.anything },
  },
  {
    url: `${base}/datasets/:slug`,
    verb: 'read',
    answer: dataset,
    summary: 'One dataset with its resources, by slug or id.',
    schema: { response: answerOf.anything },
  },
  {
    url: table,
    verb: 'read',
    answer: resource,
    summary: 'One resource: columns, statistics, newest version.',
    schema: { response: answerOf.anything },
  },
  {
    url: `${table}/versions`,
    verb: 'list',
    answer: versions,
    summary: 'All versions of a resource, with hashes and findings.',
    schema: { response: answerOf.anything },
  },
  {
    url: `${table}/versions/:number`,
    verb: 'read',
    answer: version,
    summary: 'One version.',
    schema: {
      params: Type.Object({ id: Type.String(), number: Type.Integer({ minimum: 1 }) }),
      response: answerOf.anything,
    },
  },
  {
    url: `${table}/rows`,
    verb: 'query',
    answer: rows,
    summary: 'A page of rows: filters, words, order, columns, count.',
    schema: { query: rowsQuery, response: answerOf.rows },
  },
  {
    url: `${table}/aggregate`,
    verb: 'query',
    answer: aggregate,
    summary: 'Groups of rows with counts, sums, means, medians.',
    schema: { query: aggregateQuery, response: answerOf.rows },
  },
  {
    url: question,
    verb: 'query',
    answer: sql,
    summary: 'One query in SQL over the table, which is called data.',
    schema: { query: sqlQuery, response: answerOf.rows },
  },
  {
    url: question,
    method: 'POST',
    verb: 'query',
    answer: sql,
    summary: 'The same, with the SQL in the body.',
    schema: { body: sqlBody, response: answerOf.rows },
  },
  {
    url: `${table}/export.:format`,
    verb: 'export',
    answer: exported,
    summary: 'All rows that match as csv, tsv, json, ndjson, xlsx, parquet or geojson.',
    schema: { query: exportQuery },
  },
  {
    url: `${table}/diff`,
    verb: 'query',
    answer: diff,
    summary: 'What changed between two versions: rows and cells.',
    schema: { query: diffQuery, response: answerOf.anything },
  },
]

export function apiRoutes(faces: Faces): RouteDefinition[] {
  const described = calls.map(({ answer, method, ...call }): RouteDefinition => ({
    ...call,
    method: method ?? 'GET',
    loads: 'shelf',
    kind: 'file',
    cors: true,
    handle: (request) => answer(request, faces),
  }))
  const description = (request: RouteRequest): Answer => ({
    type: jsonType,
    body: JSON.stringify(withoutTwins(faces.describeApi(request.origin))),
    cache: 'no-cache',
  })
  const about = {
    method: 'GET',
    verb: 'read',
    loads: 'nothing',
    kind: 'file',
    schema: {},
    openQuery: true,
    cors: true,
  } as const
  return [
    ...described,
    {
      ...about,
      url: '/api/openapi.json',
      summary: 'This description, as OpenAPI 3.1.',
      handle: description,
    },
    {
      ...about,
      kind: 'page',
      url: '/api',
      summary: 'The description of the API: a page for people, OpenAPI for programs.',
      handle: (request) => {
        const accept = String(request.headers['accept'] ?? '')
        if (faces.apiPage && accept.includes('text/html')) return faces.apiPage(request)
        return { ...description(request), headers: { Vary: 'Accept' } }
      },
    },
  ]
}

/** Old and mistaken spellings of CKAN's addresses are answered, but not worth describing. */
function withoutTwins(description: object): object {
  const { paths, ...rest } = description as { paths?: Record<string, object> }
  const kept = Object.entries(paths ?? {}).filter(([path]) => !/^(\/\/|\/api\/2\/)/.test(path))
  return { ...rest, ...(paths ? { paths: Object.fromEntries(kept) } : {}) }
}
