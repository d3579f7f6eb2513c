// What validation is told and what it answers, for every form of signature alike (ETSI EN 319 102-1, 5.1).
//
// PAdES, CAdES, XAdES and ASiC describe a signature as `SignatureDescription`, say whom they trust and
// at which time they judge as `ValidationContext`, and call `judgeSignature`. The process knows no
// form: it never sees a PDF, a CMS message or XML, only certificates, digests and timestamps.
//
// The process is pure and opens no network. Who wants missing revocation data fetched calls
// `collectValidationData` (revocation/collect.ts) before, and puts what came into `context.material`.
import type { DigestName, SignatureAlgorithm } from '../../cms/algorithms.ts'
import type { Policy } from '../../policy/policy.ts'
import type { TrustAnchor } from '../../trust/anchors.ts'
import type { TimestampToken } from '../../tsa/token.ts'
import type { Certificate } from '../../x509/certificate.ts'
import type { Level, SubIndication, Verdict } from '../report.ts'

/** Certificates and revocation data: of a signature, of a store, or fetched. */
export interface ValidationMaterial {
  certificates: readonly Certificate[]
  /** DER of CertificateList (RFC 5280, 5). */
  crls: readonly Uint8Array[]
  /** DER of OCSPResponse or of BasicOCSPResponse (RFC 6960, 4.2.1). */
  ocsps: readonly Uint8Array[]
}

/** What a timestamp proves to have existed (5.6.2.3). */
export interface CoveredObjects extends ValidationMaterial {
  /** Signature values: of the signature itself, and of tokens (`tokenValue`) it covers. */
  signatureValues: readonly Uint8Array[]
}

export interface TimestampDescription {
  token: TimestampToken
  /** The digest of the data that should be stamped; null when the data cannot be had. */
  digestOf: (name: DigestName) => Uint8Array | null
  /** The form's own reason why the token does not count, as a broken hash index; null when none. */
  fault: string | null
  /**
   * What lies under the token beside the signature value. For a signature timestamp this is empty;
   * a document timestamp covers all of the revision before it, an archive timestamp what its hash
   * index or its references name.
   */
  covers: CoveredObjects
  /** Name for reports: a field, an attribute, a file. */
  name: string | null
}

/** A use of an algorithm that has to be reliable (5.2.8): a digest, or a signature by the signer's key. */
export interface AlgorithmUse {
  what: string
  digest: DigestName | null
  /** Null for a digest alone; the key is that of the signing certificate. */
  scheme: SignatureAlgorithm['scheme'] | null
}

export interface SignatureDescription {
  /** 5.2.2: what is wrong with the form; null when nothing is. */
  formatFault: string | null
  /** 5.2.3: the certificate the signature names; null when it is not at hand. */
  certificate: Certificate | null
  /** 5.2.3: why the certificate does not count, as a reference to another one; null when it does. */
  certificateFault: string | null
  /** Whether a signed attribute binds the certificate. */
  bound: boolean
  /** 5.2.7: what the check of digests and signature value found; null when they are intact. */
  cryptoFault: { subIndication: SubIndication; why: string } | null
  /** 5.2.8: what the signed attributes break, as a missing mandatory one; null when nothing. */
  constraintFault: string | null
  /** The baseline level the signature has without any timestamp. */
  baseLevel: Extract<Level, 'B-B' | 'not baseline'>
  signatureValue: Uint8Array
  /** The algorithms of the signature value, the attributes and the references. */
  algorithms: readonly AlgorithmUse[]
  /** Signing time as the signer claims it; null when it does not. */
  claimedTime: Date | null
  /** All that travels with the signature, in any container. */
  material: ValidationMaterial
  /** Over the content, made before the signature. */
  contentTimestamps: readonly TimestampDescription[]
  /** Over the signature value. */
  signatureTimestamps: readonly TimestampDescription[]
  /** Over the signature and its validation data: archive timestamps, document timestamps, in any order. */
  archiveTimestamps: readonly TimestampDescription[]
}

export interface ValidationContext {
  /** Whom to trust; null judges without trust: integrity and form alone (a technical verdict). */
  trust: readonly TrustAnchor[] | null
  policy: Policy
  /** The time of validation. */
  time: Date
  /** More certificates and revocation data: fetched, or from a store of one's own. */
  material?: ValidationMaterial
  /** Existence that is proven elsewhere, as by a register: when these bytes were there at the latest. */
  proofs?: readonly { of: Uint8Array; at: Date }[]
}

export interface TimestampReport extends Verdict {
  kind: 'content' | 'signature' | 'archive'
  name: string | null
  time: Date
  /** Name of the authority as its certificate tells it. */
  authority: string | null
  chain: Certificate[]
}

export interface ProcessReport extends Verdict {
  level: Level
  /** The earliest time the signature is proven to have existed at; the time of validation without proof. */
  bestTime: Date
  /** The signer's certificate first, the anchor last, as far as a path was found. */
  chain: Certificate[]
  timestamps: TimestampReport[]
  /** When the certificate was revoked, where that decided. */
  revokedAt: Date | null
  /** When to ask again, with TRY_LATER. */
  tryAgainAt: Date | null
  /** What does not decide but has to be told. */
  warnings: string[]
}

export const noMaterial: ValidationMaterial = { certificates: [], crls: [], ocsps: [] }
export const coversNothing: CoveredObjects = { ...noMaterial, signatureValues: [] }
