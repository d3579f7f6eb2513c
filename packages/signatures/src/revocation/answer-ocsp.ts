// Answers OCSP requests: a small responder for tests and development (RFC 6960, 4.2).
import { createHash, sign } from 'node:crypto'
import { writeSignatureAlgorithm } from '../cms/algorithms.ts'
import { integerHex, membersOf, octetsOf, oidOf, rawOf, readDer, type Der } from '../der/reader.ts'
import {
  bits,
  context,
  enumerated,
  generalizedTime,
  octets,
  oid,
  sequence,
  wrap,
} from '../der/writer.ts'
import { readCertificate } from '../x509/certificate.ts'
import { extension } from '../x509/issue-extensions.ts'
import { algorithmFor, type Identity } from '../x509/issue.ts'
import { keyBits } from './check-ocsp.ts'
import { ocspIds } from './read-ocsp.ts'

export interface ResponderOptions {
  responder: Identity
  thisUpdate: Date
  nextUpdate?: Date
  /** By default `thisUpdate`. */
  producedAt?: Date
  /** What is known about a serial number in hexadecimal; by default all are good. */
  statusOf?: (serial: string) => 'good' | 'unknown' | { at: Date; reason?: number }
  /** How the responder names itself; by default by its key. */
  by?: 'name' | 'key'
  archiveCutoff?: Date
  /** Whether its certificate is sent along; by default yes. */
  sendCertificate?: boolean
}

/** OCSPResponse to a request. @throws SignatureError `malformed-der` */
export function answerOcsp(request: Uint8Array, options: ResponderOptions): Uint8Array {
  const basic = basicAnswer(request, options)
  const wrapped = sequence(oid(ocspIds.basic), octets(basic))
  return sequence(enumerated(0), context(0, wrapped))
}

/** BasicOCSPResponse, as it stands within signatures of CAdES. */
export function basicAnswer(request: Uint8Array, options: ResponderOptions): Uint8Array {
  const [tbsRequest] = membersOf(readDer(request))
  const parts = membersOf(tbsRequest).filter(({ tag }) => tag !== 0xa0 && tag !== 0xa1)
  const ids = membersOf(parts[0]).map((one) => membersOf(one)[0])
  const { key, certificate } = options.responder
  const read = readCertificate(certificate)
  const name =
    options.by === 'name'
      ? context(1, read.subject)
      : context(2, octets(createHash('sha1').update(keyBits(read)).digest()))
  const nonce = nonceOf(parts[1])
  const tbs = sequence(
    name,
    generalizedTime(options.producedAt ?? options.thisUpdate),
    sequence(...ids.flatMap((id) => (id === undefined ? [] : [writeAnswer(id, options)]))),
    ...(nonce === null ? [] : [context(1, sequence(extension(ocspIds.nonce, nonce)))]),
  )
  const algorithm = algorithmFor(key)
  const sent = options.sendCertificate === false ? [] : [context(0, sequence(certificate))]
  const signature = bits(sign(algorithm.digest, tbs, key))
  return sequence(tbs, writeSignatureAlgorithm(algorithm), signature, ...sent)
}

function nonceOf(node: Der | undefined): Uint8Array | null {
  if (node?.tag !== 0xa2) return null
  for (const one of membersOf(membersOf(node, 0xa2)[0])) {
    const [id, ...values] = membersOf(one)
    if (oidOf(id) === ocspIds.nonce) return octetsOf(values.at(-1))
  }
  return null
}

function writeAnswer(id: Der, options: ResponderOptions): Uint8Array {
  const status = options.statusOf?.(integerHex(membersOf(id)[3])) ?? 'good'
  const { archiveCutoff: cutoff } = options
  return sequence(
    rawOf(id),
    writeStatus(status),
    generalizedTime(options.thisUpdate),
    ...(options.nextUpdate === undefined ? [] : [context(0, generalizedTime(options.nextUpdate))]),
    ...(cutoff === undefined
      ? []
      : [context(1, sequence(extension(ocspIds.archiveCutoff, generalizedTime(cutoff))))]),
  )
}

function writeStatus(status: 'good' | 'unknown' | { at: Date; reason?: number }): Uint8Array {
  if (status === 'good') return wrap(0x80)
  if (status === 'unknown') return wrap(0x82)
  const reason = status.reason === undefined ? [] : [context(0, enumerated(status.reason))]
  return context(1, generalizedTime(status.at), ...reason)
}
