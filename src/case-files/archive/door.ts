// The part of the door for index, export and archive.
export { folderSink } from './bag-sinks.ts'
export { packageStream, prepareExport, writePackage } from './export-case.ts'
export { importCase, type ImportReport } from './import-case.ts'
export { type IndexSeal, keepIndexes } from './sign-index.ts'
export { caseByNumber } from './store-export.ts'
export { verifyCases } from './verify-cases.ts'
