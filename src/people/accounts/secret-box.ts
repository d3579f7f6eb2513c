// Seals what must be read again but not lie open in the database: AES-256-GCM under a key beside it.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** Seals bytes for one place: what was sealed for another does not open. */
export interface SecretBox {
  /** 29 bytes longer than `bytes`: form, nonce, bytes, tag (NIST SP 800-38D). */
  seal(bytes: Uint8Array, place: string): Buffer
  /** Null where the key or the place is another one, or a byte was changed. */
  open(sealed: Uint8Array, place: string): Buffer | null
}

const form = 1
const nonceBytes = 12
const tagBytes = 16

/** `secret` is the text of the installation's secret file; `use` keeps keys of different uses apart. */
export function secretBox(secret: string, use: string): SecretBox {
  const key = Buffer.from(hkdfSync('sha256', secret, '', `rimaq ${use} 1`, 32))
  return {
    seal(bytes, place) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      cipher.setAAD(Buffer.from(place))
      const inside = Buffer.concat([cipher.update(bytes), cipher.final()])
      return Buffer.concat([Buffer.of(form), nonce, inside, cipher.getAuthTag()])
    },
    open(sealed, place) {
      const end = sealed.length - tagBytes
      if (sealed[0] !== form || end < 1 + nonceBytes) return null
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + nonceBytes), {
        authTagLength: tagBytes,
      })
      decipher.setAAD(Buffer.from(place))
      decipher.setAuthTag(sealed.subarray(end))
      try {
        return Buffer.concat([
          decipher.update(sealed.subarray(1 + nonceBytes, end)),
          decipher.final(),
        ])
      } catch {
        // A wrong tag: whatever the reason, there is nothing to read.
        return null
      }
    },
  }
}
