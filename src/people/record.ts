// What permission knows of a record, and who an actor is in its list of access.
import type { Actor, Holding, InstitutionId, OfficeId, PersonId, RecordId } from './actor.ts'

/** From the most open to the most closed; the place in the list is the number in the database. */
export const levels = ['public', 'institution', 'restricted', 'secret'] as const
export type Level = (typeof levels)[number]

/** 0 public … 3 secret. */
export function rank(level: Level): number {
  return levels.indexOf(level)
}

export type AccessReason =
  | 'custody'
  | 'path'
  | 'assigned'
  | 'credential'
  | 'party'
  | 'institution'
  | 'audit'
  | 'publication'
  | 'break-glass'

/** One row of `people.record_access`. */
export interface Access {
  /** `office:ID`, `person:ID`, `party:ID`, `staff:ID`, `audit:ID`, `glass:ID` or `public`. */
  principal: string
  reason: AccessReason
  /** Highest level at which the row still opens the record. */
  ceiling: Level
  /** Not included; null without end. */
  until: Date | null
}

export interface RecordFacts {
  kind: string
  id: RecordId
  institution: InstitutionId
  level: Level
  /** Legal basis and day of review (`YYYY-MM-DD`) of what is restricted or secret. */
  basis: string | null
  reviewBy: string | null
  custody: OfficeId
  /** Empty for none. */
  procedure: string
  state: string
  drafter: PersonId | null
  sealed: boolean
  published: boolean
  opened: Date
  /** The rows that are to be judged: all, or those of the actor alone. */
  access: readonly Access[]
  /** Parties of the record, for the list of abstentions. */
  parties: readonly string[]
}

/** The institution itself, when offices, positions and people are the matter. */
export interface OrganisationFacts {
  kind: 'organisation'
  institution: InstitutionId
}

/** Whether the holding is valid at the instant. */
export function isValid(holding: Pick<Holding, 'from' | 'until'>, now: Date): boolean {
  return holding.from <= now && (holding.until === null || now < holding.until)
}

/**
 * Under which names an actor stands in lists of access. Administrators and auditors stand there by
 * none of their offices: the first see what an emergency opened to them, the second also `audit`.
 */
export function principalsOf(actor: Actor, now: Date): string[] {
  if (actor.kind === 'operator') return ['program']
  const names = ['public']
  if (actor.kind === 'visitor') return names
  const { holding } = actor
  if (holding === null) {
    if (actor.kind === 'system') return names
    const whole = actor.parties.map((party) => `party:${party}`)
    const partial = (actor.mandates ?? []).map((each) => `party:${each.party} ${each.procedure}`)
    return [...names, ...whole, ...partial]
  }
  if (!isValid(holding, now)) return names
  if (actor.kind === 'person') names.push(`glass:${actor.person}`)
  if (holding.family === 'audit') names.push(`audit:${holding.institution}`)
  if (holding.family !== 'work') return names
  if (actor.kind === 'person') names.push(`person:${actor.person}`)
  if (holding.verbs.has('consult')) names.push(`staff:${holding.institution}`)
  return [...names, ...holding.offices.map((office) => `office:${office}`)]
}

/** Institution of the reader; null for those who act for none. */
export function institutionOf(actor: Actor): InstitutionId | null {
  return actor.kind === 'person' || actor.kind === 'system'
    ? (actor.holding?.institution ?? null)
    : null
}

/** The rows that open the record to the actor at the instant, secret ones among them. */
export function openingRows(actor: Actor, record: RecordFacts, now: Date): Access[] {
  const names = new Set(principalsOf(actor, now))
  const own = institutionOf(actor) === record.institution
  return record.access.filter(
    ({ principal, reason, ceiling, until }) =>
      names.has(principal) &&
      rank(ceiling) >= rank(record.level) &&
      (until === null || now < until) &&
      (own || reason === 'party' || reason === 'publication') &&
      (reason !== 'publication' || record.published),
  )
}
