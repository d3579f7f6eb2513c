// Repairs documents with broken tables, and leaves signed and encrypted ones alone.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { concat, fromLatin1, toLatin1 } from '../bytes.ts'
import { keySigner } from '../keys/signer.ts'
import { signPdf, withTail } from '../pades/sign-pdf.ts'
import { SignatureError } from '../signature-error.ts'
import { makePdf, randomFrom } from '../test-pdf.ts'
import { validatePdf } from '../validate/validate-pdf.ts'
import { issueIdentity } from '../x509/issue.ts'
import { PdfDict, PdfRef } from './objects.ts'
import { openPdf } from './open-pdf.ts'
import { repairPdf } from './repair-pdf.ts'

const { key, certificate } = issueIdentity({ name: 'Rosa', role: 'signer' })
const signer = keySigner({ key, certificates: [certificate] })
const time = new Date()

function replaced(bytes: Uint8Array, from: RegExp, to: string): Uint8Array {
  const text = toLatin1(bytes)
  assert.match(text, from)
  return fromLatin1(text.replace(from, to))
}

const table = makePdf()
const broken: [string, Uint8Array][] = [
  ['a startxref that leads nowhere', replaced(table, /startxref\n\d+/, 'startxref\n99999')],
  ['no end', table.subarray(0, table.length - 30)],
  ['bytes before the header', concat([fromLatin1('HTTP/1.1 200 OK\r\n\r\n'), table])],
  [
    'a length that lies',
    replaced(replaced(table, /\/Length 40/, '/Length 90'), /startxref\n\d+/, 'startxref\n7'),
  ],
  ['a table that is cut off', replaced(table, /xref\n0 \d+\n/, 'xref\n0 60\n')],
  [
    'packed objects and no section',
    (() => {
      const whole = makePdf({ style: 'stream', packed: [1, 2, 3, 5] })
      return whole.subarray(0, whole.length - 40)
    })(),
  ],
]

for (const [what, bytes] of broken)
  test(`a document with ${what} is rewritten, and can then be signed`, async () => {
    assert.throws(() => openPdf(bytes), SignatureError)
    const repaired = repairPdf(bytes)
    const page = openPdf(repaired).get(new PdfRef(3, 0))
    assert.ok(page instanceof PdfDict && page.entries.has('Contents'))
    const whole = withTail(repaired, await signPdf(repaired, signer, { time }))
    assert.equal(validatePdf(whole).signatures[0]?.indication, 'TOTAL-PASSED')
  })

test('of an object that comes twice the later one stays', () => {
  const later = fromLatin1(
    '5 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>\nendobj\n',
  )
  const font = openPdf(repairPdf(concat([table.subarray(0, -30), later]))).get(new PdfRef(5, 0))
  assert.ok(font instanceof PdfDict)
  assert.match(JSON.stringify([...font.entries]), /Courier/)
})

function refused(bytes: Uint8Array, why: RegExp): void {
  assert.throws(
    () => repairPdf(bytes),
    (error) => {
      assert.ok(error instanceof SignatureError && error.code === 'not-repaired')
      assert.match(error.message, why)
      return true
    },
  )
}

test('a signed document is never repaired, whatever is broken', async () => {
  const signed = withTail(table, await signPdf(table, signer, { time }))
  refused(signed, /carries a signature/)
  refused(replaced(signed, /startxref\n\d+\n%%EOF\n$/, ''), /carries a signature/)
})

test('what is encrypted, empty or no document at all is refused in words', () => {
  const encrypted = readFileSync(new URL('golden/aes-256.pdf', import.meta.url))
  refused(new Uint8Array(encrypted), /encrypted/)
  refused(new Uint8Array(), /no catalog/)
  refused(fromLatin1('1 0 obj << /Type /Catalog >> endobj'), /no page/)
})

test('random bytes are refused, never worse', () => {
  const random = randomFrom(9)
  for (let round = 0; round < 300; round++) {
    const bytes = Uint8Array.from(table)
    for (let count = 0; count < 12; count++)
      bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256)
    try {
      openPdf(repairPdf(bytes))
    } catch (error) {
      assert.ok(error instanceof SignatureError, String(error))
    }
  }
})
