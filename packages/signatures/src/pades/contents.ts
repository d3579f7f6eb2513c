// Takes the signed messages out of a document, by the byte positions of /Contents.
import { openPdf } from '../pdf/open-pdf.ts'
import { PdfString } from '../pdf/objects.ts'
import { signatureFields, valueOf } from './fields.ts'

/** What is in /Contents of each signed field, padding included. @throws SignatureError */
export function contentsOf(bytes: Uint8Array): Uint8Array[] {
  const document = openPdf(bytes)
  return signatureFields(document)
    .map((field) => valueOf(document, field))
    .map((value) => (value === null ? null : document.at(value, 'Contents')))
    .filter((contents) => contents instanceof PdfString)
    .map(({ bytes }) => bytes)
}
