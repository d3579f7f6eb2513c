// Writes a drawing as a PDF of one page, in the fonts that every reader has; the PNG is made from it.
import { type Drawing, type Shape, colours } from './drawing.ts'
import { helveticaWidth } from './helvetica.ts'

/** ISO 32000-1: 7.5 (structure), 8.5 (paths), 9.6.2.2 (standard fonts). Text beyond WinAnsi becomes `?`. */
export function pdfOf({ width, height, title, shapes }: Drawing): Uint8Array {
  const content = [
    '1 1 1 rg',
    `0 0 ${width} ${height} re f`,
    ...shapes.map((each) => shapeOf(each, height)),
  ]
  const stream = content.join('\n')
  const font = (name: string): string =>
    `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] /Contents 4 0 R ` +
      '/Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    font('Helvetica'),
    font('Helvetica-Bold'),
    `<< /Title ${literal(title)} >>`,
  ]
  let file = '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n'
  const places = objects.map((object, at) => {
    const place = file.length
    file += `${at + 1} 0 obj\n${object}\nendobj\n`
    return place
  })
  const start = file.length
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`
  for (const place of places) file += `${String(place).padStart(10, '0')} 00000 n \n`
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info 7 0 R >>\nstartxref\n${start}\n%%EOF\n`
  // Every character of the text is one byte: what WinAnsi lacks was replaced.
  return Uint8Array.from(file, (character) => character.charCodeAt(0))
}

function shapeOf(shape: Shape, height: number): string {
  const colour = rgb(colours[shape.colour])
  switch (shape.kind) {
    case 'box':
      return `${colour} rg ${n(shape.x)} ${n(height - shape.y - shape.height)} ${n(shape.width)} ${n(shape.height)} re f`
    case 'line': {
      const path = shape.points.map(
        ([x, y], at) => `${n(x)} ${n(height - y)} ${at === 0 ? 'm' : 'l'}`,
      )
      return `${colour} RG 2 w ${shape.dashed ? '[6 4]' : '[]'} 0 d ${path.join(' ')} S`
    }
    case 'text': {
      const bold = shape.bold === true
      const x = shape.end ? shape.x - helveticaWidth(shape.text, shape.size, bold) : shape.x
      return `BT /F${bold ? 2 : 1} ${shape.size} Tf ${colour} rg ${n(x)} ${n(height - shape.y)} Td ${literal(shape.text)} Tj ET`
    }
  }
}

function rgb(colour: string): string {
  return [1, 3, 5]
    .map((at) => n(Number.parseInt(colour.slice(at, at + 2), 16) / 255, 1000))
    .join(' ')
}

const n = (value: number, parts = 100): string => String(Math.round(value * parts) / parts)

/** WinAnsi's own places beyond Latin-1 (ISO 32000-1, annex D.2). */
const winAnsi: Readonly<Record<string, number>> = {
  '€': 0x80,
  '…': 0x85,
  '‘': 0x91,
  '’': 0x92,
  '“': 0x93,
  '”': 0x94,
  '•': 0x95,
  '–': 0x96,
  '—': 0x97,
}

function literal(text: string): string {
  const bytes = Array.from(text.normalize('NFC'), (character) => {
    const code = winAnsi[character] ?? character.charCodeAt(0)
    const known = (code >= 0x20 && code <= 0x7e) || (code >= 0x80 && code <= 0xff)
    const one = known && character.length === 1 ? String.fromCharCode(code) : '?'
    return one === '(' || one === ')' || one === '\\' ? `\\${one}` : one
  })
  return `(${bytes.join('')})`
}
