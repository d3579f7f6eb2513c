// Scans documents prepared for shadow attacks, and honest ones, before they are signed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { edited } from '../corpus/craft.ts'
import { formBodies, formDocument, numbers, plainStream } from '../corpus/documents.ts'
import { annotated, filled } from '../corpus/valid.ts'
import { PdfName, PdfRef } from '../pdf/objects.ts'
import { dictOf, textString } from '../pdf/write-value.ts'
import { makePdf, onePage } from '../test-pdf.ts'
import { scanBeforeSigning } from './scan-before-signing.ts'
import { describeFinding, findingCodes, findingOf } from './scan-findings.ts'

const script = dictOf({ S: new PdfName('JavaScript'), JS: textString('app.alert(1)') })
/** The form without the twin of its text, which is itself a finding. */
const bodies = formBodies().slice(0, 12)

function page(content: string, more = ''): Uint8Array {
  const [catalog = '', pages = '', page = '', , font = ''] = onePage
  const image = plainStream(
    '000',
    '/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceRGB',
  )
  const resources = `/XObject << /I 6 0 R >> /ExtGState << /G << /ca 0.2 >> >> ${more}`
  const objects = [
    catalog,
    pages,
    page.replace('/Font', `${resources} /Font`),
    plainStream(content),
    font,
    image,
  ]
  return makePdf({ objects })
}

function codes(bytes: Uint8Array): string[] {
  return [...new Set(scanBeforeSigning(bytes).findings.map(({ code }) => code))].sort()
}

const text = 'BT /F1 18 Tf 20 100 Td (Pago: 100) Tj ET'
const rows: [string, Uint8Array, string[]][] = [
  ['nothing is found in an honest page', makePdf(), []],
  ['nothing is found in an honest form', makePdf({ objects: bodies }), []],
  [
    'nothing in packed objects',
    makePdf({ objects: bodies, style: 'stream', packed: [1, 2, 3, 6] }),
    [],
  ],
  ['nothing in a form that was filled', filled(makePdf({ objects: bodies })), []],
  ['a hidden version of the text', formDocument(), ['hidden-object']],
  ['an area over text', page(`${text} 1 g 10 90 200 40 re f`), ['covered-text']],
  ['an image over text', page(`${text} q 200 0 0 60 10 90 cm /I Do Q`), ['covered-text']],
  ['an area that was there before the text', page(`1 g 10 90 200 40 re f ${text}`), []],
  ['an area one can see through', page(`${text} /G gs 10 90 200 40 re f`), []],
  [
    'text that an image of a scan carries unseen',
    page(`3 Tr ${text} q 300 0 0 200 0 0 cm /I Do Q`),
    [],
  ],
  ['an area beside the text', page(`${text} 1 g 10 10 200 40 re f`), []],
  ['an annotation over text', annotated(makePdf({ objects: bodies })), ['covered-by-annotation']],
  [
    'a field over text',
    edited(makePdf({ objects: bodies }), numbers.obs, { Rect: [10, 90, 200, 130] }),
    ['covered-by-field'],
  ],
  [
    'a field that shows another value',
    edited(makePdf({ objects: bodies }), numbers.obs, { V: textString('900') }),
    ['field-disagrees'],
  ],
  [
    'a script at opening',
    edited(makePdf(), 1, { OpenAction: script }),
    ['action-at-opening', 'script'],
  ],
  [
    'a layer that is off',
    edited(makePdf(), 1, { OCProperties: dictOf({ D: dictOf({ OFF: [new PdfRef(5, 0)] }) }) }),
    ['hidden-layer'],
  ],
  [
    'content in another file',
    edited(makePdf(), 5, { A: dictOf({ Subtype: new PdfName('Form'), Ref: dictOf({}) }) }),
    ['content-outside'],
  ],
  [
    'a dynamic form',
    edited(makePdf(), 1, { AcroForm: dictOf({ XFA: textString('<x/>') }) }),
    ['dynamic-form'],
  ],
  [
    'a page outside the tree',
    makePdf({ objects: [...onePage, '<< /Type /Page /Contents 4 0 R >>'] }),
    ['page-outside'],
  ],
  [
    'a font nobody uses',
    makePdf({ objects: [...onePage, '<< /Type /Font /Subtype /Type1 >>'] }),
    ['unused-content'],
  ],
  [
    'a form that sends data',
    edited(makePdf(), 1, { X: dictOf({ S: new PdfName('SubmitForm') }) }),
    ['leads-outside'],
  ],
]

for (const [what, bytes, found] of rows)
  test(`before signing: ${what}`, () => {
    assert.deepEqual(codes(bytes), found)
  })

test('a finding says where it is and what is under it, in both languages', () => {
  const { findings, stops } = scanBeforeSigning(page(`${text} 1 g 10 90 200 40 re f`))
  const [finding] = findings.filter(({ code }) => code === 'covered-text')
  assert.ok(finding)
  assert.equal(stops, true)
  assert.deepEqual(finding.place, { page: 1, box: [10, 90, 210, 130] })
  assert.match(describeFinding(finding, 'es'), /texto tapado.*«Pago: 100»/)
  for (const code of findingCodes) {
    const one = findingOf(code, { text: 'a', type: 'b', field: 'c', number: 1, what: 'd' })
    for (const language of ['es', 'en'] as const)
      assert.doesNotMatch(describeFinding(one, language), /[{}–]/)
  }
})

test('content without end is told as not looked through', () => {
  const { findings } = scanBeforeSigning(page('q '.repeat(2_100_000)))
  assert.ok(findings.some(({ code }) => code === 'not-looked-through'))
})
