// Validates the signatures of a PDF after fetching what they do not carry, through a function that is handed in.
import { openPdf } from '../pdf/open-pdf.ts'
import type { Source } from '../pdf/source.ts'
import type { FetchBytes } from '../revocation/collect.ts'
import { SignatureError } from '../signature-error.ts'
import { describeSignature, describeTimestamp, broken, examineSignatures } from './describe-pdf.ts'
import { findSignatures } from './find-signatures.ts'
import { fetchMaterial } from './process/fetch-material.ts'
import type { SignatureDescription } from './process/types.ts'
import { readDss } from './read-dss.ts'
import { contextOf, validatePdf, type PdfReport, type ValidateOptions } from './validate-pdf.ts'

export interface ValidateOnlineOptions extends ValidateOptions {
  fetch: FetchBytes
}

/**
 * As `validatePdf`, with issuers, lists and responses fetched by the addresses in certificates. What
 * cannot be had is a warning of every signature. A technical verdict needs nothing, and fetches nothing.
 */
export async function validatePdfOnline(
  input: Uint8Array | Source,
  options: ValidateOnlineOptions,
): Promise<PdfReport> {
  const { fetch, ...offline } = options
  const time = options.time ?? new Date()
  const context = contextOf({ ...offline, time })
  const descriptions = context.trust === null ? [] : describeAll(input)
  if (descriptions.length === 0) return validatePdf(input, { ...offline, time })
  const { missing, ...material } = await fetchMaterial(descriptions, context, fetch)
  const report = validatePdf(input, { ...offline, time, material })
  const signatures = report.signatures.map((one) => ({
    ...one,
    warnings: [...one.warnings, ...missing],
  }))
  return { ...report, signatures }
}

function describeAll(input: Uint8Array | Source): SignatureDescription[] {
  try {
    const document = openPdf(input)
    const examined = examineSignatures(document, findSignatures(document))
    const store = readDss(document)
    return examined.flatMap((one) => {
      if (one.kind === 'signature') return [describeSignature(one, examined, store)]
      const stamp = describeTimestamp(one, examined)
      return stamp === null
        ? []
        : [{ ...broken(null), archiveTimestamps: [stamp], material: store }]
    })
  } catch (error) {
    // The report of `validatePdf` says why.
    if (error instanceof SignatureError) return []
    throw error
  }
}
