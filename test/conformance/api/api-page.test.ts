// Tests that the page for programmers says in the reader's language what every address does.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RouteDefinition, RouteRequest } from '#platform'
import { createPageContext } from '#pages'
import { createLocale, systemClock } from '#platform'
import { city } from '../../support/pages.ts'
import { facesInMemory } from '../support/ask.ts'
import { apiPage, apiRoutes, ckanRoutes, dcatRoutes, feedRoutes } from '#open-data'
import type { Portal } from '#open-data'
import { sentenceOf } from '../../../src/open-data/portal/api-page.ts'

const faces = facesInMemory()
const routes: RouteDefinition[] = [
  ...apiRoutes(faces),
  ...ckanRoutes(faces),
  ...dcatRoutes(faces),
  ...feedRoutes(faces),
]
const rooms = ['pages', 'open-data'].map((room) => ({
  room,
  folder: new URL(`../../../src/${room}/`, import.meta.url),
}))
const locale = createLocale({ rooms })

function page(lang: 'es' | 'en' | 'qu'): string {
  const clock = systemClock()
  const portal = {
    context: () =>
      createPageContext({
        ...{ lang, url: '/api', origin: 'http://localhost:8080' },
        ...{ locale, clock, assets: (name: string) => `/assets/${name}`, city },
      }),
  } as unknown as Portal
  return String(apiPage(portal, () => routes)({} as RouteRequest).body)
}

test('every address has a sentence of its own language; the English summaries are for programs', () => {
  const listed = routes.filter(({ url }) => /^\/(api|catalog|data|feeds|sitemap)/.test(url))
  const without = listed.filter(({ kind, url }) => kind !== 'page' && !sentenceOf(url))
  assert.deepEqual(
    without.map(({ url }) => url).filter((url) => url !== '/api'),
    [],
  )
  const spanish = page('es')
  assert.match(spanish, /Grupos de filas con cuentas/)
  for (const { summary, url } of listed) {
    if (summary && url !== '/api') assert.ok(!spanish.includes(summary), `${url}: ${summary}`)
  }
  assert.match(page('qu'), /Huk versión\./)
})

test('addresses that do the same share a line, and those without a gap can be opened', () => {
  const text = page('en')
  assert.equal(text.match(/Completes what someone types/g)?.length, 1)
  assert.match(text, /<a href="\/api\/v1\/datasets"><code>\/api\/v1\/datasets<\/code><\/a>/)
  assert.match(text, /GET, POST/)
})
