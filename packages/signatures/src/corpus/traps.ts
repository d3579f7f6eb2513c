// Traps for readers in the generated corpus: circles, huge streams, lengths and counts that lie.
import { deflateSync } from 'node:zlib'
import { concat, fromLatin1, toLatin1 } from '../bytes.ts'
import { openPdf } from '../pdf/open-pdf.ts'
import { PdfName, PdfRef } from '../pdf/objects.ts'
import { dictOf, withEntries } from '../pdf/write-value.ts'
import { edited, handTable, updated } from './craft.ts'
import { formDocument, numbers, plainStream } from './documents.ts'
import { signedBy } from './scene.ts'
import type { Make } from './valid.ts'

type Change = (whole: Uint8Array) => Uint8Array

const after =
  (change: Change, style: 'table' | 'stream' = 'table'): Make =>
  async (scene) =>
    change(await signedBy(scene, formDocument(style)))

const body =
  (number: number, text: string): Change =>
  (whole) =>
    updated(whole, { [number]: { body: text } })

/** The last match replaced, as a file with lengths that no longer hold. */
const last =
  (pattern: RegExp, text: string): Change =>
  (whole) => {
    const all = [...toLatin1(whole).matchAll(new RegExp(pattern, 'g'))]
    const found = all.at(-1)
    if (found === undefined) throw new TypeError('nothing to replace')
    const end = found.index + found[0].length
    return concat([whole.subarray(0, found.index), fromLatin1(text), whole.subarray(end)])
  }

const ref = (number: number): PdfRef => new PdfRef(number, 0)

/** 80 MB of zeros, packed twice: some hundred bytes. */
function bomb(): { dict: ReturnType<typeof dictOf>; data: Uint8Array } {
  const flate = new PdfName('FlateDecode')
  const data = deflateSync(deflateSync(Buffer.alloc(80 * 2 ** 20)))
  return { dict: dictOf({ Filter: [flate, flate] }), data: new Uint8Array(data) }
}

const circles: Record<string, Make> = {
  'loop-pages': after((whole) =>
    edited(whole, numbers.pages, { Kids: [ref(numbers.pages), ref(numbers.page)] }),
  ),
  'loop-parent': after((whole) => edited(whole, numbers.pages, { Parent: ref(numbers.page) })),
  'loop-fields': after((whole) =>
    edited(whole, numbers.obs, { Kids: [ref(numbers.obs)], T: null }),
  ),
  'loop-reference': after((whole) => {
    const number = openPdf(whole).size
    const later = updated(whole, { [number]: ref(number + 1), [number + 1]: ref(number) })
    return edited(later, numbers.page, { Contents: ref(number) })
  }),
  'loop-value': after((whole) => edited(whole, numbers.jefe, { V: ref(numbers.jefe) })),
  'loop-length': after((whole) => {
    const number = openPdf(whole).size
    const stream = `<< /Length ${number} 0 R >>\nstream\n(900)\nendstream`
    return edited(body(number, stream)(whole), numbers.page, { Contents: ref(number) })
  }),
  'loop-sections': after((whole) => {
    const later = handTable(whole, [])
    return last(/\/Prev \d+/, `/Prev ${whole.length}`)(later)
  }),
  'loop-hybrid': after((whole) => {
    const later = handTable(whole, [])
    return last(/\/Prev \d+/, `/XRefStm ${whole.length}`)(later)
  }),
  'loop-object-stream': after((whole) => {
    const number = openPdf(whole).size
    const dict = dictOf({ Type: new PdfName('ObjStm'), N: 1, First: 5, Extends: ref(number) })
    return updated(whole, { [number]: { dict, data: fromLatin1(`${number} 0 null`) } })
  }, 'stream'),
  'loop-names': after((whole) => {
    const names = dictOf({ Kids: [ref(numbers.catalog)] })
    return edited(whole, numbers.catalog, { Dests: names })
  }),
}

