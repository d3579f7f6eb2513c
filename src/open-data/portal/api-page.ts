// The programmer's page: every open address, what it does, and where its description stands.
import { html, type Html } from '@rimaq/markup'
import { codeBlock, table } from '#pages'
import type { PageContext } from '#pages'
import type { Answer, RouteDefinition, RouteRequest } from '#platform'
import { page } from './portal.ts'
import type { Portal } from './portal.ts'

const groups = [
  { id: 'own', starts: ['/api/v1'] },
  { id: 'ckan', starts: ['/api/', '/datastore', '/dataset/:dataset/'] },
  { id: 'catalogue', starts: ['/catalog', '/dataset', '/data.json', '/feeds', '/sitemap'] },
] as const

/** What an address does, by the sentence that says it; addresses with one sentence share a line. */
const sentences: readonly (readonly [RegExp, string])[] = [
  [/^\/api\/v1\/suggest$/, 'suggest'],
  [/^\/api\/v1\/datasets$/, 'datasets'],
  [/^\/api\/v1\/datasets\/:slug$/, 'dataset'],
  [/^\/api\/v1\/datasets\/:slug\/submissions$/, 'submit'],
  [/^\/api\/v1\/submissions\/:id$/, 'submission'],
  [/^\/api\/v1\/receipts\/:entry$/, 'receipt'],
  [/^\/api\/v1\/resources\/:id$/, 'resource'],
  [/^\/api\/v1\/resources\/:id\/versions$/, 'versions'],
  [/^\/api\/v1\/resources\/:id\/versions\/:number$/, 'version'],
  [/^\/api\/v1\/resources\/:id\/rows$/, 'rows'],
  [/^\/api\/v1\/resources\/:id\/aggregate$/, 'aggregate'],
  [/^\/api\/v1\/resources\/:id\/sql$/, 'sql'],
  [/^\/api\/v1\/resources\/:id\/export/, 'export'],
  [/^\/api\/v1\/resources\/:id\/diff$/, 'diff'],
  [/^\/api\/openapi\.json$/, 'openapi'],
  [/^\/api(\/3)?\/action\/:name$/, 'action'],
  [/^\/api\/[123]$/, 'spoken'],
  [/^\/api(\/2)?\/util\/.*autocomplete$/, 'autocomplete'],
  [/^\/datastore\/dump\/:id$/, 'dump'],
  [/^\/dataset\/:dataset\/resource\/:resource\/download/, 'download'],
  [/^\/dataset\/:dataset\/dictionary\/:resource$/, 'dictionary'],
  [/^\/dataset\/:slug\.(jsonld|ttl|rdf|xml)$/, 'dcat-dataset'],
  [/^\/catalog\.(jsonld|ttl|rdf|xml)$/, 'dcat-catalogue'],
  [/^\/dataset\/:slug\/datapackage\.json$/, 'datapackage'],
  [/^\/dataset\/:slug\/resource\/:resource\/csv-metadata\.json$/, 'csvw'],
  [/^\/dataset\/:slug\/sql\.csv$/, 'sql-file'],
  [/^\/data\.json$/, 'data-json'],
  [/^\/feeds\//, 'feeds'],
  [/^\/sitemap/, 'sitemap'],
]

/** The key of the sentence for an address; undefined where it has only its English summary. */
export function sentenceOf(url: string): string | undefined {
  return sentences.find(([pattern]) => pattern.test(url))?.[1]
}

interface Line {
  addresses: string[]
  methods: string[]
  does: string
}

/** Routes with the same sentence in one line, in the order they register. */
function lines({ t }: PageContext, routes: readonly RouteDefinition[]): Line[] {
  const byText = new Map<string, Line>()
  for (const { url, method, summary } of routes) {
    const key = sentenceOf(url)
    const does = key ? t(`open-data.api.does.${key}`) : (summary ?? '')
    const line = byText.get(does) ?? { addresses: [], methods: [], does }
    byText.set(does, line)
    if (!line.addresses.includes(url)) line.addresses.push(url)
    if (!line.methods.includes(method)) line.methods.push(method)
  }
  return [...byText.values()]
}

/** An address without a gap to fill is a link. */
function addressCell(url: string): Html {
  const code = html`<code>${url.replace(/:(\w+)/g, '{$1}')}</code>`
  return url.includes(':') ? code : html`<a href="${url}">${code}</a>`
}

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
                rows: lines(context, own).map(({ addresses, methods, does }) => ({
                  address: addresses.map(
                    (url) => html`<span class="api-address">${addressCell(url)}</span>`,
                  ),
                  method: methods.join(', '),
                  does,
                })),
              })}
            </section>`,
        )}`,
    })
  }
}
