// Signs messages and judges them: attached, detached, by several, changed, in every form they travel in.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { sameBytes } from '../bytes.ts'
import { writeDigestAlgorithm, writeSignatureAlgorithm } from '../cms/algorithms.ts'
import { attribute } from '../cms/build.ts'
import { cmsIds } from '../cms/ids.ts'
import { contentOf, octetsOf, readDer, tags } from '../der/reader.ts'
import { integer, octets, sequence, setOf, wrap } from '../der/writer.ts'
import type { Signer } from '../keys/signer.ts'
import { SignatureError } from '../signature-error.ts'
import { randomFrom } from '../test-pdf.ts'
import { anchors, away, now as time, person, root, rosa, stampedAt } from '../test-people.ts'
import { readCertificate } from '../x509/certificate.ts'
import { issueIdentity } from '../x509/issue.ts'
import { cadesIds } from './ids.ts'
import { joinMessage, joinSigner, splitMessage } from './message-parts.ts'
import { addCadesSigner, cadesMessage, prepareCades, signCades } from './sign-cades.ts'
import { validateCades } from './validate-cades.ts'

const content = new Uint8Array(Buffer.from('Resolución 12-2026: se aprueba.'))
const timestamps = stampedAt(time)

function only(bytes: Uint8Array, given: Uint8Array | null = content) {
  const options = { anchors, time, ...(given === null ? {} : { content: given }) }
  const { signatures, refused } = validateCades(bytes, options)
  assert.equal(refused, null)
  const [report] = signatures
  assert.ok(report)
  return report
}

for (const kind of ['rsa', 'p-256', 'p-384', 'ed25519'] as const)
  for (const packaging of ['attached', 'detached'] as const)
    test(`an ${packaging} signature by ${kind} passes up to the trusted root`, async () => {
      const signer = person('Rosa', kind)
      const { bytes, level } = await signCades(content, signer, { time, packaging, timestamps })
      const report = only(bytes, packaging === 'attached' ? null : content)
      assert.deepEqual([report.indication, report.why], ['TOTAL-PASSED', null])
      assert.deepEqual([level, report.level, report.signer], ['B-T', 'B-T', 'Rosa'])
      assert.equal(report.claimedTime, time.toISOString())
      assert.equal(report.coverage, 'entire-file')
    })

test('what is attached comes back as it was', async () => {
  const { bytes } = await signCades(content, rosa, { time, packaging: 'attached' })
  const found = validateCades(bytes).content
  assert.ok(found !== null && sameBytes(found, content))
})

test('without the content nothing is decided, with another one it fails', async () => {
  const { bytes } = await signCades(content, rosa, { time })
  const missing = only(bytes, null)
  assert.deepEqual(
    [missing.indication, missing.subIndication],
    ['INDETERMINATE', 'SIGNED_DATA_NOT_FOUND'],
  )
  const other = only(bytes, new Uint8Array([1, 2, 3]))
  assert.deepEqual([other.indication, other.subIndication], ['TOTAL-FAILED', 'HASH_FAILURE'])
})

test('a message that carries one content does not vouch for another that is handed in', async () => {
  const { bytes } = await signCades(content, rosa, { time, packaging: 'attached' })
  assert.equal(only(bytes, content).indication, 'TOTAL-PASSED')
  assert.equal(only(bytes, new Uint8Array([1])).subIndication, 'HASH_FAILURE')
})

test('a second signer stands beside the first, whose bytes stay', async () => {
  const first = await signCades(content, rosa, { time, timestamps })
  const luis = person('Luis', 'rsa')
  const both = await addCadesSigner(first.bytes, luis, { time, content, timestamps })
  const { signatures } = validateCades(both.bytes, { anchors, time, content })
  assert.deepEqual(signatures.map(({ signer, level }) => `${signer} ${level}`).sort(), [
    'Luis B-T',
    'Rosa B-T',
  ])
  assert.ok(signatures.every(({ indication }) => indication === 'TOTAL-PASSED'))
  const [before] = splitMessage(first.bytes).signers
  const after = splitMessage(both.bytes).signers.map((one) => Buffer.from(joinSigner(one)))
  assert.ok(before && after.some((one) => one.equals(joinSigner(before))))
  await assert.rejects(addCadesSigner(first.bytes, luis, { time }), { code: 'would-break' })
})

