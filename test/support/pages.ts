// Serves pages to the tests' browser with their real style, fonts and modules, without a city behind.
import { createLocale, type Assets, type Lang, type RouteRequest } from '#platform'
import { buildAssets } from '#platform/http'
import { createPageContext, pageAssets, type CityIdentity, type PageContext } from '#pages'
import type { ServedAnswer } from './browser.ts'

export const locale = createLocale({
  rooms: [{ room: 'pages', folder: new URL('../../src/pages/', import.meta.url) }],
})

export const city: CityIdentity = {
  name: 'Lima',
  institution: 'Municipalidad Metropolitana de Lima',
  slogan: '',
  logo: null,
  contact: {
    email: 'datos@example.pe',
    phone: '+51 1 000 0000',
    address: 'Jirón de la Unión 300, Lima',
  },
}

/** A page's context at one fixed moment. */
export function pageContext(
  options: { lang?: Lang; url?: string; origin?: string } = {},
): PageContext {
  return createPageContext({
    lang: options.lang ?? 'es',
    url: options.url ?? '/',
    origin: options.origin ?? 'http://localhost:8080',
    locale,
    assets: assets.asset,
    city,
    now: new Date('2026-03-14T15:00:00Z'),
    links: { source: 'https://example.pe/rimaq' },
  })
}

/** The policy pages are served with in a city: nothing inline, nothing from elsewhere. */
export const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
  "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'"

const root = new URL('../../', import.meta.url)

/** Style, fonts and modules as a city builds them; once for all tests of the process. */
export const assets: Assets = await buildAssets({
  files: pageAssets(),
  scripts: ['browser/theme.ts', 'browser/enhance.ts'].map((path) => new URL(path, root).pathname),
})

/** Answer for an address under `/assets/`; null for a name nobody gave. */
export async function assetAnswer(pathname: string): Promise<ServedAnswer | null> {
  const [route] = assets.routes()
  const name = /^\/assets\/([\w.-]+)$/.exec(pathname)?.[1]
  if (!route || name === undefined || !assets.list().some(({ address }) => address === pathname)) {
    return null
  }
  const answer = await route.handle({ params: { name }, headers: {} } as unknown as RouteRequest)
  return { type: answer.type ?? 'application/octet-stream', body: answer.body as Uint8Array }
}
