// Door of the datasets room: the shelf of published tables.
export type * from './model.ts'
export { DatasetsError, sentenceValues } from './errors.ts'
export type { DatasetsErrorCode } from './errors.ts'
export { createShelf } from './create-shelf.ts'
export type { OpenShelf, ShelfOptions, ShelfWriter } from './create-shelf.ts'
export type { Submission, SubmitRequest } from './submission.ts'
export type { Submitted } from './submit-file.ts'
export { publishesAtOnce } from './publish-by-token.ts'
export type { NewDataset } from './create-dataset.ts'
export type { ShelfAct, ShelfJournal } from './journal.ts'
export type { DatasetInput } from './dataset-input.ts'
export { transitions } from './dataset-input.ts'
export type { PackReport } from './import-pack.ts'
export { indexJob } from './keep-version.ts'
export { packFile, readPackIdentity } from './pack.ts'
export type { PackIdentity } from './pack.ts'
export type { PublishOptions } from './publish-file.ts'
export type { ReadProgress } from './read-file.ts'
export { freshness, promises } from './freshness.ts'
export { bibtex, citation } from './citation.ts'
export type { CitationParts } from './citation.ts'
export { stars } from './open-data-stars.ts'
export type { Stars } from './open-data-stars.ts'
export { fileColumns } from './store-read.ts'
export { distance } from './search/spelling.ts'
export { fold, isSlug, slugFrom } from './slug.ts'

/** Catalogues of the sentences of this room, for the locale. */
export const messages = new URL('./', import.meta.url)
/** Plain SQL, for the database. */
export const migrations = new URL('./migrations/', import.meta.url)
