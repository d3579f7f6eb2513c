// Judges what came back signed: the very document, one signature more, by the person who was asked, good as the policy says.
import {
  type Certificate,
  type FetchBytes,
  type SignatureReport,
  type TrustAnchor,
  signersOf,
  subjectOf,
  validatePdf,
  validatePdfOnline,
} from '@rimaq/signatures'
import { CaseFilesError } from '../errors.ts'

export interface SignerPolicy {
  /**
   * Roots and listed services whose certificates count. None: integrity and form alone are judged, and
   * whose certificate it is nobody vouches for.
   */
  trust: readonly TrustAnchor[]
  /** Reaches those who tell which certificates were revoked; absent: nobody is asked. */
  fetch?: FetchBytes
}

/** What is known of the revocation of a signer's certificate: the authority was asked and did not say. */
export type SignerStatus = 'good' | 'unknown' | 'not-asked'

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

/** By its own dates. @throws CaseFilesError certificate-expired, certificate-not-yet */
export function mustBeInTime({ notBefore, notAfter }: Certificate, time: Date): void {
  const day = (date: Date): string => date.toISOString().slice(0, 10)
  if (time > notAfter) throw new CaseFilesError('certificate-expired', { day: day(notAfter) })
  if (time < notBefore) throw new CaseFilesError('certificate-not-yet', { day: day(notBefore) })
}

/** The same address is asked once for a whole batch. */
export function askedOnce(policy: SignerPolicy): SignerPolicy {
  const { fetch } = policy
  if (fetch === undefined) return policy
  const answers = new Map<string, ReturnType<FetchBytes>>()
  return {
    ...policy,
    fetch(request) {
      const body = request.body === null ? '' : Buffer.from(request.body).toString('base64')
      const key = `${request.method} ${request.url} ${body}`
      const known = answers.get(key) ?? fetch(request)
      answers.set(key, known)
      return known
    },
  }
}

/**
 * @param base the document that went out; nothing of it may have changed
 * @returns the level of the signature, and what is known of the certificate: where its authority does
 * not answer the signature stands, and that it is not known is kept and shown
 * @throws CaseFilesError not-the-document, signature-refused with the reason, certificate-of-another,
 * certificate-names-nobody, certificate-revoked, certificate-expired, certificate-not-yet
 */
export async function judgeSigned(
  signed: Uint8Array,
  {
    base,
    person,
    policy,
    time,
  }: { base: Uint8Array; person: Person; policy: SignerPolicy; time: Date },
): Promise<{ level: 'B-B' | 'B-T'; status: SignerStatus }> {
  if (!Buffer.from(signed.subarray(0, base.length)).equals(base)) {
    throw new CaseFilesError('not-the-document')
  }
  const { trust, fetch } = policy
  const given = { time, ...(trust.length === 0 ? {} : { trust }) }
  const asks = fetch !== undefined && trust.length > 0
  const { signatures, refused } = asks
    ? await validatePdfOnline(signed, { ...given, fetch })
    : validatePdf(signed, given)
  const [signature, ...others] = signatures.filter(({ kind }) => kind === 'signature')
  if (refused !== null || signature === undefined || others.length > 0) {
    throw new CaseFilesError('signature-refused', { why: refused?.message ?? 'FORMAT_FAILURE' })
  }
  const [signer] = signersOf(signed)
  if (signature.indication !== 'TOTAL-PASSED' && signer !== undefined) {
    const sub = signature.subIndication ?? ''
    if (revoked.has(sub)) throw new CaseFilesError('certificate-revoked')
    if (outOfTime.has(sub)) mustBeInTime(signer.certificate, time)
  }
  if (signature.indication !== 'TOTAL-PASSED' || signature.coverage !== 'entire-file') {
    throw new CaseFilesError('signature-refused', { why: reasonOf(signature) })
  }
  if (signer === undefined) throw new CaseFilesError('signature-refused', { why: 'FORMAT_FAILURE' })
  mustBelongTo(signer.certificate, person, policy)
  if (signature.level === 'not baseline') {
    throw new CaseFilesError('signature-refused', { why: signature.level })
  }
  const silent = signature.warnings.some((each) => untold.test(each))
  return {
    level: signature.level === 'B-B' ? 'B-B' : 'B-T',
    status: asks ? (silent ? 'unknown' : 'good') : 'not-asked',
  }
}

const revoked: ReadonlySet<string> = new Set(['REVOKED', 'REVOKED_NO_POE'])
const outOfTime: ReadonlySet<string> = new Set([
  ...['EXPIRED', 'NOT_YET_VALID', 'OUT_OF_BOUNDS_NO_POE', 'OUT_OF_BOUNDS_NOT_REVOKED'],
])
/** What the validator warns of where the status of the signer or its authorities is not known, or is old. */
const untold =
  /^revocation (was not checked|data about (the certificate|an authority of the path) are from)/

function reasonOf({ indication, subIndication, why, coverage }: SignatureReport): string {
  const parts = [indication, subIndication, why, coverage === 'entire-file' ? null : coverage]
  return parts.filter((part) => part !== null).join(' · ')
}
