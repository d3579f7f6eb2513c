// Raises signatures from B-B to B-LTA, with servers that fail and lists that are too old.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { sameBytes } from '../bytes.ts'
import { keySigner } from '../keys/signer.ts'
import { openPdf } from '../pdf/open-pdf.ts'
import { PdfDict, PdfRef } from '../pdf/objects.ts'
import { SignatureError } from '../signature-error.ts'
import { makePdf } from '../test-pdf.ts'
import { answerTimestamp } from '../tsa/answer-timestamp.ts'
import { validatePdf } from '../validate/validate-pdf.ts'
import { readCertificate } from '../x509/certificate.ts'
import { issueIdentity, type Identity } from '../x509/issue.ts'
import { augmentPdf, type AugmentOptions } from './augment.ts'
import { contentsOf } from './contents.ts'
import { readStore } from './security-store.ts'
import { signPdf, withTail } from './sign-pdf.ts'
import { collectFrom, makeCrl, makeOcsp, type Span } from './test-revocation.ts'

const HOUR = 3_600_000
const root = issueIdentity({ name: 'Root', role: 'authority' })
const issuing = issueIdentity({ name: 'Issuing', role: 'authority', issuer: root })
const clocks = issueIdentity({ name: 'Clocks', role: 'authority', issuer: root })
const rosa = issueIdentity({ name: 'Rosa', role: 'signer', issuer: issuing })
const clock = issueIdentity({ name: 'Clock', role: 'timestamps', issuer: clocks })
const signer = keySigner({ key: rosa.key, certificates: [rosa.certificate, issuing.certificate] })
const start = new Date(Math.floor(Date.now() / 1000) * 1000 - 10 * HOUR)
const at = (hours: number): Date => new Date(start.getTime() + hours * HOUR)
const authorities = [root, issuing, clocks]
const anchors = [readCertificate(root.certificate)]

function stampedAt(time: Date, by: Identity = clock) {
  const send = (_: string, request: Uint8Array) =>
    Promise.resolve(answerTimestamp(request, by, time))
  return { servers: ['here'], send }
}

const away = { servers: ['here'], send: () => Promise.reject(new Error('is away')) }
const fresh = (from: Date): Span => ({
  thisUpdate: from,
  nextUpdate: new Date(from.getTime() + 24 * HOUR),
})

async function signedAt(
  time: Date,
  more: { timestamps?: ReturnType<typeof stampedAt>; style?: 'stream' } = {},
) {
  const { style, ...options } = more
  const first = makePdf(style === undefined ? {} : { style })
  return withTail(first, await signPdf(first, signer, { time, ...options }))
}

function options(more: Partial<AugmentOptions>): AugmentOptions {
  return {
    to: 'B-LTA',
    timestamps: stampedAt(at(2)),
    collect: collectFrom(authorities, () => fresh(at(3))),
    time: at(4),
    ...more,
  }
}

for (const style of ['table', 'stream'] as const)
  test(`a plain signature in a document with a ${style} becomes B-LTA, all earlier bytes kept`, async () => {
    const signed = await signedAt(at(0), style === 'stream' ? { style } : {})
    const done = await augmentPdf(signed, options({}))
    assert.deepEqual([done.level, done.pending], ['B-LTA', null])
    assert.deepEqual(done.renewBefore, readCertificate(clock.certificate).notAfter)
    const whole = withTail(signed, done)
    assert.ok(sameBytes(whole.subarray(0, signed.length), signed))
    const { signatures } = validatePdf(whole)
    assert.deepEqual(
      signatures.map(({ kind, indication }) => [kind, indication]),
      [
        ['signature', 'TOTAL-PASSED'],
        ['document-timestamp', 'TOTAL-PASSED'],
        ['document-timestamp', 'TOTAL-PASSED'],
      ],
    )
  })

