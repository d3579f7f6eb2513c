// Reads in whom a validation trusts: certificates, or trust lists of TS 119 612, named on the command line.
import {
  type Certificate,
  type TrustAnchor,
  anchorsFrom,
  anchorsFromLists,
  europeanProfile,
  iofeProfile,
  openTrustList,
  readCertificates,
  readTrustList,
} from '@rimaq/signatures'
import { readSmall } from './signature-input.ts'
import { UsageError, type VerbCall } from './verb.ts'

export interface Trust {
  /** Null asks for a technical verdict; an empty list trusts nobody, so that no signature passes. */
  anchors: TrustAnchor[] | null
  /** Lists that were believed without asking who signed them, and lists that are overdue. */
  told: { key: 'list-unpinned' | 'list-overdue'; file: string }[]
}

/** Throws UsageError for options that contradict each other and files that hold no trust. */
export async function readTrust(call: VerbCall): Promise<Trust> {
  const files = call.texts('trust')
  if (call.has('technical')) {
    if (files.length > 0) throw new UsageError('clash', { a: '--technical', b: '--trust' })
    return { anchors: null, told: [] }
  }
  const trust: Trust = { anchors: [], told: [] }
  const signers = call.texts('list-signer').flatMap(certificatesOf)
  for (const file of files) {
    const bytes = readSmall(file)
    const found = isMarkup(bytes)
      ? await fromList(file, new Uint8Array(bytes), { signers, trust })
      : anchorsFrom(certificatesOf(file), file)
    trust.anchors?.push(...found)
  }
  return trust
}

function isMarkup(bytes: Buffer): boolean {
  return /^(\u00ef\u00bb\u00bf)?\s*</.test(bytes.toString('latin1', 0, 100))
}

/**
 * A list is the operator's word; with `--list-signer` it has to be intact and by one of these, and
 * nothing but what was signed is read. Its signer is judged for the time the list was issued, for
 * certificates of those who sign lists expire like others. Throws SignatureError `malformed-list`.
 */
async function fromList(
  file: string,
  bytes: Uint8Array,
  { signers, trust }: { signers: readonly Certificate[]; trust: Trust },
): Promise<TrustAnchor[]> {
  const now = new Date()
  const raw = await readTrustList(bytes)
  const profile = raw.territory === 'PE' ? iofeProfile : europeanProfile
  const at = raw.issuedAt ?? now
  const list = signers.length === 0 ? raw : await openTrustList(bytes, { signers, profile, at })
  if (signers.length === 0) trust.told.push({ key: 'list-unpinned', file })
  if (list.nextUpdate !== null && list.nextUpdate < now)
    trust.told.push({ key: 'list-overdue', file })
  return anchorsFromLists([{ list, at: now }], profile)
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
