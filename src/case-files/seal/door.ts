// The part of the door for documents of other rooms that the institution issues under its seal.
export {
  type IssuingParts,
  type Kept,
  noteIssued,
  sealAndKeep,
  verificationUrl,
} from './issue-document.ts'
export { listArchiveStamps } from './store-archive-stamps.ts'
export { makePdf, type PdfOptions } from './make-pdf.ts'
export { newVerificationCode } from './verification-code.ts'
