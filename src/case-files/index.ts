// Door of the case files: the catalogue of procedures. Filings follow.
import { fileURLToPath } from 'node:url'

export { createCatalogue, type Catalogue, type CatalogueWriter } from './catalogue/catalogue.ts'
export { type Problem, problemsOf } from './catalogue/check-procedure.ts'
export { asCsv, asJson, entriesOf } from './catalogue/exchange.ts'
export { describeCaseFilesError, problemSentence } from './describe-error.ts'
export { askForClocks, defineClocks } from './case/watch-clocks.ts'
export { rebuildCases } from './case/rebuild-cases.ts'
export { Counter, type CounterParts } from './filing/counter.ts'
export { type Intake, createIntake } from './intake/intake.ts'
export { fileColumns, isNamed } from './filing/store-filings.ts'
export * from './archive/door.ts'
export { CaseFilesError, type CaseFilesErrorCode } from './errors.ts'
export { importProcedures } from './import-procedures.ts'
export { askForOpenness, defineOpenness, opennessJob } from './openness/publish-openness.ts'
export type { NotifyParts } from './notify/notify-parts.ts'
export { complaintJob, defineComplaints } from './notify/complain.ts'
export { defineSettling, settleJob } from './notify/settle.ts'
export { catalogueJob, defineOpenCatalogue } from './open-catalogue.ts'
export { aboutSeal, endsSoon, openSeal, type EntitySeal } from './seal/entity-seal.ts'
export { Receipts, type ReceiptParts } from './seal/receipts.ts'
export { findSealKey, importSealKey } from './seal/seal-key.ts'
export * from './seal/door.ts'
export { readTrust } from './verify/read-trust.ts'
export { Verifier } from './verify/verifier.ts'
export { caseFilesRoutes } from './routes.ts'
export { type ActParts, defineActJobs, firmaPeruDoor, importTemplates } from './acts/door.ts'
export { wordsOf } from './catalogue/procedure.ts'
export type { ProcedureContent, ProcedureVersion } from './catalogue/procedure.ts'

/** The style sheet of the room's pages, served as `case-files.css`. */
export const caseFilesStyles: string = fileURLToPath(new URL('case-files.css', import.meta.url))
/** Plain SQL, for the database. */
export const migrations: URL = new URL('./migrations/', import.meta.url)
