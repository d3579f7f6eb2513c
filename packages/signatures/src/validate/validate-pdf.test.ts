// Signs documents and judges them: as they are, changed, trusted or not, and broken at random.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { concat, fromLatin1, toLatin1 } from '../bytes.ts'
import { keySigner, type Signer } from '../keys/signer.ts'
import { signPdf, withTail, type SignOptions } from '../pades/sign-pdf.ts'
import { appendRevision, type NewObject } from '../pdf/append-revision.ts'
import { openPdf } from '../pdf/open-pdf.ts'
import { PdfName, PdfRef, PdfString, type PdfDict } from '../pdf/objects.ts'
import { dictOf, withEntries } from '../pdf/write-value.ts'
import { makePdf, onePage, randomFrom } from '../test-pdf.ts'
import { answerTimestamp } from '../tsa/answer-timestamp.ts'
import { readCertificate } from '../x509/certificate.ts'
import { issueIdentity, type Identity, type KeyKind } from '../x509/issue.ts'
import { validatePdf } from './validate-pdf.ts'

const root = issueIdentity({ name: 'Root', role: 'authority' })
const middle = issueIdentity({ name: 'Middle', role: 'authority', issuer: root })
const tsa = issueIdentity({ name: 'Time', role: 'timestamps', issuer: root })
const anchors = [readCertificate(root.certificate)]
const time = new Date()

function signerBy(identity: Identity, ...more: Identity[]): Signer {
  const certificates = [identity, ...more].map(({ certificate }) => certificate)
  return keySigner({ key: identity.key, certificates })
}

function person(kind: KeyKind = 'p-256'): Signer {
  return signerBy(issueIdentity({ name: 'Rosa', role: 'signer', issuer: middle, kind }), middle)
}

const rosa = person()
const timestamps = {
  servers: ['here'],
  send: (_: string, request: Uint8Array) => Promise.resolve(answerTimestamp(request, tsa, time)),
}

async function signed(
  options: Partial<SignOptions> = {},
  first = filledForm(),
): Promise<Uint8Array> {
  return withTail(first, await signPdf(first, rosa, { time, ...options }))
}

/** A document with a text field (6) and an empty signature field (7). */
function filledForm(): Uint8Array {
  const [, pages = '', page = '', ...rest] = onePage
  return makePdf({
    objects: [
      '<< /Type /Catalog /Pages 2 0 R /OpenAction 8 0 R /AcroForm << /Fields [6 0 R 7 0 R] >> >>',
      pages,
      page.replace('/Contents', '/Annots [6 0 R 7 0 R] /Contents'),
      ...rest,
      '<< /Type /Annot /Subtype /Widget /FT /Tx /T (obs) /Rect [9 9 99 29] /P 3 0 R /V (a) /A 9 0 R >>',
      '<< /Type /Annot /Subtype /Widget /FT /Sig /T (Jefe) /Rect [0 0 9 9] /P 3 0 R >>',
      '<< /S /Named /N /FirstPage >>',
      '<< /S /Named /N /NextPage >>',
    ],
  })
}

function changed(
  whole: Uint8Array,
  number: number,
  entries: Parameters<typeof withEntries>[1],
): Uint8Array {
  const document = openPdf(whole)
  const before = document.get(new PdfRef(number, 0)) as PdfDict
  return appended(whole, new Map([[number, withEntries(before, entries)]]))
}

function appended(whole: Uint8Array, objects: Map<number, NewObject>): Uint8Array {
  return concat([whole, appendRevision(openPdf(whole), objects).tail])
}

function verdict(whole: Uint8Array, index = 0) {
  const report = validatePdf(whole, { anchors, time }).signatures[index]
  assert.ok(report)
  return report
}

for (const kind of ['rsa', 'p-256', 'p-384', 'ed25519'] as const)
  test(`a signature by ${kind} passes up to the trusted root`, async () => {
    const first = makePdf({ style: 'stream', packed: [1, 2, 3] })
    const whole = withTail(first, await signPdf(first, person(kind), { time, timestamps }))
    const report = verdict(whole)
    assert.deepEqual([report.indication, report.why], ['TOTAL-PASSED', null])
    assert.deepEqual([report.level, report.signer, report.coverage], ['B-T', 'Rosa', 'entire-file'])
    assert.ok(report.warnings.includes('revocation was not checked'))
  })

