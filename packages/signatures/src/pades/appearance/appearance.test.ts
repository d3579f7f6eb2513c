// Draws visible signatures: text that can be copied, stamps, codes, turned pages, PDF/A and tags.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encode } from 'fast-png'
import decodeQR from 'qr/decode.js'
import { fromLatin1, sameBytes, toLatin1 } from '../../bytes.ts'
import { keySigner } from '../../keys/signer.ts'
import type { PdfDocument } from '../../pdf/document.ts'
import { openFace } from '../../pdf/font/face.ts'
import { findGlyph } from '../../pdf/font/typeface.ts'
import { nameOf, PdfDict, PdfRef, PdfStream, type PdfValue } from '../../pdf/objects.ts'
import { openPdf } from '../../pdf/open-pdf.ts'
import { SignatureError, type SignatureErrorCode } from '../../signature-error.ts'
import { makePdf, onePage } from '../../test-pdf.ts'
import { validatePdf } from '../../validate/validate-pdf.ts'
import { issueIdentity } from '../../x509/issue.ts'
import { signatureFields } from '../fields.ts'
import { signPdf, withTail, type SignOptions } from '../sign-pdf.ts'
import type { Appearance } from './appearance.ts'

const time = new Date('2026-11-28T14:30:05Z')
const notBefore = new Date('2026-11-01T00:00:00Z')
const { key, certificate } = issueIdentity({ name: 'Rosa', role: 'signer', notBefore })
const signer = keySigner({ key, certificates: [certificate] })
const rectangle = { x: 20, y: 30, width: 160, height: 60 }

async function signed(
  first: Uint8Array,
  appearance: Appearance,
  more: Partial<SignOptions> = {},
): Promise<{
  whole: Uint8Array
  document: PdfDocument
  widget: PdfDict
  drawn: PdfStream
  ref: PdfRef
}> {
  const options = { time, name: 'Rosa Ñahui Quispe', reason: 'Visto bueno', appearance, ...more }
  const whole = withTail(first, await signPdf(first, signer, options))
  const document = openPdf(whole)
  const widget = signatureFields(document)[0]?.dict
  assert.ok(widget)
  const looks = document.at(widget, 'AP')
  const ref = looks instanceof PdfDict ? looks.get('N') : null
  assert.ok(ref instanceof PdfRef)
  const drawn = document.get(ref)
  assert.ok(drawn instanceof PdfStream)
  assert.equal(validatePdf(whole).signatures[0]?.indication, 'TOTAL-PASSED')
  return { whole, document, widget, drawn, ref }
}

function below(document: PdfDocument, from: PdfDict, ...keys: string[]): PdfValue {
  let value: PdfValue = from
  for (const key of keys) {
    const held = document.resolve(value)
    const dict = held instanceof PdfStream ? held.dict : held
    assert.ok(dict instanceof PdfDict, `${key} of nothing`)
    value = dict.get(key)
  }
  return document.resolve(value)
}

function dataOf(document: PdfDocument, held: PdfValue): Uint8Array {
  assert.ok(held instanceof PdfRef)
  const stream = document.get(held)
  assert.ok(stream instanceof PdfStream)
  return document.data(stream, held.number)
}

/** What a reader copies out of a drawing: codes by way of /ToUnicode. */
function copied(document: PdfDocument, drawn: PdfStream, ref: PdfRef): string {
  const fonts = below(document, drawn.dict, 'Resources', 'Font')
  assert.ok(fonts instanceof PdfDict)
  const marks = toLatin1(dataOf(document, ref))
  let text = ''
  for (const [, name = '', codes = ''] of marks.matchAll(/\/(F\d+) [\d.]+ Tf <([0-9a-f]+)> Tj/g)) {
    const font = document.at(fonts, name)
    assert.ok(font instanceof PdfDict)
    const map = toLatin1(dataOf(document, font.get('ToUnicode')))
    const letters = new Map(
      [...map.matchAll(/^<(\w{4})> <(\w+)>$/gm)].map(([, code = '', letter = '']) => [
        code,
        letter,
      ]),
    )
    for (const code of codes.match(/.{4}/g) ?? [])
      text += Buffer.from(letters.get(code) ?? '', 'hex')
        .swap16()
        .toString('utf16le')
  }
  return text
}

async function refused(appearance: Appearance, code: SignatureErrorCode, why: RegExp) {
  await assert.rejects(signPdf(makePdf(), signer, { time, appearance }), (error) => {
    assert.ok(error instanceof SignatureError)
    assert.equal(error.code, code)
    assert.match(error.message, why)
    return true
  })
}

