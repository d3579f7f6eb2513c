// The board of promises: how often each office said it would publish, and whether it does.
import { html } from '@rimaq/markup'
import { freshnessBadge, notice, table } from '#pages'
import { freshness } from '#datasets'
import type { Freshness } from '#datasets'
import type { Answer, RouteRequest } from '#platform'
import { allDatasets } from './home-page.ts'
import { datasetPath, inWords, page } from './portal.ts'
import type { Portal } from './portal.ts'

const order: Record<Freshness['state'], number> = { late: 0, due: 1, 'on-time': 2, 'no-promise': 3 }

/** `/status` */
export async function statusPage(portal: Portal, request: RouteRequest): Promise<Answer> {
  const context = portal.context(request)
  const { t, lang, link, locale, now } = context
  const all = await allDatasets(portal)
  const rows = all
    .map((dataset) => ({ dataset, fresh: freshness(dataset, now) }))
    .toSorted((a, b) => order[a.fresh.state] - order[b.fresh.state])
  const title = t('open-data.status.title')
  return page(context, {
    title,
    section: 'status',
    body: html`<h1>${title}</h1>
      ${portal.notices(lang).map((told) => notice(context, { kind: 'error', ...told }))}
      <p class="lead">${t('open-data.status.lead')}</p>
      ${table(context, {
        id: 'promises',
        caption: title,
        captionHidden: true,
        stack: true,
        columns: [
          { id: 'dataset', label: t('open-data.status.dataset'), rowHead: true },
          { id: 'office', label: t('open-data.status.office') },
          { id: 'frequency', label: t('open-data.about.frequency') },
          { id: 'last', label: t('open-data.status.last'), kind: 'date' },
          { id: 'next', label: t('open-data.status.next'), kind: 'date' },
          { id: 'state', label: t('open-data.status.state') },
        ],
        rows: rows.map(({ dataset, fresh }) => {
          const last = dataset.resources
            .flatMap(({ version }) => version ?? [])
            .map(({ created }) => created)
            .toSorted((a, b) => b.getTime() - a.getTime())[0]
          return {
            dataset: html`<a href="${link(datasetPath(dataset))}"
              >${inWords(dataset.title, lang)}</a
            >`,
            office: inWords(dataset.organisation.title, lang),
            frequency: t(`open-data.frequency.${dataset.frequency}`),
            last: last ? locale.date(lang, last, 'short') : t('open-data.status.none'),
            next: fresh.due ? locale.date(lang, fresh.due, 'short') : t('open-data.status.none'),
            state: freshnessBadge(context, fresh),
          }
        }),
      })}`,
  })
}
