// Door of the records room: the journal, gapless numbers, the public ledger, legal holds.
import { fileURLToPath } from 'node:url'

export { actSentence, acts } from './acts.ts'
export type { ActName } from './acts.ts'
export { RecordsError } from './errors.ts'
export type { RecordsErrorCode } from './errors.ts'
export type { About, Entry } from './entry.ts'
export { createRecords } from './create-records.ts'
export type { Ledger, Records, RecordsOptions } from './create-records.ts'
export { createJournal } from './create-journal.ts'
export type { Journal } from './create-journal.ts'
export type { NewEntry } from './write-entry.ts'
export type { NumberRequest, NumberWork, TakenNumber } from './number-writer.ts'
export { exportAudit } from './audit/export-audit.ts'
export { findingSentence } from './audit/findings.ts'
export type { AuditReport, Finding } from './audit/findings.ts'
export { verifyAudit } from './audit/verify-audit.ts'
export { eraseContentsOf } from './erase-content.ts'
export { isHeldHere, mustNotBeHeld } from './holds.ts'
export { receiptOf } from './receipt.ts'
export { entryIdsOf } from './store-journal.ts'
export { conditionSentence } from './ledger/condition.ts'
export { verifierLines } from './ledger/keys.ts'

/** The style sheet of the room's pages, served as `records.css`. */
export const recordsStyles: string = fileURLToPath(new URL('records.css', import.meta.url))
/** Catalogues of the sentences of this room, for the locale. */
export const messages = new URL('./', import.meta.url)
/** Plain SQL, for the database. */
export const migrations = new URL('./migrations/', import.meta.url)
