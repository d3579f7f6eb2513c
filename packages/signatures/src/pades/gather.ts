// Gathers the validation data that signatures need and says where they are missing or too old (EN 319 102-1, 5.2.5).
import { toHex } from '../bytes.ts'
import { appendRevision } from '../pdf/append-revision.ts'
import type { PdfDocument } from '../pdf/document.ts'
import { Draft } from '../pdf/draft.ts'
import { SignatureError } from '../signature-error.ts'
import { isIssuedBy, nameOfSubject, type Certificate } from '../x509/certificate.ts'
import { knownAbout } from './revocation-times.ts'
import { growStore, type ValidationData } from './security-store.ts'
import type { Party, SignedField } from './signature-times.ts'

export interface Collected extends Pick<ValidationData, 'crls' | 'ocsps'> {
  /** Issuers that were needed. */
  certificates: readonly Certificate[]
  /** One for each certificate about which something could not be had. */
  missing: readonly { certificate: Certificate; why: string }[]
}

/** Fetches what validators need about certificates and their issuers, as things stand at a time. */
export type Collect = (wanted: {
  certificates: readonly Certificate[]
  at: Date
}) => Promise<Collected>

interface Wanted {
  store: ValidationData
  collect: Collect | null
  at: Date
  /** Asks again though the store suffices, for an archive timestamp proves what is new. */
  renew: boolean
}

/** What has to go into the store, or why it does not suffice and when it can. */
export async function gather(
  signed: readonly SignedField[],
  { store, collect, at, renew }: Wanted,
): Promise<ValidationData | { error: SignatureError; comeBack: Date | null }> {
  if (!renew && hasEnough(signed, store)) return { certificates: [], crls: [], ocsps: [] }
  if (collect === null) {
    const why = 'nobody was named who fetches it'
    return { error: new SignatureError('revocation-missing', { why }), comeBack: null }
  }
  const parties = partiesOf(signed)
  const certificates = unique(parties.flatMap(({ certificate, pool }) => [certificate, ...pool]))
  const collected = await collect({ certificates, at })
  const { crls, ocsps, missing } = collected
  const told = { crls: [...store.crls, ...crls], ocsps: [...store.ocsps, ...ocsps] }
  for (const party of parties) {
    const fault = faultOf(party, told, at)
    if (fault !== null) return fault
  }
  if (missing.length > 0) {
    const why = missing.map((one) => `${nameOfSubject(one.certificate)}: ${one.why}`).join('; ')
    return { error: new SignatureError('revocation-missing', { why }), comeBack: null }
  }
  const all = unique([...certificates, ...collected.certificates])
  return { certificates: all.map(({ raw }) => raw), crls, ocsps }
}

/** The revision that brings the data; empty when all of it is there. */
export function writeStore(
  document: PdfDocument,
  data: ValidationData,
  signed: readonly SignedField[],
): Uint8Array {
  const draft = new Draft(document)
  const signatures = signed.map(({ contents }) => contents)
  const nothing = [data.certificates, data.crls, data.ocsps].every((one) => one.length === 0)
  if (nothing || !growStore(draft, { data, signatures })) return new Uint8Array()
  return appendRevision(document, draft.objects).tail
}

/** Whether a store says of every signer and every timestamp server what has to be known. */
export function hasEnough(signed: readonly SignedField[], store: ValidationData): boolean {
  return partiesOf(signed).every((party) => faultOf(party, store, new Date(0)) === null)
}

/** Signers need data from after their signature; of timestamp servers any will do. */
interface Judged extends Party {
  since: Date | null
}

function partiesOf(signed: readonly SignedField[]): Judged[] {
  return signed.flatMap((one) => [
    { ...one, since: one.kind === 'signature' ? one.time : null },
    ...one.stampers.map((stamper) => ({ ...stamper, since: null })),
  ])
}

function faultOf(
  { certificate, since }: Judged,
  data: Pick<ValidationData, 'crls' | 'ocsps'>,
  now: Date,
): { error: SignatureError; comeBack: Date | null } | null {
  if (isExempt(certificate)) return null
  const name = nameOfSubject(certificate)
  const [newest] = knownAbout(certificate, data)
  if (newest === undefined) {
    const error = new SignatureError('revocation-missing', { why: name })
    return { error, comeBack: null }
  }
  if (since === null || newest.thisUpdate >= since) return null
  const known = newest.thisUpdate.toISOString()
  const error = new SignatureError('revocation-too-old', {
    name,
    known,
    signed: since.toISOString(),
  })
  const { nextUpdate } = newest
  return { error, comeBack: nextUpdate !== null && nextUpdate > now ? nextUpdate : null }
}

/** RFC 9608: a certificate that says that there is no revocation for it; and one signed by itself. */
const NO_REVOCATION = '2.5.29.56'

function isExempt(certificate: Certificate): boolean {
  return certificate.extensions.has(NO_REVOCATION) || isIssuedBy(certificate, certificate)
}

function unique(certificates: readonly Certificate[]): Certificate[] {
  return [...new Map(certificates.map((one) => [toHex(one.raw), one])).values()]
}
