// Says of the tags of OpenStreetMap what is drawn, as which class, and from which zoom on.
import type { Layer } from './feature.ts'

export interface Drawn {
  layer: Layer
  area: boolean
  class: string
  from: number
}

type Tags = ReadonlyMap<string, string>

/** Values of `highway` (OSM wiki, Key:highway): a few classes that look different, not twenty. */
const streets: Readonly<Record<string, readonly [name: string, from: number]>> = {
  motorway: ['highway', 8],
  trunk: ['highway', 8],
  motorway_link: ['highway', 12],
  trunk_link: ['highway', 12],
  primary: ['main', 9],
  primary_link: ['main', 12],
  secondary: ['main', 10],
  secondary_link: ['main', 12],
  tertiary: ['middle', 11],
  tertiary_link: ['middle', 13],
  residential: ['street', 13],
  unclassified: ['street', 12],
  living_street: ['street', 13],
  road: ['street', 13],
  service: ['street', 14],
  track: ['path', 14],
  pedestrian: ['walk', 13],
  footway: ['path', 14],
  path: ['path', 14],
  cycleway: ['path', 14],
  steps: ['steps', 14],
}

const green: Readonly<Record<string, ReadonlySet<string>>> = {
  leisure: new Set(['park', 'garden', 'golf_course', 'pitch', 'playground', 'nature_reserve']),
  landuse: new Set(['grass', 'forest', 'cemetery', 'recreation_ground', 'village_green', 'meadow']),
  natural: new Set(['wood', 'scrub', 'grassland', 'wetland']),
}

const rivers = new Set(['river', 'canal', 'stream'])

/** A way; null is not drawn. `closed`: its ends meet. */
export function drawnWay(tags: Tags, closed: boolean): Drawn | null {
  if (closed) {
    const area = drawnArea(tags)
    if (area) return area
  }
  const street = streets[tags.get('highway') ?? '']
  if (street) return { layer: 'streets', area: false, class: street[0], from: street[1] }
  const rail = tags.get('railway')
  if (rail === 'rail' || rail === 'subway' || rail === 'light_rail') {
    // Tracks of yards and stations would be one dark patch from afar (OSM wiki, Key:service).
    const from = tags.has('service') ? 14 : 11
    return { layer: 'streets', area: false, class: 'rail', from }
  }
  const river = tags.get('waterway') ?? ''
  if (rivers.has(river)) {
    return { layer: 'water', area: false, class: 'river', from: river === 'river' ? 9 : 13 }
  }
  if (tags.get('natural') === 'coastline') {
    return { layer: 'water', area: false, class: 'coast', from: 8 }
  }
  return null
}

/** An area by its own tags, whether one way or a relation. */
export function drawnArea(tags: Tags): Drawn | null {
  if (tags.get('natural') === 'water' || tags.get('waterway') === 'riverbank') {
    return { layer: 'water', area: true, class: 'water', from: 9 }
  }
  for (const [key, values] of Object.entries(green)) {
    if (values.has(tags.get(key) ?? '')) {
      return { layer: 'green', area: true, class: 'green', from: 10 }
    }
  }
  const building = tags.get('building')
  if (building !== undefined && building !== 'no') {
    return { layer: 'buildings', area: true, class: 'building', from: 14 }
  }
  if (tags.get('highway') === 'pedestrian' && tags.get('area') === 'yes') {
    return { layer: 'streets', area: true, class: 'square', from: 13 }
  }
  return null
}

/** Zoom from which a name of a place stands in the map, or null (OSM wiki, Key:place). */
export function placeFrom(kind: string): number | null {
  const from: Readonly<Record<string, number>> = {
    city: 8,
    town: 9,
    village: 11,
    suburb: 11,
    quarter: 13,
    neighbourhood: 13,
    hamlet: 13,
  }
  return from[kind] ?? null
}

/** Districts of a city (OSM wiki, Key:admin_level: 8 in Peru and in most countries). */
export function isDistrict(tags: Tags): boolean {
  return tags.get('boundary') === 'administrative' && tags.get('admin_level') === '8'
}
