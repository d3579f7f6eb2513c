// The door of signatures: reads PDF strictly, signs it at PAdES baseline levels, validates signatures.
export { SignatureError, describeSignatureError, signatureErrorCodes } from './signature-error.ts'
export type { SignatureErrorCode } from './signature-error.ts'
export { bytesSource, fileSource, firstBytes, type Source } from './pdf/source.ts'
export { openPdf, type OpenPdfOptions } from './pdf/open-pdf.ts'
export type { PdfDocument, Revision } from './pdf/document.ts'
export { defaultLimits, type Limits } from './pdf/limits.ts'
export { keySigner, signerName, type KeySignerOptions, type Signer } from './keys/signer.ts'
export { openPkcs12, type KeyFile } from './keys/pkcs12.ts'
export { openPkcs11, type Pkcs11Options } from './keys/pkcs11.ts'
export { cscSigner, type CscOptions } from './keys/csc.ts'
export { firmaPeru, type FirmaPeru, type FirmaPeruOptions } from './firma-peru/handlers.ts'
export { createOrderStore, type OrderStore, type SigningOrder } from './firma-peru/orders.ts'
export { firmaPeruToken, type ServiceTokenOptions } from './firma-peru/service-token.ts'
export {
  listenerFor,
  type HttpAnswer,
  type HttpHandler,
  type HttpRequest,
} from './http/exchange.ts'
export { embedSignature, prepareSignature } from './pades/prepare.ts'
export type { Prepared, PrepareOptions } from './pades/prepare.ts'
export { bytesToSign, signatureMessage, signPdf, withTail } from './pades/sign-pdf.ts'
export type { SignedPdf, SignOptions } from './pades/sign-pdf.ts'
export { askTimestamp, type TimestampOptions } from './tsa/ask-timestamp.ts'
export { timestampSender, type SendToServer } from './tsa/send-request.ts'
export { answerTimestamp, timestampResponder } from './tsa/answer-timestamp.ts'
export { timestampPdf, type StampedPdf } from './tsa/timestamp-pdf.ts'
export { readCertificates, type Certificate } from './x509/certificate.ts'
export { issueIdentity, type Identity, type NewCertificate } from './x509/issue.ts'
export { validatePdf, type PdfReport, type ValidateOptions } from './validate/validate-pdf.ts'
export { wordFor, type SignatureReport, type SubIndication } from './validate/report.ts'
export { compareRevisions, type Modification } from './diff/compare-revisions.ts'
