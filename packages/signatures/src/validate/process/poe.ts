// Keeps proofs of existence: since when each thing is known to have been there (EN 319 102-1, 5.6.2.3).
import { createHash } from 'node:crypto'

/** The name of bytes in the store: by their SHA-256, so that equal bytes are one thing. */
export function identityOf(bytes: Uint8Array): string {
  const known = identities.get(bytes)
  if (known !== undefined) return known
  const identity = createHash('sha256').update(bytes).digest('base64')
  identities.set(bytes, identity)
  return identity
}

const identities = new WeakMap<Uint8Array, string>()

export class PoeStore {
  readonly now: Date
  private readonly earliest: Map<string, Date>

  /** Everything at hand exists now (5.6.3, 2). */
  constructor(now: Date, before?: PoeStore) {
    this.now = now
    this.earliest = new Map(before?.earliest)
  }

  add(bytes: Uint8Array, time: Date): void {
    const key = identityOf(bytes)
    const known = this.earliest.get(key)
    if (time < this.now && (known === undefined || time < known)) this.earliest.set(key, time)
  }

  /** The earliest time the bytes are proven to have existed at. */
  earliestOf(bytes: Uint8Array): Date {
    return this.earliest.get(identityOf(bytes)) ?? this.now
  }

  existedAt(bytes: Uint8Array, time: Date): boolean {
    return this.earliestOf(bytes) <= time
  }
}
