// Holds the verdicts on the generated corpus against those that the standards require.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCertificate } from '../x509/certificate.ts'
import { validatePdf } from '../validate/validate-pdf.ts'
import { corpusNames, generateCorpus } from './corpus.ts'
import { expected } from './expected.ts'
import { falselyAccepted, faultOf, passing } from './holds.ts'

test('each document of the generated corpus gets the verdict it must get', async () => {
  const { documents, anchor, time } = await generateCorpus()
  const anchors = [readCertificate(anchor)]
  const faults: string[] = []
  const accepted: string[] = []
  let passed = 0
  for (const { name, bytes, required } of documents) {
    const report = validatePdf(bytes, { anchors, time })
    const fault = faultOf(report, required)
    if (fault !== null) faults.push(`${name}: ${fault}`)
    if (falselyAccepted(report, required)) accepted.push(name)
    passed += passing(report)
  }
  assert.deepEqual(accepted, [])
  assert.deepEqual(faults, [])
  assert.ok(documents.length > 180 && passed > 50, `${documents.length}, ${passed} pass`)
})

test('every document has a required verdict, and every required verdict a document', () => {
  assert.deepEqual([...corpusNames].sort(), Object.keys(expected).sort())
})

test('control: a validator that believes everything is found out', async () => {
  const { documents } = await generateCorpus((name) => name.startsWith('isa-content'))
  const said = { indication: 'TOTAL-PASSED', subIndication: null, why: null } as const
  for (const { bytes, required } of documents) {
    const { signatures } = validatePdf(bytes)
    const credulous = { signatures: signatures.map((one) => ({ ...one, ...said })), refused: null }
    assert.equal(falselyAccepted(credulous, required), true)
    assert.notEqual(faultOf(credulous, required), null)
  }
})
