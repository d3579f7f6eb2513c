// Finds certificates and keys on a token, and chooses the certificate that signs.
import { isIssuedBy, mayBeUsedFor, nameOfSubject, readCertificate } from '../x509/certificate.ts'
import { basicConstraints, type Certificate } from '../x509/certificate.ts'
import { SignatureError } from '../signature-error.ts'
import { ck, type Handle, type Pkcs11Api } from './pkcs11-api.ts'

export interface TokenCertificate {
  label: string
  /** CKA_ID in hexadecimal; its key has the same. */
  id: string
  certificate: Certificate
}

const MOST_OBJECTS = 256
const NON_REPUDIATION = 1

function find(api: Pkcs11Api, session: Handle, template: { type: number; value: number }[]) {
  api.C_FindObjectsInit(session, template)
  try {
    return api.C_FindObjects(session, MOST_OBJECTS)
  } finally {
    api.C_FindObjectsFinal(session)
  }
}

function bytesOf(value: unknown): Buffer {
  return Buffer.isBuffer(value) ? value : Buffer.alloc(0)
}

/** The certificates that can be read; others on the token are none of ours. */
export function certificatesOn(api: Pkcs11Api, session: Handle): TokenCertificate[] {
  const { attribute } = ck
  const template = [{ type: attribute.class, value: ck.class.certificate }]
  return find(api, session, template).flatMap((object) => {
    const [label, id, value] = api.C_GetAttributeValue(session, object, [
      { type: attribute.label },
      { type: attribute.id },
      { type: attribute.value },
    ])
    try {
      const certificate = readCertificate(Uint8Array.from(bytesOf(value?.value)))
      const name = bytesOf(label?.value).toString('utf8')
      return [{ label: name, id: bytesOf(id?.value).toString('hex'), certificate }]
    } catch (error) {
      if (error instanceof SignatureError) return []
      throw error
    }
  })
}

/** The private key with this CKA_ID, and whether it wants the PIN before each signature. */
export function privateKeyOn(
  api: Pkcs11Api,
  session: Handle,
  id: string,
): { key: Handle; always: boolean } | null {
  const { attribute } = ck
  const template = [{ type: attribute.class, value: ck.class.privateKey }]
  for (const key of find(api, session, template)) {
    const [own] = api.C_GetAttributeValue(session, key, [{ type: attribute.id }])
    if (bytesOf(own?.value).toString('hex') === id)
      return { key, always: asksAlways(api, session, key) }
  }
  return null
}

function asksAlways(api: Pkcs11Api, session: Handle, key: Handle): boolean {
  try {
    const wanted = [{ type: ck.attribute.alwaysAuthenticate }]
    const [always] = api.C_GetAttributeValue(session, key, wanted)
    return bytesOf(always?.value)[0] === 1
  } catch {
    // Older modules do not know the attribute; it is then false (PKCS#11 2.40, 4.9).
    return false
  }
}

/**
 * Peru's cards name certificates FIR for signing and AUT for signing in; elsewhere the bit for
 * content commitment tells them apart (RFC 5280, 4.2.1.3; EN 319 412-2, 4.3.2).
 */
function rankOf({ label, certificate }: TokenCertificate): number {
  const names = `${label} ${nameOfSubject(certificate)}`
  if (/\bAUT\b|\bCIF\b/i.test(names)) return 0
  if (/\bFIR\b|\bFAU\b/i.test(names)) return 3
  return mayBeUsedFor(certificate, NON_REPUDIATION) ? 2 : 1
}

/**
 * The certificate that signs: the one whose label or name has the word, else the one that is best
 * for signing. Of equal ones those that are valid come first.
 * @throws SignatureError `no-certificate` when none fits, or when several do
 */
export function chooseCertificate(
  all: readonly TokenCertificate[],
  given: { where: string; label?: string; time: Date },
): TokenCertificate {
  const { where, label, time } = given
  const found = all.map((one) => one.label || nameOfSubject(one.certificate)).join(', ') || '–'
  const none = (wanted: string) => new SignatureError('no-certificate', { where, wanted, found })
  const owners = all.filter((one) => basicConstraints(one.certificate)?.ca !== true)
  const word = label?.toLowerCase()
  const named = owners.filter(
    (one) =>
      word === undefined ||
      one.label.toLowerCase().includes(word) ||
      nameOfSubject(one.certificate).toLowerCase().includes(word),
  )
  const best = Math.max(0, ...named.map(rankOf))
  if (word === undefined && best === 0) throw none('FIR')
  const fitting = named.filter((one) => rankOf(one) === best)
  const valid = fitting.filter(
    ({ certificate }) => time >= certificate.notBefore && time <= certificate.notAfter,
  )
  const [one, another] = valid.length > 0 ? valid : fitting
  if (one === undefined) throw none(label ?? 'FIR')
  if (another !== undefined) throw none(`${label ?? 'FIR'} (${fitting.length})`)
  return one
}

/** Its issuers, as far as they are on the token too. */
export function chainOn(own: Certificate, all: readonly TokenCertificate[]): Certificate[] {
  const chain = [own]
  for (;;) {
    const last = chain[chain.length - 1] ?? own
    const next = all.find(
      ({ certificate }) => !chain.includes(certificate) && isIssuedBy(last, certificate),
    )
    if (next === undefined) return chain
    chain.push(next.certificate)
  }
}
