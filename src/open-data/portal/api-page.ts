// The programmer's page: every open address, what it does, and where its description stands.
import { html } from '@rimaq/markup'
import { codeBlock, table } from '#pages'
import type { Answer, RouteDefinition, RouteRequest } from '#platform'
import { page } from './portal.ts'
import type { Portal } from './portal.ts'

const groups = [
  { id: 'own', starts: ['/api/v1'] },
  { id: 'ckan', starts: ['/api/', '/datastore', '/dataset/:dataset/'] },
  { id: 'catalogue', starts: ['/catalog', '/dataset', '/data.json', '/feeds', '/sitemap'] },
] as const

/** `/api` for people; programs get the OpenAPI description at the same address. */
export function apiPage(
  portal: Portal,
  routes: () => readonly RouteDefinition[],
): (request: RouteRequest) => Answer {
  return (request) => {
    const context = portal.context(request)
    const { t } = context
    const shown = new Set<RouteDefinition>()
    const sections = groups.map(({ id, starts }) => {
      const own = routes().filter(
        (route) =>
          route.kind !== 'page' &&
          !shown.has(route) &&
          starts.some((start) => route.url.startsWith(start)),
      )
      for (const route of own) shown.add(route)
      return { id, own }
    })
    return page(context, {
      title: t('open-data.api.title'),
      description: t('open-data.api.lead'),
      section: 'api',
      body: html`<h1>${t('open-data.api.title')}</h1>
        <p class="lead">${t('open-data.api.lead')}</p>
        <p><a href="/api/openapi.json">${t('open-data.api.spec')}</a></p>
        ${codeBlock(context, {
          label: 'curl',
          code: `curl '${context.absolute('/api/3/action/package_search?q=distritos')}'`,
        })}
        ${sections.map(
          ({ id, own }) =>
            html`<section>
              <h2>${t(`open-data.api.${id}`)}</h2>
              ${table(context, {
                id: `api-${id}`,
                caption: t(`open-data.api.${id}`),
                captionHidden: true,
                stack: true,
                columns: [
                  { id: 'address', label: t('open-data.api.address'), rowHead: true },
                  { id: 'method', label: t('open-data.api.method') },
                  { id: 'does', label: t('open-data.api.does') },
                ],
                rows: own.map((route) => ({
                  address: html`<code>${route.url.replace(/:(\w+)/g, '{$1}')}</code>`,
                  method: route.method,
                  does: route.summary ?? '',
                })),
              })}
            </section>`,
        )}`,
    })
  }
}
