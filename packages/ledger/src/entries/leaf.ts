// Makes the entry of an act: who did what when, with a hash in place of the content.
import { randomBytes } from 'node:crypto'
import { toBase64, toBytes } from '../bytes.ts'
import { LedgerError } from '../ledger-error.ts'
import { sha256 } from '../merkle/hash.ts'
import { type Json, canonicalJson } from './canonical-json.ts'

const saltBytes = 32
const label = toBytes('rimaq-ledger/salted/v1\n')

/** 32 random bytes; one for each content, kept beside it and erased with it. */
export function newSalt(): Uint8Array {
  return new Uint8Array(randomBytes(saltBytes))
}

/**
 * SHA-256(label || salt || content), 32 bytes. The salt keeps content that can be guessed (a name,
 * a number) from being found by trying; once content and salt are erased the hash says nothing,
 * and every proof made with it still holds. Throws `malformed-entry` unless the salt has 32 bytes.
 */
export function saltedHash(content: Uint8Array, salt: Uint8Array): Uint8Array {
  if (salt.length !== saltBytes) {
    throw new LedgerError('malformed-entry', { why: 'the salt has not 32 bytes' })
  }
  return sha256(Buffer.concat([label, salt, content]))
}

export interface Act {
  /** What was done: `document.registered`. */
  act: string
  /** Identifiers of what it was done to; nothing about a person. */
  ids: Readonly<Record<string, string | number>>
  /** `saltedHash` of the content, if there is any. */
  content?: Uint8Array
  /** In which capacity it was done. */
  holding?: string
  time: Date
}

/** The entry: canonical JSON `{act, content, holding, ids, time, v}`; times in whole seconds, UTC. */
export function actEntry({ act, ids, content, holding, time }: Act): Uint8Array {
  const leaf: Record<string, Json> = {
    v: 1,
    act,
    ids,
    time: `${time.toISOString().slice(0, 19)}Z`,
    ...(content ? { content: toBase64(content) } : {}),
    ...(holding === undefined ? {} : { holding }),
  }
  return toBytes(canonicalJson(leaf))
}
