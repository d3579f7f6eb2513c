// Groups of cities to compare with: all, a region of the world, a size, an income, or cities of one's own choice.
import type { Translate } from '#platform'
import { ObservatoryError } from './errors.ts'
import type { Holdings } from './observatory.ts'
import {
  type CityProfile,
  type Place,
  incomeOf,
  incomes,
  nameOf,
  regionOf,
  regions,
  sizeOf,
  sizes,
} from './profile.ts'

export interface Cohort {
  /** In addresses: `region:latin-america`, `size:over-1000`, `income:high`, `cities:lima,rosario`. */
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
  const income = incomes.find((each) => each === value)
  if (kind === 'income' && income !== undefined) {
    const held = new Set(places.filter((place) => incomeOf(place) === income).map(({ id }) => id))
    return cohort(asked, held, (t) => t(`observatory.income.${income}`))
  }
  const own = places.filter(({ id }) => value.split(',').includes(id))
  if (kind === 'cities' && own.length > 0 && own.length === new Set(value.split(',')).size) {
    const held = new Set(own.map(({ id }) => id))
    return cohort(asked, held, (t, lang) =>
      own.length > 5
        ? t('observatory.cohort.own', { count: own.length })
        : own.map((place) => nameOf(place, lang)).join(', '),
    )
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
  const income = incomeOf(place)
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
    { name: `income:${income}`, label: (t) => t(`observatory.income.${income}`) },
  ]
}
