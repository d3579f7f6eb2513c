// Third door of the package: makes tables and their index files with DuckDB, in the process that asks.
export { ingest } from '../ingest.ts'
export { buildIndexes } from '../index-files/build.ts'
