// Changes bytes of signed documents at random: validation ends with a report, never with an exception.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keySigner } from '../keys/signer.ts'
import { signPdf, withTail } from '../pades/sign-pdf.ts'
import { corpusAbsent, readCorpus } from '../test-corpus.ts'
import { makePdf, randomFrom } from '../test-pdf.ts'
import { issueIdentity } from '../x509/issue.ts'
import { validatePdf } from './validate-pdf.ts'

function mutate(bytes: Uint8Array, random: () => number): Uint8Array {
  const copy = Uint8Array.from(bytes)
  for (let count = 1 + Math.floor(random() * 8); count > 0; count--) {
    const at = Math.floor(random() * copy.length)
    if (random() < 0.3) copy.copyWithin(at, Math.floor(random() * copy.length), at + 40)
    else copy[at] = (copy[at] ?? 0) ^ (1 << Math.floor(random() * 8))
  }
  return copy
}

test('1,500 changed signed documents get a report', async () => {
  const { key, certificate } = issueIdentity({ name: 'Rosa', role: 'signer' })
  const signer = keySigner({ key, certificates: [certificate] })
  const time = new Date()
  const random = randomFrom(21)
  let judged = 0
  for (const style of ['table', 'stream'] as const) {
    const first = makePdf({ style })
    const options = { time, reserve: 1200, certify: 2 } as const
    const whole = withTail(first, await signPdf(first, signer, options))
    for (let round = 0; round < 750; round++) {
      const { signatures } = validatePdf(mutate(whole, random))
      for (const { indication, why } of signatures)
        assert.equal(indication === 'TOTAL-PASSED', why === null)
      judged += signatures.length
    }
  }
  assert.ok(judged > 100, `${judged} judged`)
})

test('changed files of the corpus get a report', { skip: corpusAbsent }, () => {
  const random = randomFrom(22)
  for (const file of [
    'generated/v06-lta',
    'generated/v10-certified-p2-form-filled',
    'pyhanko/pyhanko__minimal-two-fields-signed-twice',
  ]) {
    const whole = readCorpus(`${file}.pdf`)
    for (let round = 0; round < 60; round++) validatePdf(mutate(whole, random))
  }
})
