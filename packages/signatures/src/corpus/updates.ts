// Attacks of the generated corpus by a later revision: replaced content, shadows, certifications, spoofed dictionaries.
import { concat, fromLatin1, toLatin1 } from '../bytes.ts'
import { openPdf } from '../pdf/open-pdf.ts'
import { PdfName, PdfRef, PdfStream, type PdfDict, type PdfValue } from '../pdf/objects.ts'
import { dictOf, textString, withEntries } from '../pdf/write-value.ts'
import { dictionary, edited, forcedSignature, handTable, updated } from './craft.ts'
import { formDocument, numbers, plainStream, type Style } from './documents.ts'
import { signedBy, type Scene } from './scene.ts'
import { annotated, filled, stampedDocument, withStore, type Make } from './valid.ts'

type Change = (whole: Uint8Array, scene: Scene) => Uint8Array | Promise<Uint8Array>

const after =
  (change: Change, style: Style = 'table', catalog = ''): Make =>
  async (scene) =>
    change(await signedBy(scene, formDocument(style, catalog)), scene)

const certified =
  (certify: 1 | 2 | 3, change: Change): Make =>
  async (scene) =>
    change(await signedBy(scene, formDocument(), { certify }), scene)

const inField =
  (change: Change): Make =>
  async (scene) =>
    change(await signedBy(scene, formDocument(), { field: 'Jefe' }), scene)

const set =
  (number: number, entries: Record<string, PdfValue>): Change =>
  (whole) =>
    edited(whole, number, entries)

const ref = (number: number): PdfRef => new PdfRef(number, 0)
const newText: Change = (whole) =>
  updated(whole, {
    [numbers.text]: { body: plainStream('BT /F1 18 Tf 20 100 Td (Pago: 900) Tj ET') },
  })
const script = dictOf({ S: new PdfName('JavaScript'), JS: textString('app.alert(1)') })

/** Incremental saving: another content in a well-formed or half-formed update. */
const saving: Record<string, Make> = {
  'isa-content': after(newText),
  'isa-content-stream': after(newText, 'packed'),
  'isa-content-hybrid': after(newText, 'hybrid'),
  'isa-content-and-second-signature': after(async (whole, scene) =>
    signedBy(scene, await newText(whole, scene), {}, scene.raul),
  ),
  'isa-without-table': after((whole) => {
    const later = updated(whole, { [numbers.text]: { body: plainStream('(900) Tj') } })
    const cut = toLatin1(later).lastIndexOf('xref\n', later.length - 40)
    return later.subarray(0, toLatin1(later).lastIndexOf('xref\n', cut))
  }),
  'isa-trailer-only': after((whole) => {
    const { startxref } = openPdf(whole)
    const object = `4 0 obj\n${plainStream('(900) Tj')}\nendobj\n`
    const trailer = 'trailer\n<< /Size 99 /Root 1 0 R >>\n'
    return concat([whole, fromLatin1(`${object}${trailer}startxref\n${startxref}\n%%EOF\n`)])
  }),
  'isa-added-page': after((whole) => {
    const number = openPdf(whole).size
    const page = dictionary(whole, numbers.secondPage)
    const pages = withEntries(dictionary(whole, numbers.pages), {
      Kids: [ref(numbers.page), ref(numbers.secondPage), ref(number)],
      Count: 3,
    })
    return updated(whole, { [numbers.pages]: pages, [number]: page })
  }),
  'isa-removed-page': after(set(numbers.pages, { Kids: [ref(numbers.page)], Count: 1 })),
  'isa-pages-swapped': after(
    set(numbers.pages, { Kids: [ref(numbers.secondPage), ref(numbers.page)] }),
  ),
  'isa-font': after(set(numbers.font, { BaseFont: new PdfName('Courier') })),
  'isa-font-encoding': after(set(numbers.font, { Encoding: new PdfName('MacRomanEncoding') })),
  'isa-page-box': after(set(numbers.page, { MediaBox: [0, 0, 300, 90] })),
  'isa-page-rotated': after(set(numbers.page, { Rotate: 180 })),
  'isa-page-contents-other': after(set(numbers.page, { Contents: ref(12) })),
  'isa-page-contents-longer': after(set(numbers.page, { Contents: [ref(4), ref(12)] })),
  'isa-page-action': after(set(numbers.page, { AA: dictOf({ O: script }) })),
  'isa-resources': after(set(numbers.page, { Resources: dictOf({}) })),
  'isa-open-action': after(set(numbers.catalog, { OpenAction: script })),
  'isa-script': after(
    set(numbers.catalog, {
      Names: dictOf({ JavaScript: dictOf({ Names: [textString('a'), script] }) }),
    }),
  ),
  'isa-catalog-other': after((whole) => {
    const number = openPdf(whole).size
    const catalog = withEntries(openPdf(whole).catalog, { PageMode: new PdfName('FullScreen') })
    const later = updated(whole, { [number]: catalog })
    const at = toLatin1(later).lastIndexOf('/Root 1 0 R')
    const root = fromLatin1(`/Root ${number} 0 R`)
    return concat([later.subarray(0, at), root, later.subarray(at + '/Root 1 0 R'.length)])
  }),
  'isa-object-freed': after((whole) => {
    const later = handTable(whole, [[numbers.overlay, 0]])
    return fromLatin1(
      toLatin1(later).replace(/0000000000 00000 n (?=\ntrailer)/, '0000000000 00001 f '),
    )
  }),
  'isa-object-null': after((whole) => updated(whole, { [numbers.overlay]: null })),
  'isa-gap-filled': after(
    (whole) => updated(whole, { 90: { body: plainStream('1 g 0 0 300 200 re f') } }),
    'table',
    '/Extra 90 0 R',
  ),
  'isa-object-stream': after((whole) => {
    const document = openPdf(whole)
    const entry = document.entries.get(numbers.font)
    const number = entry?.kind === 'in' ? entry.stream : 0
    const stream = document.get(ref(number))
    if (!(stream instanceof PdfStream)) throw new TypeError('the font is in no object stream')
    const text = toLatin1(document.data(stream, number))
    const dict = dictOf({
      Type: new PdfName('ObjStm'),
      N: stream.dict.get('N'),
      First: stream.dict.get('First'),
    })
    const data = fromLatin1(text.replace('/Helvetica', '/Courier  '))
    return updated(whole, { [number]: { dict, data } })
  }, 'packed'),
  'isa-chain-without-signed-section': after((whole) => {
    const later = updated(whole, { [numbers.text]: { body: plainStream('(900) Tj') } })
    return fromLatin1(toLatin1(later).replace(/\/Prev \d+(?![\s\S]*\/Prev)/, ''))
  }),
  'isa-encryption-added': after((whole) => {
    const number = openPdf(whole).size
    const later = updated(whole, { [number]: { body: '<< /Filter /Standard /V 1 >>' } })
    const at = toLatin1(later).lastIndexOf('/Root 1 0 R')
    const more = fromLatin1(`/Encrypt ${number} 0 R `)
    return concat([later.subarray(0, at), more, later.subarray(at)])
  }),
  'isa-form-gone': after(set(numbers.catalog, { AcroForm: null })),
  'isa-xfa-added': after((whole) => {
    const form = openPdf(whole).catalog.get('AcroForm') as PdfDict
    const xfa = withEntries(form, { XFA: textString('<xdp/>') })
    return edited(whole, numbers.catalog, { AcroForm: xfa })
  }),
}

