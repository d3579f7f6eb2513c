// Judges what came back signed: the very document, one signature more, by the person who was asked, good as the policy says.
import {
  type Certificate,
  type SignatureReport,
  type TrustAnchor,
  signersOf,
  subjectOf,
  validatePdf,
} from '@rimaq/signatures'
import { CaseFilesError } from '../errors.ts'

export interface SignerPolicy {
  /**
   * Roots and listed services whose certificates count. None: integrity and form alone are judged, and
   * whose certificate it is nobody vouches for.
   */
  trust: readonly TrustAnchor[]
}

export interface Person {
  documentType: 'DNI' | 'CE'
  documentNumber: string
}

/** Name of the field that makePdf keeps for whoever signs, and for the entity's seal. */
export const fields = { signer: 'Firma', seal: 'Sello' } as const

/**
 * The number a certificate names its person by: `PNOPE-40000001` and `IDCPE-…` (ETSI EN 319 412-1,
 * 5.1.3), or Peru's older names `… FIR 40000001 hard`. Null where it names none.
 */
export function documentNamedBy(certificate: Certificate): string | null {
  const { serialNumber, commonName } = subjectOf(certificate)
  const semantic = /^(?:PNO|IDC|PAS)[A-Z]{2}-([0-9A-Z]{8,12})$/.exec(serialNumber ?? '')?.[1]
  return semantic ?? /\bFIR (\d{8})\b/.exec(commonName ?? '')?.[1] ?? null
}

/**
 * Where a certificate names a person it must be this one. Where roots are set it must name one: else
 * anybody's certificate of the same authority would do.
 * @throws CaseFilesError certificate-of-another, certificate-names-nobody
 */
export function mustBelongTo(
  certificate: Certificate,
  person: Person,
  { trust }: SignerPolicy,
): void {
  const named = documentNamedBy(certificate)
  if (named === null && trust.length > 0) throw new CaseFilesError('certificate-names-nobody')
  if (named !== null && named !== person.documentNumber) {
    throw new CaseFilesError('certificate-of-another')
  }
}

/**
 * @param base the document that went out; nothing of it may have changed
 * @returns the level of the signature
 * @throws CaseFilesError not-the-document, signature-refused with the reason, certificate-of-another,
 * certificate-names-nobody
 */
export function judgeSigned(
  signed: Uint8Array,
  {
    base,
    person,
    policy,
    time,
  }: { base: Uint8Array; person: Person; policy: SignerPolicy; time: Date },
): 'B-B' | 'B-T' {
  if (!Buffer.from(signed.subarray(0, base.length)).equals(base)) {
    throw new CaseFilesError('not-the-document')
  }
  const { trust } = policy
  const { signatures, refused } = validatePdf(signed, {
    time,
    ...(trust.length === 0 ? {} : { trust }),
  })
  const [signature, ...others] = signatures.filter(({ kind }) => kind === 'signature')
  if (refused !== null || signature === undefined || others.length > 0) {
    throw new CaseFilesError('signature-refused', { why: refused?.message ?? 'FORMAT_FAILURE' })
  }
  if (signature.indication !== 'TOTAL-PASSED' || signature.coverage !== 'entire-file') {
    throw new CaseFilesError('signature-refused', { why: reasonOf(signature) })
  }
  const [signer] = signersOf(signed)
  if (signer === undefined) throw new CaseFilesError('signature-refused', { why: 'FORMAT_FAILURE' })
  mustBelongTo(signer.certificate, person, policy)
  if (signature.level === 'not baseline') {
    throw new CaseFilesError('signature-refused', { why: signature.level })
  }
  return signature.level === 'B-B' ? 'B-B' : 'B-T'
}

function reasonOf({ indication, subIndication, why, coverage }: SignatureReport): string {
  const parts = [indication, subIndication, why, coverage === 'entire-file' ? null : coverage]
  return parts.filter((part) => part !== null).join(' · ')
}
