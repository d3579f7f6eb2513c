// Groups of cities to compare with: all, a region of the world, a size, or cities of one's own choice.
import type { Translate } from '#platform'
import { ObservatoryError } from './errors.ts'
import type { Holdings } from './observatory.ts'
import {
  type CityProfile,
  type Place,
  nameOf,
  regionOf,
  regions,
  sizeOf,
  sizes,
} from './profile.ts'

export interface Cohort {
  /** As it stands in addresses: `region:latin-america`, `size:over-1000`, `cities:lima,rosario`. */
  name: string
  holds(city: string): boolean
  label(t: Translate, lang: string): string
}

/** Undefined where none is asked for. @throws ObservatoryError not-found for a group that does not exist */
export function cohortFrom(holdings: Holdings | null, asked: unknown): Cohort | undefined {
  if (typeof asked !== 'string' || asked === '' || holdings === null) return undefined
  const { places, profiles } = holdings
  const [kind, value = ''] = asked.split(':')
  const region = regions.find((each) => each === value)
  if (kind === 'region' && region !== undefined) {
    const held = new Set(places.filter((place) => regionOf(place) === region).map(({ id }) => id))
    return cohort(asked, held, (t) => t(`observatory.region.${region}`))
  }
  const size = sizes.find((each) => each === value)
  if (kind === 'size' && size !== undefined) {
    const newest = new Map(profiles.map((each) => [each.city, each.facts]))
    const held = new Set(
      [...newest].filter(([, facts]) => sizeOf(facts) === size).map(([id]) => id),
    )
    return cohort(asked, held, (t) =>
      t('observatory.cohort.size', { size: t(`observatory.size.${size}`) }),
    )
  }
  const own = places.filter(({ id }) => value.split(',').includes(id))
  if (kind === 'cities' && own.length > 0 && own.length === new Set(value.split(',')).size) {
    const held = new Set(own.map(({ id }) => id))
    return cohort(asked, held, (_, lang) => own.map((place) => nameOf(place, lang)).join(', '))
  }
  throw new ObservatoryError('not-found', { city: asked.slice(0, 100) })
}

function cohort(name: string, held: ReadonlySet<string>, label: Cohort['label']): Cohort {
  return { name, holds: (city) => held.has(city), label }
}

/** The groups a city itself belongs to. */
export function cohortChoices(place: Place, { facts }: CityProfile): Omit<Cohort, 'holds'>[] {
  const region = regionOf(place)
  const size = sizeOf(facts)
  return [
    { name: `region:${region}`, label: (t) => t(`observatory.region.${region}`) },
    ...(size === 'unknown'
      ? []
      : [
          {
            name: `size:${size}`,
            label: (t: Translate) =>
              t('observatory.cohort.size', { size: t(`observatory.size.${size}`) }),
          },
        ]),
  ]
}
