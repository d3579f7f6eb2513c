// In the disposable process: the text of each page of a PDF, and pictures of pages that hold none.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PDFiumLibrary } from '@hyzyla/pdfium'
import { encode } from 'fast-png'

export interface PdfTask {
  path: string
  /** Pages beyond are not read. */
  pages: number
  /** Folder for pictures of pages without text; null where nobody could read them. */
  pictures: string | null
}

export interface PdfPage {
  page: number
  text: string
  /** Path of its picture, where it has no text. */
  picture: string | null
}

/** Letters below which a page counts as a picture: scanners print a line of their own on it. */
const leastLetters = 20

/** Pixels for each point (1/72 inch), for 200 dots an inch; at most so many pixels. */
const scale = 200 / 72
const mostPixels = 12_000_000

/** `total` is how many pages the document has, `pages` those that were read. */
export async function run({
  path,
  pages,
  pictures,
}: PdfTask): Promise<{ total: number; pages: PdfPage[] }> {
  const library = await PDFiumLibrary.init()
  const document = await library.loadDocument(await readFile(path))
  const total = document.getPageCount()
  const read: PdfPage[] = []
  for (let index = 0; index < Math.min(total, pages); index++) {
    const page = document.getPage(index)
    const text = page.getText().replaceAll('\0', '').replaceAll('\r\n', '\n')
    const letters = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0
    let picture: string | null = null
    if (letters < leastLetters && pictures !== null) {
      const { originalWidth: width, originalHeight: height } = page.getOriginalSize()
      const fitting = Math.min(scale, Math.sqrt(mostPixels / Math.max(1, width * height)))
      const drawn = await page.render({
        scale: fitting,
        colorSpace: 'Gray',
        render: async ({ data, width: across, height: down }) =>
          encode({ data, width: across, height: down, channels: 1, depth: 8 }),
      })
      picture = join(pictures, `${index + 1}.png`)
      await writeFile(picture, drawn.data)
    }
    read.push({ page: index + 1, text, picture })
  }
  return { total, pages: read }
}
