// Says which ways of OpenStreetMap a person may walk on, and what kind of street each is.
import type { StreetKind } from './model.ts'

/** Values of `highway` where walking is allowed unless a sign says otherwise (OSM wiki, access restrictions). */
const kinds: Readonly<Record<string, StreetKind>> = {
  trunk: 'road',
  trunk_link: 'road',
  primary: 'road',
  primary_link: 'road',
  secondary: 'road',
  secondary_link: 'road',
  tertiary: 'road',
  tertiary_link: 'road',
  unclassified: 'road',
  residential: 'road',
  living_street: 'road',
  service: 'road',
  road: 'road',
  track: 'road',
  pedestrian: 'path',
  footway: 'path',
  path: 'path',
  corridor: 'path',
  platform: 'path',
  steps: 'steps',
}

/** Walking is allowed here only where a sign says so. */
const onlyIfSigned = new Set(['cycleway', 'bridleway', 'motorway', 'motorway_link'])

const allowed = new Set(['yes', 'designated', 'permissive', 'destination', 'official'])
const refused = new Set(['no', 'private', 'military', 'customers', 'delivery', 'use_sidepath'])

/** The kind of street, or null where one may not walk. `oneway` says nothing about walking. */
export function walkingKind(tags: ReadonlyMap<string, string>): StreetKind | null {
  const highway = tags.get('highway') ?? ''
  const foot = tags.get('foot')
  if (foot !== undefined && refused.has(foot)) return null
  const signed = foot !== undefined && allowed.has(foot)
  if (onlyIfSigned.has(highway)) return signed ? 'path' : null
  if (!signed && refused.has(tags.get('access') ?? '')) return null
  return Object.hasOwn(kinds, highway) ? kinds[highway]! : null
}
