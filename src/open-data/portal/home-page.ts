// The first page: ways into the city's services, a search box, the themes, what is new, and how the portal stands.
import { html, type Html } from '@rimaq/markup'
import { datasetList, emptyState, searchBox, siteDoors, stat } from '#pages'
import type { PageContext } from '#pages'
import { freshness } from '#datasets'
import type { Dataset, Theme } from '#datasets'
import type { Answer, RouteRequest } from '#platform'
import { listed } from './listing.ts'
import { inWords, page } from './portal.ts'
import type { Portal } from './portal.ts'

/** `/` */
export async function homePage(portal: Portal, request: RouteRequest): Promise<Answer> {
  const context = portal.context(request)
  const { t, city } = context
  const [recent, themes, organisations, all] = await Promise.all([
    portal.shelf.search({ sort: 'modified', limit: 6 }, context.lang),
    portal.shelf.themes(),
    portal.shelf.organisations(),
    allDatasets(portal),
  ])
  const title = t('open-data.home.title', { city: city.name })
  return page(context, {
    title,
    description: t('open-data.home.lead'),
    alternates: [{ type: 'application/atom+xml', href: '/feeds/dataset.atom', title }],
    body: html`${siteDoors(context)}
      <div class="home-hero">
        <h1>${title}</h1>
        <p class="lead">${t('open-data.home.lead')}</p>
        ${searchBox(context, {
          id: 'home-search',
          action: '/dataset',
          label: t('open-data.home.search'),
          labelShown: true,
          suggest: '/api/v1/suggest',
        })}
        <p class="quiet">
          ${t('open-data.home.search.hint')}
          ${hints(context, themes).map(
            ({ label, href }, index) =>
              html`${index > 0 ? ', ' : ''}<a href="${href}">${label}</a>`,
          )}
        </p>
      </div>
      ${
        all.length === 0
          ? emptyState({
              title: t('open-data.list.empty'),
              body: t('open-data.list.empty.text'),
            })
          : html`${figures(context, all, organisations.filter(({ datasets }) => datasets > 0).length)}
              <section class="home-section">
                <h2>${t('open-data.home.themes')}</h2>
                <ul class="theme-grid">
                  ${themes
                    .filter(({ datasets }) => datasets > 0)
                    .map(
                      (theme) =>
                        html`<li>
                          <a href="${context.link('/dataset', { theme: theme.slug })}"
                            >${inWords(theme.title, context.lang)}</a
                          >
                          <span class="quiet"
                            >${context.locale.number(context.lang, theme.datasets)}</span
                          >
                        </li>`,
                    )}
                </ul>
              </section>
              <section class="home-section">
                <h2>${t('open-data.home.recent')}</h2>
                ${datasetList(
                  context,
                  recent.datasets.map((dataset) => listed(context, dataset)),
                  { heading: 3 },
                )}
                <p><a href="${context.link('/dataset')}">${t('open-data.home.all')}</a></p>
              </section>`
      }
      <section class="home-section">
        <h2>${t('open-data.home.build')}</h2>
        <p>${t('open-data.home.build.text')}</p>
        <p><a href="${context.link('/api')}">${t('open-data.home.build.link')}</a></p>
      </section>`,
  })
}

/** Every published dataset, read page by page. */
export async function allDatasets(portal: Portal): Promise<Dataset[]> {
  const out: Dataset[] = []
  for (;;) {
    const { total, datasets } = await portal.shelf.datasets({ limit: 500, offset: out.length })
    out.push(...datasets)
    if (datasets.length === 0 || out.length >= total) return out
  }
}

/** Words to begin with: the themes that have data, the fullest first. */
function hints(
  context: PageContext,
  themes: readonly (Theme & { datasets: number })[],
): { label: string; href: string }[] {
  return themes
    .filter(({ datasets }) => datasets > 0)
    .toSorted((a, b) => b.datasets - a.datasets)
    .slice(0, 4)
    .map(({ title, slug }) => ({
      label: inWords(title, context.lang).toLowerCase(),
      href: context.link('/dataset', { theme: slug }),
    }))
}

function figures(context: PageContext, all: Dataset[], offices: number): Html {
  const { t, locale, lang, now, link } = context
  const rows = all
    .flatMap(({ resources }) => resources)
    .reduce((sum, { version }) => sum + (version?.rows ?? 0), 0)
  const promised = all
    .map((dataset) => freshness(dataset, now))
    .filter(({ state }) => state !== 'no-promise')
  const kept = promised.filter(({ state }) => state === 'on-time').length
  const source = { label: t('open-data.home.source'), href: link('/status') }
  const figure = (label: string, value: string): Html => stat(context, { label, value, source })
  return html`<section class="stats" aria-label="${t('open-data.status.title')}">
    ${figure(t('open-data.home.figure.datasets', { count: all.length }), locale.number(lang, all.length))}
    ${figure(t('open-data.home.figure.rows', { count: rows }), locale.number(lang, rows))}
    ${figure(t('open-data.home.figure.organisations', { count: offices }), locale.number(lang, offices))}
    ${
      promised.length > 0
        ? figure(
            t('open-data.home.figure.ontime'),
            t('open-data.home.figure.ontime.of', { kept, promised: promised.length }),
          )
        : null
    }
  </section>`
}