test('a key elsewhere signs the attributes', async () => {
  const who = { certificates: rosa.certificates, algorithm: rosa.algorithm }
  const prepared = prepareCades(content, who, { time, mimeType: 'text/plain' })
  const value = await rosa.sign(prepared.toBeSigned)
  assert.equal(only(cadesMessage(prepared, value)).indication, 'TOTAL-PASSED')
})

test('a server that is away costs the level, not the signature', async () => {
  const made = await signCades(content, rosa, { time, timestamps: away })
  assert.equal(made.level, 'B-B')
  assert.match(made.pending?.message ?? '', /is away/)
  assert.equal(only(made.bytes).level, 'B-B')
})

test('an expired certificate is named before anything is signed', async () => {
  const late = new Date('2099-01-01')
  await assert.rejects(signCades(content, rosa, { time: late }), { code: 'certificate-not-valid' })
})

/** The value of a message with BER's indefinite lengths and the content cut into pieces. */
function asBer(bytes: Uint8Array): Uint8Array {
  const parts = splitMessage(bytes)
  const open = (tag: number, ...inner: Uint8Array[]): Uint8Array =>
    Buffer.concat([Uint8Array.of(tag, 0x80), ...inner, Uint8Array.of(0, 0)])
  const pieces = [octets(content.subarray(0, 5)), octets(content.subarray(5))]
  const type = Buffer.from(parts.contentType)
  return open(
    0x30,
    wrap(tags.oid, contentOf(readDer(Buffer.from('06092a864886f70d010702', 'hex')))),
    open(
      0xa0,
      open(
        0x30,
        integer(1),
        setOf(parts.digestAlgorithms),
        open(0x30, type, open(0xa0, open(0x24, ...pieces))),
        open(0xa0, ...parts.certificates),
        open(0x31, ...parts.signers.map(joinSigner)),
      ),
    ),
  )
}

const forms: [string, (der: Uint8Array) => Uint8Array][] = [
  ['DER', (der) => der],
  ['BER of indefinite length', asBer],
  ['base64', (der) => Buffer.from(Buffer.from(der).toString('base64'))],
  [
    'base64 in lines',
    (der) => Buffer.from(Buffer.from(der).toString('base64').replace(/.{64}/g, '$&\r\n')),
  ],
  ...['CMS', 'PKCS7'].map((label): [string, (der: Uint8Array) => Uint8Array] => [
    `PEM of ${label}`,
    (der) =>
      Buffer.from(
        `-----BEGIN ${label}-----\n${Buffer.from(der).toString('base64').replace(/.{64}/g, '$&\n')}\n-----END ${label}-----\n`,
      ),
  ]),
]

for (const [form, write] of forms)
  test(`a message in ${form} is read`, async () => {
    const { bytes } = await signCades(content, rosa, { time, packaging: 'attached', timestamps })
    const report = only(new Uint8Array(write(bytes)), null)
    assert.deepEqual([report.indication, report.why], ['TOTAL-PASSED', null])
  })

/** A signer over attributes in an order that is not that of DER. */
async function unsorted(signUnsorted: boolean): Promise<Uint8Array> {
  const { bytes } = await signCades(content, rosa, { time })
  const parts = splitMessage(bytes)
  const [signer] = parts.signers
  const at = signer?.fields.findIndex(([tag]) => tag === 0xa0) ?? -1
  const stored = readDer(signer?.fields[at] ?? new Uint8Array())
  const list = [...childrenRaw(stored)].reverse()
  if (signer !== undefined) {
    signer.fields[at] = wrap(0xa0, ...list)
    if (signUnsorted)
      signer.fields[signer.fields.length - 1] = octets(await rosa.sign(wrap(tags.set, ...list)))
  }
  return joinMessage(parts)
}

