// Tells what the form found about digests and the signature value (ETSI EN 319 102-1, 5.2.7).
import { passed, verdictOf, type Verdict } from '../report.ts'
import type { SignatureDescription } from './types.ts'

export function verifyCryptography({ cryptoFault }: SignatureDescription): Verdict {
  return cryptoFault === null ? passed : verdictOf(cryptoFault.subIndication, cryptoFault.why)
}
