// Reads messages as other programs write them: with zeros behind, SHA-3, no NULL beside the digest, several content timestamps.
import assert from 'node:assert/strict'
import { constants, createHash, privateEncrypt } from 'node:crypto'
import { test } from 'node:test'
import { concat } from '../bytes.ts'
import { childrenOf, contentOf, rawOf, readDer } from '../der/reader.ts'
import { context, integer, octets, oid, sequence, setOf, wrap } from '../der/writer.ts'
import { messageBytes } from '../cades/read-message.ts'
import { SignatureError } from '../signature-error.ts'
import { issueIdentity } from '../x509/issue.ts'
import { publicKeyOf, readCertificate } from '../x509/certificate.ts'
import {
  readSignatureAlgorithm,
  verifies,
  writeDigestAlgorithm,
  writeSignatureAlgorithm,
  type DigestName,
} from './algorithms.ts'
import { attribute, signedAttributes, writeSignedData } from './build.ts'
import { cmsIds } from './ids.ts'
import { readSignedData } from './signed-data.ts'
import { verifySigner } from './verify-signer.ts'

const content = Buffer.from('one document')
const rsa = issueIdentity({ name: 'Signer', role: 'signer', kind: 'rsa' })
const certificate = rsa.certificate

/** RFC 8017, 9.2 by hand; `told` is the DigestInfo. */
function encoded(told: Uint8Array, filling = 0xff): Uint8Array {
  const whole = new Uint8Array(256).fill(filling)
  whole.set([0, 1])
  whole[256 - told.length - 1] = 0
  whole.set(told, 256 - told.length)
  return new Uint8Array(privateEncrypt({ key: rsa.key, padding: constants.RSA_NO_PADDING }, whole))
}

function digestInfo(data: Uint8Array, digest: DigestName): Uint8Array {
  const hash = new Uint8Array(createHash(digest).update(data).digest())
  return sequence(writeDigestAlgorithm(digest), octets(hash))
}

test('a value whose digest stands without NULL is by the key; one that is padded otherwise is not', () => {
  const key = publicKeyOf(readCertificate(certificate))
  assert.ok(key)
  const algorithm = { scheme: 'rsa', digest: 'sha256' } as const
  const told = digestInfo(content, 'sha256')
  const judge = (signature: Uint8Array, data: Uint8Array = content) =>
    verifies(algorithm, { key, data, signature })
  assert.equal(judge(encoded(told)), true)
  assert.equal(judge(encoded(told), Buffer.from('another')), false)
  assert.equal(judge(encoded(told, 0xfe)), false)
  assert.equal(judge(encoded(concat([told, Uint8Array.of(0)]))), false)
  assert.equal(judge(encoded(digestInfo(content, 'sha384'))), false)
})

function message(digest: DigestName, more: Uint8Array[] = []): Uint8Array {
  const messageDigest = createHash(digest).update(content).digest()
  const base = signedAttributes({ messageDigest, digest, certificate })
  const signedBytes = setOf([...childrenOf(readDer(base)).map(rawOf), ...more])
  const signature = encoded(digestInfo(signedBytes, digest))
  const algorithm = { scheme: 'rsa', digest } as const
  return writeSignedData({
    certificates: [certificate],
    digest,
    algorithm,
    signedBytes,
    signature,
  })
}

function faultOf(bytes: Uint8Array): string | null {
  const read = readSignedData(bytes)
  const [signer] = read.signers
  assert.ok(signer)
  const digestContent = (name: DigestName) =>
    new Uint8Array(createHash(name).update(content).digest())
  return verifySigner(read, signer, { contentType: cmsIds.data, digestContent }).why
}

for (const digest of ['sha3-224', 'sha3-256', 'sha3-384', 'sha3-512'] as const)
  test(`a message by RSA with ${digest} is read and verifies`, () => {
    assert.equal(faultOf(message(digest)), null)
  })

test('several content timestamps are allowed, two signing times are not', () => {
  const stamp = (text: string) => attribute(cmsIds.contentTimestamp, octets(Buffer.from(text)))
  assert.equal(faultOf(message('sha256', [stamp('one'), stamp('two')])), null)
  const own = attribute('1.3.6.1.4.1.22883.1', octets(Buffer.from('of a maker')))
  assert.equal(faultOf(message('sha256', [own, own])), null)
  const time = (text: string) => attribute(cmsIds.signingTime, octets(Buffer.from(text)))
  assert.equal(
    faultOf(message('sha256', [time('one'), time('two')])),
    'a signed attribute comes twice',
  )
})

test('zeros and line ends behind a message are no part of it, other bytes are refused', () => {
  const bytes = message('sha256')
  assert.deepEqual(messageBytes(concat([bytes, new Uint8Array(40)])), bytes)
  assert.deepEqual(messageBytes(concat([bytes, Buffer.from('\r\n')])), bytes)
  assert.throws(() => messageBytes(concat([bytes, Uint8Array.of(0, 7)])), SignatureError)
})

test('RSA-PSS may write out the trailer that is the default, and no other one', () => {
  const digest = writeDigestAlgorithm('sha256')
  const mask = sequence(oid('1.2.840.113549.1.1.8'), digest)
  const identifier = (trailer: number) =>
    readDer(
      sequence(
        oid('1.2.840.113549.1.1.10'),
        sequence(
          context(0, digest),
          context(1, mask),
          context(2, integer(20)),
          context(3, integer(trailer)),
        ),
      ),
    )
  const read = { scheme: 'rsa-pss', digest: 'sha256', salt: 20 }
  assert.deepEqual(readSignatureAlgorithm(identifier(1)), read)
  assert.equal(readSignatureAlgorithm(identifier(2)), null)
})

test('algorithms that the signed attributes name have to be those of the message', () => {
  const id = cmsIds.algorithmProtection
  const sha256 = writeDigestAlgorithm('sha256')
  const right = writeSignatureAlgorithm({ scheme: 'rsa', digest: 'sha256' })
  const named = (digest: Uint8Array, algorithm: Uint8Array) =>
    attribute(id, sequence(digest, wrap(0xa1, contentOf(readDer(algorithm)))))
  assert.equal(faultOf(message('sha256', [named(sha256, right)])), null)
  const other = writeSignatureAlgorithm({ scheme: 'rsa', digest: 'sha512' })
  for (const wrong of [named(sha256, other), named(writeDigestAlgorithm('sha512'), right)])
    assert.equal(faultOf(message('sha256', [wrong])), 'the signed attributes name other algorithms')
})
