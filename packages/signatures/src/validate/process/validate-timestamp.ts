// Validates a timestamp token at a time (ETSI EN 319 102-1, 5.4).
import { checkToken, type TokenFault } from '../../tsa/token.ts'
import { nameOfSubject } from '../../x509/certificate.ts'
import { passed, verdictOf, type SubIndication, type Verdict } from '../report.ts'
import { SignatureError } from '../../signature-error.ts'
import { usedWeaknesses } from './accept-signature.ts'
import type { AlgorithmUse, TimestampDescription, TimestampReport } from './types.ts'
import { validateCertificate, type CertificateFinding } from './validate-certificate.ts'
import type { Context } from './validation-context.ts'

export interface TimestampFinding {
  description: TimestampDescription
  kind: TimestampReport['kind']
  verdict: Verdict
  /** Null where the token is broken, so that no certificate was looked at. */
  certificate: CertificateFinding | null
  authority: string | null
}

const subIndications: Readonly<Record<TokenFault, SubIndication>> = {
  form: 'FORMAT_FAILURE',
  imprint: 'HASH_FAILURE',
  signature: 'SIG_CRYPTO_FAILURE',
  'no-certificate': 'NO_SIGNING_CERTIFICATE_FOUND',
  purpose: 'CHAIN_CONSTRAINTS_FAILURE',
  validity: 'SIG_CONSTRAINTS_FAILURE',
}

export function validateTimestamp(
  description: TimestampDescription,
  kind: TimestampReport['kind'],
  context: Context,
): TimestampFinding {
  const finding: TimestampFinding = {
    description,
    kind,
    verdict: passed,
    certificate: null,
    authority: null,
  }
  if (description.fault !== null)
    return { ...finding, verdict: verdictOf('SIG_CONSTRAINTS_FAILURE', description.fault) }
  try {
    return judge(finding, context)
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error
    return { ...finding, verdict: verdictOf('FORMAT_FAILURE', error.message) }
  }
}

function judge(finding: TimestampFinding, context: Context): TimestampFinding {
  const { token, digestOf } = finding.description
  let missing = false
  const checked = checkToken(token, (name) => {
    const digest = digestOf(name)
    missing = digest === null
    return digest ?? new Uint8Array()
  })
  const { certificate: own } = checked
  const authority = own === null ? null : nameOfSubject(own)
  if (checked.fault !== null) {
    const sub = missing ? 'SIGNED_DATA_NOT_FOUND' : subIndications[checked.kind]
    return { ...finding, authority, verdict: verdictOf(sub, checked.fault) }
  }
  const question = { role: 'timestamp', time: context.time } as const
  const certificate = validateCertificate(checked.certificate, context, question)
  const found = { ...finding, authority, certificate }
  if (certificate.verdict.indication !== 'TOTAL-PASSED')
    return { ...found, verdict: certificate.verdict }
  return { ...found, verdict: acceptToken(found, context, context.time) }
}

/** The algorithms of a token: of its imprint and of its signature. */
export function tokenAlgorithms({ token }: TimestampDescription): AlgorithmUse[] {
  const [signer] = token.message.signers
  return [
    { what: 'the imprint of a timestamp', digest: token.imprint.digest, scheme: null },
    {
      what: 'a timestamp',
      digest: signer?.digest ?? null,
      scheme: signer?.algorithm?.scheme ?? null,
    },
  ]
}

/** 5.2.8 for tokens: the algorithms are reliable at the time. */
export function acceptToken(
  { description, certificate }: TimestampFinding,
  context: Context,
  time: Date,
): Verdict {
  const own = certificate?.path[0]
  if (own === undefined || context.trust === null) return passed
  const weak = usedWeaknesses(tokenAlgorithms(description), own, { context, time })
  const failing = weak.find(({ warns }) => !warns)
  if (failing === undefined) return passed
  return verdictOf('CRYPTO_CONSTRAINTS_FAILURE_NO_POE', `${failing.where} uses ${failing.what}`)
}
