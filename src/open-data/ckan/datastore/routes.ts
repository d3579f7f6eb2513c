// Addresses of whole files: dumps, downloads and dictionaries.
import type { RouteDefinition } from '#platform'
import type { Faces } from '../../faces.ts'
import { dictionary } from './dictionary.ts'
import { download } from './download.ts'
import { dump } from './dump.ts'

export function fileRoutes(faces: Faces): RouteDefinition[] {
  const common = {
    method: 'GET',
    kind: 'file',
    verb: 'export',
    loads: 'shelf',
    schema: {},
    openQuery: true,
    cors: true,
  } as const
  return [
    {
      ...common,
      url: '/datastore/dump/:id',
      summary: 'A whole table as CSV, TSV, JSON or XML, filtered as datastore_search does.',
      handle: (request) => dump(request, faces),
    },
    {
      ...common,
      url: '/dataset/:dataset/resource/:resource/download/:filename',
      summary:
        'The original file where it may be shown, or with ?format= the table as CSV, TSV, JSON, XLSX, Parquet, GeoJSON.',
      handle: (request) => download(request, faces),
    },
    {
      ...common,
      url: '/dataset/:dataset/resource/:resource/download',
      summary: 'The same, without a file name.',
      handle: (request) => download(request, faces),
    },
    {
      ...common,
      verb: 'read',
      loads: 'shelf',
      url: '/dataset/:dataset/dictionary/:resource',
      summary: 'What each column of a resource means, as JSON or CSV.',
      handle: (request) => dictionary(request, faces),
    },
  ]
}
