// Door of people: who acts, and what they may do.
export { decide, grants, type Decision, type DecisionContext, type DenialReason } from './decide.ts'
export { decideOnShelf, type Subject } from './decide-on-shelf.ts'
export type { Access, Level, OrganisationFacts, RecordFacts } from './record.ts'
export { PeopleError, type PeopleErrorCode } from './errors.ts'
export { isRuc, readCe, readDni } from './check-digits.ts'
export { countRecords, findRecord, listRecords, listedAmong } from './find-record.ts'
export type { FindOptions, ListedRecord } from './find-record.ts'
export { inViewOf, type ActorsView } from './in-view-of.ts'
export { describePeopleError } from './describe-error.ts'
export { adminRoutes } from './admin/routes.ts'
export { firstAdministrator } from './first-administrator.ts'
export { createLetters, giveNotice, type Letters } from './notices/give-notice.ts'
export { remindReviews } from './notices/remind-reviews.ts'
export { tellPublishers } from './notices/tell-publishers.ts'
export { tellReviewers } from './notices/tell-reviewers.ts'
export type { Admin } from './admin/admin.ts'
export { importPeople, isWrongRow } from './import-people.ts'
export {
  createStartingRoles,
  institutionByRuc,
  registerInstitution,
} from './register-institution.ts'
export * from './ask-now.ts'
export { namesOfPerson } from './store-people.ts'
export { noteAnswered } from './answering-office.ts'
export { recheck, referenceTo, type ActorReference } from './recheck.ts'
export { letRead } from './let-read.ts'
export { admitParty, partiesAmong } from './admit-party.ts'
export { noteRecord, registerRecord } from './register-record.ts'
export * from './pass-custody.ts'
export * from './posts.ts'
export type { Journal, JournalEntry, PeopleContext } from './perform.ts'
export { holdingsOf, loadHolding, mandatesOfPerson, partiesOfPerson } from './load-holding.ts'
export type { HoldingSummary } from './load-holding.ts'
export * from './accounts/index.ts'
export type * from './actor.ts'

/** Plain SQL, for the database. */
export const migrations: URL = new URL('./migrations/', import.meta.url)
