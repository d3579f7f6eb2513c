// Gives Vive what it stands on: the shelf as visitors see it, the clock, the city's name and streets.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { contentOf, makePack, packKey, streetFile, visitRoutes, waysFrom } from '#visit'
import type { Pack } from '#visit'
import type { Assets, RouteDefinition } from '#platform'
import type { City } from './main.ts'

/** What a page of Vive loads. */
const packed = ['vive.css', 'vive.js', 'source-sans-3-latin.woff2']

export function vive(city: City, assets: Assets): RouteDefinition[] {
  const { clock, locale, identity, shelf, tables, settings, log } = city
  const { timeZone, name, institution, territory } = identity
  const streets = join(settings.data, streetFile)
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
    city: { name, institution },
    asset: (asked) => assets.asset(asked),
    worker: assets.read('worker.js').bytes,
    pack(content) {
      const changed = statSync(streets, { throwIfNoEntry: false })?.mtimeMs ?? 0
      const of = `${content.version} ${changed}`
      if (made?.of !== of) {
        const parts = {
          content,
          streets: existsSync(streets) ? readFileSync(streets) : null,
          city: { name, institution },
          assets: [...packed, ...shared].map((each) => ({
            name: each,
            path: assets.asset(each),
            ...assets.read(each),
          })),
          made: clock.now(),
        }
        made = { of, pack: makePack(parts, key) }
      }
      return made.pack
    },
  })
}
