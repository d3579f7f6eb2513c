// The door of signatures: reads signed documents strictly, and says in words what is wrong.
export { SignatureError, describeSignatureError, signatureErrorCodes } from './signature-error.ts'
export type { SignatureErrorCode } from './signature-error.ts'
export { bytesSource, fileSource, firstBytes, type Source } from './pdf/source.ts'
export { openPdf, type OpenPdfOptions } from './pdf/open-pdf.ts'
export type { PdfDocument, Revision } from './pdf/document.ts'
export { defaultLimits, type Limits } from './pdf/limits.ts'
