// Answers timestamp requests: a small responder for tests and development, not an authority.
import { createHash, randomBytes, sign } from 'node:crypto'
import { digestByOid, type DigestName } from '../cms/algorithms.ts'
import { signedAttributes, writeSignedData } from '../cms/build.ts'
import { cmsIds } from '../cms/ids.ts'
import { contentOf, membersOf, octetsOf, oidOf, rawOf, readDer, tags } from '../der/reader.ts'
import { smallInteger, type Der } from '../der/reader.ts'
import { bits, generalizedTime, integer, oid, sequence } from '../der/writer.ts'
import type { HttpHandler } from '../http/exchange.ts'
import { textAnswer } from '../http/exchange.ts'
import { SignatureError } from '../signature-error.ts'
import { algorithmFor, type Identity } from '../x509/issue.ts'

/** An arc for examples (joint-iso-itu-t 2.999). */
const POLICY = '2.999.1'

/** Bits of PKIFailureInfo (RFC 3161, 2.4.2). */
const failures = { badAlg: 0, badRequest: 2, badDataFormat: 5, unacceptedPolicy: 15 } as const

type Failure = keyof typeof failures

class Refused extends Error {
  readonly failure: Failure
  constructor(failure: Failure) {
    super(failure)
    this.name = 'Refused'
    this.failure = failure
  }
}

/** The answer to one request: granted, or rejected with status 2 and the reason (RFC 3161, 2.4.2). */
export function answerTimestamp(request: Uint8Array, authority: Identity, time: Date): Uint8Array {
  try {
    return sequence(sequence(integer(0)), tokenFor(request, authority, time))
  } catch (error) {
    if (error instanceof Refused) return rejection(error.failure)
    if (error instanceof SignatureError) return rejection('badDataFormat')
    throw error
  }
}

/** The responder as a handler of HTTP (RFC 3161, 3.4). */
export function timestampResponder(given: { authority: Identity; now(): Date }): HttpHandler {
  return ({ method, headers, body }) => {
    if (method !== 'POST') return Promise.resolve(textAnswer(405, 'POST'))
    const type = headers['content-type']?.split(';')[0]?.trim()
    if (type !== 'application/timestamp-query') return Promise.resolve(textAnswer(415, ''))
    return Promise.resolve({
      status: 200,
      headers: { 'content-type': 'application/timestamp-reply', 'cache-control': 'no-store' },
      body: answerTimestamp(body, given.authority, given.now()),
    })
  }
}

function rejection(failure: Failure): Uint8Array {
  const bit = failures[failure]
  const bytes = new Uint8Array((bit >> 3) + 1)
  bytes[bit >> 3] = 0x80 >> (bit & 7)
  return sequence(sequence(integer(2), bits(bytes, 7 - (bit & 7))))
}

interface Wish {
  imprint: Der
  nonce: Der | undefined
  /** Whether the certificate shall travel along (2.4.1, certReq). */
  certificate: boolean
}

function readRequest(request: Uint8Array): Wish {
  const [version, imprint, ...rest] = membersOf(readDer(request))
  if (smallInteger(version) !== 1 || imprint === undefined) throw new Refused('badRequest')
  const [algorithm, hashed] = membersOf(imprint)
  const row = digestByOid(oidOf(membersOf(algorithm)[0]))
  if (row === null || row.use === 'weak') throw new Refused('badAlg')
  if (octetsOf(hashed).length !== row.bytes) throw new Refused('badDataFormat')
  const policy = rest.find(({ tag }) => tag === tags.oid)
  if (policy !== undefined && oidOf(policy) !== POLICY) throw new Refused('unacceptedPolicy')
  const wished = rest.find(({ tag }) => tag === tags.boolean)
  return {
    imprint,
    nonce: rest.find(({ tag }) => tag === tags.integer),
    certificate: wished !== undefined && contentOf(wished)[0] !== 0,
  }
}

function tokenFor(request: Uint8Array, authority: Identity, time: Date): Uint8Array {
  const { imprint, nonce, certificate: included } = readRequest(request)
  const serial = randomBytes(16)
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40
  const info = sequence(
    integer(1),
    oid(POLICY),
    rawOf(imprint),
    integer(serial),
    generalizedTime(time),
    ...(nonce === undefined ? [] : [rawOf(nonce)]),
  )
  const { key, certificate } = authority
  const signature = algorithmFor(key)
  const digest: DigestName = signature.digest ?? 'sha512'
  const messageDigest = createHash(digest).update(info).digest()
  const contentType = cmsIds.tstInfo
  const signedBytes = signedAttributes({ messageDigest, digest, certificate, contentType })
  return writeSignedData({
    certificates: [certificate],
    withCertificates: included,
    digest,
    algorithm: signature,
    signedBytes,
    signature: sign(signature.digest, signedBytes, key),
    content: { type: contentType, bytes: info },
  })
}