/** What was prepared before signing is brought to light after it. */
const shadows: Record<string, Make> = {
  'shadow-hide-overlay': after((whole) =>
    updated(whole, {
      [numbers.overlay]: { body: plainStream('', '/Type /XObject /Subtype /Form /BBox [0 0 1 1]') },
    }),
  ),
  'shadow-hide-reference': after(
    set(numbers.page, { Resources: dictOf({ Font: dictOf({ F1: ref(5) }) }) }),
  ),
  'shadow-hide-annotation': async (scene) =>
    edited(await signedBy(scene, annotated(formDocument())), numbers.page, {
      Annots: [ref(6), ref(7), ref(8)],
    }),
  'shadow-replace-look': after((whole) =>
    updated(whole, {
      [numbers.look]: {
        body: plainStream(
          'BT /F1 12 Tf (Pago: 900) Tj ET',
          '/Type /XObject /Subtype /Form /BBox [0 0 100 20]',
        ),
      },
    }),
  ),
  'shadow-replace-font-of-look': after(set(numbers.font, { FirstChar: 32, Widths: [0] })),
  'shadow-replace-shared-stream': after((whole) => {
    const before = dictionary(whole, numbers.obs)
    return updated(whole, {
      [numbers.obs]: withEntries(before, {
        V: textString('b'),
        AP: dictOf({ N: ref(numbers.overlay) }),
      }),
      [numbers.overlay]: {
        body: plainStream('(900) Tj', '/Type /XObject /Subtype /Form /BBox [0 0 300 200]'),
      },
    })
  }),
  'shadow-hide-and-replace': after((whole) => {
    const data = toLatin1(whole).indexOf('4 0 obj', toLatin1(whole).indexOf('13 0 obj'))
    return handTable(whole, [[numbers.text, data]])
  }),
  'shadow-twin-root': after((whole) => {
    const later = updated(whole, { 40: { body: '<< /Type /Catalog /Pages 2 0 R >>' } })
    return handTable(later, [], '/Root 40 0 R')
  }),
  'shadow-layers': after(
    set(numbers.catalog, { OCProperties: dictOf({ D: dictOf({ BaseState: new PdfName('ON') }) }) }),
    'table',
    '/OCProperties << /D << /BaseState /OFF >> >>',
  ),
  'shadow-field-moved': after(set(numbers.obs, { Rect: [10, 90, 210, 130] })),
  'shadow-field-unhidden': after(set(numbers.obs, { F: 0 })),
  'shadow-field-action': after(set(numbers.obs, { V: textString('b'), AA: dictOf({ K: script }) })),
}

