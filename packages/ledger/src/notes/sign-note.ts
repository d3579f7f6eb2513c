// Signs a text with a key.
import { sign } from 'node:crypto'
import { toBytes, uint64 } from '../bytes.ts'
import { ed25519Message, mlDsaMessage } from './cosignature.ts'
import { type SignerKey, keyKinds, privateObject } from './keys.ts'
import { type NoteSignature, formatNote } from './note.ts'

/**
 * One signature. `time` in seconds since 1970 goes into timed signatures (tlog-cosignature), which
 * only sign checkpoints: else `malformed-checkpoint`.
 */
export function signText(text: string, key: SignerKey, time: number): NoteSignature {
  const { name, id, kind } = key
  const signed = sign(null, messageOf(text, key, time), privateObject(key))
  const bytes = keyKinds[kind].timed ? Buffer.concat([uint64(time), signed]) : signed
  return { name, keyId: id, bytes }
}

/** The text with a signature by every key, as a note. */
export function signNote(text: string, keys: readonly SignerKey[], time: number): string {
  return formatNote({ text, signatures: keys.map((key) => signText(text, key, time)) })
}

/** What a key of this kind signs for the text. */
export function messageOf(
  text: string,
  { kind, name }: Pick<SignerKey, 'kind' | 'name'>,
  time: number,
): Uint8Array {
  if (kind === 'ed25519') return toBytes(text)
  return kind === 'cosignature' ? ed25519Message(text, time) : mlDsaMessage(text, time, name)
}
