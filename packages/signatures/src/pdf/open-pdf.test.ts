// Opens documents of every written form, and refuses what is malformed.
import assert from 'node:assert/strict'
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { formDocument } from '../corpus/documents.ts'
import { handTable } from '../corpus/craft.ts'
import { concat, fromLatin1, toLatin1 } from '../bytes.ts'
import { SignatureError } from '../signature-error.ts'
import { corpusAbsent, readCorpus } from '../test-corpus.ts'
import { makePdf, onePage, type TestPdf } from '../test-pdf.ts'
import { openPdf } from './open-pdf.ts'
import { nameOf, PdfDict, PdfRef, PdfStream, PdfString } from './objects.ts'
import { fileSource } from './source.ts'

const forms: [string, TestPdf][] = [
  ['a table', {}],
  ['a stream', { style: 'stream' }],
  ['a stream and packed objects', { style: 'stream', packed: [1, 2, 3, 5] }],
]

for (const [name, options] of forms)
  test(`a document with ${name} gives its page and its content`, () => {
    const document = openPdf(makePdf(options))
    const page = document.get(new PdfRef(3, 0))
    assert.ok(page instanceof PdfDict)
    assert.deepEqual(page.get('MediaBox'), [0, 0, 300, 200])
    const content = document.at(page, 'Contents')
    assert.ok(content instanceof PdfStream)
    assert.match(toLatin1(document.data(content, 4)), /Pago: 100/)
    assert.equal(document.end, document.source.size)
    assert.equal(document.revisions.length, 1)
    assert.equal(document.get(new PdfRef(99, 0)), null)
  })

test('a document behind a file gives the same as in memory, though read by ranges', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rimaq-pdf-'))
  const long = `<< /Length 100000 >>\nstream\n${'x'.repeat(100_000)}\nendstream`
  const bytes = makePdf({ objects: onePage.with(3, long) })
  writeFileSync(join(folder, 'one.pdf'), bytes)
  const descriptor = openSync(join(folder, 'one.pdf'), 'r')
  try {
    const fromFile = openPdf(fileSource(descriptor))
    const fromMemory = openPdf(bytes)
    for (let number = 1; number <= 5; number++)
      assert.deepEqual(fromFile.get(new PdfRef(number, 0)), fromMemory.get(new PdfRef(number, 0)))
  } finally {
    closeSync(descriptor)
    rmSync(folder, { recursive: true })
  }
})

test('a string says at which bytes it stands', () => {
  const bytes = makePdf({ objects: [...onePage, '<< /A <4142> /B (x\\(\\051\\n) >>'] })
  const found = openPdf(bytes).get(new PdfRef(6, 0))
  assert.ok(found instanceof PdfDict)
  const [a, b] = [found.get('A'), found.get('B')]
  assert.ok(a instanceof PdfString && b instanceof PdfString)
  assert.equal(toLatin1(bytes.subarray(a.start, a.end)), '<4142>')
  assert.equal(toLatin1(a.bytes), 'AB')
  assert.equal(toLatin1(b.bytes), 'x()\n')
})

test('an update adds a revision that says which objects it touched', () => {
  const first = makePdf()
  const start = toLatin1(first).lastIndexOf('xref\n0')
  const object = '3 0 obj\n<< /Type /Page /Changed true >>\nendobj\n'
  const at = String(first.length).padStart(10, '0')
  const xref = `xref\n3 1\n${at} 00000 n \ntrailer\n<< /Size 6 /Root 1 0 R /Prev ${start} >>\n`
  const end = `startxref\n${first.length + object.length}\n%%EOF\n`
  const bytes = concat([first, fromLatin1(object + xref + end)])
  const document = openPdf(bytes)
  assert.deepEqual(document.revisions.at(-1), { end: bytes.length, touched: [3] })
  const page = document.get(new PdfRef(3, 0))
  assert.ok(page instanceof PdfDict && page.get('Changed') === true)
  const earlier = openPdf(bytes.subarray(0, document.revisions[0]?.end))
  const before = earlier.get(new PdfRef(3, 0))
  assert.ok(before instanceof PdfDict && nameOf(before.get('Type')) === 'Page')
  assert.equal(before.get('Changed'), null)
})

const refused: [string, Uint8Array, string][] = [
  ['no header', makePdf().subarray(1), 'malformed-pdf'],
  ['no end', makePdf().subarray(0, -20), 'malformed-pdf'],
  ['sections in a circle', looped(), 'malformed-pdf'],
  ['a key that comes twice', withObject('<< /A 1 /A 2 >>'), 'malformed-pdf'],
  ['an object within 200 arrays', withObject('['.repeat(200) + ']'.repeat(200)), 'too-large'],
  ['a reference to itself', withObject('6 0 R'), 'malformed-pdf'],
  ['a wrong length', withObject('<< /Length 9 >>\nstream\nabc\nendstream'), 'malformed-pdf'],
]

for (const [what, bytes, code] of refused)
  test(`a document with ${what} is refused`, () => {
    assert.throws(
      () => {
        const document = openPdf(bytes)
        document.resolve(new PdfRef(6, 0))
      },
      (error) => error instanceof SignatureError && error.code === code,
    )
  })

test('data that inflate beyond the budget are refused', () => {
  const bytes = makePdf({ style: 'stream', packed: [1, 2, 3] })
  assert.throws(
    () => openPdf(bytes, { limits: { decodedBytes: 20 } }),
    (error) => error instanceof SignatureError && error.code === 'too-large',
  )
})

test('signed files of the corpus show their revisions', { skip: corpusAbsent }, () => {
  const ends = openPdf(readCorpus('generated/v06-lta.pdf')).revisions.map(({ end }) => end)
  assert.deepEqual(ends, [1058, 18604, 26091, 43296])
  // A linearised document signed once: its two first sections are one revision.
  const packed = openPdf(readCorpus('pades-valid/dss__Signature-P-PK7-2.pdf'))
  assert.deepEqual(
    packed.revisions.map(({ end }) => end),
    [10304, 44017, 65562],
  )
})

function withObject(body: string): Uint8Array {
  return makePdf({ objects: [...onePage, body] })
}

function looped(): Uint8Array {
  const start = toLatin1(makePdf()).lastIndexOf('xref\n0')
  return makePdf({ trailer: `/Prev ${start}` })
}

test('an update that copies the trailer of a hybrid file names its stream again, which is no circle', () => {
  const whole = formDocument('hybrid')
  const stream = openPdf(whole).sections.at(-1)?.trailer.get('XRefStm')
  const once = handTable(whole, [], `/Root 1 0 R /XRefStm ${String(stream)}`)
  const twice = openPdf(handTable(once, [], `/Root 1 0 R /XRefStm ${String(stream)}`))
  assert.equal(twice.sections.length, 3)
  assert.ok(twice.get(new PdfRef(9, 0)) instanceof PdfDict)
  const limits = { entries: openPdf(whole).entries.size + 2 }
  assert.throws(() => openPdf(twice.source, { limits }), /too many|limit|Objects/i)
})
