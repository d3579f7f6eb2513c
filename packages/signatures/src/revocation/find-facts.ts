// Finds what all lists and responses at hand say about one certificate.
import { SignatureError } from '../signature-error.ts'
import type { Certificate } from '../x509/certificate.ts'
import { askCrl } from './check-crl.ts'
import { askOcsp } from './check-ocsp.ts'
import type { RevocationFact, Unusable } from './fact.ts'
import { readCrl, type Crl } from './read-crl.ts'
import { readOcsp, type OcspResponse } from './read-ocsp.ts'

export interface RevocationPool {
  crls: readonly Crl[]
  ocsps: readonly OcspResponse[]
  /** Why some could not be read. */
  faults: string[]
}

/** Lists and responses read at most. */
const MOST = 500

const crls = new WeakMap<Uint8Array, Crl | SignatureError>()
const ocsps = new WeakMap<Uint8Array, OcspResponse | SignatureError>()

/** Reads revocation data; what is malformed becomes a fault. The same bytes are read once. */
export function readRevocations(given: {
  crls: readonly Uint8Array[]
  ocsps: readonly Uint8Array[]
}): RevocationPool {
  const faults: string[] = []
  const lists = given.crls
    .slice(0, MOST)
    .flatMap((one) => readOnce(one, { known: crls, read: readCrl, faults }))
  const responses = given.ocsps
    .slice(0, MOST)
    .flatMap((one) => readOnce(one, { known: ocsps, read: readOcsp, faults }))
  if (given.crls.length > MOST || given.ocsps.length > MOST)
    faults.push(`only the first ${MOST} lists and responses were read`)
  return { crls: lists, ocsps: responses, faults }
}

function readOnce<T extends object>(
  bytes: Uint8Array,
  by: {
    known: WeakMap<Uint8Array, T | SignatureError>
    read: (bytes: Uint8Array) => T
    faults: string[]
  },
): T[] {
  let found = by.known.get(bytes)
  if (found === undefined) {
    try {
      found = by.read(bytes)
    } catch (error) {
      if (!(error instanceof SignatureError)) throw error
      found = error
    }
    by.known.set(bytes, found)
  }
  if (!(found instanceof SignatureError)) return [found]
  by.faults.push(`revocation data cannot be read: ${found.message}`)
  return []
}

export interface FactsQuestion {
  certificate: Certificate
  issuer: Certificate
  known: readonly Certificate[]
  leadsToAnchor: (signer: Certificate) => boolean
}

/** All facts, the latest first, and why other data about the certificate tell nothing. */
export function factsAbout(
  pool: RevocationPool,
  question: FactsQuestion,
): { facts: RevocationFact[]; unusable: Unusable[] } {
  const facts: RevocationFact[] = []
  const unusable: Unusable[] = []
  const take = (found: RevocationFact | Unusable | null): void => {
    if (found === null) return
    if ('why' in found) unusable.push(found)
    else facts.push(found)
  }
  for (const one of pool.ocsps) take(askSafely('ocsp', () => askOcsp(one, question)))
  for (const one of pool.crls) take(askSafely('crl', () => askCrl(one, question)))
  facts.sort((one, other) => other.issuedAt.getTime() - one.issuedAt.getTime())
  return { facts, unusable }
}

function askSafely(
  kind: Unusable['kind'],
  ask: () => RevocationFact | Unusable | null,
): RevocationFact | Unusable | null {
  try {
    return ask()
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error
    return { kind, why: error.message }
  }
}
