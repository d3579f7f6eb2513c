// Asks lists and responses of a generated infrastructure about a certificate, for tests.
import { certificateOf, day, makePki } from './test-pki.ts'
import { readRevocations } from './revocation/find-facts.ts'
import { selectFact } from './revocation/select-fact.ts'
import type { RevocationFact } from './revocation/fact.ts'
import { buildPaths } from './x509/build-paths.ts'
import type { Certificate } from './x509/certificate.ts'
import type { Identity } from './x509/issue.ts'

export const pki = makePki()
const { root, middle, signer } = pki

export interface Asked {
  crls?: Uint8Array[]
  ocsps?: Uint8Array[]
  about?: Identity
  by?: Identity
  known?: Identity[]
  at?: Date
}

export interface Answer {
  status: RevocationFact['status'] | null
  fact: RevocationFact | null
  /** Why data told nothing. */
  whys: string[]
}

/** By default about the signer, on day 5. */
export function ask({
  crls = [],
  ocsps = [],
  about = signer,
  by = middle,
  known = [],
  at = day(5),
}: Asked): Answer {
  const pool = readRevocations({ crls, ocsps })
  const certificates = [pki.root, pki.middle, ...known].map(certificateOf)
  const anchors = [certificateOf(root)]
  const leadsToAnchor = (one: Certificate): boolean =>
    buildPaths(one, { anchors, known: certificates }).length > 0
  const [certificate, issuer] = [certificateOf(about), certificateOf(by)]
  const { fact, unusable } = selectFact(
    pool,
    { certificate, issuer, known: certificates, leadsToAnchor },
    at,
  )
  return {
    status: fact?.status ?? null,
    fact,
    whys: [...unusable.map(({ why }) => why), ...pool.faults],
  }
}
