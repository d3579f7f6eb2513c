// Judges documents at B-LT and B-LTA, with stores of validation data and document timestamps, up to 2040.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { concat } from '../bytes.ts'
import { keySigner } from '../keys/signer.ts'
import { fillContents, prepareRevision } from '../pades/prepare.ts'
import { signPdf, withTail } from '../pades/sign-pdf.ts'
import { appendRevision, type NewObject } from '../pdf/append-revision.ts'
import { PdfDict, PdfRef } from '../pdf/objects.ts'
import { openPdf } from '../pdf/open-pdf.ts'
import { dictOf, withEntries } from '../pdf/write-value.ts'
import { defaultPolicy, strictPolicy } from '../policy/policy.ts'
import { certificateOf, day, listsOf, makePki, materialOf } from '../test-pki.ts'
import { makePdf } from '../test-pdf.ts'
import { answerTimestamp } from '../tsa/answer-timestamp.ts'
import { askTimestamp } from '../tsa/ask-timestamp.ts'
import { issueIdentity, type Identity } from '../x509/issue.ts'
import { validatePdf, type ValidateOptions } from './validate-pdf.ts'

const pki = makePki()
const later = makePki()
const span = { notBefore: day(2900), notAfter: day(7300) }
const lateTsa = issueIdentity({ name: 'Later', role: 'timestamps', issuer: later.middle, ...span })
const anchors = [pki.root, later.root].map(certificateOf)

const by = (tsa: Identity, at: number) => ({
  servers: ['here'],
  send: (_: string, request: Uint8Array) => Promise.resolve(answerTimestamp(request, tsa, day(at))),
})

async function signed(at = 10): Promise<Uint8Array> {
  const first = makePdf()
  const certificates = [pki.signer, pki.middle].map(({ certificate }) => certificate)
  const signer = keySigner({ key: pki.signer.key, certificates })
  return withTail(
    first,
    await signPdf(first, signer, { time: day(at), timestamps: by(pki.tsa, at) }),
  )
}

/** One more revision with a store of certificates and lists; what was in the store stays. */
function withStore(
  whole: Uint8Array,
  crls: readonly Uint8Array[],
  ...more: Identity[]
): Uint8Array {
  const document = openPdf(whole)
  const objects = new Map<number, NewObject>()
  let number = document.size
  const add = (data: Uint8Array): PdfRef => {
    objects.set(number, { dict: dictOf({}), data })
    return new PdfRef(number++, 0)
  }
  const before = document.at(document.catalog, 'DSS')
  const held = (key: string) => {
    const list = before instanceof PdfDict ? document.at(before, key) : null
    return Array.isArray(list) ? list : []
  }
  const certificates = [pki.middle, pki.tsa, ...more].map(({ certificate }) => add(certificate))
  const store = dictOf({
    Certs: [...held('Certs'), ...certificates],
    CRLs: [...held('CRLs'), ...crls.map(add)],
  })
  const root = document.trailer.get('Root') as PdfRef
  objects.set(root.number, withEntries(document.catalog, { DSS: store }))
  return concat([whole, appendRevision(document, objects).tail])
}

async function sealed(whole: Uint8Array, tsa: Identity, at: number): Promise<Uint8Array> {
  const prepared = prepareRevision(whole, { kind: 'timestamp', time: day(at) })
  const token = await askTimestamp(
    { digest: prepared.digest, bytes: prepared.messageDigest },
    by(tsa, at),
  )
  return concat([whole, fillContents(prepared, token)])
}

function first(whole: Uint8Array, options: ValidateOptions) {
  const { signatures, refused } = validatePdf(whole, { anchors, ...options })
  assert.equal(refused, null)
  const [one] = signatures
  assert.ok(one)
  return { ...one, said: `${one.indication} ${one.subIndication ?? ''}`.trim(), all: signatures }
}

test('a store of fresh data makes B-LT, a document timestamp over it B-LTA', async () => {
  const plain = await signed()
  const lt = withStore(plain, listsOf(pki, day(11)))
  const lta = await sealed(lt, pki.tsa, 12)
  for (const policy of [defaultPolicy, strictPolicy]) {
    const options = { policy, time: day(13) }
    const lists = materialOf([pki.middle], listsOf(pki, day(12.5)))
    assert.equal(first(plain, { ...options, material: lists }).level, 'B-T')
    assert.deepEqual([first(lt, options).said, first(lt, options).level], ['TOTAL-PASSED', 'B-LT'])
    const report = first(lta, options)
    assert.deepEqual(
      [report.said, report.level, report.bestTime],
      ['TOTAL-PASSED', 'B-LTA', day(10)],
    )
    assert.deepEqual(
      report.all.map(({ indication }) => indication),
      ['TOTAL-PASSED', 'TOTAL-PASSED'],
    )
  }
})

test('what is B-LTA and renewed passes in 2040, when all certificates of its time have expired', async () => {
  let whole = await sealed(withStore(await signed(), listsOf(pki, day(11))), pki.tsa, 12)
  whole = await sealed(withStore(whole, listsOf(pki, day(3000))), lateTsa, 3001)
  const material = materialOf([later.middle], listsOf(later, day(5112)))
  for (const policy of [defaultPolicy, strictPolicy]) {
    const report = first(whole, { policy, material, time: day(5113) })
    assert.deepEqual([report.said, report.why, report.level], ['TOTAL-PASSED', null, 'B-LTA'])
    assert.deepEqual(report.bestTime, day(10))
    assert.deepEqual(
      report.all.map(({ indication }) => indication),
      ['TOTAL-PASSED', 'TOTAL-PASSED', 'TOTAL-PASSED'],
    )
  }
})

test('what is B-LTA and not renewed is undecided in 2040, and says so for each timestamp', async () => {
  const whole = await sealed(withStore(await signed(), listsOf(pki, day(11))), pki.tsa, 12)
  const report = first(whole, { time: day(5113) })
  assert.equal(report.indication, 'INDETERMINATE')
  assert.ok(report.timestamps.every(({ indication }) => indication === 'INDETERMINATE'))
})

test('a revocation that the store tells counts, before and after the time of the signature', async () => {
  const plain = await signed()
  const revoked = (at: number) => [{ certificate: pki.signer.certificate, at: day(at) }]
  const before = withStore(plain, listsOf(pki, day(11), revoked(9)))
  const after = withStore(plain, listsOf(pki, day(11), revoked(10.5)))
  assert.equal(first(before, { time: day(12) }).said, 'INDETERMINATE REVOKED_NO_POE')
  assert.equal(first(after, { time: day(12) }).said, 'TOTAL-PASSED')
})

test('data added after the last document timestamp prove nothing about the past', async () => {
  const early = await sealed(withStore(await signed(), []), pki.tsa, 12)
  const whole = withStore(early, listsOf(pki, day(11)))
  const material = materialOf([later.middle], listsOf(later, day(5112)))
  assert.equal(first(whole, { material, time: day(5113) }).indication, 'INDETERMINATE')
})

test('a document timestamp alone gives a document without signature timestamp its time', async () => {
  const plain = makePdf()
  const certificates = [pki.signer, pki.middle].map(({ certificate }) => certificate)
  const signer = keySigner({ key: pki.signer.key, certificates })
  const whole = withTail(plain, await signPdf(plain, signer, { time: day(10) }))
  const report = first(await sealed(whole, pki.tsa, 10.5), { time: day(12) })
  assert.deepEqual([report.said, report.level, report.bestTime], ['TOTAL-PASSED', 'B-T', day(10.5)])
})
