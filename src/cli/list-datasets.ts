// `rimaq datasets`: lists the datasets of the shelf, drafts and withdrawn ones too.
import type { Dataset } from '#datasets'
import { freshness } from '#datasets'
import { openShop } from './open-shop.ts'
import { tableText } from './show-table.ts'
import { type Verb, type VerbCall, exit } from './verb.ts'

async function run(call: VerbCall): Promise<number> {
  const shop = await openShop(call)
  try {
    const limit = call.number('limit', 1) ?? 100
    const offset = call.number('offset', 0) ?? 0
    const text = call.text('search')
    const { total, datasets } =
      text === undefined
        ? await shop.shelf.datasets({ limit, offset })
        : await shop.shelf.search({ text, limit, offset }, call.lang)
    const now = shop.now()
    const list = datasets.map((dataset) => summary(dataset, now))
    if (call.json) call.out.write(`${JSON.stringify({ total, datasets: list })}\n`)
    else call.out.write(words(call, list, total))
    return list.length === 0 ? exit.no : exit.fine
  } finally {
    await shop.close()
  }
}

interface Summary {
  slug: string
  title: string
  state: Dataset['state']
  organisation: string
  rows: number
  resources: number
  versions: number
  modified: string
  freshness: string
}

function summary(dataset: Dataset, now: Date): Summary {
  return {
    slug: dataset.slug,
    title: dataset.title.es,
    state: dataset.state,
    organisation: dataset.organisation.slug,
    rows: dataset.resources.reduce((sum, { version }) => sum + (version?.rows ?? 0), 0),
    resources: dataset.resources.length,
    versions: dataset.resources.reduce((sum, { versions }) => sum + versions, 0),
    modified: dataset.modified.toISOString(),
    freshness: freshness(dataset, now).state,
  }
}

function words(call: VerbCall, list: Summary[], total: number): string {
  const { t, locale, lang } = call
  if (list.length === 0) return `${t('cli.datasets.none')}\n`
  const text = tableText({
    heads: ['slug', 'title', 'state', 'rows', 'versions', 'modified', 'freshness'].map((head) =>
      t(`cli.datasets.head.${head}`),
    ),
    rows: list.map((each) => [
      each.slug,
      each.title,
      t(`datasets.state.${each.state}`),
      locale.number(lang, each.rows),
      each.versions,
      locale.date(lang, new Date(each.modified), 'short'),
      t(`cli.datasets.freshness.${each.freshness}`),
    ]),
    right: [false, false, false, true, true],
    whole: [true],
    width: call.width,
  })
  return `${text}\n\n${t('cli.datasets.count', { shown: list.length, total })}\n`
}

export const listDatasets: Verb = {
  name: 'datasets',
  operands: [],
  options: {
    search: { type: 'string', short: 's', value: 'WORDS' },
    limit: { type: 'string', short: 'n', value: 'N' },
    offset: { type: 'string', value: 'N' },
  },
  run,
}
