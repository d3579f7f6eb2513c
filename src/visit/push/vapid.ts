// Says to a push service who sends: a signed note with the installation's key (RFC 8292).
import { createPublicKey, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

/** Seconds a note holds; at most a day is allowed (RFC 8292, 2). */
const holds = 12 * 3600

/** The public key as devices are given it: 65 bytes, uncompressed, base64url. */
export function applicationKey(key: KeyObject): string {
  const { x = '', y = '' } = createPublicKey(key).export({ format: 'jwk' })
  return Buffer.concat([
    Buffer.of(4),
    Buffer.from(x, 'base64url'),
    Buffer.from(y, 'base64url'),
  ]).toString('base64url')
}

/**
 * Value of `Authorization`. `contact` is an address of the operator, https: or mailto:; null: none is
 * told (2.1).
 */
export function authorization(
  key: KeyObject,
  { endpoint, now, contact }: { endpoint: string; now: Date; contact: string | null },
): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = {
    aud: new URL(endpoint).origin,
    exp: Math.floor(now.getTime() / 1000) + holds,
    ...(contact === null ? {} : { sub: contact }),
  }
  const text = `${part({ typ: 'JWT', alg: 'ES256' })}.${part(claims)}`
  const signature = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' })
  return `vapid t=${text}.${signature.toString('base64url')}, k=${applicationKey(key)}`
}