test('name, reason and date are drawn with an embedded font and can be copied', async () => {
  const appearance = { rectangle, timeZone: 'America/Lima' }
  const { document, widget, drawn, ref } = await signed(makePdf(), appearance)
  assert.deepEqual(document.at(widget, 'Rect'), [20, 30, 180, 90])
  assert.deepEqual(drawn.dict.get('BBox'), [0, 0, 160, 60])
  const text = copied(document, drawn, ref)
  assert.match(text, /Firmado digitalmente por:.*Rosa Ñahui Quispe/)
  assert.match(text, /Motivo: Visto bueno/)
  assert.match(text, /Fecha: 2026-11-28 09:30:05 -05:00/)
})

test('letters of Spanish, Quechua and of other scripts are there, others become question marks', async () => {
  const lines = ['áéíóúüñ ÁÉÍÓÚÜÑ ¿¡ qhichwa p’unchaw ʼ ł ő Ω Ж', '漢']
  const { document, drawn, ref } = await signed(makePdf(), { rectangle, lines })
  const text = copied(document, drawn, ref)
  // Readers see the end of a row by themselves, so the space there is not written.
  assert.equal(text.replaceAll(' ', ''), `${lines[0]}?`.replaceAll(' ', ''))
})

test('the font is cut to the letters in use, and a reader of fonts takes it', async () => {
  const { document, drawn } = await signed(makePdf(), { rectangle, lines: ['áñb'] })
  const font = below(document, drawn.dict, 'Resources', 'Font', 'F1', 'DescendantFonts')
  assert.ok(Array.isArray(font))
  const descendant = document.resolve(font[0] ?? null)
  assert.ok(descendant instanceof PdfDict)
  const descriptor = document.at(descendant, 'FontDescriptor')
  assert.ok(descriptor instanceof PdfDict)
  const program = dataOf(document, descriptor.get('FontFile2'))
  assert.equal(descriptor.get('FontFile2') instanceof PdfRef, true)
  const tables = new Map<string, Uint8Array>()
  const view = new DataView(program.buffer, program.byteOffset, program.byteLength)
  let sum = 0
  for (let at = 0; at < program.length; at += 4) sum = (sum + view.getUint32(at)) >>> 0
  assert.equal(sum, 0xb1b0afba)
  for (let index = 0; index < view.getUint16(4); index++) {
    const at = 12 + index * 16
    const tag = toLatin1(program.subarray(at, at + 4))
    const offset = view.getUint32(at + 8)
    tables.set(tag, program.subarray(offset, offset + view.getUint32(at + 12)))
  }
  const whole = findGlyph(0x62, 'regular')
  assert.ok(whole)
  // The map of characters is not needed within a PDF; this reader wants one.
  for (const tag of ['cmap', 'OS/2', 'name'])
    tables.set(tag, whole.face.tables.get(tag) ?? new Uint8Array())
  const face = openFace(tables)
  const count = face.glyphCount
  assert.ok(count >= 4 && count <= 9, String(count))
  const outlines = Array.from({ length: count }, (_, glyph) => face.outlineOf(glyph))
  const letter = whole.face.outlineOf(whole.glyph)
  assert.ok(outlines.some((one) => sameBytes(one.subarray(0, letter.length), letter)))
  assert.ok(program.length < 12_000, String(program.length))
})

for (const [rotate, rect, matrix] of [
  [0, [20, 30, 180, 90], [1, 0, 0, 1, 0, 0]],
  [90, [210, 20, 270, 180], [0, 1, -1, 0, 60, 0]],
  [180, [120, 110, 280, 170], [-1, 0, 0, -1, 160, 60]],
  [270, [30, 20, 90, 180], [0, -1, 1, 0, 0, 160]],
] as const)
  test(`on a page turned by ${rotate} the signature stands upright where it is seen`, async () => {
    const page = (onePage[2] ?? '').replace('[0 0 300 200]', `[0 0 300 200] /Rotate ${rotate}`)
    const first = makePdf({ objects: onePage.with(2, page) })
    const { document, widget, drawn } = await signed(first, { rectangle })
    assert.deepEqual(document.at(widget, 'Rect'), rect)
    assert.deepEqual(drawn.dict.get('Matrix'), matrix)
    assert.deepEqual(drawn.dict.get('BBox'), [0, 0, 160, 60])
  })

test('turns and boxes are taken from the nodes above the page', async () => {
  const pages = '<< /Type /Pages /Kids [3 0 R] /Count 1 /Rotate 180 /CropBox [10 10 290 190] >>'
  const first = makePdf({ objects: onePage.with(1, pages) })
  const { document, widget } = await signed(first, { rectangle })
  assert.deepEqual(document.at(widget, 'Rect'), [110, 100, 270, 160])
})

