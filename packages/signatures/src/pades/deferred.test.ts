// Signs in three steps with a ticket that goes through JSON, and refuses what was not signed for it.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash, sign } from 'node:crypto'
import { test } from 'node:test'
import { sameBytes } from '../bytes.ts'
import { signedAttributes, writeSignedData } from '../cms/build.ts'
import { SignatureError, type SignatureErrorCode } from '../signature-error.ts'
import { makePdf, onePage } from '../test-pdf.ts'
import { answerTimestamp } from '../tsa/answer-timestamp.ts'
import { validatePdf } from '../validate/validate-pdf.ts'
import { algorithmFor, issueIdentity } from '../x509/issue.ts'
import { embedSignature, prepareSignature } from './deferred.ts'
import { withTail } from './sign-pdf.ts'
import type { SignatureTicket } from './ticket.ts'

const root = issueIdentity({ name: 'Root', role: 'authority' })
const time = new Date()
const first = makePdf()

async function refused(promise: Promise<unknown>, code: SignatureErrorCode, why: RegExp) {
  await assert.rejects(promise, (error) => {
    assert.ok(error instanceof SignatureError)
    assert.equal(error.code, code)
    assert.match(error.message, why)
    return true
  })
}

function prepared(kind: 'rsa' | 'p-256' | 'ed25519' = 'p-256') {
  const identity = issueIdentity({ name: 'Rosa', role: 'signer', issuer: root, kind })
  const algorithm = algorithmFor(identity.key)
  const certificates = [identity.certificate, root.certificate]
  const made = prepareSignature(first, { time, reason: 'Visto bueno', certificates, algorithm })
  const ticket = JSON.parse(JSON.stringify(made.ticket)) as SignatureTicket
  assert.ok(made.signedAttributes && made.digest)
  const signature = sign(algorithm.digest, made.signedAttributes, identity.key)
  return { ...made, identity, algorithm, ticket, signature, attributes: made.signedAttributes }
}

for (const kind of ['rsa', 'p-256', 'ed25519'] as const)
  test(`a ticket kept as JSON is finished with a signature by ${kind}`, async () => {
    const { ticket, signature, attributes, digest } = prepared(kind)
    const name = digest?.algorithm ?? 'sha256'
    assert.ok(digest && sameBytes(digest.bytes, createHash(name).update(attributes).digest()))
    const done = await embedSignature(ticket, { signature }, { document: first })
    const whole = withTail(first, done)
    assert.ok(sameBytes(whole.subarray(0, first.length), first))
    const [report] = validatePdf(whole).signatures
    assert.equal(report?.indication, 'TOTAL-PASSED')
    assert.equal(report?.coverage, 'entire-file')
  })

test('another process finishes what this one began', async () => {
  const { ticket, signature } = prepared()
  const module = new URL('deferred.ts', import.meta.url).href
  const code = `
    const { embedSignature } = await import(${JSON.stringify(module)})
    const { ticket, signature } = JSON.parse(process.env.HANDED)
    const done = await embedSignature(ticket, { signature: Buffer.from(signature, 'base64') })
    process.stdout.write(Buffer.from(done.tail).toString('base64'))`
  const handed = JSON.stringify({ ticket, signature: signature.toString('base64') })
  const text = execFileSync(process.execPath, ['--input-type=module', '-e', code], {
    env: { ...process.env, HANDED: handed },
    encoding: 'utf8',
  })
  const here = await embedSignature(ticket, { signature })
  assert.ok(sameBytes(new Uint8Array(Buffer.from(text, 'base64')), here.tail))
})

