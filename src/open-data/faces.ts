// What the machine-readable faces of the portal are given: the shelf, the tables, the files, the city.
import type { Clock, FileStore } from '#platform'
import type { Answer, RouteRequest } from '#platform'
import type { Shelf, Texts } from '#datasets'
import type { Tables } from '@rimaq/tables'

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
  /** The HTML page at `/api`; without it, that address answers JSON only. */
  apiPage?: (request: RouteRequest) => Promise<Answer> | Answer
}
