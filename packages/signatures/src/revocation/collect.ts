// Collects what a later validation needs: missing issuers, lists, responses, by the addresses in certificates.
import { readSignedData } from '../cms/signed-data.ts'
import { SignatureError } from '../signature-error.ts'
import { issuersOf } from '../x509/build-paths.ts'
import { readCertificate, readCertificates, type Certificate } from '../x509/certificate.ts'
import { authorityAddresses, crlAddresses, needsNoRevocation } from '../x509/extensions.ts'
import { isSelfIssued } from '../x509/issued-by.ts'
import type { ValidationMaterial } from '../validate/process/types.ts'
import { ocspRequest } from './ask-ocsp.ts'
import { selectFact } from './select-fact.ts'
import { readRevocations } from './find-facts.ts'

/** What is asked of the network; the package itself never opens it. */
export interface FetchRequest {
  url: string
  method: 'GET' | 'POST'
  /** Only with POST. */
  body: Uint8Array | null
  contentType: string | null
  /** Longer answers should be cut off with an error. */
  mostBytes: number
}

/** Gives the body of the answer; throws when there is none. Which addresses may be asked is its affair. */
export type FetchBytes = (request: FetchRequest) => Promise<Uint8Array>

export interface CollectOptions {
  /** Certificates whose paths are completed: the signer's, those of timestamp authorities. */
  certificates: readonly Certificate[]
  fetch: FetchBytes
  /** The time the data have to be good at; by default now. */
  at?: Date
  /** Certificates and revocation data that are at hand already, and are not asked for again. */
  known?: ValidationMaterial
  /** Asking stops at these; by default at certificates issued by themselves. */
  anchors?: readonly Certificate[]
  /** Revocation data issued before this time are not enough, as those older than a signature. */
  newerThan?: Date
}

export interface CollectedData extends ValidationMaterial {
  /** All issuers that were needed, at hand or fetched, without those asked about and the anchors. */
  certificates: Certificate[]
  crls: Uint8Array[]
  ocsps: Uint8Array[]
  /** What could not be had, and why. */
  missing: { certificate: Certificate; what: 'issuer' | 'revocation'; why: string }[]
}

const MOST_REQUESTS = 60
const MOST_CERTIFICATES = 60
const CERTIFICATE_BYTES = 2 ** 17
const OCSP_BYTES = 2 ** 18
const CRL_BYTES = 2 ** 26

/**
 * Follows AIA to issuers, and asks OCSP responders and, where none answers well, fetches lists. Data
 * that do not verify are not taken. Never throws for what others send.
 */
export async function collectValidationData(options: CollectOptions): Promise<CollectedData> {
  const work: Work = {
    options,
    at: options.at ?? new Date(),
    pool: [
      ...options.certificates,
      ...(options.anchors ?? []),
      ...(options.known?.certificates ?? []),
    ],
    answers: new Map(),
    result: { certificates: [], crls: [], ocsps: [], missing: [] },
  }
  const queue = [...options.certificates]
  const done = new Set<string>()
  while (queue.length > 0 && done.size < MOST_CERTIFICATES) {
    const certificate = queue.shift()
    const key = certificate === undefined ? '' : Buffer.from(certificate.raw).toString('base64')
    if (certificate === undefined || done.has(key)) continue
    done.add(key)
    if (isAnchor(certificate, options)) continue
    const issuer = await issuerOf(certificate, work)
    if (issuer === null) continue
    if (!isAnchor(issuer, options)) take(issuer, work)
    queue.push(issuer)
    if (!needsNoRevocation(certificate)) {
      const responder = await collectRevocation(certificate, issuer, work)
      // A responder whose own status counts is asked about too.
      if (responder !== null) queue.push(responder)
    }
  }
  return work.result
}

interface Work {
  options: CollectOptions
  at: Date
  pool: Certificate[]
  answers: Map<string, Promise<Uint8Array>>
  result: CollectedData
}

function isAnchor(certificate: Certificate, { anchors }: CollectOptions): boolean {
  const raw = Buffer.from(certificate.raw)
  if (anchors?.some((one) => raw.equals(one.raw)) === true) return true
  return isSelfIssued(certificate)
}

function take(certificate: Certificate, { result, options }: Work): void {
  const raw = Buffer.from(certificate.raw)
  const known = [...result.certificates, ...options.certificates]
  if (!known.some((one) => raw.equals(one.raw))) result.certificates.push(certificate)
}

