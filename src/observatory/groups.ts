// Groups that cities stand in by themselves: their region of the world, their size, the income of their country.
import type { Translate } from '#platform'
import {
  type Place,
  type ProfileFacts,
  incomeOf,
  incomes,
  regionOf,
  regions,
  sizeOf,
  sizes,
} from './profile.ts'

export const groupKinds = ['region', 'size', 'income'] as const
export type GroupKind = (typeof groupKinds)[number]

/** What a city is grouped by; the facts are those of its newest sheet. */
export interface Grouped {
  place: Place
  facts: ProfileFacts
}

interface Grouping {
  values: readonly string[]
  valueOf(city: Grouped): string
  word(t: Translate, value: string): string
}

const groupings: Readonly<Record<GroupKind, Grouping>> = {
  region: {
    values: regions,
    valueOf: ({ place }) => regionOf(place),
    word: (t, value) => t(`observatory.region.${value}`),
  },
  size: {
    values: sizes,
    valueOf: ({ facts }) => sizeOf(facts),
    word: (t, value) => t(`observatory.size.${value}`),
  },
  income: {
    values: incomes,
    valueOf: ({ place }) => incomeOf(place),
    word: (t, value) => t(`observatory.income.${value}`),
  },
}

export interface Group {
  kind: GroupKind
  value: string
  /** In addresses: `region:latin-america`. */
  name: string
  /** Under the heading of its kind. */
  label(t: Translate): string
  /** By itself. */
  title(t: Translate): string
}

function groupOf(kind: GroupKind, value: string): Group {
  const { word } = groupings[kind]
  return {
    ...{ kind, value, name: `${kind}:${value}` },
    label: (t) => word(t, value),
    title: (t) =>
      kind === 'size' ? t('observatory.cohort.size', { size: word(t, value) }) : word(t, value),
  }
}

/** Every group of a kind, in its own order. */
export function groupsBy(kind: GroupKind): Group[] {
  return groupings[kind].values.map((value) => groupOf(kind, value))
}

/** The one group of a kind that a city stands in. */
export function groupIn(kind: GroupKind, city: Grouped): Group {
  return groupOf(kind, groupings[kind].valueOf(city))
}

/** Null for a name that no group has. */
export function groupNamed(name: string): Group | null {
  const kind = groupKinds.find((each) => name.startsWith(`${each}:`))
  const value = name.slice(name.indexOf(':') + 1)
  return kind !== undefined && groupings[kind].values.includes(value) ? groupOf(kind, value) : null
}

/** Ids of the cities of each group that has any, by its name: as it is kept with frozen figures. */
export function membersOf(cities: readonly Grouped[]): Record<string, string[]> {
  const members: Record<string, string[]> = {}
  for (const kind of groupKinds) {
    for (const city of cities) (members[groupIn(kind, city).name] ??= []).push(city.place.id)
  }
  return members
}
