// Writes a drawing as SVG that stands by itself: title and description first, no script, no style sheet.
import { type Drawing, type Shape, colours } from './drawing.ts'

/** SVG 2, 5.8: `title` and `desc` as first children, named by `aria-labelledby`. */
export function svgOf({ width, height, title, description, shapes }: Drawing): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="t d" font-family="'Source Sans 3', 'Source Sans Pro', sans-serif">`,
    `<title id="t">${xml(title)}</title><desc id="d">${xml(description)}</desc>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...shapes.map(shapeOf),
    '</svg>',
  ].join('')
}

function shapeOf(shape: Shape): string {
  const colour = colours[shape.colour]
  switch (shape.kind) {
    case 'box':
      return `<rect x="${n(shape.x)}" y="${n(shape.y)}" width="${n(shape.width)}" height="${n(shape.height)}" fill="${colour}"/>`
    case 'line': {
      const points = shape.points.map(([x, y]) => `${n(x)},${n(y)}`).join(' ')
      const dash = shape.dashed ? ' stroke-dasharray="6 4"' : ''
      return `<polyline points="${points}" fill="none" stroke="${colour}" stroke-width="2"${dash}/>`
    }
    case 'text': {
      const weight = shape.bold ? ' font-weight="600"' : ''
      const anchor = shape.end ? ' text-anchor="end"' : ''
      return `<text x="${n(shape.x)}" y="${n(shape.y)}" font-size="${shape.size}" fill="${colour}"${weight}${anchor}>${xml(shape.text)}</text>`
    }
  }
}

const n = (value: number): string => String(Math.round(value * 10) / 10)

/** XML 1.0, 2.2 and 2.4: characters it does not have are replaced. */
function xml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
