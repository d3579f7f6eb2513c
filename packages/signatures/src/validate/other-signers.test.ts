// Judges PDF as other programs sign and save it: digests as content, marks of iText, stores that grow in place.
import assert from 'node:assert/strict'
import { createHash, sign } from 'node:crypto'
import { test } from 'node:test'
import { concat, fromLatin1, toLatin1 } from '../bytes.ts'
import { signedAttributes, writeSignedData } from '../cms/build.ts'
import { cmsIds } from '../cms/ids.ts'
import { updated } from '../corpus/craft.ts'
import { fillContents, prepareRevision } from '../pades/prepare.ts'
import { signPdf } from '../pades/sign-pdf.ts'
import { openPdf } from '../pdf/open-pdf.ts'
import { PdfRef } from '../pdf/objects.ts'
import { makePdf, onePage } from '../test-pdf.ts'
import { now as time, root, rosa } from '../test-people.ts'
import { issueIdentity } from '../x509/issue.ts'
import { validatePdf } from './validate-pdf.ts'

const luis = issueIdentity({ name: 'Luis', role: 'signer', issuer: root, kind: 'rsa' })

/** ISO 32000-1, 12.8.3.3.1: the content of the message is the SHA-1 of the document. */
function signedBySha1(change: (digest: Uint8Array) => Uint8Array = (digest) => digest): Uint8Array {
  const document = makePdf()
  const prepared = prepareRevision(document, { time, reserve: 8192 })
  const form = '/SubFilter/ETSI.CAdES.detached'
  const text = toLatin1(prepared.tail)
  assert.ok(text.includes(form))
  const tail = fromLatin1(text.replace(form, '/SubFilter/adbe.pkcs7.sha1'.padEnd(form.length)))
  const whole = concat([document, tail])
  const hash = createHash('sha1')
  const [a = 0, b = 0, c = 0, d = 0] = prepared.byteRange
  hash.update(whole.subarray(a, a + b)).update(whole.subarray(c, c + d))
  const bytes = change(new Uint8Array(hash.digest()))
  const { certificate, key } = luis
  const messageDigest = createHash('sha256').update(bytes).digest()
  const signedBytes = signedAttributes({ messageDigest, digest: 'sha256', certificate })
  const message = writeSignedData({
    certificates: [certificate],
    digest: 'sha256',
    algorithm: { scheme: 'rsa', digest: 'sha256' },
    signedBytes,
    signature: sign('sha256', signedBytes, key),
    content: { type: cmsIds.data, bytes },
  })
  return concat([document, fillContents({ ...prepared, tail }, message)])
}

function only(bytes: Uint8Array) {
  const [report] = validatePdf(bytes, { time }).signatures
  assert.ok(report)
  return report
}

test('a message over the SHA-1 of the document is read, and its SHA-1 is told', () => {
  const report = only(signedBySha1())
  assert.deepEqual([report.indication, report.level], ['TOTAL-PASSED', 'not baseline'])
  assert.ok(report.warnings.some((one) => /digest of the document uses SHA1/.test(one)))
})

test('a message over another digest than that of the document fails', () => {
  const other = only(signedBySha1((digest) => digest.map((byte) => byte ^ 1)))
  assert.equal(other.subIndication, 'HASH_FAILURE')
  const whole = signedBySha1()
  const at = toLatin1(whole).indexOf('Pago: 100')
  const changed = Uint8Array.from(whole)
  changed.set(fromLatin1('Pago: 900'), at)
  assert.equal(only(changed).subIndication, 'HASH_FAILURE')
})

/** Objects 6 to 8 are a store with its VRI and an entry of it. */
async function withStore(): Promise<Uint8Array> {
  const objects = [
    ...onePage.with(0, '<< /Type /Catalog /Pages 2 0 R /DSS 6 0 R >>'),
    '<< /Type /DSS /VRI 7 0 R >>',
    '<< /AA 8 0 R >>',
    '<< /Cert [] >>',
  ]
  const first = makePdf({ objects })
  return concat([first, (await signPdf(first, rosa, { time })).tail])
}

async function codesAfter(objects: Record<number, string>): Promise<string> {
  const whole = await withStore()
  const { size } = openPdf(whole)
  const later = updated(
    whole,
    Object.fromEntries(
      Object.entries(objects).map(([number, body]) => [
        number === '0' ? size : Number(number),
        { body: body.replaceAll('NEW', `${size} 0 R`) },
      ]),
    ),
  )
  assert.ok(openPdf(later).get(new PdfRef(6, 0)) !== null)
  const { indication, modifications } = only(later)
  return `${indication} ${modifications
    .map(({ code }) => code)
    .toSorted()
    .join(' ')}`
}

test('lists of a store may grow in objects of their own', async () => {
  const stream = '<< /Length 3 >>\nstream\nabc\nendstream'
  const passed = 'TOTAL-PASSED store-grown'
  assert.equal(await codesAfter({ 7: '<< /AA 8 0 R /BB << /Cert [NEW] >> >>', 0: stream }), passed)
  assert.equal(await codesAfter({ 8: '<< /Cert [NEW] >>', 0: stream }), passed)
})

test('the mark of iText in the root of the pages is told; a box there is a change', async () => {
  const pages = '<< /Type /Pages /Kids [3 0 R] /Count 1'
  assert.equal(await codesAfter({ 2: `${pages} /ITXT (5.0.0) >>` }), 'TOTAL-PASSED metadata')
  for (const more of ['/ITXT (5.0.0) /Rotate 90', '/ITXT 4 0 R', '/Rotate 90'])
    assert.match(await codesAfter({ 2: `${pages} ${more} >>` }), /^TOTAL-FAILED .*object-changed/)
})
