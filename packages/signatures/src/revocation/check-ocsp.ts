// Asks one OCSP response about one certificate (RFC 6960, 3.2, 4.2.2).
import { createHash } from 'node:crypto'
import { sameBytes } from '../bytes.ts'
import { verifies } from '../cms/algorithms.ts'
import { bitsOf, membersOf, readDer } from '../der/reader.ts'
import { SignatureError } from '../signature-error.ts'
import { extendedKeyUsage, publicKeyOf, type Certificate } from '../x509/certificate.ts'
import { OCSP_SIGNING } from '../x509/extensions.ts'
import { isSignedBy } from '../x509/issued-by.ts'
import { sameName } from '../x509/names.ts'
import type { RevocationFact, Unusable } from './fact.ts'
import type { OcspAnswer, OcspResponse } from './read-ocsp.ts'

/** Certificates whose key is tried. */
const MOST_RESPONDERS = 8

export interface OcspQuestion {
  certificate: Certificate
  issuer: Certificate
  /** Certificates among which the responder's may be, beside those of the response. */
  known: readonly Certificate[]
}

/** The key within a SubjectPublicKeyInfo: the bits themselves (4.1.1, KeyHash). */
export function keyBits(certificate: Certificate): Uint8Array {
  return bitsOf(membersOf(readDer(certificate.spki))[1])
}

/** The fact, or why the response tells nothing; null when it is about other certificates. */
export function askOcsp(
  response: OcspResponse,
  question: OcspQuestion,
): RevocationFact | Unusable | null {
  const { certificate, issuer } = question
  const unusable = (why: string): Unusable => ({ kind: 'ocsp', why })
  const answer = response.answers.find((one) => isAbout(one, certificate, issuer))
  if (answer === undefined) return null
  const { algorithm } = response
  if (algorithm === null) return unusable('the algorithm of the response is not in the table')
  const responder = responderOf(response, question)
  if (responder === null) return unusable('no responder that may speak for the issuer signed it')
  const { producedAt } = response
  if (producedAt < responder.notBefore || producedAt > responder.notAfter)
    return unusable('the certificate of the responder was not valid when it answered')
  if (answer.status === 'good' && answer.thisUpdate < certificate.notBefore)
    return unusable('the response is older than the certificate')
  const { notAfter } = certificate
  const cutoff = answer.archiveCutoff
  const keepsExpired = cutoff !== null && cutoff <= notAfter
  if (answer.status !== 'revoked' && answer.thisUpdate > notAfter && !keepsExpired)
    return unusable('the response is newer than the end of the certificate')
  return {
    kind: 'ocsp',
    raw: response.raw,
    status: answer.status,
    revokedAt: answer.revokedAt,
    reason: answer.reason,
    thisUpdate: answer.thisUpdate,
    nextUpdate: answer.nextUpdate,
    issuedAt: producedAt,
    issuer: responder,
    algorithm,
  }
}

function isAbout(answer: OcspAnswer, certificate: Certificate, issuer: Certificate): boolean {
  if (answer.serial !== certificate.serial || answer.digest === null) return false
  const hash = (bytes: Uint8Array): Uint8Array =>
    createHash(answer.digest ?? 'sha1')
      .update(bytes)
      .digest()
  return (
    sameBytes(answer.nameHash, hash(certificate.issuer)) &&
    sameBytes(answer.keyHash, hash(keyBits(issuer)))
  )
}

/** 4.2.2.2: the issuer itself, or one whom the issuer made a responder by a certificate of its own. */
function responderOf(response: OcspResponse, { issuer, known }: OcspQuestion): Certificate | null {
  const candidates = [issuer, ...response.certificates, ...known]
    .filter((one) => isResponder(response, one))
    .slice(0, MOST_RESPONDERS)
  for (const one of candidates) {
    const itself = sameBytes(one.spki, issuer.spki) && sameName(one.subject, issuer.subject)
    const delegated =
      extendedKeyUsage(one)?.purposes.includes(OCSP_SIGNING) === true && isSignedBy(one, issuer)
    if ((itself || delegated) && hasSigned(response, one)) return one
  }
  return null
}

function isResponder({ responder }: OcspResponse, certificate: Certificate): boolean {
  if ('name' in responder) return sameName(responder.name, certificate.subject)
  const hash = keyHashOf(certificate)
  return hash !== null && sameBytes(responder.keyHash, hash)
}

const keyHashes = new WeakMap<Certificate, Uint8Array | null>()

/** SHA-1 of the key, by which responders name themselves; null for a key that cannot be read. */
function keyHashOf(certificate: Certificate): Uint8Array | null {
  let hash = keyHashes.get(certificate)
  if (hash !== undefined) return hash
  try {
    hash = createHash('sha1').update(keyBits(certificate)).digest()
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error
    hash = null
  }
  keyHashes.set(certificate, hash)
  return hash
}

const checked = new WeakMap<OcspResponse, WeakMap<Certificate, boolean>>()

function hasSigned(response: OcspResponse, responder: Certificate): boolean {
  let row = checked.get(response)
  if (row === undefined) checked.set(response, (row = new WeakMap()))
  const before = row.get(responder)
  if (before !== undefined) return before
  const key = publicKeyOf(responder)
  const { algorithm, tbs: data, signature } = response
  const answer = key !== null && algorithm !== null && verifies(algorithm, { key, data, signature })
  row.set(responder, answer)
  return answer
}
