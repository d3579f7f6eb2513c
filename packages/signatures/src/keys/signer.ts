// The one face of whoever holds a private key, and the one for keys that lie in memory.
import { constants, createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto'
import { sameBytes } from '../bytes.ts'
import type { SignatureAlgorithm } from '../cms/algorithms.ts'
import { SignatureError } from '../signature-error.ts'
import { nameOfSubject, readCertificate, readCertificates } from '../x509/certificate.ts'
import { algorithmFor } from '../x509/issue.ts'

export interface Signer {
  /** DER; the signer's own first, then its issuers as far as they shall travel along. */
  readonly certificates: readonly Uint8Array[]
  readonly algorithm: SignatureAlgorithm
  /** The signature over the data, which are the DER of signed attributes. */
  sign(data: Uint8Array): Promise<Uint8Array>
  /** Several signatures by one authorisation, where the key asks its owner each time. */
  signAll?(data: readonly Uint8Array[]): Promise<Uint8Array[]>
  /** Ends the session with a card or service. */
  close?(): Promise<void>
}

/** Who signs, as the certificate tells it. */
export function signerName({ certificates }: Pick<Signer, 'certificates'>): string {
  return nameOfSubject(readCertificate(certificates[0] ?? new Uint8Array()))
}

export interface KeySignerOptions {
  /** PEM text of PKCS#8, PKCS#1 or SEC 1, or a key of Node. */
  key: string | KeyObject
  /** For an encrypted PEM. */
  passphrase?: string
  /** PEM text, or DER one by one; the signer's own first. */
  certificates: string | readonly Uint8Array[]
  /** By default what `algorithmFor` says of the key. */
  algorithm?: SignatureAlgorithm
}

/**
 * A signer for a key in memory. The work is done in Node's thread pool, off the main thread.
 * @throws SignatureError `bad-key` when key and passphrase or key and certificate do not fit,
 * `malformed-certificate`
 */
export function keySigner(options: KeySignerOptions): Signer {
  const key = openKey(options)
  const certificates =
    typeof options.certificates === 'string'
      ? readCertificates(options.certificates).map(({ raw }) => raw)
      : options.certificates
  const [own] = certificates
  if (own === undefined) throw new SignatureError('bad-key', { why: 'there is no certificate' })
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' })
  if (!sameBytes(spki, readCertificate(own).spki))
    throw new SignatureError('bad-key', { why: 'the key is not that of the certificate' })
  const algorithm = options.algorithm ?? algorithmFor(key)
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: algorithm.salt ?? 32 }
  const given = algorithm.scheme === 'rsa-pss' ? { key, ...pss } : key
  return {
    certificates,
    algorithm,
    sign: (data) =>
      new Promise((resolve, reject) => {
        sign(algorithm.digest, data, given, (error, signature) => {
          if (error === null) resolve(new Uint8Array(signature))
          else reject(new SignatureError('bad-key', { why: error.message }, { cause: error }))
        })
      }),
  }
}

function openKey({ key, passphrase }: KeySignerOptions): KeyObject {
  if (typeof key !== 'string') return key
  try {
    return createPrivateKey({
      key,
      format: 'pem',
      ...(passphrase === undefined ? {} : { passphrase }),
    })
  } catch (cause) {
    if (passphrase !== undefined) throw new SignatureError('wrong-password', {}, { cause })
    throw new SignatureError('bad-key', { why: 'it does not open without a passphrase' }, { cause })
  }
}
