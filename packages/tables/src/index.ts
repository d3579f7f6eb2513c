// The door of the package: what other rooms may use of it.
export { createTables } from './query/tables.ts'
