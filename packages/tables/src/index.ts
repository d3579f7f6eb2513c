// The door of the package: what tables, findings and questions are, and how they are told in words.
export * from './model.ts'
export type * from './query-model.ts'
export { WORTH_A_THREAD } from './columns/blocks-ahead.ts'
export type { IngestLimits, IngestOptions, IngestProgress } from './ingest.ts'
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
export type { TextAnswer } from './index-files/answer.ts'
export type { BuildOptions } from './index-files/build.ts'
export type { IndexReader, ReaderOptions } from './index-files/reader.ts'
