// Takes from a valid timestamp what it proves to have existed (ETSI EN 319 102-1, 5.6.2.3).
import { digestWeakness } from '../../policy/check-algorithms.ts'
import { readRevocations } from '../../revocation/find-facts.ts'
import { tokenValue } from '../../tsa/token.ts'
import type { PoeStore } from './poe.ts'
import type { SignatureDescription } from './types.ts'
import type { TimestampFinding } from './validate-timestamp.ts'
import type { Context } from './validation-context.ts'

/** Adds proofs at the time of the token, if its digest was still reliable when it is known to exist. */
export function extractPoe(
  { description, kind }: TimestampFinding,
  signature: SignatureDescription,
  { context, poes }: { context: Context; poes: PoeStore },
): void {
  const { token, covers } = description
  const { digest } = token.imprint
  const { time } = token
  if (digest === null) return
  const known = poes.earliestOf(tokenValue(token))
  const weak = digestWeakness(digest, known, context.policy.algorithms)
  if (weak !== null && !weak.warns) return
  if (kind !== 'content') poes.add(signature.signatureValue, time)
  // The signature value stands over the reference to the certificate, and so proves it.
  if (kind === 'signature' && signature.bound && signature.certificate !== null)
    poes.add(signature.certificate.raw, time)
  for (const one of covers.certificates) poes.add(one.raw, time)
  // Proofs know lists and responses as `readRevocations` gives them, the same in every container.
  const { crls, ocsps } = readRevocations(covers)
  for (const { raw } of [...crls, ...ocsps]) poes.add(raw, time)
  for (const one of covers.signatureValues) poes.add(one, time)
}