function stamp(channels: 3 | 4): Uint8Array {
  const data = new Uint8Array(6 * 4 * channels).map((_, index) => (index * 37) % 256)
  return encode({ width: 6, height: 4, data, channels, depth: 8 })
}

test('a stamp with opacity gets a mask, one without gets none', async () => {
  const image = stamp(4)
  const { document, drawn } = await signed(makePdf(), { rectangle, image })
  const held = below(document, drawn.dict, 'Resources', 'XObject', 'Stamp')
  assert.ok(held instanceof PdfStream)
  const mask = document.at(held.dict, 'SMask')
  assert.ok(mask instanceof PdfStream && nameOf(mask.dict.get('ColorSpace')) === 'DeviceGray')
  const alpha = dataOf(document, held.dict.get('SMask'))
  assert.deepEqual([...alpha.subarray(0, 3)], [(3 * 37) % 256, (7 * 37) % 256, (11 * 37) % 256])
  const plain = await signed(makePdf(), { rectangle, image: stamp(3) })
  const other = below(plain.document, plain.drawn.dict, 'Resources', 'XObject', 'Stamp')
  assert.ok(other instanceof PdfStream && !other.dict.entries.has('SMask'))
})

const metadata = (part: number) =>
  `<x:xmpmeta xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>${part}</pdfaid:part></x:xmpmeta>`

function archival(part: number): Uint8Array {
  const xmp = metadata(part)
  const stream = `<< /Type /Metadata /Subtype /XML /Length ${xmp.length} >>\nstream\n${xmp}\nendstream`
  const catalog = '<< /Type /Catalog /Pages 2 0 R /Metadata 6 0 R >>'
  return makePdf({ objects: [...onePage.with(0, catalog), stream] })
}

test('in PDF/A-1 nothing is transparent, every field looks like something, and colours are calibrated', async () => {
  const { whole, document, drawn } = await signed(archival(1), { rectangle, image: stamp(4) })
  const held = below(document, drawn.dict, 'Resources', 'XObject', 'Stamp')
  assert.ok(held instanceof PdfStream && !held.dict.entries.has('SMask'))
  const space = held.dict.get('ColorSpace')
  assert.ok(Array.isArray(space) && nameOf(space[0] ?? null) === 'CalRGB')
  assert.doesNotMatch(toLatin1(whole.subarray(archival(1).length)), /SMask|\/Device|\/ca |\/CA /)
  const first = archival(1)
  const unseen = openPdf(withTail(first, await signPdf(first, signer, { time })))
  const widget = signatureFields(unseen)[0]?.dict
  assert.ok(widget && below(unseen, widget, 'AP', 'N') instanceof PdfStream)
})

test('in PDF/A-2 a stamp may be transparent', async () => {
  const { document, drawn } = await signed(archival(2), { rectangle, image: stamp(4) })
  const held = below(document, drawn.dict, 'Resources', 'XObject', 'Stamp')
  assert.ok(held instanceof PdfStream && held.dict.entries.has('SMask'))
})

/** The head of a picture; nothing here looks at its points. */
function jpeg(components: number): Uint8Array {
  const frame = [0xff, 0xc0, 0, 8 + components * 3, 8, 0, 20, 0, 30, components]
  const parts = Array.from({ length: components }, (_, index) => [index + 1, 0x11, 0]).flat()
  return Uint8Array.from([0xff, 0xd8, ...frame, ...parts, 0xff, 0xd9])
}

test('a JPEG travels as it is', async () => {
  const image = jpeg(3)
  const { document, drawn } = await signed(makePdf(), { rectangle, image })
  const held = below(document, drawn.dict, 'Resources', 'XObject', 'Stamp')
  assert.ok(held instanceof PdfStream)
  assert.deepEqual([held.dict.get('Width'), held.dict.get('Height')], [30, 20])
  assert.ok(sameBytes(document.raw(held), image))
})

