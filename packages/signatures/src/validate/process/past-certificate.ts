// Validates a certificate in the past, by what is proven to have existed then (EN 319 102-1, 5.6.2.1).
import type { RevocationFact } from '../../revocation/fact.ts'
import { sunsetOf } from '../../trust/anchors.ts'
import { sameBytes } from '../../bytes.ts'
import type { Certificate } from '../../x509/certificate.ts'
import { commonValidity } from '../../x509/validate-path.ts'
import { verdictOf, type Verdict } from '../report.ts'
import type { PoeStore } from './poe.ts'
import { slideTime } from './slide-time.ts'
import { anchorsFor, candidatePaths } from './validate-certificate.ts'
import type { Context, Role } from './validation-context.ts'

export interface PastQuestion {
  role: Role
  poes: PoeStore
  ownFacts: readonly RevocationFact[] | null
}

export type PastCertificate =
  | { path: Certificate[]; controlTime: Date; facts: Map<Certificate, RevocationFact> }
  | { verdict: Verdict }

/** Of all paths the one whose control time is the latest, that is, which proves the most. */
export function validatePastCertificate(
  certificate: Certificate,
  context: Context,
  question: PastQuestion,
): PastCertificate {
  let best: Extract<PastCertificate, { path: Certificate[] }> | null = null
  let verdict = verdictOf('NO_CERTIFICATE_CHAIN_FOUND', 'no path leads to a trusted certificate')
  for (const { path, fault } of candidatePaths(certificate, context, question.role)) {
    if (fault !== null || commonValidity(path) === null) {
      const why = fault ?? 'the certificates of the path were never valid at the same time'
      verdict = verdictOf('CERTIFICATE_CHAIN_GENERAL_FAILURE', why)
      continue
    }
    for (const from of beginnings(path, context, question.role)) {
      const slide = slideTime(path, context, { ...question, from })
      if ('verdict' in slide) verdict = slide.verdict
      else if (best === null || slide.controlTime > best.controlTime) best = { path, ...slide }
    }
  }
  return best ?? { verdict }
}

/** Now, or the end of trust in the anchor, for each that is this anchor. */
function beginnings(path: readonly Certificate[], context: Context, role: Role): Date[] {
  const last = path.at(-1)
  return anchorsFor(context, role)
    .filter(({ certificate }) => last !== undefined && sameBytes(certificate.raw, last.raw))
    .map((anchor) => sunsetOf(anchor, context.time) ?? context.time)
}
