// What in a table points to people: the findings of the privacy gate and what can be done about each.
import type { RepairStep } from '../model.ts'

/** Kinds of things that point to a person, alone or together. */
export type PrivacyCode =
  | 'dni'
  | 'ruc-person'
  | 'foreign-card'
  | 'passport'
  | 'phone'
  | 'email'
  | 'plate'
  | 'bank-account'
  | 'card-number'
  | 'birth-date'
  | 'person-name'
  | 'address'
  | 'coordinates'
  | 'free-text'
  | 'health'
  | 'k-anonymity'
  | 'small-cells'

/** `certain` and `likely` stop a publication until they are treated; `possible` is only said. */
export type Confidence = 'certain' | 'likely' | 'possible'

/** Why a finding has its confidence. */
export type PrivacyReason =
  | 'heading-and-form'
  | 'heading-some'
  | 'check-digit'
  | 'form'
  | 'form-beside-people'
  | 'private-mail'
  | 'institution'
  | 'public-office'
  | 'surnames-comma-names'
  | 'inside-text'
  | 'rows-of-people'
  | 'small-groups'
  | 'sensitive-counts'
  | 'counts'

export interface PrivacyFinding {
  code: PrivacyCode
  confidence: Confidence
  reason: PrivacyReason
  /** Column id and heading; absent where it concerns several. */
  column?: string
  name?: string
  /** Column ids and headings of a combination. */
  columns?: { id: string; name: string }[]
  /** Rows or cells it concerns, and rows with a value there. */
  count: number
  filled: number
  /** One value, masked by `maskValue`; never the value itself. */
  example?: string
  /** Kinds found inside a free text. */
  kinds?: PrivacyCode[]
  /** Of `k-anonymity`: what was asked for, the smallest group, and what the remedy leads to. */
  k?: { wanted: number; smallest: number; after: number; changed: number; blanked: number }
  /** Alternatives, each a list of steps; the first is what `apply` takes. */
  remedies: RepairStep[][]
  /** True when its remedy was applied to this version. */
  treated?: boolean
}

/** What the gate found in one version. */
export interface PrivacyReport {
  /** People stand one by one in the rows, are counted in them, or neither. */
  about: 'people' | 'counts' | 'things'
  findings: PrivacyFinding[]
  /** Privacy steps of the recipe that made this version, also those of earlier uploads. */
  steps: RepairStep[]
  /** Other sheets, and other files of the archive: the file as it was sent must not be offered. */
  elsewhere?: Elsewhere[]
}

/** A part of the file that is not the table, and points to people or could not be looked at. */
export interface Elsewhere {
  /** Of the sheet or the file within the archive. */
  name: string
  kinds: PrivacyCode[]
  read: boolean
}

export interface PrivacyOptions {
  /** `propose` looks and says; `apply` takes the first remedy of what is certain or likely. */
  mode: 'propose' | 'apply'
  /** Name of the secret for pseudonyms; the recipe holds the name only. */
  secret: string
  /** Rows that must share a combination (default 5). */
  k?: number
}

/** A finding that stops a publication. */
export function stops({ confidence, treated }: PrivacyFinding): boolean {
  return confidence !== 'possible' && treated !== true
}

/** Kinds that say by themselves who somebody is, or where to find them. */
const identifying: ReadonlySet<PrivacyCode> = new Set([
  'dni',
  'ruc-person',
  'foreign-card',
  'passport',
  'phone',
  'email',
  'plate',
  'bank-account',
  'card-number',
  'person-name',
])

/** A finding that stops whoever is asked only about certain identifiers of people. */
export function identifies(finding: PrivacyFinding): boolean {
  return stops(finding) && finding.confidence === 'certain' && identifying.has(finding.code)
}

/** Steps that make data harmless, as opposed to those that repair them. */
export function isPrivacyStep(step: RepairStep): boolean {
  switch (step.do) {
    case 'mask':
    case 'pseudonym':
    case 'generalise':
    case 'blank-small-groups':
    case 'suppress-cells':
      return true
    case 'drop-column':
      return step.because === 'privacy'
    default:
      return false
  }
}
