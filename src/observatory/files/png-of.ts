// Paints a drawing as PNG, twice as large as its points, for slides and social networks.
import { promisify } from 'node:util'
import { crc32, deflate } from 'node:zlib'
import { PDFiumLibrary } from '@hyzyla/pdfium'
import type { Drawing } from './drawing.ts'
import { pdfOf } from './pdf-of.ts'

const scale = 2
/** Pictures that are kept, so that one that is shown on many pages is painted once. */
const most = 64

let engine: Promise<PDFiumLibrary> | null = null
const painted = new Map<string, Promise<Uint8Array>>()

/** `key` names the drawing: what is the same is not painted again. */
export function pngOf(key: string, drawing: () => Drawing): Promise<Uint8Array> {
  const known = painted.get(key)
  if (known !== undefined) return known
  const made = paint(drawing())
  painted.set(key, made)
  made.catch(() => painted.delete(key))
  const [oldest] = painted.keys()
  if (painted.size > most && oldest !== undefined) painted.delete(oldest)
  return made
}

/** The PDF of the drawing is our own, so it is painted in this process. */
async function paint(drawing: Drawing): Promise<Uint8Array> {
  engine ??= PDFiumLibrary.init()
  const document = await (await engine).loadDocument(pdfOf(drawing))
  try {
    const { width, height, data } = await document.getPage(0).render({ scale, render: 'bitmap' })
    // Each line begins with its filter, 0 (PNG, 9.2); PDFium adds a fourth byte to red, green and blue.
    const lines = Buffer.alloc((width * 3 + 1) * height)
    let to = 0
    for (let y = 0; y < height; y++) {
      to++
      for (let from = y * width * 4; from < (y + 1) * width * 4; from += 4) {
        lines[to++] = data[from] ?? 0
        lines[to++] = data[from + 1] ?? 0
        lines[to++] = data[from + 2] ?? 0
      }
    }
    const head = Buffer.alloc(13)
    head.writeUInt32BE(width, 0)
    head.writeUInt32BE(height, 4)
    head.set([8, 2, 0, 0, 0], 8)
    const pixels = await promisify(deflate)(lines)
    return Buffer.concat([
      signature,
      chunk('IHDR', head),
      chunk('IDAT', pixels),
      chunk('IEND', Buffer.alloc(0)),
    ])
  } finally {
    document.destroy()
  }
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** Length, name, content and CRC (PNG, 5.3). */
function chunk(name: string, content: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), content])
  const whole = Buffer.alloc(named.length + 8)
  whole.writeUInt32BE(content.length, 0)
  named.copy(whole, 4)
  whole.writeUInt32BE(crc32(named), named.length + 4)
  return whole
}
