// Reads X.509 certificates as views over their bytes (RFC 5280).
import { createPublicKey, type KeyObject } from 'node:crypto'
import { sameBytes, toLatin1 } from '../bytes.ts'
import {
  readSignatureAlgorithm,
  textOf,
  verifies,
  type SignatureAlgorithm,
} from '../cms/algorithms.ts'
import {
  bitsOf,
  contentOf,
  integerHex,
  membersOf,
  must,
  octetsOf,
  oidOf,
  rawOf,
  readDer,
  signatureBitsOf,
  smallInteger,
  tags,
  timeOf,
  type Der,
} from '../der/reader.ts'
import { SignatureError } from '../signature-error.ts'

export interface Certificate {
  raw: Uint8Array
  /** The signed part. */
  tbs: Uint8Array
  /** Content of the serial number in hexadecimal. */
  serial: string
  /** DER of the names. */
  issuer: Uint8Array
  subject: Uint8Array
  notBefore: Date
  notAfter: Date
  /** DER of the SubjectPublicKeyInfo. */
  spki: Uint8Array
  algorithm: SignatureAlgorithm | null
  signature: Uint8Array
  /** Content of each extension by its identifier. */
  extensions: Map<string, { critical: boolean; value: Uint8Array }>
}

/** Identifiers of extensions (RFC 5280, 4.2.1). */
export const extensionIds = {
  subjectKey: '2.5.29.14',
  keyUsage: '2.5.29.15',
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
} as const

/** @throws SignatureError `malformed-certificate` */
export function readCertificate(bytes: Uint8Array): Certificate {
  try {
    return read(readDer(bytes))
  } catch (cause) {
    if (!(cause instanceof SignatureError)) throw cause
    throw new SignatureError('malformed-certificate', { why: cause.message }, { cause })
  }
}

function read(node: Der): Certificate {
  const [tbs, algorithm, signature] = membersOf(node)
  const fields = membersOf(tbs)
  const versioned = fields[0]?.tag === 0xa0
  const [serial, inner, issuer, validity, subject, spki, ...rest] = versioned
    ? fields.slice(1)
    : fields
  const [notBefore, notAfter] = membersOf(validity)
  const extensions: Certificate['extensions'] = new Map()
  const list = rest.find(({ tag }) => tag === 0xa3)
  for (const extension of list === undefined ? [] : membersOf(membersOf(list, 0xa3)[0])) {
    const [id, ...values] = membersOf(extension)
    const critical = values[0]?.tag === tags.boolean && contentOf(values[0])[0] !== 0
    const value = octetsOf(values.at(-1))
    const name = oidOf(id)
    if (extensions.has(name))
      throw new SignatureError('malformed-der', { at: extension.start, why: 'an extension twice' })
    extensions.set(name, { critical, value })
  }
  return {
    raw: rawOf(node),
    tbs: rawOf(must(tbs, tags.sequence)),
    serial: integerHex(serial),
    issuer: rawOf(must(issuer, tags.sequence)),
    subject: rawOf(must(subject, tags.sequence)),
    notBefore: timeOf(notBefore),
    notAfter: timeOf(notAfter),
    spki: rawOf(must(spki, tags.sequence)),
    algorithm: sameAlgorithm(inner, algorithm) ? readSignatureAlgorithm(algorithm) : null,
    signature: signatureBitsOf(signature),
    extensions,
  }
}

/** 4.1.1.2: the algorithm that is signed is the one outside, which is not; null verifies nothing. */
export function sameAlgorithm(inner: Der | undefined, outer: Der | undefined): boolean {
  const [one, other] = [must(inner, tags.sequence), must(outer, tags.sequence)]
  return sameBytes(rawOf(one), rawOf(other))
}

const keys = new WeakMap<Certificate, KeyObject | null>()

/** The same authorities and clocks come again and again; reading a key costs as much as using it. */
const recent = new Map<string, KeyObject>()
const MOST_RECENT = 64

