// Tests that a validation in a thread says the same as one without, and ends when it should.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formDocument } from '../corpus/documents.ts'
import { newScene, signedBy } from '../corpus/scene.ts'
import { readCertificate } from '../x509/certificate.ts'
import { validatePdf } from '../validate/validate-pdf.ts'
import { validateInWorker } from './validate-in-worker.ts'

test('a thread gives the same report', async () => {
  const scene = newScene()
  const whole = await signedBy(scene, formDocument(), { timestamps: scene.timestamps })
  const options = { anchors: [readCertificate(scene.root.certificate)], time: scene.time }
  const [report] = (await validateInWorker(whole, options)).signatures
  const [same] = validatePdf(whole, options).signatures
  assert.equal(report?.indication, 'TOTAL-PASSED')
  assert.deepEqual(
    [report.signer, report.level, report.bestTime],
    [same?.signer, same?.level, same?.bestTime],
  )
})

test('a document that cannot be read is refused with the same error', async () => {
  const { refused } = await validateInWorker(new Uint8Array(20))
  assert.equal(refused?.code, 'malformed-pdf')
  assert.equal(refused.message, validatePdf(new Uint8Array(20)).refused?.message)
})

test('a thread that takes longer than its time is ended', async () => {
  const { signatures, refused } = await validateInWorker(formDocument(), {}, { timeMs: 0 })
  assert.deepEqual([signatures, refused?.code], [[], 'time-limit'])
})
