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

/** Equal datasets come in order of id, so that pages never overlap. */
export function order(found: Ranked[], keys: SortKey[]): Ranked[] {
  const keyed = found.map((one) => ({ one, values: keys.map((key) => valueOf(one, key.field)) }))
  keyed.sort((a, b) => {
    for (let i = 0; i < keys.length; i++) {
      const left = a.values[i]!
      const right = b.values[i]!
      if (left !== right) return left < right === keys[i]!.descending ? 1 : -1
    }
    return a.one.document.id < b.one.document.id ? -1 : 1
  })
  return keyed.map(({ one }) => one)
}

function valueOf({ document, score }: Ranked, field: string): string | number {
  if (field === 'score') return score
  const value = document.dates.get(field) ?? document.exact.get(field)?.[0] ?? ''
  return field === 'num_resources' ? Number(value) : value
}
