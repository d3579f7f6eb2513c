// Which mechanism of a token makes which signature: a table (OASIS PKCS#11 2.40, 2.1 and 2.3).
import { createHash } from 'node:crypto'
import { concat } from '../bytes.ts'
import { writeDigestAlgorithm } from '../cms/algorithms.ts'
import type { DigestName, SignatureAlgorithm } from '../cms/algorithms.ts'
import { nothing, integer, octets, sequence } from '../der/writer.ts'
import { membersOf, rawOf, readDer } from '../der/reader.ts'
import type { Mechanism } from './pkcs11-api.ts'

interface Row {
  scheme: SignatureAlgorithm['scheme']
  /** Null: hashed here, so any digest. */
  digest: DigestName | null
  mechanism: number
  /** What the token gets. */
  input: 'data' | 'digest' | 'digest-info'
}

/** In the order of preference: a card gets few bytes, and hashing is quicker here. */
const rows: readonly Row[] = [
  { scheme: 'rsa', digest: null, mechanism: 0x1, input: 'digest-info' },
  { scheme: 'rsa', digest: 'sha256', mechanism: 0x40, input: 'data' },
  { scheme: 'rsa', digest: 'sha384', mechanism: 0x41, input: 'data' },
  { scheme: 'rsa', digest: 'sha512', mechanism: 0x42, input: 'data' },
  { scheme: 'rsa-pss', digest: null, mechanism: 0xd, input: 'digest' },
  { scheme: 'ecdsa', digest: null, mechanism: 0x1041, input: 'digest' },
  { scheme: 'ed25519', digest: null, mechanism: 0x1057, input: 'data' },
]

/** CKM_SHA256 and CKG_MGF1_SHA256, and so on. */
const hashes: Readonly<Partial<Record<DigestName, { hash: number; mask: number }>>> = {
  sha256: { hash: 0x250, mask: 2 },
  sha384: { hash: 0x260, mask: 3 },
  sha512: { hash: 0x270, mask: 4 },
}

/** pkcs11js tells parameters apart by this number. */
const PSS_PARAMETERS = 5

export interface Way {
  mechanism: Mechanism
  input(data: Uint8Array): Uint8Array
  output(signature: Uint8Array): Uint8Array
}

/** How a token with these mechanisms makes the signature; null when it cannot. */
export function wayFor(algorithm: SignatureAlgorithm, offered: readonly number[]): Way | null {
  const { scheme, digest, salt } = algorithm
  const row = rows.find(
    (one) =>
      one.scheme === scheme &&
      (one.digest === null || one.digest === digest) &&
      offered.includes(one.mechanism),
  )
  if (row === undefined) return null
  const { mechanism } = row
  const hash = digest === null ? undefined : hashes[digest]
  if (scheme === 'rsa-pss' && hash === undefined) return null
  const parameter =
    scheme === 'rsa-pss'
      ? { type: PSS_PARAMETERS, hashAlg: hash?.hash, mgf: hash?.mask, saltLen: salt ?? 32 }
      : undefined
  return {
    mechanism: parameter === undefined ? { mechanism } : { mechanism, parameter },
    input: (data) => inputOf(row.input, digest, data),
    output: (signature) => (scheme === 'ecdsa' ? derOfPair(signature) : signature),
  }
}

function inputOf(kind: Row['input'], digest: DigestName | null, data: Uint8Array): Uint8Array {
  if (kind === 'data' || digest === null) return data
  const hash = new Uint8Array(createHash(digest).update(data).digest())
  if (kind === 'digest') return hash
  // RFC 8017, 9.2: here the parameters of the digest are NULL.
  const [id] = membersOf(readDer(writeDigestAlgorithm(digest)))
  const algorithm = sequence(...(id === undefined ? [] : [rawOf(id)]), nothing())
  return sequence(algorithm, octets(hash))
}

/** r and s side by side, as tokens give them, as the SEQUENCE that CMS wants (RFC 5753, 7.2). */
export function derOfPair(pair: Uint8Array): Uint8Array {
  const half = pair.length / 2
  return sequence(integer(concat([pair.subarray(0, half)])), integer(pair.subarray(half)))
}