test('a message made elsewhere as a whole is taken when it signs this document', async () => {
  const identity = issueIdentity({ name: 'Rosa', role: 'signer', issuer: root })
  const { document, signedAttributes: none, ticket } = prepareSignature(first, { time })
  assert.equal(none, null)
  const { certificate, key } = identity
  const algorithm = algorithmFor(key)
  const messageFor = (messageDigest: Uint8Array): Uint8Array => {
    const given = { messageDigest, digest: 'sha256', certificate } as const
    const signedBytes = signedAttributes(given)
    const signature = sign('sha256', signedBytes, key)
    const certificates = [certificate]
    return writeSignedData({ certificates, digest: 'sha256', algorithm, signedBytes, signature })
  }
  const done = await embedSignature(ticket, { cms: messageFor(document.bytes) })
  assert.equal(validatePdf(withTail(first, done)).signatures[0]?.indication, 'TOTAL-PASSED')
  const other = messageFor(createHash('sha256').update('another').digest())
  await refused(embedSignature(ticket, { cms: other }), 'wrong-signature', /not the one/)
})

test('what is no signature by this key over this document is refused before it is written', async () => {
  const { ticket, attributes } = prepared()
  const foreign = sign('sha256', attributes, issueIdentity({ name: 'X', role: 'signer' }).key)
  await refused(embedSignature(ticket, { signature: foreign }), 'wrong-signature', /not by the key/)
  const garbage = { signature: new Uint8Array(70) }
  await refused(embedSignature(ticket, garbage), 'wrong-signature', /not by the key/)
})

test('a document that changed in the meantime is found', async () => {
  const { ticket, signature } = prepared()
  const longer = makePdf({ objects: [...onePage, '[1]'] })
  await refused(embedSignature(ticket, { signature }, { document: longer }), 'file-changed', /./)
  const changed = Uint8Array.from(first)
  changed[changed.indexOf(0x50, 200)] = 0x51
  await refused(embedSignature(ticket, { signature }, { document: changed }), 'file-changed', /./)
})

test('a ticket that is none is refused in words', async () => {
  const { ticket, signature } = prepared()
  const wrong: Partial<Record<keyof SignatureTicket, unknown>>[] = [
    { form: 'other' },
    { reserve: -1 },
    { reserve: 2 ** 40 },
    { messageDigest: 'AA==' },
    { before: 'AA==' },
    { after: undefined },
    { certificates: 'x' },
    { digest: 'sha999' },
  ]
  for (const part of wrong) {
    const broken = { ...ticket, ...part } as SignatureTicket
    await refused(embedSignature(broken, { signature }), 'bad-ticket', /unusable/)
  }
  const none = null as unknown as SignatureTicket
  await refused(embedSignature(none, { signature }), 'bad-ticket', /another form/)
})

test('a timestamp is added at the end, and a message that does not fit names its size', async () => {
  const { ticket, signature } = prepared()
  const clock = issueIdentity({ name: 'Clock', role: 'timestamps', issuer: root })
  const send = (_: string, request: Uint8Array) =>
    Promise.resolve(answerTimestamp(request, clock, time))
  const timestamps = { servers: ['here'], send }
  const done = await embedSignature(ticket, { signature }, { timestamps })
  assert.equal(done.level, 'B-T')
  const identity = issueIdentity({ name: 'Rosa', role: 'signer', issuer: root })
  const certificates = [identity.certificate]
  const algorithm = algorithmFor(identity.key)
  const small = prepareSignature(first, { time, reserve: 100, certificates, algorithm })
  const value = sign('sha256', small.signedAttributes ?? new Uint8Array(), identity.key)
  const promise = embedSignature(small.ticket, { signature: value })
  await refused(promise, 'reserve-too-small', /100 were reserved/)
})

test('an expired certificate is named before anything is prepared', () => {
  const { key, certificate } = issueIdentity({ name: 'Rosa', role: 'signer', issuer: root })
  const options = { certificates: [certificate], algorithm: algorithmFor(key) }
  assert.throws(
    () => prepareSignature(first, { ...options, time: new Date('2020-01-01') }),
    (error) => error instanceof SignatureError && error.code === 'certificate-not-valid',
  )
})
