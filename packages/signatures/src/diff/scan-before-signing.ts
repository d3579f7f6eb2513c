// Looks through a document before it is signed, for what could show something else afterwards.
import { PdfDocument } from '../pdf/document.ts'
import { openPdf } from '../pdf/open-pdf.ts'
import type { Source } from '../pdf/source.ts'
import { SignatureError } from '../signature-error.ts'
import { TooMuch, type Effort } from './read-content.ts'
import { findingOf, type Finding } from './scan-findings.ts'
import { scanObjects } from './scan-objects.ts'
import { scanFields, scanPages } from './scan-pages.ts'

export interface Scan {
  findings: Finding[]
  /** Whether something was found that should not be signed as it is. */
  stops: boolean
}

/** Operators of content and bytes of it that are looked at; about a second's work. */
const most: Readonly<Effort> = { operators: 2_000_000, bytes: 48 * 2 ** 20 }

/**
 * Scripts, actions, layers, content outside the file, hidden versions of objects, pages and content
 * nobody uses, covered text, fields that show another value. These are the preparations of shadow
 * attacks (Mainka, Mladenov and Rohlmann, NDSS 2021); validation finds the second half, what is
 * changed after signing. A finding is not a proof of intent: `stop` says that a person has to clear
 * it, `look` that a person should know.
 * @throws SignatureError what `openPdf` throws
 */
export function scanBeforeSigning(input: Uint8Array | Source | PdfDocument): Scan {
  const document = input instanceof PdfDocument ? input : openPdf(input)
  const effort = { ...most }
  const findings = [
    ...attempt(() => scanObjects(document)),
    ...attempt(() => scanPages(document, effort)),
    ...attempt(() => scanFields(document, effort)),
  ]
  return { findings, stops: findings.some(({ severity }) => severity === 'stop') }
}

/** What cannot be looked through is told as such, never passed over. */
function attempt(scan: () => Finding[]): Finding[] {
  try {
    return scan()
  } catch (error) {
    if (error instanceof TooMuch) return [findingOf('not-looked-through', { what: 'size' })]
    if (error instanceof SignatureError)
      return [findingOf('not-looked-through', { what: error.code })]
    throw error
  }
}
