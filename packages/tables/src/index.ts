// The door of the package: what other rooms may use of it.
export * from './model.ts'
export type * from './query-model.ts'
export type * from './ingest.ts'
export { ingest } from './ingest.ts'
export { type Description, describeFinding, describeTableError } from './checks/describe.ts'
export {
  describeElsewhere,
  describePrivacy,
  describeStep,
  listPrivacy,
} from './privacy/describe.ts'
export * from './privacy/model.ts'
export type { IngestInput, IngestOutcome } from './ingest-child.ts'
export type { RowsInput, RowsOutcome } from './rows-child.ts'
export { smallXlsx } from './export/small-xlsx.ts'
export { storedText } from './export/stored-text.ts'
export { createTables } from './query/tables.ts'
export { aggregateByIndex } from './index-files/aggregate.ts'
export { answerByIndex, answerRecordsByIndex, answerTextByIndex } from './index-files/answer.ts'
export type { TextAnswer } from './index-files/answer.ts'
export { buildIndexes } from './index-files/build.ts'
export type { BuildOptions } from './index-files/build.ts'
export { makeIndexReader } from './index-files/reader.ts'
export type { IndexReader, ReaderOptions } from './index-files/reader.ts'