test('any changed byte that was signed fails, wherever it is', async () => {
  const whole = await signed()
  const gap = [
    toLatin1(whole).indexOf('/Contents<') + 9,
    toLatin1(whole).indexOf('>\n/M('),
  ] as const
  const random = randomFrom(1)
  for (let round = 0; round < 400; round++) {
    const at = Math.floor(random() * (whole.length - (gap[1] - gap[0])))
    const copy = Uint8Array.from(whole)
    const here = at < gap[0] ? at : at + gap[1] - gap[0]
    copy[here] = (copy[here] ?? 0) ^ (1 << Math.floor(random() * 8))
    const { signatures } = validatePdf(copy, { anchors, time })
    assert.ok(
      signatures.every(({ indication }) => indication !== 'TOTAL-PASSED'),
      `byte ${here}`,
    )
  }
})

test('nothing but digits may stand in /Contents', async () => {
  const whole = await signed()
  const at = toLatin1(whole).indexOf('>\n/M(')
  whole.set(fromLatin1('  '), at - 2)
  assert.equal(verdict(whole).subIndication, 'FORMAT_FAILURE')
})

const people: [string, () => Promise<Uint8Array>, string][] = [
  [
    'of an unknown root',
    async () =>
      byOther(
        issueIdentity({
          name: 'X',
          role: 'signer',
          issuer: issueIdentity({ name: 'Other', role: 'authority' }),
        }),
      ),
    'NO_CERTIFICATE_CHAIN_FOUND',
  ],
  [
    'issued by one who is no authority',
    async () => {
      const clerk = issueIdentity({ name: 'Clerk', role: 'signer', issuer: root })
      return byOther(issueIdentity({ name: 'X', role: 'signer', issuer: clerk }), clerk)
    },
    'CERTIFICATE_CHAIN_GENERAL_FAILURE',
  ],
  [
    'with an authority that had expired',
    async () => {
      const old = issueIdentity({
        name: 'Old',
        role: 'authority',
        issuer: root,
        notBefore: new Date('2019-01-01'),
        notAfter: new Date('2020-01-01'),
      })
      return byOther(issueIdentity({ name: 'X', role: 'signer', issuer: old }), old)
    },
    'OUT_OF_BOUNDS_NO_POE',
  ],
]

async function byOther(identity: Identity, ...more: Identity[]): Promise<Uint8Array> {
  const first = makePdf()
  return withTail(first, await signPdf(first, signerBy(identity, ...more), { time }))
}

for (const [what, make, sub] of people)
  test(`a signer ${what} is INDETERMINATE: ${sub}`, async () => {
    const report = verdict(await make())
    assert.deepEqual([report.indication, report.subIndication], ['INDETERMINATE', sub])
  })

test('without anchors the verdict is about bytes alone', async () => {
  const whole = await byOther(issueIdentity({ name: 'Alone', role: 'signer' }))
  assert.equal(validatePdf(whole).signatures[0]?.indication, 'TOTAL-PASSED')
})

test('a timestamp lets a signature outlive its certificate', async () => {
  const notAfter = new Date(time.getTime() + 3_600_000)
  const brief = signerBy(issueIdentity({ name: 'Brief', role: 'signer', issuer: root, notAfter }))
  const first = makePdf()
  const later = new Date(time.getTime() + 7_200_000)
  const plain = withTail(first, await signPdf(first, brief, { time }))
  const stamped = withTail(first, await signPdf(first, brief, { time, timestamps }))
  const [one] = validatePdf(plain, { anchors, time: later }).signatures
  const [two] = validatePdf(stamped, { anchors, time: later }).signatures
  assert.equal(one?.subIndication, 'OUT_OF_BOUNDS_NO_POE')
  assert.equal(two?.indication, 'TOTAL-PASSED')
})

type Change = (whole: Uint8Array) => Uint8Array
const fill: Change = (whole) => changed(whole, 6, { V: new PdfString(fromLatin1('b'), false) })
const annotate: Change = (whole) => {
  const rect = { Rect: [0, 0, 50, 50], Contents: new PdfString(fromLatin1('no'), false) }
  const note = dictOf({ Type: new PdfName('Annot'), Subtype: new PdfName('FreeText'), ...rect })
  const document = openPdf(whole)
  const page = document.get(new PdfRef(3, 0)) as PdfDict
  const list = [...(document.at(page, 'Annots') as PdfRef[]), new PdfRef(90, 0)]
  const objects = new Map<number, NewObject>([
    [3, withEntries(page, { Annots: list })],
    [90, note],
  ])
  return appended(whole, objects)
}
const look: Change = (whole) => changed(whole, 6, { AP: dictOf({ N: new PdfRef(4, 0) }) })
const content: Change = (whole) =>
  appended(whole, new Map([[4, { dict: dictOf({}), data: fromLatin1('BT (Pago: 900) Tj ET') }]]))
