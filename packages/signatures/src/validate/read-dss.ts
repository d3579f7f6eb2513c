// Reads the store of validation data of a document (ISO 32000-2, 12.8.4.3; ETSI EN 319 142-1, 5.4.2).
import type { PdfDocument } from '../pdf/document.ts'
import { PdfDict, PdfRef, PdfStream, type PdfValue } from '../pdf/objects.ts'
import { SignatureError } from '../signature-error.ts'
import { readCertificate, type Certificate } from '../x509/certificate.ts'
import type { ValidationMaterial } from './process/types.ts'

/** Streams of one kind read at most. */
const MOST = 500

/** All certificates, lists and responses of /DSS; what cannot be read is left out. */
export function readDss(document: PdfDocument): ValidationMaterial {
  const store = document.at(document.catalog, 'DSS')
  const empty = { certificates: [], crls: [], ocsps: [] }
  if (!(store instanceof PdfDict)) return empty
  const streams = (key: string): Uint8Array[] => streamsOf(document, document.at(store, key))
  return {
    certificates: streams('Certs').flatMap(certificateFrom),
    crls: streams('CRLs'),
    ocsps: streams('OCSPs'),
  }
}

function streamsOf(document: PdfDocument, list: PdfValue): Uint8Array[] {
  if (!Array.isArray(list)) return []
  return list.slice(0, MOST).flatMap((one) => {
    try {
      const stream = document.resolve(one)
      if (!(stream instanceof PdfStream) || !(one instanceof PdfRef)) return []
      return [document.data(stream, one.number, one.generation)]
    } catch (error) {
      if (error instanceof SignatureError) return []
      throw error
    }
  })
}

function certificateFrom(bytes: Uint8Array): Certificate[] {
  try {
    return [readCertificate(bytes)]
  } catch (error) {
    if (error instanceof SignatureError) return []
    throw error
  }
}