const sizes: Record<string, Make> = {
  'huge-object-stream': after((whole) => {
    const number = openPdf(whole).size
    const { dict, data } = bomb()
    const packed = withEntries(dict, { Type: new PdfName('ObjStm'), N: 1, First: 4 })
    const later = updated(whole, { [number]: { dict: packed, data } })
    // An entry of kind 2 for the page, which has to be looked for in the stream.
    return packedEntry(later, numbers.page, number)
  }, 'stream'),
  'huge-content': after((whole) => updated(whole, { [numbers.text]: bomb() })),
  'huge-count-of-pages': after((whole) => edited(whole, numbers.pages, { Count: 999_999_999 })),
  'huge-size-of-trailer': after((whole) =>
    last(/\/Size \d+/, '/Size 999999999999')(updated(whole, { 60: null })),
  ),
  'huge-object-number': after((whole) => updated(whole, { 999_999_999: { body: '(x)' } })),
  'huge-section': after((whole) => {
    const later = handTable(whole, [[60, 9]])
    return last(/60 1\n/, '0 999999999\n')(later)
  }),
  'huge-number': after((whole) => body(numbers.text, '9'.repeat(5000))(whole)),
  'huge-name': after((whole) => body(numbers.text, `/${'n'.repeat(2_000_000)}`)(whole)),
  'huge-nesting': after((whole) => body(numbers.text, '['.repeat(200_000))(whole)),
  'huge-nesting-closed': after((whole) =>
    body(numbers.text, `${'['.repeat(50_000)}${']'.repeat(50_000)}`)(whole),
  ),
  'huge-dictionaries': after((whole) => body(numbers.text, '<</A '.repeat(100_000))(whole)),
  'huge-string': after((whole) => body(numbers.text, `(${'('.repeat(1_000_000)}`)(whole)),
  'huge-array': after((whole) => body(numbers.text, `[${'0 '.repeat(1_500_000)}]`)(whole)),
  'huge-history': after((whole) => {
    let later = whole
    for (let round = 0; round < 210; round++) later = updated(later, { 60: round })
    return later
  }),
  'huge-fields': after((whole) => {
    const many = Array.from({ length: 60_000 }, () => ref(numbers.obs))
    return edited(whole, numbers.catalog, { AcroForm: dictOf({ Fields: many }) })
  }),
}

/** A section, as a stream, that says that an object lies within another. */
function packedEntry(whole: Uint8Array, number: number, within: number): Uint8Array {
  const { size, startxref } = openPdf(whole)
  const rows = Uint8Array.of(2, within >> 8, within & 255, 0)
  const list = `/Type /XRef /W [1 2 1] /Index [${number} 1] /Size ${size + 1} /Root 1 0 R`
  const head = `${size} 0 obj\n<< ${list} /Prev ${startxref} /Length ${rows.length} >>\nstream\n`
  const end = `\nendstream\nendobj\nstartxref\n${whole.length}\n%%EOF\n`
  return concat([whole, fromLatin1(head), rows, fromLatin1(end)])
}

const lies: Record<string, Make> = {
  'length-too-long': after((whole) =>
    last(/\/Length 5(?= )/, '/Length 99999')(body(numbers.text, plainStream('(90)0'))(whole)),
  ),
  'length-too-short': after((whole) =>
    last(/\/Length 5(?= )/, '/Length 2')(body(numbers.text, plainStream('(90)0'))(whole)),
  ),
  'length-negative': after((whole) =>
    last(/\/Length 5(?= )/, '/Length -5')(body(numbers.text, plainStream('(90)0'))(whole)),
  ),
  'length-of-other-object': after((whole) =>
    last(/\/Length 5(?= )/, '/Length 5 0 R')(body(numbers.text, plainStream('(90)0'))(whole)),
  ),
  'offset-of-other-object': after((whole) => {
    const at = toLatin1(whole).indexOf('12 0 obj')
    return handTable(whole, [[numbers.text, at]])
  }),
  'offset-beyond-the-end': after((whole) => handTable(whole, [[numbers.text, 9_999_999]])),
  'offset-into-contents': after((whole) =>
    handTable(whole, [[numbers.text, toLatin1(whole).indexOf('/Contents<') + 10]]),
  ),
  'startxref-beyond-the-end': after(last(/startxref\n\d+/, 'startxref\n99999999')),
  'startxref-zero': after(last(/startxref\n\d+/, 'startxref\n0')),
  'startxref-at-content': after(last(/startxref\n\d+/, 'startxref\n20')),
  'prev-negative': after((whole) => last(/\/Prev \d+/, '/Prev -1')(handTable(whole, []))),
  'prev-name': after((whole) => last(/\/Prev \d+/, '/Prev /x')(handTable(whole, []))),
  'key-twice': after((whole) =>
    body(numbers.text, '<< /Length 3 /Length 4 >>\nstream\n(9)\nendstream')(whole),
  ),
  'widths-of-zero': after((whole) => last(/\/W \[1 6 2\]/, '/W [0 0 0]')(whole), 'stream'),
  'field-is-number': after((whole) => edited(whole, numbers.catalog, { AcroForm: 7 })),
  'catalog-is-array': after((whole) => updated(whole, { [numbers.catalog]: [1, 2] })),
  'pages-are-missing': after((whole) => edited(whole, numbers.catalog, { Pages: null })),
  'empty-file': () => new Uint8Array(),
  'only-a-header': () => fromLatin1('%PDF-1.7\n'),
  'only-an-end': () => fromLatin1('startxref\n0\n%%EOF\n'),
}

export const traps: Record<string, Make> = { ...circles, ...sizes, ...lies }
