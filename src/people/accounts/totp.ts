// Codes by time (RFC 6238, HOTP of RFC 4226 over HMAC-SHA-1): six digits, thirty seconds.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** Seconds a code belongs to (RFC 6238, 5.2). */
export const stepSeconds = 30

/** Steps before and after now whose codes count: clocks of phones differ (RFC 6238, 5.2). */
const slack = 1

/** 160 bits, the length of SHA-1 (RFC 4226, 4, R6). */
export function newTotpSecret(): Buffer {
  return randomBytes(20)
}

/** The code of a counter (RFC 4226, 5.3). `hash` is another one in the vectors of RFC 6238 only. */
export function hotp(
  secret: Uint8Array,
  counter: number,
  { digits = 6, hash = 'sha1' }: { digits?: number; hash?: string } = {},
): string {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(counter))
  const mac = createHmac(hash, secret).update(bytes).digest()
  const at = (mac.at(-1) ?? 0) & 15
  const number = mac.readUInt32BE(at) & 0x7fffffff
  return String(number % 10 ** digits).padStart(digits, '0')
}

export function stepAt(now: Date): number {
  return Math.floor(now.getTime() / 1000 / stepSeconds)
}

/** The step whose code this is, later than `last`; null for no such code. Spaces do not matter. */
export function totpStep(
  secret: Uint8Array,
  written: string,
  about: { now: Date; last: number },
): number | null {
  const code = written.replace(/\s/g, '')
  if (!/^\d{6}$/.test(code)) return null
  const here = stepAt(about.now)
  let found: number | null = null
  // All are computed, so that the time does not tell which one it was.
  for (let step = here - slack; step <= here + slack; step++) {
    const same = timingSafeEqual(Buffer.from(hotp(secret, step)), Buffer.from(code))
    if (same && step > about.last) found = step
  }
  return found
}

/** Base 32 of RFC 4648 without padding: how apps take a secret. */
export function base32(bytes: Uint8Array): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  let bits = ''
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0')
  const groups = bits.match(/.{1,5}/g) ?? []
  return groups.map((group) => letters[Number.parseInt(group.padEnd(5, '0'), 2)]).join('')
}

/** The address that apps of codes open (Key Uri Format); its defaults are those used here. */
export function otpauthAddress(about: { city: string; name: string; secret: Uint8Array }): string {
  const { city, name, secret } = about
  const label = `${encodeURIComponent(city)}:${encodeURIComponent(name)}`
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=${encodeURIComponent(city)}`
}
