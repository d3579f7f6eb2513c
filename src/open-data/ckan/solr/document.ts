// A dataset as the search sees it: named fields, some exact and some cut into words.
import type { Dataset } from '#datasets'
import { formatName } from '../records.ts'
import type { CkanRecord } from '../records.ts'
import { stem, words } from './analyse.ts'

export interface TextField {
  /** Folded words in order, for wildcards. */
  words: string[]
  /** Stems in order, for phrases. */
  stems: string[]
  /** Stem → how often. */
  counts: Map<string, number>
}

export interface SearchDocument {
  id: string
  modified: number
  /** As `package_show` gives it, with addresses that begin with `/`. */
  record: CkanRecord
  exact: Map<string, string[]>
  text: Map<string, TextField>
  /** Stemmed whole values of `name`, `tags` and `groups`, for plain search words. */
  whole: Map<string, string[]>
  /** Milliseconds. */
  dates: Map<string, number>
  /** Field → value → the title people read, for facets. */
  labels: Map<string, Map<string, string>>
}

/** Field names follow CKAN's Solr schema (ckan/config/solr/schema.xml). */
export function documentOf(dataset: Dataset, record: CkanRecord): SearchDocument {
  const resources = dataset.resources
  const extras = record['extras'] as { key: string; value: string }[]
  const exact = new Map<string, string[]>([
    ['id', [dataset.id]],
    ['name', [dataset.slug]],
    ['index_id', [dataset.id]],
    ['site_id', ['default']],
    ['entity_type', ['package']],
    ['dataset_type', ['dataset']],
    ['type', ['dataset']],
    ['state', [String(record['state'])]],
    ['capacity', ['public']],
    ['permission_labels', ['public']],
    ['private', [String(record['private'])]],
    ['title_string', [dataset.title.es]],
    ['license_id', dataset.licence ? [dataset.licence.id] : []],
    ['license_title', dataset.licence ? [dataset.licence.title.es] : []],
    ['isopen', [String(dataset.licence?.open ?? false)]],
    ['tags', dataset.tags],
    ['groups', dataset.themes.map((theme) => theme.slug)],
    ['organization', [dataset.organisation.slug]],
    ['owner_org', [dataset.organisation.id]],
    ['res_format', resources.flatMap((r) => (r.version ? [formatName(r.version)] : []))],
    ['res_url', (record['resources'] as CkanRecord[]).map((r) => String(r['url']))],
    ['res_type', []],
    ['version', record['version'] ? [String(record['version'])] : []],
    ['num_resources', [String(resources.length)]],
    ['num_tags', [String(dataset.tags.length)]],
    ['notes', [dataset.description.es]],
    ['title', [dataset.title.es]],
  ])
  for (const { key, value } of extras) {
    exact.set(`extras_${key}`, [value])
    if (!exact.has(key)) exact.set(key, [value])
  }

  const titles = Object.values(dataset.title).filter((title) => title !== undefined)
  const notes = Object.values(dataset.description).filter((note) => note !== undefined)
  const columns = resources.flatMap((r) =>
    (r.version?.manifest.columns ?? []).map((column) => column.name),
  )
  const parts: Record<string, string[]> = {
    title: titles,
    notes,
    author: [String(record['author'] ?? '')],
    maintainer: [String(record['maintainer'] ?? '')],
    res_name: resources.flatMap((r) => [r.title.es, r.name]),
    res_description: resources.map((r) => r.description.es),
  }
  const text = new Map(Object.entries(parts).map(([name, value]) => [name, textField(value)]))
  text.set(
    'text',
    textField([
      ...Object.values(parts).flat(),
      dataset.slug,
      ...dataset.tags,
      dataset.organisation.title.es,
      dataset.organisation.slug,
      ...dataset.themes.flatMap((theme) => [theme.title.es, theme.slug]),
      ...columns,
    ]),
  )
  return {
    id: dataset.id,
    modified: dataset.modified.getTime(),
    record,
    exact,
    text,
    whole: new Map(
      ['name', 'tags', 'groups'].map((name) => [name, (exact.get(name) ?? []).map(stemmed)]),
    ),
    dates: new Map([
      ['metadata_created', dataset.created.getTime()],
      ['metadata_modified', dataset.modified.getTime()],
    ]),
    labels: labelsOf(dataset),
  }
}

export function stemmed(text: string): string {
  return words(text).map(stem).join(' ')
}

function textField(parts: string[]): TextField {
  const all = parts.flatMap(words)
  const stems = all.map(stem)
  const counts = new Map<string, number>()
  for (const one of stems) counts.set(one, (counts.get(one) ?? 0) + 1)
  return { words: all, stems, counts }
}

function labelsOf(dataset: Dataset): Map<string, Map<string, string>> {
  const labels = new Map<string, Map<string, string>>([
    ['organization', new Map([[dataset.organisation.slug, dataset.organisation.title.es]])],
    ['groups', new Map(dataset.themes.map((theme) => [theme.slug, theme.title.es]))],
  ])
  if (dataset.licence) {
    labels.set('license_id', new Map([[dataset.licence.id, dataset.licence.title.es]]))
  }
  return labels
}
