// What every page of Vive receives, on the server and in the reader's own device alike.
import { type WordLanguage, writeDay, writeDuration } from '@rimaq/walks'
import type { Lang } from '#platform'
import { type CityTime, cityTime } from './city-time.ts'
import type { Words } from './content/model.ts'

export interface View {
  lang: Lang
  t(key: string, values?: Record<string, unknown>): string
  now: CityTime
  /** Path and query of this page, without `lang`. */
  address: string
  origin: string
  /** Hashed address of a built file. */
  asset(name: string): string
  /** Name of the city, and of who governs it. */
  city: { name: string; institution: string }
  /** Address of the archive of map tiles, where the city has one. */
  tiles?: string
  /** The city's content is still being taken over: what is missing may come in a moment. */
  loading?: boolean
  /** Key by which devices may ask to be told of alerts; absent: it is switched off. */
  push?: string
  /** When what is shown was kept, where it comes from the device and not from the server. */
  kept?: string
}

export interface ViewParts extends Omit<View, 'now' | 'address'> {
  /** Path and query as asked. */
  url: string
  instant: Date
  timeZone: string
}

export function createView(parts: ViewParts): View {
  const { lang, t, origin, asset, city } = parts
  const now = cityTime(parts.instant, parts.timeZone)
  const address = withParameters(parts.url, { lang: '' })
  const { kept, push, loading, tiles } = parts
  return {
    ...{ lang, t, origin, asset, city, now, address },
    ...(kept === undefined ? {} : { kept }),
    ...(push === undefined ? {} : { push }),
    ...(tiles === undefined ? {} : { tiles }),
    ...(loading === true ? { loading } : {}),
  }
}

/** An address of ours that keeps the language; Spanish has none. */
export function link(
  view: Pick<View, 'lang'>,
  path: string,
  parameters: Record<string, string> = {},
): string {
  return withParameters(path, { ...parameters, lang: view.lang === 'es' ? '' : view.lang })
}

/** Empty values take a parameter away. */
export function withParameters(address: string, parameters: Record<string, string>): string {
  const [path = '', query = ''] = address.split('?')
  const search = new URLSearchParams(query)
  for (const [name, value] of Object.entries(parameters)) {
    if (value === '') search.delete(name)
    else search.set(name, value)
  }
  return search.size > 0 ? `${path}?${search}` : path
}

/** In the reader's language, else in Spanish. */
export function say(view: Pick<View, 'lang'>, words: Words): string {
  return words[view.lang] ?? words.es
}

export function day(
  view: Pick<View, 'lang'>,
  date: string,
  style: 'long' | 'day' | 'short' | 'date' = 'day',
): string {
  return writeDay(date, view.lang satisfies WordLanguage, style)
}

export function span(view: Pick<View, 'lang'>, minutes: number): string {
  return writeDuration(minutes, view.lang)
}
