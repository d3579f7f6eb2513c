// Accepts a signature at a time: its attributes and algorithms (ETSI EN 319 102-1, 5.2.8).
import { digestWeakness, keyWeakness, type Weakness } from '../../policy/check-algorithms.ts'
import type { Certificate } from '../../x509/certificate.ts'
import { passed, verdictOf, type Verdict } from '../report.ts'
import type { AlgorithmUse, SignatureDescription } from './types.ts'
import type { Context } from './validation-context.ts'

/** The weaknesses of the algorithms a signature or token uses, with a key of the certificate. */
export function usedWeaknesses(
  uses: readonly AlgorithmUse[],
  certificate: Certificate,
  given: { context: Context; time: Date },
): (Weakness & { where: string })[] {
  const { algorithms: rules } = given.context.policy
  return uses.flatMap(({ what: where, digest, scheme }) => {
    const { time } = given
    const found = [
      digest === null ? null : digestWeakness(digest, time, rules),
      scheme === null ? null : keyWeakness(scheme, certificate, { time, rules }),
    ]
    return found.flatMap((one) => (one === null ? [] : [{ ...one, where }]))
  })
}

/** @param time the time the algorithms have to be reliable at */
export function acceptSignature(
  signature: SignatureDescription,
  certificate: Certificate,
  given: { context: Context; time: Date },
): Verdict {
  const { context } = given
  if (signature.constraintFault !== null)
    return verdictOf('SIG_CONSTRAINTS_FAILURE', signature.constraintFault)
  const weak = usedWeaknesses(signature.algorithms, certificate, given)
  for (const { what, where, warns } of weak)
    // Without trust the verdict is about bytes alone: weakness is told, it does not decide.
    if (warns || context.trust === null)
      context.warnings.add(
        `${where} uses ${what}${warns ? ', which was planned to end by now' : ''}`,
      )
  const failing = weak.find(({ warns }) => !warns)
  if (failing === undefined || context.trust === null) return passed
  const { where, what } = failing
  return verdictOf('CRYPTO_CONSTRAINTS_FAILURE_NO_POE', `${where} uses ${what}`)
}
