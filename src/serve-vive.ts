// Gives Vive what it stands on: the shelf as visitors see it, the clock, the city's name and streets.
import { join } from 'node:path'
import { contentOf, streetFile, visitRoutes, waysFrom } from '#visit'
import type { Assets, RouteDefinition } from '#platform'
import type { City } from './main.ts'

export function vive(city: City, assets: Assets): RouteDefinition[] {
  const { clock, locale, identity, shelf, tables, settings, log } = city
  const { timeZone, name, institution, territory } = identity
  return visitRoutes({
    ...{ clock, locale, timeZone },
    content: contentOf({ shelf, tables }, { timeZone, bbox: territory.bbox }),
    ways: waysFrom(join(settings.data, streetFile), (error) =>
      log.error({ err: error }, 'the street graph cannot be read: straight lines are used'),
    ),
    city: { name, institution },
    asset: (asked) => assets.asset(asked),
  })
}
