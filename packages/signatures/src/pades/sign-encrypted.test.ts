// Signs encrypted documents: what is added is encrypted as the rest is, but never the signature itself.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { sameBytes, toLatin1 } from '../bytes.ts'
import { keySigner } from '../keys/signer.ts'
import { PdfDict, PdfStream } from '../pdf/objects.ts'
import { openPdf } from '../pdf/open-pdf.ts'
import { SignatureError } from '../signature-error.ts'
import { validatePdf } from '../validate/validate-pdf.ts'
import { issueIdentity } from '../x509/issue.ts'
import { signatureFields, textOfString, valueOf } from './fields.ts'
import { signPdf, withTail } from './sign-pdf.ts'

const { key, certificate } = issueIdentity({ name: 'Rosa', role: 'signer' })
const signer = keySigner({ key, certificates: [certificate] })
const time = new Date()
const rectangle = { x: 5, y: 2, width: 90, height: 46 }
const texts = { name: 'Rosa', reason: 'Secret reason', location: 'Lima' }

function golden(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../pdf/golden/${name}.pdf`, import.meta.url)))
}

for (const name of ['rc4-40', 'rc4-128', 'aes-128', 'aes-256-r5', 'aes-256'])
  test(`a document under ${name} is signed twice and read again`, async () => {
    let whole = golden(name)
    for (const field of ['First one', 'Second one']) {
      const options = { time, field, appearance: { rectangle }, ...texts }
      const next = withTail(whole, await signPdf(whole, signer, options))
      assert.ok(sameBytes(next.subarray(0, whole.length), whole))
      whole = next
    }
    const tail = toLatin1(whole.subarray(golden(name).length))
    for (const plain of ['Secret', 'First one', 'beginbfchar', ' Tf <'])
      assert.ok(!tail.includes(plain), plain)
    const document = openPdf(whole)
    const fields = signatureFields(document)
    assert.deepEqual(
      fields.map((field) => field.name),
      ['First one', 'Second one'],
    )
    for (const field of fields) {
      const value = valueOf(document, field)
      assert.ok(value)
      assert.equal(textOfString(value.get('Reason')), 'Secret reason')
      assert.match(textOfString(value.get('M')) ?? '', /^D:\d{14}/)
      const looks = document.at(field.dict, 'AP')
      const drawn = looks instanceof PdfDict ? document.at(looks, 'N') : null
      assert.ok(drawn instanceof PdfStream)
    }
    const { signatures } = validatePdf(whole)
    assert.deepEqual(
      signatures.map(({ indication, why }) => [indication, why]),
      [
        ['TOTAL-PASSED', null],
        ['TOTAL-PASSED', null],
      ],
    )
  })

test('without its password nothing is signed; with it the signature is made', async () => {
  const first = golden('aes-256-password')
  await assert.rejects(
    signPdf(first, signer, { time }),
    (error) => error instanceof SignatureError && error.code === 'password-needed',
  )
  const whole = withTail(first, await signPdf(first, signer, { time, password: 'ñandú 7' }))
  assert.equal(signatureFields(openPdf(whole, { password: 'ñandú 7' })).length, 1)
})
