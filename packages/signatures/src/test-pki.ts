// Makes a public key infrastructure with its answers over time, and signatures described without any form, for tests.
import { createHash, sign } from 'node:crypto'
import { membersOf, rawOf, readDer } from './der/reader.ts'
import { answerOcsp, type ResponderOptions } from './revocation/answer-ocsp.ts'
import { ocspRequest } from './revocation/ask-ocsp.ts'
import { issueCrl, type NewCrl } from './revocation/issue-crl.ts'
import { answerTimestamp } from './tsa/answer-timestamp.ts'
import { timestampRequest } from './tsa/ask-timestamp.ts'
import { readToken, tokenValue } from './tsa/token.ts'
import {
  coversNothing,
  noMaterial,
  type CoveredObjects,
  type SignatureDescription,
  type TimestampDescription,
  type ValidationMaterial,
} from './validate/process/types.ts'
import { readCertificate, type Certificate } from './x509/certificate.ts'
import { responderExtensions } from './x509/issue-extensions.ts'
import { algorithmFor, issueIdentity, type Identity, type NewCertificate } from './x509/issue.ts'

/** A day by its number, from 2026-01-01 on; all tests over time count in days. */
export function day(number: number): Date {
  return new Date(Date.UTC(2026, 0, 1) + number * 86_400_000)
}

export const certificateOf = ({ certificate }: Identity): Certificate =>
  readCertificate(certificate)

export interface TestPki {
  root: Identity
  middle: Identity
  signer: Identity
  tsa: Identity
  responder: Identity
}

/** Root (valid for 40 years), an authority (20), signer (2), timestamps and responder (10). */
export function makePki(given: Partial<NewCertificate> = {}): TestPki {
  const root = issueIdentity({
    name: 'Root',
    role: 'authority',
    notBefore: day(0),
    notAfter: day(14_600),
  })
  const below = (
    name: string,
    years: number,
    more: Omit<Partial<NewCertificate>, 'name'>,
  ): Identity =>
    issueIdentity({
      name,
      role: 'signer',
      issuer: root,
      notBefore: day(0),
      notAfter: day(365 * years),
      ...more,
    })
  const middle = below('Middle', 20, { role: 'authority' })
  return {
    root,
    middle,
    signer: below('Rosa', 2, { issuer: middle, ...given }),
    tsa: below('Time', 10, { role: 'timestamps', issuer: middle }),
    responder: below('Responder', 10, { issuer: middle, extensions: responderExtensions() }),
  }
}

/** A list of each authority as of a day, good for a week. */
export function listsOf(
  { root, middle }: Pick<TestPki, 'root' | 'middle'>,
  at: Date,
  revoked: NonNullable<NewCrl['revoked']> = [],
): Uint8Array[] {
  return [
    issueCrl({ issuer: root, thisUpdate: at, revoked }),
    issueCrl({ issuer: middle, thisUpdate: at, revoked }),
  ]
}

export function responseAbout(
  of: Identity,
  issuer: Identity,
  options: ResponderOptions,
): Uint8Array {
  return answerOcsp(ocspRequest(certificateOf(of), certificateOf(issuer)), options)
}

/** A token by an authority over bytes. */
export function stampOver(
  bytes: Uint8Array,
  tsa: Identity,
  time: Date,
  more: Partial<TimestampDescription> = {},
): TimestampDescription {
  const hashed = { digest: 'sha256', bytes: createHash('sha256').update(bytes).digest() } as const
  const answer = answerTimestamp(timestampRequest(hashed, Uint8Array.of(1, 2, 3)), tsa, time)
  const [, token] = membersOf(readDer(answer))
  return {
    token: readToken(token === undefined ? new Uint8Array() : Uint8Array.from(rawOf(token))),
    digestOf: (name) => createHash(name).update(bytes).digest(),
    fault: null,
    covers: coversNothing,
    name: null,
    ...more,
  }
}

/** A signature over nothing in particular, with the certificates of the infrastructure. */
export function signatureBy(
  { signer, middle }: Pick<TestPki, 'signer' | 'middle'>,
  more: Partial<SignatureDescription> = {},
): SignatureDescription {
  const { digest, scheme } = algorithmFor(signer.key)
  return {
    formatFault: null,
    certificate: certificateOf(signer),
    certificateFault: null,
    bound: true,
    cryptoFault: null,
    constraintFault: null,
    baseLevel: 'B-B',
    signatureValue: sign(digest, Buffer.from('content'), signer.key),
    algorithms: [{ what: 'the signature', digest, scheme }],
    claimedTime: null,
    material: { ...noMaterial, certificates: [certificateOf(signer), certificateOf(middle)] },
    contentTimestamps: [],
    signatureTimestamps: [],
    archiveTimestamps: [],
    ...more,
  }
}

/** Material with certificates of these identities. */
export function materialOf(
  identities: readonly Identity[],
  crls: readonly Uint8Array[] = [],
  ocsps: readonly Uint8Array[] = [],
): ValidationMaterial {
  return { certificates: identities.map(certificateOf), crls, ocsps }
}

/** What an archive timestamp covers: all of the material and the tokens before it. */
export function coverOf(
  material: ValidationMaterial,
  before: readonly TimestampDescription[] = [],
): CoveredObjects {
  const tokens = before.map(({ token }) => token)
  return {
    ...material,
    certificates: [...material.certificates, ...tokens.flatMap((one) => one.message.certificates)],
    signatureValues: tokens.map(tokenValue),
  }
}
