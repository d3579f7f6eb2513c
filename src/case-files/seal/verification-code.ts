// The code that is printed on what the city issues: nobody guesses it, and a slip of the pen is noticed.
import { randomBytes } from 'node:crypto'

/** Crockford's base 32: no I, L, O, U; read aloud and written by hand without doubt. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Random characters, five bits each: eighty bits. One more follows that checks them. */
const random = 16

/** `XXXX-XXXX-XXXX-XXXX-X` */
export function newVerificationCode(): string {
  const body = [...randomBytes(random)].map((byte) => letters[byte & 31]).join('')
  return grouped(body + checkOf(body))
}

/**
 * The code as it was made, from how a person wrote it: small letters, spaces, hyphens or none, O for 0,
 * I and L for 1. Null for what cannot be one, so that a mistyped code is told from an unknown one.
 */
export function readVerificationCode(written: string): string | null {
  const bare = written
    .toUpperCase()
    .replaceAll(/[\s‐-―-]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')
  if (!/^[0-9A-HJKMNP-TV-Z]{17}$/.test(bare)) return null
  return checkOf(bare.slice(0, random)) === bare[random] ? grouped(bare) : null
}

function grouped(bare: string): string {
  return bare.replaceAll(/(.{4})(?=.)/g, '$1-')
}

/**
 * The formula of Luhn in base 32 (ISO/IEC 7812-1, annex B, for 32 letters): every single wrong letter is
 * noticed, and every two neighbours that changed places but 0 and Z.
 */
function checkOf(body: string): string {
  let sum = 0
  for (const [at, letter] of [...body].toReversed().entries()) {
    const value = letters.indexOf(letter) * (at % 2 === 0 ? 2 : 1)
    sum += Math.floor(value / 32) + (value % 32)
  }
  return letters[(32 - (sum % 32)) % 32] ?? '0'
}
