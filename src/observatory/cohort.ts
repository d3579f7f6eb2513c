// Groups of cities to compare with: all, a region of the world, a size, an income, or cities of one's own choice.
import type { Translate } from '#platform'
import { ObservatoryError } from './errors.ts'
import { groupIn, groupKinds, groupNamed, membersOf } from './groups.ts'
import type { Holdings } from './observatory.ts'
import { type CityProfile, type Place, nameOf } from './profile.ts'

export interface Cohort {
  /** In addresses: `region:latin-america`, `size:over-1000`, `income:high`, `cities:lima,rosario`. */
  name: string
  holds(city: string): boolean
  label(t: Translate, lang: string): string
}

/** Undefined where none is asked for. @throws ObservatoryError not-found for a group that does not exist */
export function cohortFrom(holdings: Holdings | null, asked: unknown): Cohort | undefined {
  if (typeof asked !== 'string' || asked === '' || holdings === null) return undefined
  const group = groupNamed(asked)
  if (group !== null) {
    const members = holdings.groups ?? membersOf(citiesOf(holdings))
    return cohort(asked, new Set(members[group.name] ?? []), (t) => group.title(t))
  }
  const [kind, value = ''] = asked.split(':')
  const own = holdings.places.filter(({ id }) => value.split(',').includes(id))
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

/** Every city that has a sheet, with the facts of its newest one. */
export function citiesOf({ places, profiles }: Pick<Holdings, 'places' | 'profiles'>): {
  place: Place
  facts: CityProfile['facts']
}[] {
  const newest = new Map(profiles.map((each) => [each.city, each.facts]))
  return places.flatMap((place) => {
    const facts = newest.get(place.id)
    return facts === undefined ? [] : [{ place, facts }]
  })
}

/** The groups a city itself belongs to. */
export function cohortChoices(place: Place, { facts }: CityProfile): Omit<Cohort, 'holds'>[] {
  return groupKinds
    .map((kind) => groupIn(kind, { place, facts }))
    .filter(({ value }) => value !== 'unknown')
    .map(({ name, title }) => ({ name, label: title }))
}
