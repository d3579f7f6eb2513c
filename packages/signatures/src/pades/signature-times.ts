// Reads what stands signed in a document and which timestamp first proves each signature (EN 319 142-1, 6.3).
import { cmsIds } from '../cms/ids.ts'
import { readSignedData, type SignedData } from '../cms/signed-data.ts'
import { rawOf } from '../der/reader.ts'
import type { PdfDocument } from '../pdf/document.ts'
import { countOf, nameOf, PdfString } from '../pdf/objects.ts'
import { SignatureError } from '../signature-error.ts'
import { readToken } from '../tsa/token.ts'
import type { Certificate } from '../x509/certificate.ts'
import { signatureFields, valueOf } from './fields.ts'

/** Somebody who signed: a person, or a timestamp server. */
export interface Party {
  certificate: Certificate
  /** Certificates that travelled along. */
  pool: Certificate[]
  /** When it signed at the latest, as far as anything proves it. */
  time: Date | null
}

export interface SignedField extends Party {
  kind: 'signature' | 'timestamp'
  field: string
  /** /Contents with its padding. */
  contents: Uint8Array
  /** Where the bytes it covers end. */
  end: number
  /** The servers of its signature timestamps. */
  stampers: Party[]
}

/**
 * All signatures and document timestamps of the newest state, in the order they were made. The time
 * of a signature is that of its first token or of the first document timestamp over it. Tokens are
 * read, not judged: judging is validation's work.
 * @throws SignatureError `malformed-cms`
 */
export function signedFields(document: PdfDocument): SignedField[] {
  const found: SignedField[] = []
  for (const field of signatureFields(document)) {
    const dict = valueOf(document, field)
    const contents = dict === null ? null : document.at(dict, 'Contents')
    const range = dict === null ? null : document.at(dict, 'ByteRange')
    if (dict === null || !(contents instanceof PdfString) || !Array.isArray(range)) continue
    const [, , second, length] = range.map((one) => countOf(document.resolve(one)) ?? 0)
    const timestamp = nameOf(document.at(dict, 'SubFilter')) === 'ETSI.RFC3161'
    const { bytes } = contents
    const party = timestamp ? stamperOf(bytes) : signerOf(readSignedData(bytes))
    const stampers = timestamp ? [] : stampersOf(bytes)
    const kind = timestamp ? 'timestamp' : 'signature'
    const end = (second ?? 0) + (length ?? 0)
    found.push({ ...party, kind, field: field.name, contents: bytes, end, stampers })
  }
  found.sort((one, other) => one.end - other.end)
  const stamps = found.filter(({ kind }) => kind === 'timestamp')
  for (const one of found) {
    if (one.kind === 'timestamp') continue
    const times = [...one.stampers, ...stamps.filter(({ end }) => end > one.end)]
      .map(({ time }) => time?.getTime())
      .filter((time) => time !== undefined)
    one.time = times.length === 0 ? null : new Date(Math.min(...times))
  }
  return found
}

function signerOf(message: SignedData): Party {
  const [signer] = message.signers
  const certificate = message.certificates.find(
    (one) =>
      signer !== undefined && 'serial' in signer.signer && one.serial === signer.signer.serial,
  )
  const own = certificate ?? message.certificates[0]
  if (own === undefined) throw new SignatureError('malformed-cms', { why: 'no certificate' })
  return { certificate: own, pool: message.certificates, time: null }
}

/** The server of a token, from the token itself. */
export function stamperOf(token: Uint8Array): Party {
  const read = readToken(token)
  return { ...signerOf(read.message), time: read.time }
}

function stampersOf(contents: Uint8Array): Party[] {
  const [signer] = readSignedData(contents).signers
  const tokens = signer?.unsigned.get(cmsIds.timestampToken) ?? []
  return tokens.map((token) => stamperOf(rawOf(token)))
}
