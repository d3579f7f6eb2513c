// Signs documents of every form, several times, and refuses what would break an earlier signature.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { concat, fromLatin1, sameBytes, toLatin1 } from '../bytes.ts'
import { readSignedData } from '../cms/signed-data.ts'
import { cmsIds } from '../cms/ids.ts'
import { octetsOf } from '../der/reader.ts'
import { keySigner } from '../keys/signer.ts'
import { openPdf } from '../pdf/open-pdf.ts'
import { fileSource } from '../pdf/source.ts'
import { SignatureError, type SignatureErrorCode } from '../signature-error.ts'
import { corpusAbsent, corpusFiles, readCorpus } from '../test-corpus.ts'
import { makePdf, onePage, type TestPdf } from '../test-pdf.ts'
import { issueIdentity } from '../x509/issue.ts'
import { signatureFields, valueOf } from './fields.ts'
import { prepareRevision } from './prepare.ts'
import { signPdf, withTail } from './sign-pdf.ts'

const root = issueIdentity({ name: 'Root', role: 'authority' })
const identity = issueIdentity({ name: 'Rosa', role: 'signer', issuer: root })
const signer = keySigner({
  key: identity.key,
  certificates: [identity.certificate, root.certificate],
})
const time = new Date()

function withField(more = ''): Uint8Array {
  const [, ...rest] = onePage
  const form = '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R] >> >>'
  const field = `<< /Type /Annot /Subtype /Widget /FT /Sig /T (Jefe) /Rect [0 0 9 9] /P 3 0 R ${more} >>`
  return makePdf({ objects: [form, ...rest, field] })
}

async function refusal(promise: Promise<unknown>, code: SignatureErrorCode, why: RegExp) {
  await assert.rejects(promise, (error) => {
    assert.ok(error instanceof SignatureError)
    assert.equal(error.code, code)
    assert.match(error.message, why)
    return true
  })
}

const forms: [string, TestPdf][] = [
  ['a table', {}],
  ['a stream', { style: 'stream' }],
  ['packed objects', { style: 'stream', packed: [1, 2, 3, 5] }],
]
for (const [name, form] of forms)
  test(`a document with ${name} is signed over all its bytes but the signature`, async () => {
    const first = makePdf(form)
    const whole = withTail(first, await signPdf(first, signer, { time, reason: 'Visto bueno ñ' }))
    assert.ok(sameBytes(whole.subarray(0, first.length), first))
    const document = openPdf(whole)
    const [field] = signatureFields(document)
    assert.ok(field)
    const value = valueOf(document, field)
    assert.ok(value)
    const [a = -1, b = -1, c = -1, d = -1] = document.at(value, 'ByteRange') as number[]
    assert.deepEqual([a, c + d], [0, whole.length])
    assert.equal(toLatin1(whole.subarray(b, b + 1)) + toLatin1(whole.subarray(c - 1, c)), '<>')
    const contents = Buffer.from(toLatin1(whole.subarray(b + 1, c - 1)), 'hex')
    const message = readSignedData(contents)
    const hash = createHash('sha256').update(whole.subarray(0, b)).update(whole.subarray(c))
    const told = message.signers[0]?.signed.get(cmsIds.messageDigest)?.[0]
    assert.ok(sameBytes(octetsOf(told), hash.digest()))
    assert.ok(contents.subarray(message.length).every((byte) => byte === 0))
  })

test('a file is signed by ranges, as it would be in memory', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rimaq-sign-'))
  const long = `<< /Length 900000 >>\nstream\n${'x'.repeat(900_000)}\nendstream`
  const first = makePdf({ objects: onePage.with(3, long) })
  writeFileSync(join(folder, 'one.pdf'), first)
  const descriptor = openSync(join(folder, 'one.pdf'), 'r')
  try {
    const inFile = prepareRevision(fileSource(descriptor), { time })
    assert.deepEqual(inFile, prepareRevision(first, { time }))
  } finally {
    closeSync(descriptor)
    rmSync(folder, { recursive: true })
  }
})

test('two people sign one after the other and the first signature keeps its bytes', async () => {
  const one = withTail(makePdf(), await signPdf(makePdf(), signer, { time }))
  const two = withTail(one, await signPdf(one, signer, { time }))
  assert.ok(sameBytes(two.subarray(0, one.length), one))
  const names = signatureFields(openPdf(two)).map(({ name }) => name)
  assert.deepEqual(names, ['Signature1', 'Signature2'])
})

test('an empty field that is there is signed in place', async () => {
  const first = withField()
  const whole = withTail(first, await signPdf(first, signer, { time, field: 'Jefe' }))
  const fields = signatureFields(openPdf(whole))
  assert.equal(fields.length, 1)
  assert.ok(fields[0] && valueOf(openPdf(whole), fields[0]))
  await refusal(signPdf(whole, signer, { time, field: 'Jefe' }), 'no-such-field', /already signed/)
})

test('a certified document takes a signature only where a field was there', async () => {
  const first = withField()
  const certified = withTail(first, await signPdf(first, signer, { time, certify: 2 }))
  await refusal(signPdf(certified, signer, { time }), 'would-break', /fields that were there/)
  await signPdf(certified, signer, { time, field: 'Jefe' })
  await refusal(signPdf(certified, signer, { time, certify: 2 }), 'would-break', /first signature/)
})

test('a certification with P = 1 allows nothing more', async () => {
  const first = withField()
  const closed = withTail(first, await signPdf(first, signer, { time, certify: 1 }))
  await refusal(signPdf(closed, signer, { time, field: 'Jefe' }), 'would-break', /P = 1/)
})

test('a lock of an earlier signature keeps its fields closed', async () => {
  const first = withField('/Lock << /Type /SigFieldLock /Action /Exclude /Fields [(Otro)] >>')
  const locked = withTail(first, await signPdf(first, signer, { time, field: 'Jefe' }))
  await refusal(signPdf(locked, signer, { time, field: 'Nuevo' }), 'would-break', /locks/)
  await signPdf(locked, signer, { time, field: 'Otro' })
})

test('a reservation that is too small grows by itself', async () => {
  const first = makePdf()
  const whole = withTail(first, await signPdf(first, signer, { time, reserve: 100 }))
  assert.equal(openPdf(whole).revisions.length, 2)
})

test('an expired certificate and a foreign key are named before anything is written', async () => {
  const past = new Date('2020-01-01')
  await refusal(signPdf(makePdf(), signer, { time: past }), 'certificate-not-valid', /Rosa/)
  const foreign = { key: root.key, certificates: [identity.certificate] }
  assert.throws(() => keySigner(foreign), /not that of the certificate/)
  const hidden = concat([makePdf(), fromLatin1('9 0 obj 1 endobj')])
  await refusal(signPdf(hidden, signer, { time }), 'uncovered-bytes', /no revision/)
})

test('documents of the corpus take one more signature', { skip: corpusAbsent }, async () => {
  for (const { file } of corpusFiles().filter((one) => one.file.startsWith('pades-valid/'))) {
    const first = readCorpus(file)
    const before = signatureFields(openPdf(first)).length
    const whole = withTail(first, await signPdf(first, signer, { time, field: 'Rimaq' }))
    assert.equal(signatureFields(openPdf(whole)).length, before + 1, file)
  }
})
