// Builds certificates and signed messages, and lets Node and OpenSSL read what was built.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash, sign, X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { sameBytes } from '../bytes.ts'
import { readDer, rawOf, oidOf } from '../der/reader.ts'
import { oid } from '../der/writer.ts'
import { SignatureError } from '../signature-error.ts'
import { randomFrom } from '../test-pdf.ts'
import { basicConstraints, isIssuedBy, publicKeyOf, readCertificate } from '../x509/certificate.ts'
import { algorithmFor, issueIdentity, type KeyKind } from '../x509/issue.ts'
import { verifies, writeSignatureAlgorithm, readSignatureAlgorithm } from './algorithms.ts'
import { attribute, signedAttributes, withUnsigned, writeSignedData } from './build.ts'
import { cmsIds } from './ids.ts'
import { readSignedData } from './signed-data.ts'

const content = Buffer.from('one document')

function message(kind: KeyKind) {
  const root = issueIdentity({ name: 'Root', role: 'authority', kind: 'p-384' })
  const signer = issueIdentity({ name: 'Signer', role: 'signer', issuer: root, kind })
  const algorithm = algorithmFor(signer.key)
  // RFC 8419, 3: Ed25519 goes with SHA-512.
  const digest = algorithm.digest ?? 'sha512'
  const messageDigest = createHash(digest).update(content).digest()
  const { certificate } = signer
  const signedBytes = signedAttributes({ messageDigest, digest, certificate })
  const signature = sign(algorithm.digest, signedBytes, signer.key)
  const certificates = [certificate]
  const bytes = writeSignedData({ certificates, digest, algorithm, signedBytes, signature })
  return { bytes, root, signer }
}

const kinds = [
  'rsa',
  'rsa-pss',
  'p-256',
  'p-384',
  'p-521',
  'ed25519',
  'ml-dsa-44',
  'ml-dsa-65',
  'ml-dsa-87',
] as const
for (const kind of kinds)
  test(`a message signed with ${kind} is read again and verifies`, () => {
    const { bytes, root } = message(kind)
    const read = readSignedData(bytes)
    assert.equal(read.length, bytes.length)
    const [signer] = read.signers
    const [certificate] = read.certificates
    assert.ok(signer?.algorithm && signer.signedBytes && certificate)
    const key = publicKeyOf(certificate)
    assert.ok(key)
    const given = { key, data: signer.signedBytes, signature: signer.signature }
    assert.equal(verifies(signer.algorithm, given), true)
    assert.equal(verifies(signer.algorithm, { ...given, data: content }), false)
    assert.ok(isIssuedBy(certificate, readCertificate(root.certificate)))
  })

test('a certificate whose signature value is not of whole bytes is malformed', () => {
  const { certificate } = issueIdentity({ name: 'Root', role: 'authority', kind: 'ed25519' })
  const changed = Uint8Array.from(certificate)
  const at = changed.length - 65
  assert.deepEqual([changed[at - 2], changed[at]], [0x03, 0])
  changed[at] = 4
  assert.throws(() => readCertificate(changed), { code: 'malformed-certificate' })
})

test('Node reads the certificates that are issued, and finds them signed', () => {
  const root = issueIdentity({ name: 'Raíz', role: 'authority' })
  const one = issueIdentity({ name: 'One', role: 'timestamps', issuer: root })
  const [parent, child] = [
    new X509Certificate(root.certificate),
    new X509Certificate(one.certificate),
  ]
  assert.ok(child.checkIssued(parent) && child.verify(parent.publicKey) && parent.ca)
  assert.deepEqual(basicConstraints(readCertificate(root.certificate)), {
    ca: true,
    pathLength: null,
  })
  assert.equal(basicConstraints(readCertificate(one.certificate)), null)
})

test('OpenSSL verifies a message with its CAdES attributes', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'rimaq-cms-'))
  try {
    const { bytes, root } = message('rsa')
    writeFileSync(join(folder, 'm.der'), bytes)
    writeFileSync(join(folder, 'content'), content)
    writeFileSync(join(folder, 'root.pem'), new X509Certificate(root.certificate).toString())
    const args = ['-in', 'm.der', '-inform', 'DER', '-content', 'content', '-CAfile', 'root.pem']
    const more = ['-binary', '-purpose', 'any', '-out', 'out']
    execFileSync('openssl', ['cms', '-verify', '-cades', ...args, ...more], {
      cwd: folder,
      stdio: 'pipe',
    })
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ENOENT') throw error
    t.skip('openssl is not installed')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('an unsigned attribute is added and the rest stays byte by byte', () => {
  const { bytes } = message('p-256')
  const more = withUnsigned(bytes, attribute(cmsIds.timestampToken, oid('1.2.3')))
  const [before, after] = [readSignedData(bytes).signers[0], readSignedData(more).signers[0]]
  assert.ok(before?.signedBytes && after?.signedBytes)
  assert.ok(sameBytes(before.signedBytes, after.signedBytes))
  assert.ok(sameBytes(before.signature, after.signature))
  assert.equal(oidOf(after.unsigned.get(cmsIds.timestampToken)?.[0]), '1.2.3')
})

test('RSA-PSS parameters are written as they are read', () => {
  const algorithm = { scheme: 'rsa-pss', digest: 'sha512', salt: 64 } as const
  assert.deepEqual(readSignatureAlgorithm(readDer(writeSignatureAlgorithm(algorithm))), algorithm)
})

test('object identifiers of all first arcs come back as they were', () => {
  for (const dotted of [
    '0.9.2342',
    '1.2.840.113549.1.7.2',
    '2.16.840.1.101.3.4.2.1',
    '2.5.4.3',
    '2.999.1',
  ]) {
    const node = readDer(oid(dotted))
    assert.equal(oidOf(node), dotted)
    assert.equal(rawOf(node).length, node.end)
  }
})

test('3,000 changed messages are read or refused by our own error', () => {
  const random = randomFrom(3)
  const { bytes } = message('p-256')
  for (let round = 0; round < 3000; round++) {
    const changed = Uint8Array.from(bytes)
    for (let count = 1 + Math.floor(random() * 4); count > 0; count--)
      changed[Math.floor(random() * changed.length)] = Math.floor(random() * 256)
    try {
      readSignedData(random() < 0.2 ? changed.subarray(0, Math.floor(random() * 900)) : changed)
    } catch (error) {
      if (!(error instanceof SignatureError)) throw error
    }
  }
})
