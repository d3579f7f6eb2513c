// Second door of the package: answers questions by index files and by children, without DuckDB in this process.
export { createTables } from './tables.ts'
export { aggregateByIndex } from '../index-files/aggregate.ts'
export { answerByIndex, answerRecordsByIndex, answerTextByIndex } from '../index-files/answer.ts'
export { makeIndexReader } from '../index-files/reader.ts'
export { giveBack, lend, letGo } from '../page-memory.ts'
export { smallXlsx } from '../export/small-xlsx.ts'
export { storedText } from '../export/stored-text.ts'
