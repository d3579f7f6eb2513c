// Gives Vive what it stands on: the shelf as visitors see it, the clock, the city's name and streets.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { PageContext } from '#pages'
import {
  applicationKey,
  countSubscriptions,
  makePack,
  packKey,
  streetFile,
  tileFile,
  tilesFrom,
  visitRoutes,
  waysFrom,
} from '#visit'
import type { Pack } from '#visit'
import { deskRoutes } from '#visit-desk'
import type { Assets, RouteDefinition, RouteRequest } from '#platform'
import type { City } from './main.ts'

/** What a page of Vive loads. */
const packed = ['vive.css', 'vive.js', 'source-sans-3-latin.woff2']

/** What a map loads when it is wanted, and a device only with the whole pack. */
const packedLater = ['vive-map.js', 'vive-map.css', 'maplibre-gl-worker.js']

export interface ViveParts {
  context(request: RouteRequest): PageContext
  /** Whether the city's starting content is still being taken over. */
  loading(): boolean
}

export function vive(city: City, assets: Assets, parts: ViveParts): RouteDefinition[] {
  const { clock, locale, identity, settings, log } = city
  const { timeZone, name, institution } = identity
  const streets = join(settings.data, streetFile)
  const tiles = tilesFrom(join(settings.data, tileFile))
  const key = packKey(join(settings.data, 'secrets', 'vive-pack.pem'))
  // A script may be cut into parts that are shared with others.
  const shared = assets.list().flatMap((each) => (/^shared\./.test(each.name) ? [each.name] : []))
  let made: { of: string; pack: Pack } | null = null
  const { content } = city.vive
  const { pushHosts: hosts } = settings
  const { database } = city
  const push = { database, clock, content, timeZone, hosts }
  const pages = visitRoutes({
    ...{ clock, locale, timeZone, content, loading: parts.loading },
    ...(hosts.length > 0 ? { push: { ...push, key: applicationKey(city.vive.pushKey()) } } : {}),
    ways: waysFrom(streets, (error) =>
      log.error({ err: error }, 'the street graph cannot be read: straight lines are used'),
    ),
    tiles,
    city: { name, institution },
    asset: (asked) => assets.asset(asked),
    worker: assets.read('worker.js').bytes,
    pack(content) {
      const changed = statSync(streets, { throwIfNoEntry: false })?.mtimeMs ?? 0
      const of = `${content.version} ${changed} ${tiles()?.path ?? ''}`
      if (made?.of !== of) {
        const parts = {
          content,
          streets: existsSync(streets) ? readFileSync(streets) : null,
          city: { name, institution },
          tiles: tiles(),
          assets: [...packed, ...shared, ...packedLater].map((each) => ({
            name: each,
            path: assets.asset(each),
            ...assets.read(each),
            later: packedLater.includes(each),
          })),
          made: clock.now(),
        }
        made = { of, pack: makePack(parts, key) }
      }
      return made.pack
    },
  })
  return [...pages, ...desk(city, parts)]
}

/** The pages of the offices that keep its tables. */
function desk(city: City, { context }: ViveParts): RouteDefinition[] {
  const { shelf, tables, vive: open, database, clock, settings } = city
  return deskRoutes({
    ...{ shelf, tables, database, clock, context },
    ...{ content: open.content, options: open.options, verifyDays: settings.verifyDays },
    phones: async () => (settings.pushHosts.length === 0 ? null : countSubscriptions(database)),
    published: open.tell,
  })
}
