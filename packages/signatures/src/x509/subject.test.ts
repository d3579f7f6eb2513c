// What a certificate says of its person, and who signed a PDF, read without judging.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keySigner } from '../keys/signer.ts'
import { signPdf, withTail } from '../pades/sign-pdf.ts'
import { signersOf } from '../pades/signers-of.ts'
import { makePdf } from '../test-pdf.ts'
import { readCertificate } from './certificate.ts'
import { issueIdentity } from './issue.ts'
import { subjectOf } from './subject.ts'

const rosa = issueIdentity({ name: 'QUISPE Rosa', serialNumber: 'PNOPE-40000001', role: 'signer' })

test('a subject has a common name, and the number of its person where one was given', () => {
  assert.deepEqual(subjectOf(readCertificate(rosa.certificate)), {
    ...{ commonName: 'QUISPE Rosa', serialNumber: 'PNOPE-40000001' },
  })
  const plain = issueIdentity({ name: 'Ana', role: 'signer' })
  const read = readCertificate(plain.certificate)
  assert.deepEqual(subjectOf(read), { commonName: 'Ana', serialNumber: null })
})

test('who signed stands in the order of signing, with field and certificate', async () => {
  const other = issueIdentity({ name: 'Ana', role: 'signer' })
  let document = makePdf()
  for (const [identity, field] of [
    [rosa, 'Firma'],
    [other, 'Sello'],
  ] as const) {
    const signer = keySigner({ key: identity.key, certificates: [identity.certificate] })
    document = withTail(document, await signPdf(document, signer, { time: new Date(), field }))
  }
  const signers = signersOf(document)
  assert.deepEqual(
    signers.map(({ field, certificate, timed }) => [
      field,
      subjectOf(certificate).commonName,
      timed,
    ]),
    [
      ['Firma', 'QUISPE Rosa', false],
      ['Sello', 'Ana', false],
    ],
  )
  assert.deepEqual(signersOf(makePdf()), [])
})
