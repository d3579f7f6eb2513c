// What the identifiers of algorithms in XML signatures mean (RFC 9231; XMLDSig 1.1, 6), and their ECDSA values.
import { digestByName, type DigestName, type SignatureAlgorithm } from '../cms/algorithms.ts'
import type { XmlElement } from 'libxml2-wasm'
import { contentOf, membersOf, must, readDer, tags } from '../der/reader.ts'
import { integer, sequence } from '../der/writer.ts'
import { attributeOf, ns, onlyChild } from '../xml/names.ts'

const MORE = 'http://www.w3.org/2001/04/xmldsig-more#'
const MORE07 = 'http://www.w3.org/2007/05/xmldsig-more#'
const ENC = 'http://www.w3.org/2001/04/xmlenc#'
const DS = 'http://www.w3.org/2000/09/xmldsig#'

const digestUris: readonly (readonly [string, DigestName])[] = [
  [`${ENC}sha256`, 'sha256'],
  [`${MORE}sha384`, 'sha384'],
  [`${ENC}sha512`, 'sha512'],
  [`${MORE}sha224`, 'sha224'],
  [`${MORE07}sha3-224`, 'sha3-224'],
  [`${MORE07}sha3-256`, 'sha3-256'],
  [`${MORE07}sha3-384`, 'sha3-384'],
  [`${MORE07}sha3-512`, 'sha3-512'],
  [`${DS}sha1`, 'sha1'],
  [`${MORE}md5`, 'md5'],
]

const MORE21 = 'http://www.w3.org/2021/04/xmldsig-more#'

const hashes = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'] as const

const signatureUris: readonly (readonly [string, SignatureAlgorithm])[] = [
  [`${DS}rsa-sha1`, { scheme: 'rsa', digest: 'sha1' }],
  ...hashes.flatMap((digest) => [
    [`${MORE}rsa-${digest}`, { scheme: 'rsa', digest }] as const,
    [`${MORE}ecdsa-${digest}`, { scheme: 'ecdsa', digest }] as const,
    // RFC 9231, 2.3.10: MGF1 with the same digest, and a salt as long as it.
    [
      `${MORE07}${digest}-rsa-MGF1`,
      { scheme: 'rsa-pss', digest, salt: digestByName(digest).bytes },
    ] as const,
  ]),
  ...(['sha3-224', 'sha3-256', 'sha3-384', 'sha3-512'] as const).flatMap((digest) => [
    [`${MORE21}ecdsa-${digest}`, { scheme: 'ecdsa', digest }] as const,
    [
      `${MORE07}${digest}-rsa-MGF1`,
      { scheme: 'rsa-pss', digest, salt: digestByName(digest).bytes },
    ] as const,
  ]),
  [`${MORE21}eddsa-ed25519`, { scheme: 'ed25519', digest: null }],
]

export function digestOfUri(uri: string | null): DigestName | null {
  return digestUris.find(([one]) => one === uri)?.[1] ?? null
}

export function uriOfDigest(name: DigestName): string {
  const row = digestUris.find(([, one]) => one === name)
  if (row === undefined) throw new TypeError(`${name} has no identifier`)
  return row[0]
}

/** What a SignatureMethod says; RSA-PSS may carry its parameters (RFC 9231, 2.3.9). */
export function readSignatureMethod(method: XmlElement): SignatureAlgorithm | null {
  const uri = attributeOf(method, 'Algorithm')
  if (uri !== `${MORE07}rsa-pss`) return signatureUris.find(([one]) => one === uri)?.[1] ?? null
  const given = onlyChild(method, MORE07, 'RSAPSSParams')
  if (given === null) return { scheme: 'rsa-pss', digest: 'sha256', salt: 32 }
  const digestIn = (element: XmlElement | null): DigestName | null | undefined => {
    const named = onlyChild(element, ns.ds, 'DigestMethod')
    return named === null ? undefined : digestOfUri(attributeOf(named, 'Algorithm'))
  }
  const named = digestIn(given)
  const digest = named === undefined ? 'sha256' : named
  const mask = onlyChild(given, MORE07, 'MaskGenerationFunction')
  const inner = digestIn(mask)
  if (digest === null || (inner !== undefined && inner !== digest)) return null
  const salt = onlyChild(given, MORE07, 'SaltLength')?.content.trim()
  if (salt !== undefined && !/^\d{1,4}$/.test(salt)) return null
  return { scheme: 'rsa-pss', digest, salt: Number(salt ?? digestByName(digest).bytes) }
}

/** Null for what RFC 9231 gives no identifier to, such as an RSA-PSS salt of another length. */
export function uriOfAlgorithm({ scheme, digest, salt }: SignatureAlgorithm): string | null {
  const row = signatureUris.find(
    ([, one]) => one.scheme === scheme && one.digest === digest && one.salt === salt,
  )
  return row?.[0] ?? null
}

/** ECDSA in XML is r and s of one length after each other (RFC 9231, 2.3.6); OpenSSL wants DER. */
export function derFromRaw(raw: Uint8Array): Uint8Array {
  const half = raw.length / 2
  if (!Number.isInteger(half) || half === 0) return new Uint8Array()
  return sequence(integer(raw.subarray(0, half)), integer(raw.subarray(half)))
}

/** @param bytes the length of r and of s: that of the curve's order */
export function rawFromDer(der: Uint8Array, bytes: number): Uint8Array {
  const raw = new Uint8Array(bytes * 2)
  for (const [index, part] of membersOf(readDer(der)).entries()) {
    const content = contentOf(must(part, tags.integer))
    const value = content[0] === 0 ? content.subarray(1) : content
    raw.set(value, (index + 1) * bytes - value.length)
  }
  return raw
}
