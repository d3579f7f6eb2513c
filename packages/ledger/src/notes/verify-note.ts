// Checks who signed a note; what nobody known signed is not read any further.
import { verify } from 'node:crypto'
import { LedgerError } from '../ledger-error.ts'
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts'
import { type VerifierKey, keyKinds, publicObject } from './keys.ts'
import { type NoteSignature, parseNote } from './note.ts'
import { messageOf } from './sign-note.ts'

export interface VerifiedSignature {
  key: VerifierKey
  /** Seconds since 1970 for timed signatures, else null. */
  time: number | null
  signature: NoteSignature
}

export interface VerifiedNote {
  text: string
  /** At least one; signatures by unknown keys are left out. */
  signatures: VerifiedSignature[]
}

/**
 * Throws `malformed-note`; `bad-signature` if a known key did not sign this text, which condemns
 * the whole note (signed-note, Signatures); `unknown-signer` if no known key signed.
 */
export function verifyNote(note: string | Uint8Array, keys: readonly VerifierKey[]): VerifiedNote {
  const { text, signatures } = parseNote(note)
  const verified: VerifiedSignature[] = []
  for (const signature of signatures) {
    const { name, keyId } = signature
    const key = keys.find((each) => each.name === name && each.id === keyId)
    if (!key || verified.some((known) => known.key === key)) continue
    verified.push({ key, time: checkSignature(text, key, signature), signature })
  }
  if (verified.length === 0) throw new LedgerError('unknown-signer')
  return { text, signatures: verified }
}

/** The time the signature states, or null. Throws `bad-signature`. */
export function checkSignature(
  text: string,
  key: VerifierKey,
  { bytes }: NoteSignature,
): number | null {
  const { timed, signatureBytes } = keyKinds[key.kind]
  const bad = new LedgerError('bad-signature', { name: key.name })
  const stamp = timed ? 8 : 0
  if (bytes.length !== stamp + signatureBytes) throw bad
  const time = timed ? new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0) : 0n
  if (time > BigInt(Number.MAX_SAFE_INTEGER)) throw bad
  const message = messageOf(text, key, Number(time))
  if (!verify(null, message, publicObject(key), bytes.subarray(stamp))) throw bad
  return timed ? Number(time) : null
}

export interface VerifiedCheckpoint extends Checkpoint {
  signatures: VerifiedSignature[]
  /** Latest time that any of the signatures states, in seconds since 1970; null if none does. */
  time: number | null
}

/** As `verifyNote`, and `malformed-checkpoint`, and `wrong-origin` if it is not by `origin`. */
export function openCheckpoint(
  note: string | Uint8Array,
  keys: readonly VerifierKey[],
  origin: string,
): VerifiedCheckpoint {
  const { text, signatures } = verifyNote(note, keys)
  const checkpoint = parseCheckpoint(text)
  if (checkpoint.origin !== origin) {
    throw new LedgerError('wrong-origin', { found: checkpoint.origin, origin })
  }
  const times = signatures.flatMap(({ time }) => (time === null ? [] : [time]))
  return { ...checkpoint, signatures, time: times.length > 0 ? Math.max(...times) : null }
}
