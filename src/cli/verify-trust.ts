// Reads in whom a validation trusts: certificates in PEM or DER, named on the command line.
import { type Certificate, readCertificates } from '@rimaq/signatures'
import { readSmall } from './signature-input.ts'
import { UsageError, type VerbCall } from './verb.ts'

/**
 * Null asks for a technical verdict; an empty list trusts nobody, so that no signature passes.
 * Throws UsageError for options that contradict each other and files that are no certificates.
 */
export function readTrust(call: VerbCall): Certificate[] | null {
  const files = call.texts('trust')
  if (call.has('technical')) {
    if (files.length > 0) throw new UsageError('clash', { a: '--technical', b: '--trust' })
    return null
  }
  return files.flatMap(certificatesOf)
}

/** PEM of several certificates or the DER of one. Throws UsageError. */
export function certificatesOf(file: string): Certificate[] {
  const bytes = readSmall(file)
  const pem = bytes.includes('-----BEGIN')
  let found: Certificate[]
  try {
    found = readCertificates(pem ? bytes.toString('latin1') : new Uint8Array(bytes))
  } catch (cause) {
    throw new UsageError('no-certificates', { file }, { cause })
  }
  if (found.length === 0) throw new UsageError('no-certificates', { file })
  return found
}
