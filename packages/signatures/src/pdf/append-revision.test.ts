// A new revision leaves every earlier byte, and both this reader and the earlier state agree on it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { concat, fromLatin1, sameBytes } from '../bytes.ts'
import { SignatureError } from '../signature-error.ts'
import { corpusAbsent, corpusFiles, readCorpus } from '../test-corpus.ts'
import { makePdf } from '../test-pdf.ts'
import { appendRevision } from './append-revision.ts'
import { openPdf } from './open-pdf.ts'
import { PdfDict, PdfName, PdfRef, PdfString, type PdfValue } from './objects.ts'
import { writeValue } from './write-value.ts'

const plain = fc.letrec<{ value: PdfValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constant<PdfValue>(null),
    fc.boolean(),
    fc.integer(),
    fc.string({ minLength: 1, unit: 'binary-ascii' }).map((name) => new PdfName(name)),
    fc.uint8Array({ maxLength: 20 }).map((bytes) => new PdfString(bytes, bytes.length % 2 === 0)),
    fc.nat(200).map((number) => new PdfRef(number, 0)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .dictionary(fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme-ascii' }), tie('value'))
      .map((entries) => new PdfDict(new Map(Object.entries(entries)))),
  ),
})).value

test('what is appended is read again, and every earlier byte stays', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.integer({ min: 3, max: 30 }).map(String), plain, { maxKeys: 6 }),
      fc.constantFrom('table' as const, 'stream' as const),
      (values, style) => {
        const first = makePdf({ style, trailer: '/ID [<01> <02>]' })
        const before = openPdf(first)
        const objects = new Map(Object.entries(values).map(([key, one]) => [Number(key), one]))
        const whole = concat([first, appendRevision(before, objects).tail])
        assert.ok(sameBytes(whole.subarray(0, first.length), first))
        const after = openPdf(whole)
        assert.equal(after.sections[0]?.kind, style)
        assert.equal(after.uncoveredFrom, null)
        assert.deepEqual(
          after.revisions.map(({ end }) => end),
          [first.length, whole.length],
        )
        for (const [number, value] of objects) {
          if (value instanceof PdfRef) continue
          assert.equal(writeValue(after.get(new PdfRef(number, 0))), writeValue(value))
        }
        if (!objects.has(5))
          assert.deepEqual(after.get(new PdfRef(5, 0)), before.get(new PdfRef(5, 0)))
      },
    ),
    { numRuns: 300, seed: 5 },
  )
})

test('bytes behind the last revision are not taken into a new one', () => {
  const document = openPdf(concat([makePdf(), fromLatin1('9 0 obj (hidden) endobj\n')]))
  assert.throws(
    () => appendRevision(document, new Map([[3, null]])),
    (error) => error instanceof SignatureError && error.code === 'uncovered-bytes',
  )
})

test('files of the corpus take a revision in their own style', { skip: corpusAbsent }, () => {
  let taken = 0
  for (const { file } of corpusFiles().filter(({ file }) => file.startsWith('pades-valid/'))) {
    const first = readCorpus(file)
    const before = openPdf(first)
    const number = before.size
    const { tail } = appendRevision(before, new Map([[number, [1, 2, 3]]]))
    const after = openPdf(concat([first, tail]))
    assert.deepEqual(after.get(new PdfRef(number, 0)), [1, 2, 3])
    assert.equal(after.sections[0]?.kind, before.sections[0]?.kind)
    taken++
  }
  assert.equal(taken, 8)
})
