// The unsigned documents of the generated corpus: two pages, a form, in each way a PDF may list its objects.
import { concat, fromLatin1 } from '../bytes.ts'
import { makePdf, makeStream } from '../test-pdf.ts'

/** Numbers of the objects that attacks speak of. */
export const numbers = {
  catalog: 1,
  pages: 2,
  page: 3,
  text: 4,
  font: 5,
  /** The text field `obs`, the empty signature fields `Jefe` and `Archivo`; the last locks `obs`. */
  obs: 6,
  jefe: 7,
  archivo: 8,
  secondPage: 9,
  overlay: 10,
  look: 11,
  /** A stream nobody refers to, whose data hold another object 4. */
  twin: 13,
} as const

/** A stream object's body without filter. */
export function plainStream(text: string, dict = ''): string {
  return `<< ${dict} /Length ${text.length} >>\nstream\n${text}\nendstream`
}

const twinOfText = `4 0 obj\n${plainStream('BT /F1 18 Tf 20 100 Td (Pago: 900) Tj ET')}\nendobj\n`

/** Bodies by number, from 1 on. Entries of the catalog may be added. */
export function formBodies(catalog = ''): string[] {
  const box = '/Type /XObject /Subtype /Form /BBox [0 0 100 20]'
  const widget = '/Type /Annot /Subtype /Widget /P 3 0 R /F 4'
  const resources = '<< /Font << /F1 5 0 R >> /XObject << /Fm 10 0 R >> >>'
  return [
    `<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R 7 0 R 8 0 R] /DA (/F1 12 Tf 0 g) /DR << /Font << /F1 5 0 R >> >> >> ${catalog} >>`,
    '<< /Type /Pages /Kids [3 0 R 9 0 R] /Count 2 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R /Annots [6 0 R 7 0 R 8 0 R] /Resources ${resources} >>`,
    plainStream('BT /F1 18 Tf 20 100 Td (Pago: 100) Tj ET /Fm Do'),
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    `<< ${widget} /FT /Tx /T (obs) /Rect [10 10 110 30] /V (a) /DA (/F1 12 Tf 0 g) /AP << /N 11 0 R >> >>`,
    `<< ${widget} /FT /Sig /T (Jefe) /Rect [150 10 250 30] >>`,
    `<< ${widget} /FT /Sig /T (Archivo) /Rect [0 0 0 0] /Lock << /Type /SigFieldLock /Action /Include /Fields [(obs)] >> >>`,
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 12 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    plainStream('1 g 20 150 100 20 re f', box),
    plainStream('BT /F1 12 Tf 2 4 Td (a) Tj ET', `${box} /Resources << /Font << /F1 5 0 R >> >>`),
    plainStream('BT /F1 12 Tf 20 100 Td (Anexo) Tj ET'),
    plainStream(twinOfText),
  ]
}

export type Style = 'table' | 'stream' | 'packed' | 'hybrid'

/** The document with a form, its objects listed in a table, a stream, object streams, or both ways. */
export function formDocument(style: Style = 'table', catalog = ''): Uint8Array {
  const objects = formBodies(catalog)
  if (style === 'hybrid') return hybrid(objects)
  const packed = style === 'packed' ? [1, 2, 3, 5, 6, 7, 8, 9] : []
  return makePdf({ objects, style: style === 'table' ? 'table' : 'stream', packed })
}

/** 7.5.8.4: the table calls the fonts and the second page free; its stream says where they are. */
function hybrid(bodies: string[]): Uint8Array {
  const hidden = [5, 9]
  const parts: Uint8Array[] = [fromLatin1('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n')]
  let size = parts[0]?.length ?? 0
  const places = new Map<number, number>()
  const write = (part: string | Uint8Array): void => {
    const bytes = typeof part === 'string' ? fromLatin1(part) : part
    parts.push(bytes)
    size += bytes.length
  }
  const object = (number: number, body: string | Uint8Array): void => {
    places.set(number, size)
    write(`${number} 0 obj\n`)
    write(body)
    write('\nendobj\n')
  }
  for (const [index, body] of bodies.entries())
    if (!hidden.includes(index + 1)) object(index + 1, body)
  const texts = hidden.map((number) => bodies[number - 1] ?? '')
  const head = `${hidden[0]} 0 ${hidden[1]} ${(texts[0] ?? '').length + 1} `
  const container = bodies.length + 1
  const dict = `/Type /ObjStm /N 2 /First ${head.length}`
  object(container, makeStream(dict, fromLatin1(head + texts.join(' '))))
  const rows = hidden.map((_, index) => Uint8Array.of(2, 0, container, index))
  const list = '/Type /XRef /W [1 2 1] /Index [5 1 9 1]'
  object(container + 1, makeStream(`${list} /Size ${container + 2} /Root 1 0 R`, concat(rows)))
  const start = size
  write(`xref\n0 ${container + 2}\n0000000000 65535 f \n`)
  for (let number = 1; number < container + 2; number++) {
    const at = places.get(number)
    write(at === undefined ? '0000000000 00001 f \n' : `${String(at).padStart(10, '0')} 00000 n \n`)
  }
  const hiddenAt = places.get(container + 1) ?? 0
  write(`trailer\n<< /Size ${container + 2} /Root 1 0 R /XRefStm ${hiddenAt} >>\n`)
  write(`startxref\n${start}\n%%EOF\n`)
  return concat(parts)
}
