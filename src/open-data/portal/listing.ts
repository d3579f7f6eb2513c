// How a dataset stands in a list: title, office, age, size, formats, and whether it keeps its promise.
import { freshness } from '#datasets'
import type { Dataset } from '#datasets'
import type { DatasetItem, PageContext } from '#pages'
import { datasetPath, inWords } from './portal.ts'

/** The parts of a list item, in the reader's language. */
export function listed(context: PageContext, dataset: Dataset): DatasetItem {
  const { lang, link, now } = context
  const fresh = freshness(dataset, now)
  const versions = dataset.resources.flatMap(({ version }) => version ?? [])
  const item: DatasetItem = {
    title: inWords(dataset.title, lang),
    ...(dataset.state === 'published'
      ? {}
      : { note: context.t(`open-data.state.${dataset.state}`) }),
    href: link(datasetPath(dataset)),
    summary: plainText(inWords(dataset.description, lang)),
    organisation: {
      label: inWords(dataset.organisation.title, lang),
      href: link(`/organization/${dataset.organisation.slug}`),
    },
    modified: dataset.modified,
    ...(fresh.state === 'no-promise' ? {} : { freshness: fresh }),
    formats: versions.length > 0 ? ['CSV', 'XLSX', 'JSON', 'Parquet'] : [],
  }
  if (versions.length > 0) item.rows = versions.reduce((sum, { rows }) => sum + rows, 0)
  return item
}

/** Limited Markdown without its marks, for summaries and meta descriptions. */
export function plainText(markdown: string): string {
  return markdown
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^[#>\-*\s]+/gm, '')
    .replace(/[*_`]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}

/** Why nothing is late here: updated when something changes, no more, or the office never said. */
export function noPromise({ t }: PageContext, frequency: Dataset['frequency']): string {
  if (frequency === 'IRREG') return t('open-data.dataset.no-promise.irregular')
  if (frequency === 'NEVER') return t('open-data.dataset.no-promise.never')
  return t('open-data.dataset.no-promise')
}
