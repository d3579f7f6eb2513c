// Puts found datasets in the order a `sort` parameter asks for.
import { CkanError } from '../errors.ts'
import type { SearchDocument } from './document.ts'

export interface Ranked {
  document: SearchDocument
  score: number
}

interface SortKey {
  field: string
  descending: boolean
}

const sortable = new Set([
  'score',
  'id',
  'name',
  'title_string',
  'metadata_created',
  'metadata_modified',
  'organization',
  'owner_org',
  'license_id',
  'num_resources',
  'version',
  'views_total',
  'views_recent',
  'state',
  'dataset_type',
  'index_id',
])

export const defaultSort = 'score desc, metadata_modified desc'

/** Parses `field asc|desc, …`; refuses what Solr would refuse, in CKAN's words. */
export function parseSort(sort: string): SortKey[] {
  return sort
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const words = part.split(/\s+/)
      const direction = words[1]?.toLowerCase()
      if (words.length !== 2 || (direction !== 'asc' && direction !== 'desc')) {
        throw new CkanError('search-query', 'Invalid "sort" parameter')
      }
      const field = words[0]!
      if (!sortable.has(field) && !field.startsWith('extras_')) {
        throw new CkanError(
          'search',
          `SOLR returned an error running query: sort param field can't be found: ${field}`,
        )
      }
      return { field, descending: direction === 'desc' }
    })
}

/** Sorts in place; equal datasets stay in order of id, so that pages never overlap. */
export function order(found: Ranked[], keys: SortKey[]): Ranked[] {
  return found.sort((a, b) => {
    for (const key of keys) {
      const compared = compare(a, b, key.field)
      if (compared !== 0) return key.descending ? -compared : compared
    }
    return a.document.id < b.document.id ? -1 : 1
  })
}

function compare(a: Ranked, b: Ranked, field: string): number {
  if (field === 'score') return a.score - b.score
  const left = a.document.dates.get(field)
  const right = b.document.dates.get(field)
  if (left !== undefined && right !== undefined) return left - right
  const one = a.document.exact.get(field)?.[0] ?? ''
  const two = b.document.exact.get(field)?.[0] ?? ''
  if (field === 'num_resources') return Number(one) - Number(two)
  return one < two ? -1 : one > two ? 1 : 0
}