function* childrenRaw(node: ReturnType<typeof readDer>): Iterable<Uint8Array> {
  for (let at = node.content; at < node.contentEnd;) {
    const child = readDer(node.bytes, at, node.contentEnd)
    yield node.bytes.subarray(child.start, child.end)
    at = child.end
  }
}

test('attributes signed in another order than that of DER are not signed', async () => {
  const report = only(await unsorted(true))
  assert.deepEqual(
    [report.indication, report.subIndication],
    ['TOTAL-FAILED', 'SIG_CRYPTO_FAILURE'],
  )
})

test('attributes signed as DER but stored in another order pass with a warning', async () => {
  const report = only(await unsorted(false))
  assert.equal(report.indication, 'TOTAL-PASSED')
  assert.ok(report.warnings.some((one) => one.includes('order of DER')))
})

/** A SignerInfo over a signature value (RFC 5652, 11.4). */
async function countersigned(more: Uint8Array[] = []): Promise<Uint8Array> {
  const { bytes } = await signCades(content, rosa, { time })
  const parts = splitMessage(bytes)
  const [signer] = parts.signers
  assert.ok(signer)
  const value = octetsOf(readDer(signer.fields.at(-1) ?? new Uint8Array()))
  const luis: Signer = person('Luis')
  const [own = new Uint8Array()] = luis.certificates
  const { issuer, serial } = readCertificate(own)
  const hash = createHash('sha256').update(own).digest()
  const attributes = setOf([
    attribute(cmsIds.messageDigest, octets(createHash('sha256').update(value).digest())),
    attribute(cmsIds.signingCertificateV2, sequence(sequence(sequence(octets(hash))))),
    ...more,
  ])
  const info = sequence(
    integer(1),
    sequence(issuer, wrap(tags.integer, new Uint8Array(Buffer.from(serial, 'hex')))),
    writeDigestAlgorithm('sha256'),
    wrap(0xa0, contentOf(readDer(attributes))),
    writeSignatureAlgorithm(luis.algorithm),
    octets(await luis.sign(attributes)),
  )
  signer.unsigned.push(attribute(cadesIds.counterSignature, info))
  parts.certificates.push(own)
  return joinMessage(parts)
}

test('a counter-signature is a report of its own that names what it countersigns', async () => {
  const { signatures } = validateCades(await countersigned(), { anchors, time, content })
  assert.deepEqual(
    signatures.map(({ signer, countersigns, indication }) => [signer, countersigns, indication]),
    [
      ['Rosa', null, 'TOTAL-PASSED'],
      ['Luis', 0, 'TOTAL-PASSED'],
    ],
  )
})

test('a counter-signature with a content type is malformed', async () => {
  const odd = attribute(
    cmsIds.contentType,
    Uint8Array.from(splitMessage((await signCades(content, rosa, { time })).bytes).contentType),
  )
  const { signatures } = validateCades(await countersigned([odd]), { anchors, time, content })
  assert.equal(signatures[1]?.subIndication, 'FORMAT_FAILURE')
})

test('any changed byte under the signature fails, whichever it is', async () => {
  const { bytes } = await signCades(content, rosa, { time, packaging: 'attached' })
  const random = randomFrom(5)
  for (let round = 0; round < 500; round++) {
    const copy = Uint8Array.from(bytes)
    const at = Math.floor(random() * copy.length)
    copy[at] = (copy[at] ?? 0) ^ (1 << Math.floor(random() * 8))
    const { signatures, content: found } = validateCades(copy, { anchors, time })
    const passes = signatures.some(({ indication }) => indication === 'TOTAL-PASSED')
    // Bytes of the frame that nobody signs may differ; what passes is what was signed.
    if (passes) assert.ok(found !== null && sameBytes(found, content), `byte ${at}`)
  }
})