async function issuerOf(certificate: Certificate, work: Work): Promise<Certificate | null> {
  const [known] = issuersOf(certificate, work.pool)
  if (known !== undefined) return known
  const faults: string[] = []
  for (const url of addresses(authorityAddresses(certificate).issuers)) {
    const bytes = await ask(work, faults, { url, mostBytes: CERTIFICATE_BYTES })
    if (bytes === null) continue
    const found = certificatesFrom(bytes)
    work.pool.push(...found)
    const [issuer] = issuersOf(certificate, found)
    if (issuer !== undefined) return issuer
    faults.push(`${url}: not the issuer`)
  }
  const why = faults.join('; ') || 'the certificate tells no address of its issuer'
  work.result.missing.push({ certificate, what: 'issuer', why })
  return null
}

/** The responder that answered, when it is one whose own status has to be known. */
async function collectRevocation(
  certificate: Certificate,
  issuer: Certificate,
  work: Work,
): Promise<Certificate | null> {
  const { known, newerThan } = work.options
  const faults: string[] = []
  const tells = (crls: readonly Uint8Array[], ocsps: readonly Uint8Array[]) => {
    const question = { certificate, issuer, known: work.pool, leadsToAnchor: () => true }
    const pool = readRevocations({ crls, ocsps })
    faults.push(...pool.faults)
    const { fact, unusable } = selectFact(pool, question, work.at)
    faults.push(...unusable.map(({ why }) => why))
    if (fact === null || fact.status === 'unknown') return null
    const late = newerThan !== undefined && fact.thisUpdate <= newerThan && fact.status === 'good'
    const over = fact.nextUpdate !== null && fact.nextUpdate < work.at
    if (late) faults.push('the data are older than what they have to vouch for')
    if (over) faults.push('the data are no longer fresh')
    return late || over ? null : fact
  }
  if (tells(known?.crls ?? [], known?.ocsps ?? []) !== null) return null
  for (const url of addresses(authorityAddresses(certificate).ocsp)) {
    const body = ocspRequest(certificate, issuer)
    const post = { body, contentType: 'application/ocsp-request' }
    const bytes = await ask(work, faults, { url, mostBytes: OCSP_BYTES, ...post })
    const fact = bytes === null ? null : tells([], [bytes])
    if (bytes === null || fact === null) continue
    work.result.ocsps.push(bytes)
    if (Buffer.from(fact.issuer.spki).equals(issuer.spki)) return null
    take(fact.issuer, work)
    return needsNoRevocation(fact.issuer) ? null : fact.issuer
  }
  for (const url of addresses(crlAddresses(certificate))) {
    const bytes = await ask(work, faults, { url, mostBytes: CRL_BYTES })
    if (bytes === null || tells([bytes], []) === null) continue
    if (!work.result.crls.includes(bytes)) work.result.crls.push(bytes)
    return null
  }
  const why = faults.join('; ') || 'the certificate tells no address to ask'
  work.result.missing.push({ certificate, what: 'revocation', why })
  return null
}

/** Only the protocols of the web; LDAP is spoken by nobody here. */
function addresses(all: readonly string[]): string[] {
  return all.filter((one) => /^https?:\/\//i.test(one)).slice(0, 8)
}

async function ask(
  { answers, options }: Work,
  faults: string[],
  given: { url: string; mostBytes: number; body?: Uint8Array; contentType?: string },
): Promise<Uint8Array | null> {
  const { url, mostBytes, body = null, contentType = null } = given
  const key = body === null ? url : `${url} ${Buffer.from(body).toString('base64')}`
  let answer = answers.get(key)
  if (answer === undefined) {
    if (answers.size >= MOST_REQUESTS) {
      faults.push('too many addresses had to be asked')
      return null
    }
    const method = body === null ? 'GET' : 'POST'
    answer = (async () => options.fetch({ url, method, body, contentType, mostBytes }))()
    answers.set(key, answer)
  }
  try {
    const bytes = await answer
    if (bytes.length <= mostBytes) return bytes
    faults.push(`${url}: the answer is too long`)
  } catch (error) {
    faults.push(`${url}: ${error instanceof Error ? error.message : String(error)}`)
  }
  return null
}

/** DER, PEM, or certificates in a message without signers (RFC 5280, 4.2.2.1). */
function certificatesFrom(bytes: Uint8Array): Certificate[] {
  const ways = [
    () => [readCertificate(bytes)],
    () => readSignedData(bytes).certificates,
    () => readCertificates(Buffer.from(bytes).toString('latin1')),
  ]
  for (const way of ways) {
    try {
      const found = way()
      if (found.length > 0) return found.slice(0, 32)
    } catch (error) {
      if (!(error instanceof SignatureError)) throw error
    }
  }
  return []
}
