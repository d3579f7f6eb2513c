// What the machine-readable faces of the portal are given: the shelf, the tables, the files, the city.
import type { Clock, FileStore } from '#platform'
import type { Answer, RouteRequest } from '#platform'
import type { Shelf, Texts } from '#datasets'
import type { RowsQuery, TableFiles, Tables } from '@rimaq/tables'

/** Facts about the site that appear in catalogues, feeds and descriptions. */
export interface SiteFacts {
  title: Texts
  description: Texts
  /** The institution that publishes the catalogue. */
  publisher: { name: string; url: string | null; email: string | null }
}

export interface Faces {
  shelf: Shelf
  tables: Tables
  files: Pick<FileStore, 'read' | 'size'>
  clock: Clock
  site: SiteFacts
  /** `answerTextByIndex` of the tables: rows as JSON text from an index file, without parsing. */
  rowsAsText?: (
    table: TableFiles,
    query: RowsQuery,
  ) => Promise<{ json: Uint8Array; total: number | null; next: string | null } | null>
  /** `answerRecordsByIndex` of the tables: the same as objects that begin with `_id`. */
  recordsAsText?: Faces['rowsAsText']
  /** The OpenAPI document of everything the server answers (`openapi(server.routes(), …)`). */
  describeApi(origin: string): object
  /** The HTML page at `/api`; without it, that address answers JSON only. */
  apiPage?: (request: RouteRequest) => Promise<Answer> | Answer
}
