// Makes what every page receives: its language, its address, its links, the time and the city.
import type { Clock, Lang, Locale } from '#platform'
import type { CityIdentity, PageContext } from './page.ts'

export interface PageContextOptions {
  lang: Lang
  /** Path and query as sent, with or without `lang`. */
  url: string
  /** `https://host` as the reader sees it. */
  origin: string
  locale: Locale
  /** Hashed address of a built asset. */
  assets: (name: string) => string
  city: CityIdentity
  clock?: Clock
  links?: PageContext['links']
  person?: PageContext['person']
  /** Instead of the clock, for one fixed moment. */
  now?: Date
}

/** One context per request. Spanish has no `lang` in its addresses; the others carry `?lang=`. */
export function createPageContext(options: PageContextOptions): PageContext {
  const { lang, origin, locale, assets, city } = options
  return {
    lang,
    t: locale.for(lang),
    locale,
    now: options.now ?? options.clock?.now() ?? new Date(),
    address: withParameters(options.url, { lang: undefined }),
    link: (path, parameters) => withParameters(path, { ...parameters, lang: langParameter(lang) }),
    absolute: (path) => new URL(path, origin).href,
    asset: assets,
    city,
    ...(options.links ? { links: options.links } : {}),
    ...(options.person ? { person: options.person } : {}),
  }
}

/** The same address in another language. */
export function inLanguage(address: string, lang: Lang): string {
  return withParameters(address, { lang: langParameter(lang) })
}

function langParameter(lang: Lang): string | undefined {
  return lang === 'es' ? undefined : lang
}

/** Sets parameters in a path with query; undefined and '' remove them. The fragment stays last. */
export function withParameters(
  address: string,
  parameters: Record<string, string | number | undefined>,
): string {
  // Most links of a page are plain paths in Spanish: nothing to parse, nothing to write.
  const bare = !address.includes('?') && !address.includes('#')
  if (bare && Object.values(parameters).every((value) => value === undefined)) return address
  const [beforeFragment = '', fragment] = splitAt(address, '#')
  const [path = '', query] = splitAt(beforeFragment, '?')
  const search = new URLSearchParams(query)
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined || value === '') search.delete(name)
    else search.set(name, String(value))
  }
  const written = search.size > 0 ? `?${search}` : ''
  return `${path}${written}${fragment === undefined ? '' : `#${fragment}`}`
}

function splitAt(text: string, sign: string): [string, string | undefined] {
  const at = text.indexOf(sign)
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}
