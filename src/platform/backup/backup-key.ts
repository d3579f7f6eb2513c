// The key of a backup folder: made from the operator's secret, known again, and never stored.
import { createHmac, hkdfSync, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

/** What a backup folder says about its key; it tells nothing of the secret. */
export interface KeyNote {
  method: 'scrypt-aes-256-gcm'
  /** 16 random bytes in hex. */
  salt: string
  /** 16 bytes in hex that only the right key gives. */
  check: string
}

const stretch = promisify<
  string,
  Buffer,
  number,
  { N: number; r: number; p: number; maxmem: number },
  Buffer
>(scrypt)

/** scrypt (RFC 7914) with 128 MiB: a short secret costs an attacker as much as it can. */
async function masterKey(secret: string, salt: Buffer): Promise<Buffer> {
  return stretch(secret.normalize('NFC'), salt, 32, { N: 131_072, r: 8, p: 1, maxmem: 2 ** 28 })
}

function checkOf(master: Buffer): string {
  return Buffer.from(hkdfSync('sha256', master, '', 'rimaq backup 1: check', 16)).toString('hex')
}

/** For a new backup folder. */
export async function newKey(secret: string): Promise<{ master: Buffer; note: KeyNote }> {
  const salt = randomBytes(16)
  const master = await masterKey(secret, salt)
  const note = { method: 'scrypt-aes-256-gcm' as const, salt: salt.toString('hex') }
  return { master, note: { ...note, check: checkOf(master) } }
}

/** null when the secret is another one. */
export async function knownKey(secret: string, note: KeyNote): Promise<Buffer | null> {
  const master = await masterKey(secret, Buffer.from(note.salt, 'hex'))
  return sameText(checkOf(master), note.check) ? master : null
}

/** HMAC-SHA256 in hex with a key for manifests alone. */
export function manifestMac(master: Buffer, text: string): string {
  const key = Buffer.from(hkdfSync('sha256', master, '', 'rimaq backup 1: manifest', 32))
  return createHmac('sha256', key).update(text).digest('hex')
}

/** In constant time. */
export function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
