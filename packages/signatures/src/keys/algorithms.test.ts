// Signs a document with every kind of key and judges it with its root, so that no row of the table is for show.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signPdf, withTail } from '../pades/sign-pdf.ts'
import { makePdf } from '../test-pdf.ts'
import { validatePdf } from '../validate/validate-pdf.ts'
import { readCertificates } from '../x509/certificate.ts'
import { issueIdentity, type KeyKind } from '../x509/issue.ts'
import { keySigner } from './signer.ts'

const kinds: readonly KeyKind[] = [
  'rsa',
  'rsa-pss',
  'p-256',
  'p-384',
  'p-521',
  'ed25519',
  'ml-dsa-44',
  'ml-dsa-65',
  'ml-dsa-87',
]
const time = new Date()

for (const kind of kinds)
  test(`a document signed with ${kind} under an authority of its kind passes, and no byte more`, async () => {
    const root = issueIdentity({ name: 'Root', role: 'authority', kind })
    const { key, certificate } = issueIdentity({ name: 'Rosa', role: 'signer', issuer: root, kind })
    const signer = keySigner({ key, certificates: [certificate] })
    const first = makePdf()
    const whole = withTail(first, await signPdf(first, signer, { time }))
    const anchors = readCertificates(root.certificate)
    const [report] = validatePdf(whole, { anchors, time }).signatures
    assert.equal(report?.indication, 'TOTAL-PASSED', report?.why ?? '')
    const at = first.indexOf(0x48, 100)
    const changed = whole.with(at, (whole[at] ?? 0) ^ 1)
    const [broken] = validatePdf(changed, { anchors, time }).signatures
    assert.notEqual(broken?.indication, 'TOTAL-PASSED')
  })

test('RSA keys sign by PSS too when they are told to', async () => {
  const root = issueIdentity({ name: 'Root', role: 'authority' })
  const rosa = issueIdentity({ name: 'Rosa', role: 'signer', issuer: root, kind: 'rsa' })
  const algorithm = { scheme: 'rsa-pss', digest: 'sha512', salt: 64 } as const
  const certificates = [rosa.certificate]
  const signer = keySigner({ key: rosa.key, certificates, algorithm })
  const first = makePdf()
  const whole = withTail(first, await signPdf(first, signer, { time }))
  const anchors = readCertificates(root.certificate)
  assert.equal(validatePdf(whole, { anchors }).signatures[0]?.indication, 'TOTAL-PASSED')
})
