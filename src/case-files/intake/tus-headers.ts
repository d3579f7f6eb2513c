// Reads the headers of the tus protocol 1.0.
import type { RouteRequest } from '#platform'
import { type Checksum, checksums } from './uploads.ts'

type Headers = RouteRequest['headers']

function textOf(headers: Headers, name: string): string | null {
  const value = headers[name]
  return typeof value === 'string' ? value.trim() : null
}

function numberOf(headers: Headers, name: string): number | null {
  const text = textOf(headers, name) ?? ''
  const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN
  return Number.isSafeInteger(value) ? value : null
}

/** `Upload-Length`; null when it is missing: uploads of unknown length are not taken. */
export function lengthOf(headers: Headers): number | null {
  return numberOf(headers, 'upload-length')
}

export function offsetOf(headers: Headers): number | null {
  return numberOf(headers, 'upload-offset')
}

/** `Upload-Metadata`: pairs of a key and its value in base64, separated by commas; unknown keys stay. */
export function metadataOf(headers: Headers): Partial<Record<string, string>> {
  const found: Partial<Record<string, string>> = Object.create(null)
  for (const pair of (textOf(headers, 'upload-metadata') ?? '').split(',')) {
    const [name = '', value = ''] = pair.trim().split(/\s+/)
    if (name !== '') found[name] = Buffer.from(value, 'base64').toString('utf8')
  }
  return found
}

/** `Upload-Checksum`: null for none, `unknown` for an algorithm or a form that nobody knows. */
export function checksumOf(headers: Headers): Checksum | null | 'unknown' {
  const text = textOf(headers, 'upload-checksum')
  if (text === null) return null
  const [name, value = ''] = text.split(/\s+/)
  const algorithm = checksums.find((each) => each === name)
  if (algorithm === undefined || !/^[A-Za-z0-9+/]+={0,2}$/.test(value)) return 'unknown'
  return { algorithm, digest: Buffer.from(value, 'base64') }
}
