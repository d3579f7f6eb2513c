// Judges a signed message or timestamp token over given content: integrity, constraints, path (EN 319 102-1, 5.2).
import { createHash } from 'node:crypto'
import { digestByName, type DigestName } from '../cms/algorithms.ts'
import { cmsIds } from '../cms/ids.ts'
import { readSignedData, type SignerInfo } from '../cms/signed-data.ts'
import { verifySigner } from '../cms/verify-signer.ts'
import { rawOf } from '../der/reader.ts'
import { SignatureError } from '../signature-error.ts'
import { checkToken, readToken } from '../tsa/token.ts'
import { mayBeUsedFor, nameOfSubject, type Certificate } from '../x509/certificate.ts'
import { judgePath } from './build-path.ts'
import { passed, verdictOf, type Level, type Verdict } from './report.ts'

export interface Subject {
  /** The message with the zeros behind it. */
  message: Uint8Array
  digestContent: (name: DigestName) => Uint8Array
  anchors: readonly Certificate[] | null
  /** The time of validation. */
  time: Date
}

export interface Judged {
  verdict: Verdict
  level: Level
  signer: string | null
  bestTime: Date
  warnings: string[]
}

const CADES = 'ETSI.CAdES.detached'
const subFilters: ReadonlySet<string> = new Set([CADES, 'adbe.pkcs7.detached'])
const NOT_REVOKED = 'revocation was not checked'

/** Padding behind the message must be zero: other bytes are neither signed nor part of it. */
function paddingFault(message: Uint8Array, length: number): string | null {
  return message.subarray(length).some((byte) => byte !== 0)
    ? 'there are bytes behind the message in /Contents'
    : null
}

export function judgeMessage(subject: Subject & { subFilter: string | null }): Judged {
  const { subFilter } = subject
  const judged = emptyJudged(subject.time)
  const answer = (verdict: Verdict): Judged => ({ ...judged, verdict })
  if (subFilter === null || !subFilters.has(subFilter))
    return answer(verdictOf('FORMAT_FAILURE', `the form ${subFilter ?? '–'} is not read`))
  const message = readSignedData(subject.message)
  const [signer, ...others] = message.signers
  const fault =
    paddingFault(subject.message, message.length) ??
    (signer === undefined || others.length > 0 ? 'there is not exactly one signer' : null) ??
    (message.content === null ? null : 'the message carries a content of its own')
  if (fault !== null || signer === undefined)
    return answer(verdictOf('FORMAT_FAILURE', fault ?? 'there is no signer'))
  const { digestContent, anchors } = subject
  const finding = verifySigner(message, signer, { contentType: cmsIds.data, digestContent })
  const { certificate } = finding
  if (certificate !== null) judged.signer = nameOfSubject(certificate)
  if (finding.fault !== null || certificate === null)
    return answer(verdictOf(finding.fault ?? 'NO_SIGNING_CERTIFICATE_FOUND', finding.why ?? ''))
  // EN 319 142-1, 6.3: the baseline levels ask for the reference to the certificate.
  if (subFilter === CADES && !finding.bound)
    return answer(verdictOf('SIG_CONSTRAINTS_FAILURE', 'signing-certificate is missing'))
  if (subFilter === CADES) judged.level = 'B-B'
  else judged.warnings.push('the form is not that of PAdES')
  judgeTimestamps(signer, { judged, anchors })
  const weak = weakness(signer)
  const proven = judged.bestTime < subject.time
  const known = message.certificates
  const path = judgePath(certificate, { anchors, known, time: judged.bestTime, proven })
  if (path.indication !== 'TOTAL-PASSED') return answer(path)
  // EN 319 102-1, 5.2.6.4: the key must be one for signatures (RFC 5280, 4.2.1.3).
  if (!mayBeUsedFor(certificate, 0) && !mayBeUsedFor(certificate, 1))
    return answer(verdictOf('SIG_CONSTRAINTS_FAILURE', 'the certificate is not for signatures'))
  if (anchors !== null) judged.warnings.push(NOT_REVOKED)
  if (weak !== null) {
    if (anchors !== null) return answer(verdictOf('CRYPTO_CONSTRAINTS_FAILURE_NO_POE', weak))
    judged.warnings.push(weak)
  }
  return judged
}

/** A document timestamp: a token over the ranges (ISO 32000-2, 12.8.5). */
export function judgeTimestamp(subject: Subject): Judged {
  const judged = emptyJudged(subject.time)
  const token = readToken(subject.message)
  const answer = (verdict: Verdict): Judged => ({ ...judged, verdict })
  const padding = paddingFault(subject.message, token.message.length)
  if (padding !== null) return answer(verdictOf('FORMAT_FAILURE', padding))
  const { fault, certificate } = checkToken(token, subject.digestContent)
  if (certificate !== null) judged.signer = nameOfSubject(certificate)
  if (fault !== null || certificate === null) {
    const missing = certificate === null
    const why = fault ?? 'there is no certificate'
    return answer(verdictOf(missing ? 'NO_SIGNING_CERTIFICATE_FOUND' : 'HASH_FAILURE', why))
  }
  judged.bestTime = token.time
  const { anchors } = subject
  const known = token.message.certificates
  if (anchors !== null) judged.warnings.push(NOT_REVOKED)
  const path = judgePath(certificate, { anchors, known, time: subject.time, proven: false })
  return answer(path)
}

/** Signature timestamps raise the level and give the best time; one that fails is a warning. */
function judgeTimestamps(
  signer: SignerInfo,
  { judged, anchors }: { judged: Judged; anchors: readonly Certificate[] | null },
): void {
  for (const value of signer.unsigned.get(cmsIds.timestampToken) ?? []) {
    try {
      const token = readToken(rawOf(value))
      const { fault, certificate } = checkToken(token, (name) =>
        createHash(name).update(signer.signature).digest(),
      )
      if (fault !== null) {
        judged.warnings.push(`the timestamp does not count: ${fault}`)
        continue
      }
      const known = token.message.certificates
      const path = judgePath(certificate, { anchors, known, time: judged.bestTime, proven: false })
      if (path.indication !== 'TOTAL-PASSED') {
        judged.warnings.push(`the timestamp does not count: ${path.why ?? ''}`)
        continue
      }
      if (judged.level === 'B-B') judged.level = 'B-T'
      if (token.time < judged.bestTime) judged.bestTime = token.time
    } catch (error) {
      if (!(error instanceof SignatureError)) throw error
      judged.warnings.push(`the timestamp does not count: ${error.message}`)
    }
  }
}

function weakness({ digest }: SignerInfo): string | null {
  return digest !== null && digestByName(digest).use === 'weak' ? `it uses ${digest}` : null
}

function emptyJudged(time: Date): Judged {
  return { verdict: passed, level: 'not baseline', signer: null, bestTime: time, warnings: [] }
}