const font: Change = (whole) => changed(whole, 5, { BaseFont: new PdfName('Courier') })
const pages: Change = (whole) => changed(whole, 2, { Count: 2 })
const open: Change = (whole) => changed(whole, 1, { OpenAction: new PdfRef(4, 0) })
const gap: Change = (whole) => concat([whole, fromLatin1('9 0 obj (hidden) endobj\n')])

/** An action (8) of the catalog and one of the field (9) change, named by what may grow. */
const smuggle =
  (by: 'catalog' | 'field'): Change =>
  (whole) => {
    const document = openPdf(whole)
    const action = dictOf({ S: new PdfName('URI'), URI: new PdfString(fromLatin1('evil'), false) })
    const number = by === 'catalog' ? 8 : 9
    const owner = document.get(new PdfRef(by === 'catalog' ? 1 : 6, 0)) as PdfDict
    const store = dictOf({ Certs: [new PdfRef(8, 0)] })
    const entries: Parameters<typeof withEntries>[1] =
      by === 'catalog' ? { DSS: store } : { V: new PdfRef(9, 0) }
    return appended(
      whole,
      new Map<number, NewObject>([
        [by === 'catalog' ? 1 : 6, withEntries(owner, entries)],
        [number, action],
      ]),
    )
  }

const rules: [string, Partial<SignOptions>, Change, boolean][] = [
  ['a field is filled', {}, fill, true],
  ['a field is filled under P = 2', { certify: 2 }, fill, true],
  ['a field is filled under P = 1', { certify: 1 }, fill, false],
  ['an annotation is added', {}, annotate, false],
  ['an annotation is added under P = 3', { certify: 3 }, annotate, true],
  ['an annotation is added under P = 2', { certify: 2 }, annotate, false],
  ['a field looks another way with the same value', {}, look, false],
  ['the text of a page is replaced', {}, content, false],
  ['a font is replaced', {}, font, false],
  ['the tree of pages is another', {}, pages, false],
  ['something happens at opening', {}, open, false],
  ['an action of the document hides among validation data', {}, smuggle('catalog'), false],
  ['an action of a field hides in its value', {}, smuggle('field'), false],
  ['bytes follow that belong to no revision', {}, gap, false],
]

for (const [what, options, change, passes] of rules)
  test(`when ${what}, the signature ${passes ? 'passes with a warning' : 'fails'}`, async () => {
    const report = verdict(change(await signed(options)))
    assert.equal(report.indication, passes ? 'TOTAL-PASSED' : 'TOTAL-FAILED', report.why ?? '')
    if (passes) assert.ok(report.warnings.length > 1)
    else assert.equal(report.subIndication, 'FORMAT_FAILURE')
  })

test('what we sign after a signature leaves the earlier one valid', async () => {
  let whole = await signed({ certify: 2 })
  whole = withTail(whole, await signPdf(whole, person('rsa'), { time, timestamps, field: 'Jefe' }))
  const { signatures } = validatePdf(whole, { anchors, time })
  assert.deepEqual(
    signatures.map(({ indication }) => indication),
    ['TOTAL-PASSED', 'TOTAL-PASSED'],
  )
  assert.deepEqual(
    signatures[0]?.modifications.map(({ kind }) => kind),
    ['signing'],
  )
})

test('a signature that a later revision takes away is still told, as failed', async () => {
  const whole = await signed({ field: 'Jefe' })
  const report = verdict(changed(whole, 7, { V: null }))
  assert.deepEqual([report.fields, report.indication], [['Jefe'], 'TOTAL-FAILED'])
})

test('a replaced object stream hides nothing, though a store of validation data names it', async () => {
  const first = makePdf({ style: 'stream', packed: [2, 3, 5] })
  const whole = await signed({}, first)
  const texts = [
    onePage[1] ?? '',
    (onePage[2] ?? '').replace('300 200', '100 100'),
    onePage[4] ?? '',
  ]
  const heads = [2, 3, 5].map((number, index) => {
    const before = texts.slice(0, index).reduce((sum, text) => sum + text.length + 1, 0)
    return `${number} ${before}`
  })
  const head = `${heads.join(' ')} `
  const dict = dictOf({ Type: new PdfName('ObjStm'), N: 3, First: head.length })
  const catalog = openPdf(whole).catalog
  const store = dictOf({ Certs: [new PdfRef(6, 0)] })
  const later = appended(
    whole,
    new Map<number, NewObject>([
      [1, withEntries(catalog, { DSS: store })],
      [6, { dict, data: fromLatin1(head + texts.join(' ')) }],
    ]),
  )
  assert.equal(verdict(whole).indication, 'TOTAL-PASSED')
  assert.deepEqual(openPdf(later).get(new PdfRef(5, 0)), openPdf(whole).get(new PdfRef(5, 0)))
  assert.equal(verdict(later).subIndication, 'FORMAT_FAILURE')
})
