// Makes CRLs and OCSP answers for tests, by the keys of generated authorities (RFC 5280, 5; RFC 6960, 4.2).
import { createHash, sign } from 'node:crypto'
import { writeSignatureAlgorithm } from '../cms/algorithms.ts'
import { bitsOf, membersOf, readDer } from '../der/reader.ts'
import { bits, context, generalizedTime, integer, octets, oid, sequence } from '../der/writer.ts'
import { time, wrap } from '../der/writer.ts'
import { readCertificate, subjectKeyOf, type Certificate } from '../x509/certificate.ts'
import { algorithmFor, type Identity } from '../x509/issue.ts'
import type { Collect } from './gather.ts'

export interface Span {
  thisUpdate: Date
  nextUpdate: Date
}

/** The list of an authority that has revoked nobody. */
export function makeCrl(authority: Identity, { thisUpdate, nextUpdate }: Span): Uint8Array {
  const own = readCertificate(authority.certificate)
  const algorithm = algorithmFor(authority.key)
  const keyId = subjectKeyOf(own) ?? new Uint8Array()
  const tbs = sequence(
    integer(1),
    writeSignatureAlgorithm(algorithm),
    own.subject,
    time(thisUpdate),
    time(nextUpdate),
    context(
      0,
      sequence(
        sequence(oid('2.5.29.35'), octets(sequence(wrap(0x80, keyId)))),
        sequence(oid('2.5.29.20'), octets(integer(thisUpdate.getTime() % 2 ** 31))),
      ),
    ),
  )
  const signature = bits(sign(algorithm.digest, tbs, authority.key))
  return sequence(tbs, writeSignatureAlgorithm(algorithm), signature)
}

/** The answer that a certificate is good, by the authority that issued it. */
export function makeOcsp(authority: Identity, subject: Certificate, span: Span): Uint8Array {
  const own = readCertificate(authority.certificate)
  const algorithm = algorithmFor(authority.key)
  const keyHash = octets(sha1(bitsOf(membersOf(readDer(own.spki))[1])))
  const id = sequence(
    sequence(oid('1.3.14.3.2.26')),
    octets(sha1(own.subject)),
    keyHash,
    wrap(0x02, new Uint8Array(Buffer.from(subject.serial, 'hex'))),
  )
  const response = sequence(
    id,
    Uint8Array.of(0x80, 0),
    generalizedTime(span.thisUpdate),
    context(0, generalizedTime(span.nextUpdate)),
  )
  const data = sequence(context(2, keyHash), generalizedTime(span.thisUpdate), sequence(response))
  const signature = bits(sign(algorithm.digest, data, authority.key))
  const basic = sequence(data, writeSignatureAlgorithm(algorithm), signature)
  const bytes = sequence(oid('1.3.6.1.5.5.7.48.1.1'), octets(basic))
  return sequence(Uint8Array.of(0x0a, 1, 0), context(0, bytes))
}

/** A stand-in for the network: every authority publishes a list of that span at any time. */
export function collectFrom(authorities: readonly Identity[], span: () => Span): Collect {
  return () =>
    Promise.resolve({
      certificates: authorities.map(({ certificate }) => readCertificate(certificate)),
      crls: authorities.map((authority) => makeCrl(authority, span())),
      ocsps: [],
      missing: [],
    })
}

function sha1(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha1').update(bytes).digest())
}
