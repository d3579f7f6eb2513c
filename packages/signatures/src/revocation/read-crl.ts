// Reads lists of revoked certificates as views over their bytes (RFC 5280, 5).
import { readSignatureAlgorithm, type SignatureAlgorithm } from '../cms/algorithms.ts'
import {
  contentOf,
  integerHex,
  membersOf,
  must,
  octetsOf,
  oidOf,
  rawOf,
  readDer,
  smallInteger,
  tags,
  timeOf,
  type Der,
  wholeBitsOf,
} from '../der/reader.ts'
import { SignatureError } from '../signature-error.ts'
import { readPointName } from '../x509/extensions.ts'
import { readGeneralNames, type GeneralName } from '../x509/general-names.ts'

export interface Crl {
  raw: Uint8Array
  tbs: Uint8Array
  /** DER of the name. */
  issuer: Uint8Array
  thisUpdate: Date
  nextUpdate: Date | null
  algorithm: SignatureAlgorithm | null
  signature: Uint8Array
  /** The list of entries, read only when one is looked for; null when it is empty. */
  entries: Der | null
  scope: CrlScope
  /** Key identifier of who signed it; null where absent. */
  authorityKey: Uint8Array | null
  /** Since when certificates stay on the list after they expired (X.509, expiredCertsOnCRL). */
  expiredSince: Date | null
  /** A critical extension that is not understood, or a list of changes only; null when neither. */
  unsupported: string | null
}

/** 5.2.5: what the list is about. */
export interface CrlScope {
  names: GeneralName[]
  only: 'users' | 'authorities' | 'attributes' | null
  someReasons: boolean
  indirect: boolean
}

export interface CrlEntry {
  revokedAt: Date
  reason: number | null
  /** Who issued the certificate, in an indirect list; null where the entry does not say. */
  issuers: GeneralName[] | null
}

const ids = {
  number: '2.5.29.20',
  reason: '2.5.29.21',
  invalidity: '2.5.29.24',
  delta: '2.5.29.27',
  scope: '2.5.29.28',
  certificateIssuer: '2.5.29.29',
  authorityKey: '2.5.29.35',
  freshest: '2.5.29.46',
  expired: '2.5.29.60',
} as const

const understood: ReadonlySet<string> = new Set([
  ids.number,
  ids.scope,
  ids.authorityKey,
  ids.freshest,
])

/** @throws SignatureError `malformed-der` */
export function readCrl(bytes: Uint8Array): Crl {
  const node = readDer(bytes)
  const [tbs, algorithm, signature] = membersOf(node)
  const fields = membersOf(tbs)
  const [, issuer, thisUpdate, ...rest] = fields[0]?.tag === tags.integer ? fields.slice(1) : fields
  const next = rest[0]
  const hasNext = next?.tag === tags.utcTime || next?.tag === tags.generalizedTime
  const list = rest.find(({ tag }) => tag === tags.sequence)
  const extensions = readExtensions(rest.find(({ tag }) => tag === 0xa0))
  const scope = extensions.get(ids.scope)
  const expired = extensions.get(ids.expired)
  return {
    raw: rawOf(node),
    tbs: rawOf(must(tbs, tags.sequence)),
    issuer: rawOf(must(issuer, tags.sequence)),
    thisUpdate: timeOf(thisUpdate),
    nextUpdate: hasNext ? timeOf(next) : null,
    algorithm: readSignatureAlgorithm(algorithm),
    signature: wholeBitsOf(signature),
    entries: list ?? null,
    scope: scope === undefined ? { ...wholeScope } : readScope(readDer(scope.value)),
    authorityKey: keyOf(extensions.get(ids.authorityKey)?.value),
    expiredSince: expired === undefined ? null : timeOf(readDer(expired.value)),
    unsupported: unsupportedOf(extensions),
  }
}

const wholeScope: CrlScope = { names: [], only: null, someReasons: false, indirect: false }

type Extensions = Map<string, { critical: boolean; value: Uint8Array }>

function readExtensions(node: Der | undefined): Extensions {
  const extensions: Extensions = new Map()
  const list =
    node === undefined ? [] : membersOf(node.tag === 0xa0 ? membersOf(node, 0xa0)[0] : node)
  for (const extension of list) {
    const [id, ...values] = membersOf(extension)
    const critical = values[0]?.tag === tags.boolean && contentOf(values[0])[0] !== 0
    extensions.set(oidOf(id), { critical, value: octetsOf(values.at(-1)) })
  }
  return extensions
}

function unsupportedOf(extensions: Extensions): string | null {
  if (extensions.has(ids.delta)) return 'a list of changes (delta CRL) is not used'
  for (const [id, { critical }] of extensions)
    if (critical && !understood.has(id))
      return `the critical extension ${id} of the list is not understood`
  return null
}

function readScope(node: Der): CrlScope {
  const scope = { ...wholeScope }
  const isTrue = (part: Der): boolean => contentOf(part)[0] !== 0
  for (const part of membersOf(node)) {
    if (part.tag === 0xa0) scope.names = readPointName(part)
    if (part.tag === 0x81 && isTrue(part)) scope.only = 'users'
    if (part.tag === 0x82 && isTrue(part)) scope.only = 'authorities'
    if (part.tag === 0x85 && isTrue(part)) scope.only = 'attributes'
    if (part.tag === 0x83) scope.someReasons = true
    if (part.tag === 0x84 && isTrue(part)) scope.indirect = true
  }
  return scope
}

function keyOf(value: Uint8Array | undefined): Uint8Array | null {
  if (value === undefined) return null
  const key = membersOf(readDer(value)).find(({ tag }) => tag === 0x80)
  return key === undefined ? null : contentOf(key)
}

/**
 * The entries with this serial number, in order. Lists may have a million entries: they are walked
 * without keeping them. `issuers` is carried from entry to entry as 5.3.3 tells for indirect lists.
 * @throws SignatureError `malformed-der`
 */
export function entriesFor(crl: Crl, serial: string): CrlEntry[] {
  const { entries } = crl
  const found: CrlEntry[] = []
  if (entries === null) return found
  let issuers: GeneralName[] | null = null
  for (let at = entries.content; at < entries.contentEnd;) {
    const entry = readDer(entries.bytes, at, entries.contentEnd)
    at = entry.end
    const number = must(readDer(entry.bytes, entry.content, entry.contentEnd), tags.integer)
    const matches = integerHex(number) === serial
    if (!matches && !crl.scope.indirect) continue
    const [, date, list] = membersOf(entry)
    const extensions = readExtensions(list)
    const named = extensions.get(ids.certificateIssuer)
    if (named !== undefined) issuers = readGeneralNames(readDer(named.value))
    if (!matches) continue
    for (const [id, { critical }] of extensions)
      if (critical && id !== ids.certificateIssuer && id !== ids.reason && id !== ids.invalidity)
        throw new SignatureError('malformed-der', {
          at: entry.start,
          why: 'an unknown critical entry extension',
        })
    const reason = extensions.get(ids.reason)
    found.push({
      revokedAt: timeOf(date),
      reason: reason === undefined ? null : enumerated(readDer(reason.value)),
      issuers,
    })
  }
  return found
}

function enumerated(node: Der): number {
  return smallInteger({ ...node, tag: node.tag === 0x0a ? tags.integer : node.tag })
}
