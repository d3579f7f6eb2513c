// Door of people: who acts, and what they may do.
export { decide } from './decide.ts'
export type { Decision, DecisionContext, DenialReason } from './decide.ts'
export { decideOnShelf } from './decide-on-shelf.ts'
export type { Subject } from './decide-on-shelf.ts'
export type { Access, Level, OrganisationFacts, RecordFacts } from './record.ts'
export type * from './actor.ts'
export { holdingsOf, loadHolding, partiesOfPerson } from './load-holding.ts'
export type { HoldingSummary } from './load-holding.ts'

/** Plain SQL, for the database. */
export const migrations: URL = new URL('./migrations/', import.meta.url)