const newField: Change = (whole, scene) => forcedSignature(scene, whole)
const anyField = (whole: Uint8Array): Uint8Array => {
  const number = openPdf(whole).size
  const form = openPdf(whole).catalog.get('AcroForm') as PdfDict
  const fields = [6, 7, 8, number].map(ref)
  const widget = withEntries(dictionary(whole, numbers.obs), {
    T: textString('nuevo'),
    Rect: [60, 90, 200, 130],
  })
  const page = dictionary(whole, numbers.page)
  return updated(whole, {
    [numbers.catalog]: withEntries(openPdf(whole).catalog, {
      AcroForm: withEntries(form, { Fields: fields }),
    }),
    [numbers.page]: withEntries(page, { Annots: fields }),
    [number]: widget,
  })
}

/** Evil annotations and sneaky signatures, which a certification does not allow. */
const certifications: Record<string, Make> = {
  'eaa-under-p1': certified(1, (whole) => annotated(whole)),
  'eaa-under-p2': certified(2, (whole) => annotated(whole)),
  'eaa-without-certification': after((whole) => annotated(whole)),
  'eaa-redaction-under-p2': certified(2, (whole) => annotated(whole, 'Redact')),
  'eaa-widget-of-no-field': certified(3, (whole) => annotated(whole, 'Widget')),
  'ssa-new-field-under-p1': certified(1, newField),
  'ssa-new-field-under-p2': certified(2, newField),
  'ssa-new-field-under-p3': certified(3, newField),
  'ssa-field-moved-and-signed': certified(2, async (whole, scene) =>
    signedBy(scene, edited(whole, numbers.jefe, { Rect: [0, 0, 300, 200] }), { field: 'Jefe' }),
  ),
  'certified-p1-filled': certified(1, (whole) => filled(whole)),
  'certified-p1-field-signed': certified(1, (whole, scene) =>
    forcedSignature(scene, whole, 'Jefe'),
  ),
  'certified-p1-metadata': certified(1, set(numbers.catalog, { Version: new PdfName('2.0') })),
  'certified-p2-text-field-added': certified(2, anyField),
  'certified-p2-permission-removed': certified(2, set(numbers.catalog, { Perms: null })),
  'text-field-added': after(anyField),
  'lock-violated': async (scene) =>
    filled(await signedBy(scene, formDocument(), { field: 'Archivo' })),
}

/** The dictionary of a signature, its field or its value is another in a later revision. */
const spoofs: Record<string, Make> = {
  'spoof-reason': inField((whole) => {
    const number = numberOf(whole)
    return edited(whole, number, { Reason: textString('Anulado'), Name: textString('Otra') })
  }),
  'spoof-time': inField((whole) =>
    edited(whole, numberOf(whole), { M: textString('D:20010101000000Z') }),
  ),
  'spoof-dictionary-copied': inField(async (whole, scene) => {
    const copy = dictionary(whole, numberOf(whole))
    const later = await newText(whole, scene)
    return updated(later, { [numberOf(whole)]: copy })
  }),
  'spoof-field-renamed': inField(set(numbers.jefe, { T: textString('Alcalde') })),
  'spoof-value-removed': inField(set(numbers.jefe, { V: null })),
  'spoof-value-of-other': inField(async (whole, scene) => {
    const both = await signedBy(scene, whole, {}, scene.raul)
    return edited(both, numbers.jefe, {
      V: dictionary(both, numbers.jefe).get('V'),
      TU: textString('x'),
    })
  }),
  'spoof-look-of-signature': inField((whole) => {
    const number = openPdf(whole).size
    return updated(whole, {
      [numbers.jefe]: withEntries(dictionary(whole, numbers.jefe), {
        AP: dictOf({ N: ref(number) }),
      }),
      [number]: {
        body: plainStream('(Alcalde) Tj', '/Type /XObject /Subtype /Form /BBox [0 0 100 20]'),
      },
    })
  }),
  'spoof-store-names-content': after((whole, scene) => {
    const stored = withStore(scene, whole)
    const store = dictOf({ Certs: [ref(numbers.text)] })
    return updated(stored, {
      [numbers.catalog]: withEntries(openPdf(stored).catalog, { DSS: store }),
      [numbers.text]: { body: plainStream('(900) Tj') },
    })
  }),
  'spoof-changed-after-timestamp': after(async (whole, scene) =>
    newText(await stampedDocument(scene, whole), scene),
  ),
}

function numberOf(whole: Uint8Array): number {
  const value = dictionary(whole, numbers.jefe).get('V')
  return value instanceof PdfRef ? value.number : 0
}

export const updates: Record<string, Make> = { ...saving, ...shadows, ...certifications, ...spoofs }