test('more signers or timestamps than anybody makes are refused', async () => {
  const { bytes } = await signCades(content, rosa, { time, timestamps })
  const parts = splitMessage(bytes)
  const [one] = parts.signers
  assert.ok(one)
  const many = { ...parts, signers: Array.from({ length: 201 }, () => one) }
  assert.equal(validateCades(joinMessage(many), { content }).refused?.code, 'too-large')
  const [stamp = new Uint8Array()] = one.unsigned
  const stamped = { ...one, unsigned: Array.from({ length: 501 }, () => stamp) }
  const message = joinMessage({ ...parts, signers: [stamped] })
  assert.equal(validateCades(message, { content }).refused?.code, 'too-large')
})

for (const [what, bytes] of [
  ['no bytes', new Uint8Array()],
  ['text', new Uint8Array(Buffer.from('hello, this is no signature'))],
  ['a cut message', new Uint8Array([0x30, 0x82, 0xff])],
  ['bytes behind a value', new Uint8Array([0x30, 0, 1, 2])],
] as const)
  test(`${what} are refused in words`, () => {
    const { signatures, refused } = validateCades(bytes)
    assert.deepEqual(signatures, [])
    assert.ok(refused instanceof SignatureError && refused.code === 'malformed-cms')
  })

/** A folder that is gone afterwards; false when the program is not installed. */
async function inFolder(work: (folder: string) => Promise<void>): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'rimaq-cades-'))
  try {
    await work(folder)
    return true
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ENOENT') throw error
    return false
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function openssl(folder: string, ...args: string[]): void {
  execFileSync('openssl', ['cms', ...args], { cwd: folder, stdio: 'pipe' })
}

test('OpenSSL verifies what is signed, attached and detached', async (t) => {
  const done = await inFolder(async (folder) => {
    const options = { time, timestamps }
    const signed = await signCades(content, person('Rosa', 'rsa'), options)
    const both = await addCadesSigner(signed.bytes, rosa, { ...options, content })
    const attached = await signCades(content, rosa, { ...options, packaging: 'attached' })
    writeFileSync(join(folder, 'content'), content)
    writeFileSync(join(folder, 'root.pem'), new X509Certificate(root.certificate).toString())
    writeFileSync(join(folder, 'detached.p7s'), both.bytes)
    writeFileSync(join(folder, 'attached.p7m'), attached.bytes)
    const more = ['-inform', 'DER', '-CAfile', 'root.pem', '-binary', '-purpose', 'any']
    const verify = ['-verify', '-cades', ...more, '-out', 'out']
    openssl(folder, ...verify, '-in', 'detached.p7s', '-content', 'content')
    openssl(folder, ...verify, '-in', 'attached.p7m')
  })
  if (!done) t.skip('openssl is not installed')
})

for (const [how, args] of [
  ['in one piece', ['-nodetach']],
  ['as a stream of indefinite length', ['-nodetach', '-stream']],
  ['detached', []],
  ['named by its key', ['-nodetach', '-keyid']],
] as const)
  test(`what OpenSSL signs ${how} passes`, async (t) => {
    const done = await inFolder(async (folder) => {
      const { key, certificate } = issueIdentity({ name: 'Ana', role: 'signer', issuer: root })
      const long = new Uint8Array(randomFill(100_000))
      writeFileSync(join(folder, 'content'), long)
      writeFileSync(join(folder, 'key.pem'), key.export({ type: 'pkcs8', format: 'pem' }))
      writeFileSync(join(folder, 'own.pem'), new X509Certificate(certificate).toString())
      const who = ['-signer', 'own.pem', '-inkey', 'key.pem', '-md', 'sha256']
      const form = ['-binary', '-outform', 'DER', '-in', 'content', '-out', 'signed']
      openssl(folder, '-sign', '-cades', ...who, ...form, ...args)
      const bytes = new Uint8Array(readFileSync(join(folder, 'signed')))
      const report = only(bytes, args.length === 0 ? long : null)
      assert.deepEqual([report.indication, report.why, report.level], ['TOTAL-PASSED', null, 'B-B'])
    })
    if (!done) t.skip('openssl is not installed')
  })

/** Bytes in which tags and lengths of ASN.1 turn up by chance. */
function randomFill(size: number): Uint8Array {
  const random = randomFrom(17)
  return Uint8Array.from({ length: size }, () => Math.floor(random() * 256))
}