test('the levels can be reached one after the other', async () => {
  let whole = await signedAt(at(0))
  for (const to of ['B-T', 'B-LT', 'B-LTA'] as const) {
    const done = await augmentPdf(whole, options({ to }))
    assert.deepEqual([done.level, done.pending], [to, null])
    assert.ok(done.tail.length > 0)
    whole = withTail(whole, done)
    const again = await augmentPdf(whole, options({ to }))
    assert.deepEqual([again.level, again.tail.length], [to, 0])
  }
})

test('a timestamp of the signature is enough for B-T, and nothing is added', async () => {
  const signed = await signedAt(at(0), { timestamps: stampedAt(at(1)) })
  const done = await augmentPdf(signed, options({ to: 'B-T' }))
  assert.deepEqual([done.level, done.tail.length, done.renewBefore], ['B-T', 0, null])
})

test('a server that is away costs the level and keeps what there is', async () => {
  const plain = await augmentPdf(await signedAt(at(0)), options({ timestamps: away }))
  assert.deepEqual([plain.level, plain.tail.length], ['B-B', 0])
  assert.equal(plain.pending?.level, 'B-T')
  assert.match(plain.pending?.error.message ?? '', /is away/)
  const signed = await signedAt(at(0), { timestamps: stampedAt(at(1)) })
  const held = await augmentPdf(signed, options({ timestamps: away }))
  assert.deepEqual([held.level, held.pending?.level], ['B-LT', 'B-LTA'])
  assert.ok(held.tail.length > 0)
  const later = await augmentPdf(withTail(signed, held), options({}))
  assert.deepEqual([later.level, later.pending], ['B-LTA', null])
})

test('a list from before the signature is not enough: it is said when the next one comes', async () => {
  const old = collectFrom(authorities, () => fresh(at(-1)))
  const signed = await signedAt(at(0))
  const early = await augmentPdf(signed, options({ collect: old }))
  assert.equal(early.level, 'B-T')
  assert.equal(early.pending?.level, 'B-LT')
  assert.equal(early.pending?.error.code, 'revocation-too-old')
  assert.deepEqual(early.pending?.comeBack, at(23))
  const later = await augmentPdf(withTail(signed, early), options({}))
  assert.deepEqual([later.level, later.pending], ['B-LTA', null])
})

test('what could not be had is named, and B-T stays', async () => {
  const missing = [{ certificate: readCertificate(rosa.certificate), why: 'no answer' }]
  const collect = async () => ({
    certificates: [],
    crls: authorities.map((one) => makeCrl(one, fresh(at(3)))),
    ocsps: [],
    missing,
  })
  const some = await augmentPdf(await signedAt(at(0)), options({ collect }))
  assert.equal(some.level, 'B-T')
  assert.match(some.pending?.error.message ?? '', /Rosa: no answer/)
  const nothing = async () => ({ certificates: [], crls: [], ocsps: [], missing: [] })
  const none = await augmentPdf(await signedAt(at(0)), options({ collect: nothing }))
  assert.equal(none.pending?.error.code, 'revocation-missing')
  const nobody = await augmentPdf(await signedAt(at(0)), {
    to: 'B-LT',
    timestamps: stampedAt(at(2)),
  })
  assert.match(nobody.pending?.error.message ?? '', /nobody was named/)
})

test('OCSP answers count as lists do', async () => {
  const collect = async () => ({
    certificates: authorities.map(({ certificate }) => readCertificate(certificate)),
    crls: [makeCrl(root, fresh(at(3))), makeCrl(clocks, fresh(at(3)))],
    ocsps: [makeOcsp(issuing, readCertificate(rosa.certificate), fresh(at(3)))],
    missing: [],
  })
  const signed = await signedAt(at(0))
  const done = await augmentPdf(signed, options({ to: 'B-LT', collect }))
  assert.deepEqual([done.level, done.pending], ['B-LT', null])
  const store = readStore(openPdf(withTail(signed, done)))
  assert.deepEqual([store.crls.length, store.ocsps.length], [2, 1])
})

