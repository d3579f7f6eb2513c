// Door of the observatory: a survey of cities, their profiles, and sentences that say where they come from.
import { fileURLToPath } from 'node:url'

export { type Answering, createAnswering } from './answering/answering.ts'
export type { AnswerSigning } from './answering/attestation.ts'
export { type Assessing, createAssessing } from './assessing/assessing.ts'
export { ObservatoryError, type ObservatoryErrorCode } from './errors.ts'
export { type Observatory, createObservatory } from './observatory.ts'
export { type House, type HouseParts, createHouse } from './house/house.ts'
export { fileColumns, isNamed } from './house/store-house.ts'
export { importHouse } from './house/import-house.ts'
export { type Printing, type ReportIssuer, createPrinting } from './house/print-report.ts'
export type { ReportDocument } from './house/report.ts'
export { measureJob } from './house/save-sheet.ts'
export { defineOpenEditions, editionsJob } from './open-editions.ts'
export { observatoryRoutes } from './routes.ts'
export { type Usage, createUsage } from './usage/usage.ts'
export { defineUsage, usageJob } from './usage/publish-usage.ts'

/** The style sheet of the room's pages, served as `observatory.css`. */
export const observatoryStyles: string = fileURLToPath(new URL('observatory.css', import.meta.url))
