// Until when the newest document timestamp of a PDF proves what it covers (EN 319 102-1, 5.6.3.4; TS 119 312).
import type { AlgorithmRules } from '../policy/algorithms.ts'
import { digestUntil, keyUntil } from '../policy/check-algorithms.ts'
import { defaultPolicy } from '../policy/policy.ts'
import { openPdf } from '../pdf/open-pdf.ts'
import { bytesSource, type Source } from '../pdf/source.ts'
import { readToken } from '../tsa/token.ts'
import { signedFields } from './signature-times.ts'

export interface ArchiveEnd {
  /** The instant of the timestamp itself. */
  stamped: Date
  /** From when on it proves nothing any more: it is to be renewed before. */
  on: Date
  /** What ends first: the certificate of its server, or its digest, signature or key. */
  why: 'certificate' | 'algorithm'
}

/**
 * Null for a document without a document timestamp. An algorithm that the table does not know has ended
 * at the instant of the timestamp. The token is read, not judged.
 * @throws SignatureError `malformed-cms` and what `openPdf` throws
 */
export function archiveEnd(
  input: Uint8Array | Source,
  rules: AlgorithmRules = defaultPolicy.algorithms,
): ArchiveEnd | null {
  const document = openPdf(input instanceof Uint8Array ? bytesSource(input) : input)
  const last = signedFields(document).findLast(({ kind }) => kind === 'timestamp')
  if (last === undefined) return null
  const { time: stamped, imprint, message } = readToken(last.contents)
  const [signer] = message.signers
  const digests = [imprint.digest, signer?.digest ?? null, signer?.algorithm?.digest ?? null]
  const ends = [
    ...digests.flatMap((digest) => (digest === null ? [] : [digestUntil(digest, rules)])),
    ...(signer?.algorithm ? [keyUntil(signer.algorithm.scheme, last.certificate, rules)] : []),
  ]
  const times = ends.map((end) =>
    end === 'open' ? Number.POSITIVE_INFINITY : end === null ? stamped.getTime() : end.getTime(),
  )
  const algorithm = Math.min(...times)
  const certificate = last.certificate.notAfter
  return algorithm < certificate.getTime()
    ? { stamped, on: new Date(algorithm), why: 'algorithm' }
    : { stamped, on: certificate, why: 'certificate' }
}