/** The public key, or null when OpenSSL does not know its kind. */
export function publicKeyOf(certificate: Certificate): KeyObject | null {
  const known = keys.get(certificate)
  if (known !== undefined) return known
  const text = toLatin1(certificate.spki)
  let key = recent.get(text) ?? null
  if (key === null)
    try {
      key = createPublicKey({ key: Buffer.from(certificate.spki), format: 'der', type: 'spki' })
      if (recent.size >= MOST_RECENT) recent.clear()
      recent.set(text, key)
    } catch {
      key = null
    }
  keys.set(certificate, key)
  return key
}

/** Whether names match and the signature is by the issuer's key (RFC 5280, 6.1.3 a). */
export function isIssuedBy(certificate: Certificate, issuer: Certificate): boolean {
  if (!sameBytes(certificate.issuer, issuer.subject) || certificate.algorithm === null) return false
  const key = publicKeyOf(issuer)
  const { tbs: data, signature } = certificate
  return key !== null && verifies(certificate.algorithm, { key, data, signature })
}

/** RFC 5280, 4.2.1.9: null where the extension is absent. */
export function basicConstraints(
  certificate: Certificate,
): { ca: boolean; pathLength: number | null } | null {
  const extension = certificate.extensions.get(extensionIds.basicConstraints)
  if (extension === undefined) return null
  const parts = membersOf(readDer(extension.value))
  const ca = parts[0]?.tag === tags.boolean && contentOf(parts[0])[0] !== 0
  const length = parts.find(({ tag }) => tag === tags.integer)
  return { ca, pathLength: length === undefined ? null : smallInteger(length) }
}

/** RFC 5280, 4.2.1.3: whether the bit is set; true where the extension is absent. */
export function mayBeUsedFor(certificate: Certificate, bit: number): boolean {
  const extension = certificate.extensions.get(extensionIds.keyUsage)
  if (extension === undefined) return true
  const bytes = bitsOf(readDer(extension.value))
  return (((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1) === 1
}

/** RFC 5280, 4.2.1.12: the purposes and whether they are critical; null where absent. */
export function extendedKeyUsage(
  certificate: Certificate,
): { critical: boolean; purposes: string[] } | null {
  const extension = certificate.extensions.get(extensionIds.extendedKeyUsage)
  if (extension === undefined) return null
  return {
    critical: extension.critical,
    purposes: membersOf(readDer(extension.value)).map((one) => oidOf(one)),
  }
}

/** Content of the subject key identifier; null where absent. */
export function subjectKeyOf(certificate: Certificate): Uint8Array | null {
  const extension = certificate.extensions.get(extensionIds.subjectKey)
  return extension === undefined ? null : octetsOf(readDer(extension.value))
}

/** The common name of the subject, or its last attribute, or its serial number. */
export function nameOfSubject(certificate: Certificate): string {
  return nameIn(certificate.subject) ?? certificate.serial
}

/** The same of whoever issued it; empty where the name has no text. */
export function nameOfIssuer({ issuer }: Pick<Certificate, 'issuer'>): string {
  return nameIn(issuer) ?? ''
}

function nameIn(name: Uint8Array): string | null {
  let last: string | null = null
  for (const set of membersOf(readDer(name)))
    for (const attribute of membersOf(set, tags.set)) {
      const [type, value] = membersOf(attribute)
      if (value === undefined) continue
      if (oidOf(type) === '2.5.4.3') return textOf(value)
      last = textOf(value)
    }
  return last === '' ? null : last
}

/** The certificates in PEM text or DER bytes. @throws SignatureError `malformed-certificate` */
export function readCertificates(input: string | Uint8Array): Certificate[] {
  if (typeof input !== 'string') return [readCertificate(input)]
  const blocks = input.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END/g)
  return [...blocks].map(([, body = '']) =>
    readCertificate(new Uint8Array(Buffer.from(body, 'base64'))),
  )
}
