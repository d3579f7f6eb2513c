// Feeds the readers and the validator with changed documents and with any bytes: a report or our own error, never more.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readSignedData } from '../cms/signed-data.ts'
import { contentsOf } from '../pades/contents.ts'
import { openPdf } from '../pdf/open-pdf.ts'
import { SignatureError } from '../signature-error.ts'
import { randomFrom } from '../test-pdf.ts'
import { readToken } from '../tsa/token.ts'
import { validatePdf } from '../validate/validate-pdf.ts'
import { readCertificate } from '../x509/certificate.ts'
import { coveredParts, falseAccepts } from './false-accept.ts'
import { generateCorpus } from './corpus.ts'
import { mutated } from './mutate.ts'

/** Whether the reader took the bytes; false for our own error, any other is thrown. */
function takes(read: (bytes: Uint8Array) => unknown, bytes: Uint8Array): boolean {
  try {
    read(bytes)
    return true
  } catch (error) {
    if (error instanceof SignatureError) return false
    throw error
  }
}

const readers = { openPdf, readCertificate, readSignedData, readToken } as const

for (const [name, read] of Object.entries(readers))
  test(`${name} answers any bytes with a value or with our own error`, () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      // Bytes that look like DER: tags that occur, and short lengths.
      fc
        .array(fc.tuple(fc.constantFrom(0x30, 0x31, 0xa0, 2, 3, 4, 5, 6, 0x24), fc.nat(20)), {
          maxLength: 60,
        })
        .map((pairs) => Uint8Array.from(pairs.flat())),
      fc.string({ maxLength: 200 }).map((text) => new Uint8Array(Buffer.from(`%PDF-1.7\n${text}`))),
    )
    fc.assert(
      fc.property(bytes, (one) => void takes(read, one)),
      { numRuns: 1500, seed: 7 },
    )
  })

test('messages, certificates and tokens with changed bytes are read or refused', async () => {
  const { documents, anchor } = await generateCorpus((name) => /^valid-(bt|document)/.test(name))
  const random = randomFrom(5)
  let read = 0
  for (const { bytes } of documents)
    for (const message of contentsOf(bytes))
      for (let round = 0; round < 150; round++) {
        const copy = Uint8Array.from(message)
        const length = message.findLastIndex((byte) => byte !== 0)
        for (let count = 1 + Math.floor(random() * 4); count > 0; count--)
          copy[Math.floor(random() * length)] = Math.floor(random() * 256)
        if (takes(readSignedData, copy)) read++
        takes(readToken, copy)
      }
  assert.ok(read > 100, `${read} read`)
  for (let round = 0; round < 500; round++) {
    const copy = Uint8Array.from(anchor)
    copy[Math.floor(random() * copy.length)] = Math.floor(random() * 256)
    takes(readCertificate, copy)
  }
})

test('1,500 changed documents of the corpus get a report, and none passes that must not', async () => {
  const { documents, anchor, time } = await generateCorpus((name) => !name.startsWith('huge'))
  const anchors = [readCertificate(anchor)]
  const random = randomFrom(31)
  let reports = 0
  for (let round = 0; round < 1500; round++) {
    const seed = documents[round % documents.length]
    const other = documents[Math.floor(random() * documents.length)]
    if (seed === undefined || seed.bytes.length === 0) continue
    const changed = mutated(seed.bytes, random, other?.bytes)
    const report = validatePdf(changed, { anchors, time })
    assert.equal(falseAccepts(coveredParts(seed.bytes), changed, report), 0, seed.name)
    reports += report.signatures.length
  }
  assert.ok(reports > 400, `${reports} signatures judged`)
})

test('control: signatures that pass though covered bytes changed are counted', async () => {
  const { documents } = await generateCorpus((name) => name === 'valid-bb')
  const bytes = documents[0]?.bytes ?? new Uint8Array()
  const changed = Uint8Array.from(bytes)
  changed[9] = 0x41
  const credulous = validatePdf(bytes)
  assert.equal(falseAccepts(coveredParts(bytes), bytes, credulous), 0)
  assert.equal(falseAccepts(coveredParts(bytes), changed, credulous), 1)
})
