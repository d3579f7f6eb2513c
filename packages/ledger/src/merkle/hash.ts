// The hashes of a Merkle tree: of an entry, and of two hashes side by side.
import { hash } from 'node:crypto'

/** SHA-256, 32 bytes. */
export type Hash = Uint8Array

export const hashBytes = 32

const pair = Buffer.alloc(1 + 2 * hashBytes, 1)

/** MTH({}) = SHA-256() (RFC 6962, 2.1). */
export const emptyRoot: Hash = sha256(new Uint8Array(0))

export function sha256(bytes: Uint8Array): Hash {
  return hash('sha256', bytes, 'buffer')
}

/** SHA-256(0x00 || entry) (RFC 6962, 2.1). The prefix keeps an entry from passing for a node. */
export function leafHash(entry: Uint8Array): Hash {
  const bytes = Buffer.allocUnsafe(entry.length + 1)
  bytes[0] = 0
  bytes.set(entry, 1)
  return sha256(bytes)
}

/** SHA-256(0x01 || left || right) (RFC 6962, 2.1); both of 32 bytes. */
export function nodeHash(left: Hash, right: Hash): Hash {
  pair.set(left, 1)
  pair.set(right, 1 + hashBytes)
  return sha256(pair)
}