test('a QR code is drawn that a reader of codes reads, on white', async () => {
  const qr = 'https://example.org/verify/2026-000123?x=ñ'
  const { document, ref } = await signed(makePdf(), { rectangle, qr })
  const marks = toLatin1(dataOf(document, ref))
  assert.match(marks, /q 1 g [\d. ]+ re f Q/)
  const scale = 8
  const [width, height] = [rectangle.width * scale, rectangle.height * scale]
  const data = new Uint8Array(width * height * 4).fill(255)
  for (const [, x, y, wide, high] of marks.matchAll(/^([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re$/gm)) {
    const [left, right] = [Number(x), Number(x) + Number(wide)].map((one) =>
      Math.round(one * scale),
    )
    const [bottom, top] = [Number(y), Number(y) + Number(high)].map((one) =>
      Math.round(one * scale),
    )
    for (let row = height - (top ?? 0); row < height - (bottom ?? 0); row++)
      for (let column = left ?? 0; column < (right ?? 0); column++)
        data.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3)
  }
  assert.equal(decodeQR({ width, height, data }), qr)
})

test('an empty field that is there is drawn into its own rectangle, also as a kid', async () => {
  const catalog = '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R] >> >>'
  const page = (onePage[2] ?? '').replace('/Contents', '/Annots [7 0 R] /Contents')
  const objects = [
    ...onePage.with(0, catalog).with(2, page),
    '<< /FT /Sig /T (Jefe) /Kids [7 0 R] >>',
    '<< /Type /Annot /Subtype /Widget /Parent 6 0 R /Rect [10 20 130 70] /F 4 >>',
  ]
  const first = makePdf({ objects })
  const options = { time, field: 'Jefe', name: 'Rosa', appearance: {} }
  const whole = withTail(first, await signPdf(first, signer, options))
  const document = openPdf(whole)
  const widget = document.get(new PdfRef(7, 0))
  assert.ok(widget instanceof PdfDict)
  const drawn = below(document, widget, 'AP', 'N')
  assert.ok(drawn instanceof PdfStream)
  assert.deepEqual(drawn.dict.get('BBox'), [0, 0, 120, 50])
  assert.equal(validatePdf(whole).signatures[0]?.indication, 'TOTAL-PASSED')
})

test('in a tagged document the field becomes an element of its structure, but not after a signature', async () => {
  const catalog =
    '<< /Type /Catalog /Pages 2 0 R /MarkInfo << /Marked true >> /StructTreeRoot 6 0 R >>'
  const objects = [
    ...onePage.with(0, catalog),
    '<< /Type /StructTreeRoot /K 7 0 R /ParentTree 8 0 R /ParentTreeNextKey 4 >>',
    '<< /Type /StructElem /S /Document /P 6 0 R /K [] >>',
    '<< /Nums [0 []] >>',
  ]
  const first = makePdf({ objects })
  const { whole, document, widget } = await signed(first, { rectangle })
  assert.equal(widget.get('StructParent'), 4)
  const body = document.get(new PdfRef(7, 0))
  assert.ok(body instanceof PdfDict)
  const kids = document.at(body, 'K')
  assert.ok(Array.isArray(kids) && kids.length === 1)
  const element = document.resolve(kids[0] ?? null)
  assert.ok(element instanceof PdfDict && nameOf(element.get('S')) === 'Form')
  const tree = document.get(new PdfRef(8, 0))
  assert.ok(tree instanceof PdfDict)
  assert.deepEqual((tree.get('Nums') as PdfValue[]).slice(2), [4, kids[0]])
  const again = withTail(whole, await signPdf(whole, signer, { time, appearance: { rectangle } }))
  for (const { indication } of validatePdf(again).signatures)
    assert.equal(indication, 'TOTAL-PASSED')
})

test('what cannot be drawn is said in words before anything is written', async () => {
  const small = { x: 0, y: 0, width: 20, height: 12 }
  const lines = ['A text that needs far more room than there is']
  await refused({ rectangle: small, lines }, 'bad-appearance', /does not fit/)
  await refused({}, 'bad-appearance', /needs a rectangle/)
  await refused({ rectangle, page: 7 }, 'bad-appearance', /no page 7/)
  await refused({ rectangle: { ...rectangle, x: 290 } }, 'bad-appearance', /300 by 200/)
  await refused({ rectangle, timeZone: 'Nowhere/Else' }, 'bad-appearance', /no time zone/)
  await refused({ rectangle, qr: 'x'.repeat(5000) }, 'bad-appearance', /too long/)
  await refused({ rectangle, image: fromLatin1('GIF89a') }, 'bad-image', /neither/)
  await refused({ rectangle, image: jpeg(3).subarray(0, 8) }, 'bad-image', /./)
  const huge = Uint8Array.from(stamp(3))
  for (const at of [16, 20]) new DataView(huge.buffer).setUint32(at, 100_000)
  await refused({ rectangle, image: huge }, 'bad-image', /points/)
  await refused({ rectangle, image: stamp(3).subarray(0, 40) }, 'bad-image', /./)
})
