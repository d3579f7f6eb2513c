// Opens key files of PKCS#12: a private key with its certificates under a password (RFC 7292).
import { createHmac, createPrivateKey, createPublicKey, timingSafeEqual } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { sameBytes } from '../bytes.ts'
import { readDigestAlgorithm } from '../cms/algorithms.ts'
import { cmsIds } from '../cms/ids.ts'
import { contentOf, membersOf, octetsOf, oidOf, rawOf, readDer, type Der } from '../der/reader.ts'
import { SignatureError } from '../signature-error.ts'
import { isIssuedBy, readCertificate, type Certificate } from '../x509/certificate.ts'
import { decryptByPassword, deriveKey, roundsOf } from './pbe.ts'

const BAGS = '1.2.840.113549.1.12.10.1'
const ENCRYPTED_DATA = '1.2.840.113549.1.7.6'
const X509 = '1.2.840.113549.1.9.22.1'

export interface KeyFile {
  key: KeyObject
  /** DER: that of the key first, then its issuers as far as they are in the file. */
  certificates: Uint8Array[]
}

interface Bags {
  keys: KeyObject[]
  certificates: Certificate[]
}

/**
 * The key of a file and its certificates; hand both to `keySigner`.
 * @throws SignatureError `wrong-password`; `bad-key` for a file without integrity code or without a
 * key that has a certificate; `unsupported` for other ciphers; `malformed-der`
 */
export function openPkcs12(bytes: Uint8Array, password: string): KeyFile {
  const [, safe, mac] = membersOf(readDer(bytes))
  const content = dataOf(safe)
  checkMac(mac, content, password)
  const bags: Bags = { keys: [], certificates: [] }
  for (const part of membersOf(readDer(content))) {
    const [type, wrapped] = membersOf(part)
    if (oidOf(type) === cmsIds.data) readBags(dataOf(part), password, bags)
    else if (oidOf(type) === ENCRYPTED_DATA) {
      const [, inner] = membersOf(membersOf(wrapped, 0xa0)[0])
      const [, algorithm, sealed] = membersOf(inner)
      if (sealed === undefined) throw bad('an encrypted part is empty')
      readBags(decryptByPassword(algorithm, sealedBytes(sealed), password), password, bags)
    } else throw new SignatureError('unsupported', { what: 'a part of the key file' })
  }
  for (const key of bags.keys) {
    const spki = createPublicKey(key).export({ format: 'der', type: 'spki' })
    const own = bags.certificates.find((one) => sameBytes(one.spki, spki))
    if (own !== undefined) return { key, certificates: chainOf(own, bags.certificates) }
  }
  throw bad('there is no key with its certificate in the file')
}

function bad(why: string): SignatureError {
  return new SignatureError('bad-key', { why })
}

/** The octets of a ContentInfo of plain data. */
function dataOf(node: Der | undefined): Uint8Array {
  const [type, wrapped] = membersOf(node)
  if (oidOf(type) !== cmsIds.data) throw bad('a file signed by a public key is not read')
  return octetsOf(membersOf(wrapped, 0xa0)[0])
}

/** [0] IMPLICIT OCTET STRING, perhaps cut into parts by BER. */
function sealedBytes(node: Der): Uint8Array {
  return node.tag === 0xa0 ? Buffer.concat(membersOf(node, 0xa0).map(octetsOf)) : contentOf(node)
}

/** RFC 7292, 4 and 5.1: without the code a stranger could have exchanged the certificates. */
function checkMac(mac: Der | undefined, content: Uint8Array, password: string): void {
  if (mac === undefined) throw bad('the file has no integrity code')
  const [info, saltNode, count] = membersOf(mac)
  const [algorithm, told] = membersOf(info)
  const digest = readDigestAlgorithm(algorithm)
  if (digest === null) throw new SignatureError('unsupported', { what: 'this integrity code' })
  const salt = octetsOf(saltNode)
  const rounds = count === undefined ? 1 : roundsOf(count)
  const given = {
    password,
    salt,
    rounds,
    digest: digest.name,
    use: 3,
    bytes: digest.bytes,
  } as const
  const code = createHmac(digest.name, deriveKey(given)).update(content).digest()
  const expected = octetsOf(told)
  if (code.length !== expected.length || !timingSafeEqual(code, expected))
    throw new SignatureError('wrong-password')
}

function readBags(content: Uint8Array, password: string, bags: Bags): void {
  for (const bag of membersOf(readDer(content))) {
    const [type, wrapped] = membersOf(bag)
    const [value] = membersOf(wrapped, 0xa0)
    const kind = oidOf(type)
    if (kind === `${BAGS}.1` && value !== undefined) bags.keys.push(openKey(rawOf(value)))
    else if (kind === `${BAGS}.2`) {
      const [algorithm, sealed] = membersOf(value)
      bags.keys.push(openKey(decryptByPassword(algorithm, octetsOf(sealed), password)))
    } else if (kind === `${BAGS}.3`) {
      const [form, held] = membersOf(value)
      if (oidOf(form) === X509)
        bags.certificates.push(readCertificate(octetsOf(membersOf(held, 0xa0)[0])))
    }
  }
}

function openKey(bytes: Uint8Array): KeyObject {
  try {
    return createPrivateKey({ key: Buffer.from(bytes), format: 'der', type: 'pkcs8' })
  } catch (cause) {
    throw new SignatureError('bad-key', { why: 'the key cannot be read' }, { cause })
  }
}

function chainOf(own: Certificate, all: readonly Certificate[]): Uint8Array[] {
  const chain = [own]
  for (;;) {
    const last = chain[chain.length - 1] ?? own
    const next = all.find((one) => !chain.includes(one) && isIssuedBy(last, one))
    if (next === undefined) return chain.map(({ raw }) => raw)
    chain.push(next)
  }
}