test('the archive timestamp is renewed as often as wished, and nothing in the store is lost', async () => {
  const first = await signedAt(at(0))
  let whole = withTail(first, await augmentPdf(first, options({})))
  for (const hours of [30, 60, 90]) {
    const before = readStore(openPdf(whole))
    const done = await augmentPdf(whole, {
      ...options({ timestamps: stampedAt(at(hours)), time: at(hours) }),
      collect: collectFrom(authorities, () => fresh(at(hours - 1))),
      renew: true,
    })
    assert.deepEqual([done.level, done.pending], ['B-LTA', null])
    const next = withTail(whole, done)
    assert.ok(sameBytes(next.subarray(0, whole.length), whole))
    whole = next
    const after = readStore(openPdf(whole))
    for (const [index, crl] of before.crls.entries())
      assert.ok(sameBytes(crl, after.crls[index] ?? new Uint8Array()))
    assert.equal(after.crls.length, before.crls.length + authorities.length)
    assert.deepEqual(after.certificates, before.certificates)
  }
  assert.equal(contentsOf(whole).length, 6)
  const { signatures } = validatePdf(whole)
  assert.ok(signatures.every(({ indication }) => indication === 'TOTAL-PASSED'))
})

test('the chain of another server of the archive timestamp is stored after it', async () => {
  const others = issueIdentity({ name: 'Other clocks', role: 'authority', issuer: root })
  const other = issueIdentity({ name: 'Other clock', role: 'timestamps', issuer: others })
  const signed = await signedAt(at(0), { timestamps: stampedAt(at(1)) })
  const done = await augmentPdf(signed, {
    ...options({ timestamps: stampedAt(at(4), other) }),
    collect: collectFrom([...authorities, others], () => fresh(at(3))),
  })
  assert.equal(done.level, 'B-LTA')
  const plain = await augmentPdf(signed, {
    ...options({ timestamps: stampedAt(at(4), other) }),
    collect: async ({ certificates }) => {
      const asked = certificates.some(({ raw }) => sameBytes(raw, other.certificate))
      const mine = asked ? [...authorities, others] : authorities
      return {
        certificates: mine.map(({ certificate }) => readCertificate(certificate)),
        crls: mine.map((one) => makeCrl(one, fresh(at(3)))),
        ocsps: [],
        missing: [],
      }
    },
  })
  const document = openPdf(withTail(signed, plain))
  const store = readStore(document)
  assert.ok(store.certificates.some((one) => sameBytes(one, other.certificate)))
  assert.equal(document.revisions.length, 5)
})

test('each entry of the store is named by the SHA-1 of the padded contents, and stays as it is', async () => {
  const signed = await signedAt(at(0))
  const once = withTail(signed, await augmentPdf(signed, options({})))
  const twice = withTail(once, await augmentPdf(once, options({ renew: true })))
  const entriesOf = (bytes: Uint8Array): [string, number][] => {
    const document = openPdf(bytes)
    const store = document.at(document.catalog, 'DSS')
    const entries = store instanceof PdfDict ? document.at(store, 'VRI') : null
    assert.ok(entries instanceof PdfDict)
    return [...entries.entries].map(([key, ref]) => [key, ref instanceof PdfRef ? ref.number : 0])
  }
  const [contents] = contentsOf(signed)
  assert.ok(contents && contents.length === 16_384)
  const key = createHash('sha1').update(contents).digest('hex').toUpperCase()
  const [before, after] = [new Map(entriesOf(once)), new Map(entriesOf(twice))]
  assert.ok(before.has(key))
  for (const [name, ref] of before) assert.equal(after.get(name), ref)
})

test('a certification with P = 1 takes timestamps and validation data, for they change nothing', async () => {
  const first = makePdf()
  const closed = withTail(first, await signPdf(first, signer, { time: at(0), certify: 1 }))
  const done = await augmentPdf(closed, options({}))
  assert.equal(done.level, 'B-LTA')
  const [report] = validatePdf(withTail(closed, done), { anchors, time: at(5) }).signatures
  assert.equal(report?.indication, 'TOTAL-PASSED')
})

test('a document without a signature has nothing to complete', async () => {
  await assert.rejects(
    augmentPdf(makePdf(), options({})),
    (error) => error instanceof SignatureError && error.code === 'nothing-signed',
  )
})
