// Makes random secrets, codes and tokens, and the hashes under which they are kept.
import { createHash, randomBytes } from 'node:crypto'

/** SHA-256 in hex. Enough for what has 100 random bits or more; passwords go elsewhere. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** 256 random bits as base64url (ASVS 5.0, 7.2.3 asks for 128). */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** Crockford's base 32: no I, L, O, U; read aloud and written by hand without doubt. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** `groups` groups of four characters, 20 bits each: 8 groups are 160 bits, 6 are 120. */
export function newCode(groups: number): string {
  const characters = [...randomBytes(groups * 4)].map((byte) => letters[byte & 31])
  return Array.from({ length: groups }, (_, at) =>
    characters.slice(at * 4, at * 4 + 4).join(''),
  ).join('-')
}

/** The code as it was made, from how a person wrote it; null for what cannot be one. */
export function readCode(written: string): string | null {
  const bare = written
    .toUpperCase()
    .replace(/[\s-]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
  if (bare.length % 4 !== 0 || !/^[0-9A-HJKMNP-TV-Z]{20,40}$/.test(bare)) return null
  return bare.replace(/(.{4})(?=.)/g, '$1-')
}

const mark = 'rmq_'

/** `rmq_`, 40 characters (240 bits), and a checksum by which scanners and slips are recognised. */
export function newToken(): string {
  const body = randomBytes(30).toString('base64url')
  return `${mark}${body}${checksum(body)}`
}

/** Whether a text is one of our tokens, whole; nothing is said about whether it counts. */
export function isToken(text: string): boolean {
  const match = /^rmq_([\w-]{40})([\w-]{6})$/.exec(text)
  return match !== null && checksum(match[1] ?? '') === match[2]
}

/** Whether a text claims to be one of our tokens. */
export function looksLikeToken(text: string): boolean {
  return text.startsWith(mark)
}

function checksum(body: string): string {
  return createHash('sha256')
    .update(mark + body)
    .digest('base64url')
    .slice(0, 6)
}
