// Who publishes, and about what: the offices and the themes with their datasets.
import { html } from '@rimaq/markup'
import { datasetList, emptyState } from '#pages'
import { Refusal } from '#platform'
import type { Answer, RouteRequest } from '#platform'
import { listed } from './listing.ts'
import { inWords, page } from './portal.ts'
import type { Portal } from './portal.ts'

/** `/organization` */
export async function officesPage(portal: Portal, request: RouteRequest): Promise<Answer> {
  const context = portal.context(request)
  const { t, lang, link } = context
  const offices = await portal.shelf.organisations()
  const ordered = offices.toSorted((a, b) => b.datasets - a.datasets)
  return page(context, {
    title: t('open-data.organisations.title'),
    section: 'organizations',
    body: html`<h1>${t('open-data.organisations.title')}</h1>
      <ul class="office-list">
        ${ordered.map(
          (office) =>
            html`<li>
              <a href="${link(`/organization/${office.slug}`)}">${inWords(office.title, lang)}</a>
              <span class="quiet"
                >${
                  office.datasets === 0
                    ? t('open-data.organisations.none')
                    : t('open-data.search.count', { count: office.datasets })
                }</span
              >
            </li>`,
        )}
      </ul>`,
  })
}

/** `/organization/{slug}` */
export async function officePage(portal: Portal, request: RouteRequest): Promise<Answer> {
  const context = portal.context(request)
  const { t, lang, link } = context
  const offices = await portal.shelf.organisations()
  const office = offices.find(
    ({ slug, id }) => slug === request.params.slug || id === request.params.slug,
  )
  if (!office) throw new Refusal('not-found')
  const found = await portal.shelf.search(
    { organisation: [office.slug], sort: 'modified', limit: 100 },
    lang,
  )
  const title = inWords(office.title, lang)
  return page(context, {
    title,
    section: 'organizations',
    description: inWords(office.description, lang),
    breadcrumbs: [
      { label: t('open-data.organisations.title'), href: link('/organization') },
      { label: title },
    ],
    alternates: [
      { type: 'application/atom+xml', href: `/feeds/organization/${office.slug}.atom`, title },
    ],
    body: html`<h1>${title}</h1>
      ${
        inWords(office.description, lang) === ''
          ? null
          : html`<p class="lead">${inWords(office.description, lang)}</p>`
      }
      ${office.url ? html`<p><a href="${office.url}" rel="noopener">${office.url}</a></p>` : null}
      ${
        found.total === 0
          ? emptyState({ title: t('open-data.organisations.none') })
          : html`<p class="list-count">${t('open-data.search.count', { count: found.total })}</p>
              ${datasetList(
                context,
                found.datasets.map((dataset) => listed(context, dataset)),
              )}
              ${
                found.total > found.datasets.length
                  ? html`<p>
                      <a href="${link('/dataset', { organisation: office.slug })}"
                        >${t('open-data.home.all')}</a
                      >
                    </p>`
                  : null
              }`
      }`,
  })
}

/** `/theme` */
export async function themesPage(portal: Portal, request: RouteRequest): Promise<Answer> {
  const context = portal.context(request)
  const { t, lang, link } = context
  const themes = await portal.shelf.themes()
  return page(context, {
    title: t('open-data.themes.title'),
    section: 'themes',
    body: html`<h1>${t('open-data.themes.title')}</h1>
      <ul class="theme-grid">
        ${themes.map(
          (theme) =>
            html`<li>
              ${
                theme.datasets > 0
                  ? html`<a href="${link('/dataset', { theme: theme.slug })}"
                      >${inWords(theme.title, lang)}</a
                    >`
                  : inWords(theme.title, lang)
              }
              <span class="quiet">${t('open-data.search.count', { count: theme.datasets })}</span>
            </li>`,
        )}
      </ul>`,
  })
}
