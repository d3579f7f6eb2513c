// Paints a drawing as PNG, twice as large as its points, for slides and social networks.
import { PDFiumLibrary } from '@hyzyla/pdfium'
import { encode } from 'fast-png'
import type { Drawing } from './drawing.ts'
import { pdfOf } from './pdf-of.ts'

const scale = 2

let engine: Promise<PDFiumLibrary> | null = null

/** The PDF of the drawing is our own, so it is painted in this process. */
export async function pngOf(drawing: Drawing): Promise<Uint8Array> {
  engine ??= PDFiumLibrary.init()
  const document = await (await engine).loadDocument(pdfOf(drawing))
  try {
    const picture = await document.getPage(0).render({ scale, render: 'bitmap' })
    const { width, height } = picture
    const pixels = Uint8Array.from(picture.data)
    // PDFium paints blue first.
    for (let at = 0; at < pixels.length; at += 4) {
      const blue = pixels[at] ?? 0
      pixels[at] = pixels[at + 2] ?? 0
      pixels[at + 2] = blue
      pixels[at + 3] = 255
    }
    return encode({ width, height, data: pixels, depth: 8, channels: 4 })
  } finally {
    document.destroy()
  }
}
