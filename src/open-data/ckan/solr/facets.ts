// Counts how many found datasets have each value of a field.
import type { SearchDocument } from './document.ts'
import type { Ranked } from './sort.ts'

export interface FacetOptions {
  fields: string[]
  /** Values at most; negative means all (CKAN's `facet.limit`). */
  limit: number
  least: number
}

export interface Facets {
  facets: Record<string, Record<string, number>>
  search_facets: Record<
    string,
    { title: string; items: { name: string; display_name: string; count: number }[] }
  >
}

/** Most frequent first, then by name, as Solr orders facets. */
export function countFacets(found: Ranked[], options: FacetOptions): Facets {
  const answer: Facets = { facets: {}, search_facets: {} }
  for (const field of options.fields) {
    const counts = new Map<string, number>()
    const labels = new Map<string, string>()
    for (const { document } of found) count(document, field, counts, labels)
    const sorted = [...counts]
      .filter(([, times]) => times >= options.least)
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    const kept = options.limit < 0 ? sorted : sorted.slice(0, options.limit)
    answer.facets[field] = Object.fromEntries(kept)
    answer.search_facets[field] = {
      title: field,
      items: kept.map(([name, times]) => ({
        name,
        display_name: labels.get(name) ?? name,
        count: times,
      })),
    }
  }
  return answer
}

function count(
  document: SearchDocument,
  field: string,
  counts: Map<string, number>,
  labels: Map<string, string>,
): void {
  const values = document.exact.get(field)
  if (!values) return
  for (const value of values.length > 1 ? new Set(values) : values) {
    counts.set(value, (counts.get(value) ?? 0) + 1)
    const label = document.labels.get(field)?.get(value)
    if (label !== undefined) labels.set(value, label)
  }
}
