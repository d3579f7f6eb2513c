// Door of people: who acts, and what they may do.
export { decide } from './decide.ts'
export type { Decision, Subject } from './decide.ts'
export type * from './actor.ts'
export { holdingsOf, loadHolding, partiesOfPerson } from './load-holding.ts'
export type { HoldingSummary } from './load-holding.ts'

/** Plain SQL, for the database. */
export const migrations: URL = new URL('./migrations/', import.meta.url)
