// Lists who signed a PDF, by field and certificate, without judging any of it.
import { openPdf } from '../pdf/open-pdf.ts'
import { bytesSource, type Source } from '../pdf/source.ts'
import type { Certificate } from '../x509/certificate.ts'
import { signedFields } from './signature-times.ts'

export interface PdfSigner {
  field: string
  certificate: Certificate
  /** Whether a timestamp is there that says when it was made; nobody judged it. */
  timed: boolean
}

/**
 * In the order in which they were made; document timestamps are left out. Judging is `validatePdf`.
 * @throws SignatureError `malformed-cms` and what `openPdf` throws
 */
export function signersOf(input: Uint8Array | Source): PdfSigner[] {
  const source = input instanceof Uint8Array ? bytesSource(input) : input
  return signedFields(openPdf(source))
    .filter(({ kind }) => kind === 'signature')
    .map(({ field, certificate, time }) => ({ field, certificate, timed: time !== null }))
}
