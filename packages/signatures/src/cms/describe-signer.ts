// Describes one signer of a CMS message to the processes of validation; for PAdES and CAdES alike.
import { createHash } from 'node:crypto'
import { membersOf, rawOf, readDer, timeOf, type Der } from '../der/reader.ts'
import { SignatureError } from '../signature-error.ts'
import { readToken, type TimestampToken } from '../tsa/token.ts'
import type { Certificate } from '../x509/certificate.ts'
import {
  coversNothing,
  type SignatureDescription,
  type TimestampDescription,
} from '../validate/process/types.ts'
import { cmsIds } from './ids.ts'
import type { SignedData, SignerInfo } from './signed-data.ts'
import { verifySigner } from './verify-signer.ts'
import type { DigestName } from './algorithms.ts'

export interface SignerInput {
  /** The type of content that must be signed. */
  contentType: string
  /** The digest of the content; null when the content is not at hand. */
  digestContent: (name: DigestName) => Uint8Array | null
  /** Certificates beside those of the message, as of a document's store. */
  certificates: readonly Certificate[]
}

/**
 * All that the message itself tells. Archive timestamps and what they cover depend on the form and
 * are left empty, as are lists and responses of a store.
 */
export function describeSigner(
  message: SignedData,
  signer: SignerInfo,
  input: SignerInput,
): SignatureDescription & { faults: string[] } {
  const known = { ...message, certificates: [...message.certificates, ...input.certificates] }
  let missing = false
  const finding = verifySigner(known, signer, {
    contentType: input.contentType,
    digestContent: (name) => {
      const digest = input.digestContent(name)
      missing = digest === null
      return digest ?? new Uint8Array()
    },
  })
  const { fault, certificate, bound } = finding
  const why = finding.why ?? ''
  const faults: string[] = []
  const archived = archivedRevocations(signer, faults)
  const overValue = (name: DigestName) => createHash(name).update(signer.signature).digest()
  const crypto = fault === 'HASH_FAILURE' || fault === 'SIG_CRYPTO_FAILURE' ? fault : null
  return {
    formatFault: fault === 'FORMAT_FAILURE' ? why : null,
    certificate,
    certificateFault: fault === 'NO_SIGNING_CERTIFICATE_FOUND' ? why : null,
    bound,
    cryptoFault:
      crypto === null ? null : { subIndication: missing ? 'SIGNED_DATA_NOT_FOUND' : crypto, why },
    constraintFault: fault === 'SIG_CONSTRAINTS_FAILURE' ? why : null,
    baseLevel: bound ? 'B-B' : 'not baseline',
    signatureValue: signer.signature,
    algorithms: [
      { what: 'the signature', digest: signer.digest, scheme: signer.algorithm?.scheme ?? null },
    ],
    claimedTime: signingTime(signer),
    material: {
      certificates: known.certificates,
      crls: [...message.crls.filter(([tag]) => tag === 0x30), ...archived.crls],
      ocsps: archived.ocsps,
    },
    contentTimestamps: timestampsIn(signer.signed.get(cmsIds.contentTimestamp), {
      digestOf: input.digestContent,
      faults,
    }),
    signatureTimestamps: timestampsIn(signer.unsigned.get(cmsIds.timestampToken), {
      digestOf: overValue,
      faults,
    }),
    archiveTimestamps: [],
    faults,
  }
}

/** The tokens of an attribute; one that cannot be read is told and left out. */
export function timestampsIn(
  values: readonly Der[] | undefined,
  given: { digestOf: TimestampDescription['digestOf']; faults: string[] },
): TimestampDescription[] {
  return (values ?? []).flatMap((value) => {
    const token = tokenFrom(value, given.faults)
    if (token === null) return []
    const { digestOf } = given
    return [{ token, digestOf, fault: null, covers: coversNothing, name: null }]
  })
}

function tokenFrom(value: Der, faults: string[]): TimestampToken | null {
  try {
    return readToken(rawOf(value))
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error
    faults.push(`the timestamp does not count: ${error.message}`)
    return null
  }
}

function signingTime({ signed }: SignerInfo): Date | null {
  try {
    return timeOf(signed.get(cmsIds.signingTime)?.[0])
  } catch (error) {
    if (error instanceof SignatureError) return null
    throw error
  }
}

/** Revocation data some signers of PDF put among the signed attributes (ISO 32000-2, 12.8.3.3.2). */
function archivedRevocations(
  { signed }: SignerInfo,
  faults: string[],
): { crls: Uint8Array[]; ocsps: Uint8Array[] } {
  const [value] = signed.get(cmsIds.revocationArchival) ?? []
  const found = { crls: [] as Uint8Array[], ocsps: [] as Uint8Array[] }
  if (value === undefined) return found
  try {
    for (const part of membersOf(readDer(rawOf(value)))) {
      const list = membersOf(membersOf(part, part.tag)[0]).map(rawOf)
      if (part.tag === 0xa0) found.crls.push(...list)
      if (part.tag === 0xa1) found.ocsps.push(...list)
    }
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error
    faults.push(`archived revocation data cannot be read: ${error.message}`)
  }
  return found
}
