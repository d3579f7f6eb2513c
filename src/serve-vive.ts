// Gives Vive what it stands on: the shelf as visitors see it, the clock, the city's name and streets.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import {
  contentOf,
  makePack,
  packKey,
  streetFile,
  tileFile,
  tilesFrom,
  visitRoutes,
  waysFrom,
} from '#visit'
import type { Pack } from '#visit'
import type { Assets, RouteDefinition } from '#platform'
import type { City } from './main.ts'

/** What a page of Vive loads. */
const packed = ['vive.css', 'vive.js', 'source-sans-3-latin.woff2']

/** What a map loads when it is wanted, and a device only with the whole pack. */
const packedLater = ['vive-map.js', 'vive-map.css', 'maplibre-gl-worker.js']

export function vive(city: City, assets: Assets): RouteDefinition[] {
  const { clock, locale, identity, shelf, tables, settings, log } = city
  const { timeZone, name, institution, territory } = identity
  const streets = join(settings.data, streetFile)
  const tiles = tilesFrom(join(settings.data, tileFile))
  const key = packKey(join(settings.data, 'secrets', 'vive-pack.pem'))
  // A script may be cut into parts that are shared with others.
  const shared = assets.list().flatMap((each) => (/^shared\./.test(each.name) ? [each.name] : []))
  let made: { of: string; pack: Pack } | null = null
  return visitRoutes({
    ...{ clock, locale, timeZone },
    content: contentOf({ shelf, tables }, { timeZone, bbox: territory.bbox }),
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
}
