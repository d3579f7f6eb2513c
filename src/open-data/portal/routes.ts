// The addresses of the portal's pages.
import Type from 'typebox'
import { Refusal } from '#platform'
import type { Answer, RouteDefinition, RouteRequest } from '#platform'
import { datasetPage } from './dataset-page.ts'
import { embedPage } from './embed-page.ts'
import { explorePage } from './explore-page.ts'
import { homePage } from './home-page.ts'
import { officePage, officesPage, themesPage } from './offices-page.ts'
import { datasetPath, portalFor } from './portal.ts'
import type { Portal } from './portal.ts'
import { reportPage } from './report-page.ts'
import { searchPage } from './search-page.ts'
import { sqlFile } from './sql-answer.ts'
import { sqlPage } from './sql-page.ts'
import { statusPage } from './status-page.ts'
import { versionsPage } from './versions-page.ts'

type Page = (portal: Portal, request: RouteRequest) => Promise<Answer>

const slug = Type.Object({ slug: Type.String({ maxLength: 200 }) })
const question = Type.Object({
  sql: Type.String({
    minLength: 1,
    maxLength: 20_000,
    description: 'One SELECT over the tables of the dataset, by their names.',
  }),
})

/** Pages ignore foreign query keys, since shared links collect them. */
export function portalRoutes(portal: Portal): RouteDefinition[] {
  const one = (url: string, verb: string, show: Page, params = slug): RouteDefinition => ({
    method: 'GET',
    url,
    verb,
    loads: 'shelf',
    kind: 'page',
    openQuery: true,
    schema: url.includes(':') ? { params } : {},
    handle: (request) => show(portalFor(portal, request), request),
  })
  const resource = Type.Object({
    dataset: Type.String({ maxLength: 200 }),
    resource: Type.String({ maxLength: 200 }),
  })
  return [
    one('/', 'read', homePage),
    one('/dataset', 'search', searchPage),
    one('/dataset/:slug', 'read', datasetPage),
    one('/dataset/:slug/explore', 'query', explorePage),
    { ...one('/dataset/:slug/embed', 'query', embedPage), embeddable: true },
    one('/dataset/:slug/sql', 'query', sqlPage),
    {
      ...one('/dataset/:slug/sql.csv', 'query', sqlFile),
      kind: 'file',
      summary: 'The answer of one SELECT over the tables of a dataset as CSV, whole.',
      schema: { params: slug, query: question },
    },
    one('/dataset/:slug/versions', 'read', versionsPage),
    one('/dataset/:slug/report', 'read', reportPage),
    one('/organization', 'list', officesPage),
    one('/organization/:slug', 'read', officePage),
    one('/theme', 'list', themesPage),
    one('/status', 'read', statusPage),
    suggestions(portal),
    {
      ...one('/dataset/:dataset/resource/:resource', 'read', toTable),
      schema: { params: resource },
    },
  ]
}

const suggestion = Type.Object({
  slug: Type.String(),
  title: Type.String(),
  kind: Type.String(),
  label: Type.String(),
  href: Type.String(),
})

const places = { dataset: '/dataset/', organisation: '/organization/', theme: '/dataset?theme=' }

/** What the search box offers while somebody types. */
function suggestions(portal: Portal): RouteDefinition {
  return {
    method: 'GET',
    url: '/api/v1/suggest',
    verb: 'search',
    loads: 'shelf',
    kind: 'json',
    summary: 'Datasets, offices and themes whose title holds what is being typed.',
    cors: true,
    schema: {
      query: Type.Object({ q: Type.Optional(Type.String({ maxLength: 200 })) }),
      response: Type.Array(suggestion),
    },
    async handle(request) {
      const text = String(request.query.q ?? '').trim()
      const { shelf } = portalFor(portal, request)
      const found = text === '' ? [] : await shelf.suggest(text, 8)
      const { t, link } = portal.context(request)
      const body = found.map((item) => ({
        ...item,
        label: t(`open-data.suggest.${item.kind}`),
        href: link(`${places[item.kind]}${item.slug}`),
      }))
      return { body, cache: 'public, max-age=60' }
    },
  }
}

/** CKAN's address of a resource leads to the dataset's page with that table. */
async function toTable(portal: Portal, request: RouteRequest): Promise<Answer> {
  const found = await portal.shelf.resource(request.params.resource ?? '')
  if (!found) throw new Refusal('not-found', { sentence: 'open-data.missing.dataset' })
  const context = portal.context(request)
  const address = context.link(datasetPath(found.dataset), {
    resource: found.dataset.resources.length > 1 ? found.resource.name : undefined,
  })
  return { status: 302, headers: { location: address }, body: null }
}
