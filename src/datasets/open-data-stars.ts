// How many of the five stars of open data a dataset earns, computed from what it is.
import type { Column } from '@rimaq/tables'
import type { Dataset } from './model.ts'

export interface Stars {
  /** 0 to 5. */
  stars: 0 | 1 | 2 | 3 | 4 | 5
  /** What is missing for the next star; null at five. */
  missing: 'open-licence' | 'data' | 'key' | 'links' | null
}

type Rated = {
  licence: Pick<NonNullable<Dataset['licence']>, 'open'> | null
  resources: {
    version: { manifest: { key: string[] | null; columns: Pick<Column, 'stats'>[] } } | null
  }[]
}

/**
 * The scheme of Tim Berners-Lee, "Linked Data" (2010): open licence, structured, open format,
 * things named by URIs, linked to others. Every version here is served as CSV, so data under an open
 * licence has three. Rows are named when each table has a key; linked when a column holds addresses.
 */
export function stars(dataset: Rated): Stars {
  if (dataset.licence?.open !== true) return { stars: 0, missing: 'open-licence' }
  const manifests = dataset.resources.flatMap(({ version }) =>
    version === null ? [] : [version.manifest],
  )
  if (manifests.length === 0) return { stars: 1, missing: 'data' }
  if (!manifests.every(({ key }) => key !== null)) return { stars: 3, missing: 'key' }
  const linked = manifests.some(({ columns }) => columns.some(holdsAddresses))
  return linked ? { stars: 5, missing: null } : { stars: 4, missing: 'links' }
}

function holdsAddresses({ stats }: Pick<Column, 'stats'>): boolean {
  return (
    stats.top.length > 0 && stats.top.every(({ value }) => /^https?:\/\/\S+$/.test(String(value)))
  )
}
