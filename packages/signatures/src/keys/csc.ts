// A signer whose key lies with a remote service; hashes go there, signatures come back (CSC API v2).
import { createHash } from 'node:crypto'
import {
  digestByName,
  signatureById,
  signatureId,
  signatureParameters,
  verifies,
} from '../cms/algorithms.ts'
import type { DigestName, SignatureAlgorithm } from '../cms/algorithms.ts'
import { checkCertificate } from '../pades/check-certificate.ts'
import { SignatureError } from '../signature-error.ts'
import { publicKeyOf, readCertificate, type Certificate } from '../x509/certificate.ts'
import { algorithmFor } from '../x509/issue.ts'
import { CscClient, type CredentialInfo, type CscAccess } from './csc-client.ts'
import { derOfPair } from './pkcs11-mechanisms.ts'
import type { Signer } from './signer.ts'

export interface CscOptions extends CscAccess {
  /** By default the only one there is. */
  credential?: string
  /** When the signature will be made; a certificate that is not valid then is refused before anything is asked. */
  time: Date
  /** Asks the owner for a PIN, a one-time password or the answer to a challenge. */
  secret?(about: {
    id: string
    label: string
    once: boolean
    challenge: string | null
  }): Promise<string>
}

const PLAIN_RSA = '1.2.840.113549.1.1.1'

interface Session {
  client: CscClient
  credential: string
  info: CredentialInfo
  certificate: Certificate
  algorithm: SignatureAlgorithm
  /** What the service calls the algorithm. */
  signAlgo: string
  options: CscOptions
}

/**
 * Asks the service which certificates there are and gives the signer. `signAll` makes as many
 * signatures with one authorisation as the service allows.
 * @throws SignatureError `remote-failed`, `no-certificate`, `certificate-not-valid`, `bad-key`
 */
export async function cscSigner(options: CscOptions): Promise<Signer> {
  const client = new CscClient(options)
  const credential = options.credential ?? (await onlyOne(client, options.url))
  const info = await client.info(credential)
  const [own] = info.certificates
  if (own === undefined) throw client.fault('it gave no certificate')
  const certificate = readCertificate(own)
  checkCertificate(info, options.time)
  const chosen = chooseAlgorithm(certificate, info.algorithms)
  if (chosen === null) throw new SignatureError('bad-key', { why: 'its algorithms are not known' })
  const session: Session = { client, credential, info, certificate, options, ...chosen }
  const signAll = (data: readonly Uint8Array[]) => signInGroups(session, data)
  return {
    certificates: info.certificates,
    algorithm: chosen.algorithm,
    signAll,
    async sign(data) {
      const [signature] = await signAll([data])
      return signature ?? new Uint8Array()
    },
  }
}

async function onlyOne(client: CscClient, where: string): Promise<string> {
  const found = await client.list()
  const [one, another] = found
  if (one !== undefined && another === undefined) return one
  const wanted = another === undefined ? '–' : 'the only one'
  throw new SignatureError('no-certificate', {
    where,
    wanted,
    found: found.slice(0, 20).join(', ') || '–',
  })
}

/** The key's default where the service has it, else the first of its list that fits the key. */
function chooseAlgorithm(
  certificate: Certificate,
  offered: readonly string[],
): { algorithm: SignatureAlgorithm; signAlgo: string } | null {
  const key = publicKeyOf(certificate)
  // Pure schemes sign the data themselves; a hash is not enough for them.
  if (key === null || /^(ed|ml-dsa)/.test(key.asymmetricKeyType ?? '')) return null
  const algorithm = algorithmFor(key)
  const wanted = signatureId(algorithm)
  if (wanted !== null && offered.includes(wanted)) return { algorithm, signAlgo: wanted }
  if (algorithm.scheme === 'rsa' && offered.includes(PLAIN_RSA))
    return { algorithm, signAlgo: PLAIN_RSA }
  for (const signAlgo of offered) {
    const row = signatureById(signAlgo)
    if (row === null) continue
    const pss = row.scheme === 'rsa-pss' && algorithm.scheme === 'rsa'
    if (pss) return { algorithm: { scheme: 'rsa-pss', digest: 'sha256', salt: 32 }, signAlgo }
    if (row.scheme !== algorithm.scheme || row.digest === null) continue
    if (digestByName(row.digest).use !== 'sign') continue
    return { algorithm: { scheme: row.scheme, digest: row.digest }, signAlgo }
  }
  return null
}

async function signInGroups(session: Session, data: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const made: Uint8Array[] = []
  const { multisign } = session.info
  for (let at = 0; at < data.length; at += multisign)
    made.push(...(await signGroup(session, data.slice(at, at + multisign))))
  return made
}

async function signGroup(session: Session, data: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const { client, credential: credentialID, algorithm, signAlgo } = session
  const digest: DigestName = algorithm.digest ?? 'sha512'
  const hashes = data.map((each) => createHash(digest).update(each).digest('base64'))
  const hashAlgorithmOID = digestByName(digest).oid
  const bound = { credentialID, hashes, hashAlgorithmOID }
  const parameters = signatureParameters(algorithm)
  const request = {
    ...bound,
    signAlgo,
    ...(parameters === null ? {} : { signAlgoParams: Buffer.from(parameters).toString('base64') }),
  }
  // 11.10: with an access token of scope "credential" there is no SAD.
  const open = session.info.mode === 'oauth2code'
  const SAD = open ? null : await client.authorize({ ...bound, authData: await authData(session) })
  const made = await client.signHash(SAD === null ? request : { ...request, SAD })
  return made.map((signature, at) => checked(session, data[at] ?? new Uint8Array(), signature))
}

async function authData({ client, credential, info, options }: Session) {
  const told: { id: string; value: string }[] = []
  for (const { id, type, label, once } of info.objects) {
    if (options.secret === undefined) throw client.fault(`it asks for ${label}`)
    const asks = type === 'ChallengeResponse'
    const challenge = asks ? await client.challenge(credential, id) : null
    told.push({ id, value: await options.secret({ id, label, once, challenge }) })
  }
  return told
}

/** A service may give ECDSA as CMS wants it or as r and s side by side; neither is believed unseen. */
function checked(session: Session, data: Uint8Array, signature: Uint8Array): Uint8Array {
  const { algorithm, certificate, client } = session
  const key = publicKeyOf(certificate)
  const forms = [signature, ...(algorithm.scheme === 'ecdsa' ? [derOfPair(signature)] : [])]
  const good = forms.find(
    (form) => key !== null && verifies(algorithm, { key, data, signature: form }),
  )
  if (good === undefined) throw client.fault('a signature is not by the key of the certificate')
  return good
}
