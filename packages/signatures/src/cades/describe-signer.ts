// Describes one signer of a CMS message for validation: integrity, attributes, timestamps (ETSI EN 319 122-1, 5, 6).
import { createHash } from 'node:crypto'
import type { DigestName } from '../cms/algorithms.ts'
import { cmsIds } from '../cms/ids.ts'
import type { SignedData, SignerInfo } from '../cms/signed-data.ts'
import { verifySigner, type SignerFinding } from '../cms/verify-signer.ts'
import { childrenOf, membersOf, rawOf, timeOf } from '../der/reader.ts'
import { SignatureError } from '../signature-error.ts'
import type { SignatureDescription } from '../validate/process/types.ts'
import type { Certificate } from '../x509/certificate.ts'
import { archiveImprint } from './archive-timestamp.ts'
import {
  certificateOrNull,
  coveredObjects,
  describeTimestamp,
  emptyCovered,
  usesOf,
  type Described,
} from './description.ts'
import { cadesIds } from './ids.ts'
import type { MessageParts, SignerParts } from './message-parts.ts'
import { readRevocationChoice } from './revocation-choice.ts'

export interface SignerToDescribe {
  message: SignedData
  parts: MessageParts
  signer: SignerInfo
  signerParts: SignerParts
  /** The digest of the content; null when the content is elsewhere and was not given. */
  digestContent: ((name: DigestName) => Uint8Array) | null
  /** Null for counter-signatures. */
  contentType: string | null
}

export function describeSigner(given: SignerToDescribe): Described {
  const { message, signer, digestContent, contentType } = given
  const material = materialOf(given)
  const { certificates } = material
  const finding = verifySigner({ ...message, certificates }, signer, {
    contentType,
    digestContent: digestContent ?? (() => new Uint8Array()),
  })
  const warnings = signer.sorted ? [] : ['the signed attributes are not stored in the order of DER']
  const lacking = contentType === null ? [] : lackingOf(signer, finding.bound)
  const stamps = timestampsOf(given, { more: material.certificates, warnings })
  const missing = digestContent === null && finding.fault === 'HASH_FAILURE'
  const signature: SignatureDescription = {
    ...faultsOf(finding, missing),
    certificate: finding.certificate,
    bound: finding.bound,
    baseLevel: lacking.length === 0 ? 'B-B' : 'not baseline',
    signatureValue: signer.signature,
    algorithms: usesOf(signer.algorithm, [signer.digest]),
    claimedTime: claimedTime(signer),
    material,
    ...stamps,
  }
  return { signature, warnings: [...warnings, ...lacking] }
}

type Faults = Pick<
  SignatureDescription,
  'formatFault' | 'certificateFault' | 'cryptoFault' | 'constraintFault'
>

/** Without its content nothing can be said of a signature but whether its certificate is known. */
export function faultsOf({ fault, why }: SignerFinding, contentMissing: boolean): Faults {
  const faults: Faults = {
    formatFault: null,
    certificateFault: null,
    cryptoFault: null,
    constraintFault: null,
  }
  if (fault === null) return faults
  const told = why ?? ''
  if (contentMissing) {
    const subIndication = 'SIGNED_DATA_NOT_FOUND'
    return { ...faults, cryptoFault: { subIndication, why: 'the signed content was not given' } }
  }
  if (fault === 'FORMAT_FAILURE') return { ...faults, formatFault: told }
  if (fault === 'NO_SIGNING_CERTIFICATE_FOUND') return { ...faults, certificateFault: told }
  if (fault === 'SIG_CONSTRAINTS_FAILURE') return { ...faults, constraintFault: told }
  return { ...faults, cryptoFault: { subIndication: fault, why: told } }
}

/** EN 319 122-1, 6.3: what the baseline levels ask of the signed attributes. */
function lackingOf(signer: SignerInfo, bound: boolean): string[] {
  const lacking: string[] = []
  if (!bound) lacking.push('signing-certificate is missing')
  if (!signer.signed.has(cmsIds.signingTime)) lacking.push('signing-time is missing')
  return lacking
}

function claimedTime({ signed }: SignerInfo): Date | null {
  const [value] = signed.get(cmsIds.signingTime) ?? []
  try {
    return value === undefined ? null : timeOf(value)
  } catch (error) {
    if (error instanceof SignatureError) return null
    throw error
  }
}

type Stamps = Pick<
  SignatureDescription,
  'contentTimestamps' | 'signatureTimestamps' | 'archiveTimestamps'
>

function timestampsOf(
  given: SignerToDescribe,
  context: { more: readonly Certificate[]; warnings: string[] },
): Stamps {
  const { signer, digestContent } = given
  const { signed, unsigned, signature } = signer
  const nothing = coveredObjects(emptyCovered(), [])
  return {
    contentTimestamps: (signed.get(cadesIds.contentTimestamp) ?? []).flatMap((value) => {
      const digestOf = digestContent ?? (() => null)
      const token = rawOf(value)
      const name = 'content-time-stamp'
      return describeTimestamp({ token, digestOf, fault: null, covers: nothing, name }, context)
    }),
    signatureTimestamps: (unsigned.get(cmsIds.timestampToken) ?? []).flatMap((value) => {
      const digestOf = (name: DigestName) => createHash(name).update(signature).digest()
      const token = rawOf(value)
      const name = 'signature-time-stamp'
      return describeTimestamp({ token, digestOf, fault: null, covers: nothing, name }, context)
    }),
    archiveTimestamps: (unsigned.get(cadesIds.archiveTimestampV3) ?? []).flatMap((value) => {
      const token = rawOf(value)
      const { digestOf, fault, covers } = archiveImprint(token, given)
      const named = coveredObjects(covers, [signature])
      const name = 'archive-time-stamp-v3'
      return describeTimestamp({ token, digestOf, fault, covers: named, name }, context)
    }),
  }
}

interface Material {
  certificates: Certificate[]
  crls: Uint8Array[]
  ocsps: Uint8Array[]
}

/** What the message carries to be validated with: in its own fields and, as older forms had it, as attributes. */
function materialOf({ message, parts, signer }: SignerToDescribe): Material {
  const data: Material = { certificates: [...message.certificates], crls: [], ocsps: [] }
  for (const choice of parts.revocation) readRevocationChoice(choice, data)
  for (const value of signer.unsigned.get(cadesIds.certificateValues) ?? [])
    tolerate(() => {
      for (const one of membersOf(value))
        data.certificates.push(...[certificateOrNull(rawOf(one)) ?? []].flat())
    })
  for (const value of signer.unsigned.get(cadesIds.revocationValues) ?? [])
    tolerate(() => {
      for (const part of membersOf(value)) {
        const [list] = childrenOf(part)
        const into = part.tag === 0xa0 ? data.crls : part.tag === 0xa1 ? data.ocsps : null
        if (into !== null && list !== undefined) into.push(...childrenOf(list).map(rawOf))
      }
    })
  return data
}

/** What cannot be read proves nothing, and is no fault of the signature. */
function tolerate(read: () => void): void {
  try {
    read()
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error
  }
}
