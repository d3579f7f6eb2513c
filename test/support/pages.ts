// Serves pages to the tests' browser with their real style, fonts and modules, without a city behind.
import { readFileSync } from 'node:fs'
import { createLocale, type Lang } from '#platform'
import { createPageContext, pageAssets, type CityIdentity, type PageContext } from '#pages'
import { buildSync } from 'esbuild'
import type { ServedAnswer } from './browser.ts'

const root = new URL('../../', import.meta.url)

export const locale = createLocale({
  rooms: [{ room: 'pages', folder: new URL('src/pages/', root) }],
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
    assets: (name) => `/assets/${name}`,
    city,
    now: new Date('2026-03-14T15:00:00Z'),
    links: { source: 'https://example.pe/rimaq' },
  })
}

/** The policy pages are served with in a city: nothing inline, nothing from elsewhere. */
export const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
  "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'"

/** Answer for `/assets/<name>`: style bundled, modules built from browser/, fonts as they are. */
export function assetAnswer(pathname: string): ServedAnswer | null {
  const name = /^\/assets\/([\w.-]+)$/.exec(pathname)?.[1]
  if (name === undefined) return null
  const listed = pageAssets().find((asset) => asset.name === name)
  if (listed && name.endsWith('.woff2')) {
    return { type: 'font/woff2', body: readFileSync(listed.path) }
  }
  if (listed) return { type: 'text/css; charset=utf-8', body: built(listed.path) }
  if (name.endsWith('.js')) {
    const path = new URL(`browser/${name.replace(/\.js$/, '.ts')}`, root).pathname
    return { type: 'text/javascript; charset=utf-8', body: built(path) }
  }
  return null
}

const builds = new Map<string, string>()

function built(path: string): string {
  const done = builds.get(path)
  if (done !== undefined) return done
  const { outputFiles } = buildSync({
    entryPoints: [path],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    external: ['*.woff2'],
  })
  const text = outputFiles[0]?.text ?? ''
  builds.set(path, text)
  return text
}
