// A city as the observatory knows it: its name, where it lies, and its answer sheets with their dated facts.
import type { Submission } from './answer.ts'
import type { Attestation } from './answering/attestation.ts'
import { type Words, wordsOf } from './survey.ts'

export interface Place {
  id: string
  name: Words
  /** ISO 3166-1 alpha-2. */
  country: string
  /** Longitude and latitude in degrees (WGS 84), rounded: for a small map. */
  at: readonly [number, number]
}

/** Facts of the year of the survey, never of today. */
export interface ProfileFacts {
  mayor: string
  population: { value: number; year: number | null } | null
  officers: readonly string[]
  /** Summary of the spotlight, in English; null where the page had none. */
  spotlight: string | null
  /** `location` and `note` in English; the note says what the number of staff leaves out. */
  structure: { location?: string; lead?: Words; staff?: number; note?: string } | null
}

/** An answer sheet with the facts that stood beside it. */
export interface CityProfile extends Submission {
  facts: ProfileFacts
  /** Who signed the answers digitally; absent where nobody did. */
  attestation?: Attestation
}

export const regions = [
  'latin-america',
  'north-america',
  'europe',
  'middle-east',
  'africa',
  'oceania',
] as const
export type Region = (typeof regions)[number]

const regionByCountry: Readonly<Record<string, Region>> = {
  ...Object.fromEntries(
    ['AR', 'BR', 'CO', 'CR', 'MX', 'PE'].map((code) => [code, 'latin-america'] as const),
  ),
  ...Object.fromEntries(['CA', 'US'].map((code) => [code, 'north-america'] as const)),
  IL: 'middle-east',
  NZ: 'oceania',
  ZA: 'africa',
}

export function regionOf({ country }: Place): Region {
  return regionByCountry[country] ?? 'europe'
}

export const incomes = ['high', 'upper-middle'] as const
export type Income = (typeof incomes)[number]

/**
 * Countries of the profiles that the World Bank did not count as high income in its fiscal year 2021
 * (national income per head of 2019 from 4,046 to 12,535 dollars, Atlas method); those of the survey of
 * 2018 are grouped by the same list, so that a city stands in one group.
 */
const upperMiddle: ReadonlySet<string> = new Set(['AR', 'BR', 'CO', 'CR', 'MX', 'PE', 'ZA'])

/** Of the country, not of the city. */
export function incomeOf({ country }: Place): Income {
  return upperMiddle.has(country) ? 'upper-middle' : 'high'
}

export const sizes = ['under-250', '250-to-1000', 'over-1000', 'unknown'] as const
export type Size = (typeof sizes)[number]

/** By thousands of inhabitants, at the time of the survey. */
export function sizeOf(facts: ProfileFacts): Size {
  const value = facts.population?.value
  if (value === undefined) return 'unknown'
  return value < 250_000 ? 'under-250' : value < 1_000_000 ? '250-to-1000' : 'over-1000'
}

export function nameOf({ name }: Place, lang: string): string {
  return wordsOf(name, lang)
}

/** In the reader's language (CLDR). */
export function countryName({ country }: Place, lang: string): string {
  return (
    new Intl.DisplayNames([lang === 'en' ? 'en' : 'es'], { type: 'region' }).of(country) ?? country
  )
}
