// The key by which a filer comes back: eighty bits, in letters that nobody mistakes for others.
import { createHash } from 'node:crypto'
import { newCode } from '#people'

/** Sixteen characters. */
export function newKey(): string {
  return newCode(4).replaceAll('-', '')
}

/** In groups of four, as people read it to each other. */
export function shownKey(key: string): string {
  return key.match(/.{4}/g)?.join('-') ?? key
}

/** As somebody typed it: small letters, spaces, hyphens, and letters taken for digits. */
export function readKey(text: string): string {
  return text
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, '')
    .replaceAll(/[IL]/g, '1')
    .replaceAll('O', '0')
}

export function hashOfKey(key: string): Uint8Array {
  return createHash('sha256').update(readKey(key)).digest()
}
