// Draws pages with PDFium, forms included; only its thread loads this.
import { PDFiumLibrary } from '@hyzyla/pdfium'
import type { Picture } from './differing-boxes.ts'

/** The functions of the engine that are used (fpdfview.h, fpdf_formfill.h of PDFium). */
interface Module {
  HEAPU8: Uint8Array
  wasmExports: { malloc: (size: number) => number; free: (pointer: number) => void }
  _FPDF_LoadMemDocument: (pointer: number, size: number, password: number) => number
  _FPDF_GetPageCount: (document: number) => number
  _FPDF_LoadPage: (document: number, index: number) => number
  _FPDF_ClosePage: (page: number) => void
  _FPDF_GetPageWidth: (page: number) => number
  _FPDF_GetPageHeight: (page: number) => number
  _FPDFBitmap_CreateEx: (w: number, h: number, format: number, p: number, stride: number) => number
  _FPDFBitmap_FillRect: (b: number, x: number, y: number, w: number, h: number, c: number) => void
  _FPDFBitmap_Destroy: (bitmap: number) => void
  _FPDF_RenderPageBitmap: (...given: number[]) => void
  _FPDFDOC_InitFormFillEnvironment: (document: number, info: number) => number
  _FORM_OnAfterLoadPage: (page: number, form: number) => void
  _FORM_OnBeforeClosePage: (page: number, form: number) => void
  _FPDF_FFLDraw: (...given: number[]) => void
}

export interface Drawn extends Picture {
  points: { width: number; height: number }
}

export interface Drawable {
  pages: number
  /** The page from 0 on, or null when the document has none such. */
  draw(index: number, scale: number): Drawn | null
}

/** The engine wanted more memory than it may have. */
export class OutOfMemory extends Error {}

const BGRA = 4
const WHITE = 0xffffffff
const ANNOTATIONS = 0x01
const MOST_PIXELS = 4_000_000
const PAGE_OF_WASM = 65_536

/** The engine with a limit of memory: growing beyond it fails as if the machine had no more. */
export async function openEngine(
  memoryMb: number,
): Promise<{ open(bytes: Uint8Array): Drawable | null }> {
  const grow = WebAssembly.Memory.prototype.grow
  let refused = false
  WebAssembly.Memory.prototype.grow = function limited(delta: number): number {
    if (this.buffer.byteLength + delta * PAGE_OF_WASM > memoryMb * 2 ** 20) {
      refused = true
      throw new RangeError('the engine may not have more memory')
    }
    return grow.call(this, delta)
  }
  const library = await PDFiumLibrary.init()
  // The wrapper draws no forms; the module within it can.
  const { module } = library as unknown as { module: Module }
  const guarded = <T>(work: () => T): T => {
    try {
      const done = work()
      if (refused) throw new OutOfMemory()
      return done
    } catch (error) {
      throw refused ? new OutOfMemory() : error
    }
  }
  return { open: (bytes) => guarded(() => openDocument(module, bytes, guarded)) }
}

type Guard = <T>(work: () => T) => T

function allocate(module: Module, size: number): number {
  const pointer = module.wasmExports.malloc(size)
  if (pointer === 0) throw new OutOfMemory()
  return pointer
}

function openDocument(module: Module, bytes: Uint8Array, guarded: Guard): Drawable | null {
  // The engine reads from its own memory as long as the document is open.
  const pointer = allocate(module, bytes.length)
  module.HEAPU8.set(bytes, pointer)
  const document = module._FPDF_LoadMemDocument(pointer, bytes.length, 0)
  if (document === 0) return null
  // FPDF_FORMFILLINFO of version 1 without any callback: nothing is asked of us, no script runs.
  const info = allocate(module, 512)
  module.HEAPU8.fill(0, info, info + 512)
  module.HEAPU8[info] = 1
  const form = module._FPDFDOC_InitFormFillEnvironment(document, info)
  const pages = module._FPDF_GetPageCount(document)
  return {
    pages,
    draw: (index, scale) =>
      index >= pages ? null : guarded(() => drawPage(module, { document, form, index, scale })),
  }
}

function drawPage(
  module: Module,
  given: { document: number; form: number; index: number; scale: number },
): Drawn | null {
  const { document, form, index } = given
  const page = module._FPDF_LoadPage(document, index)
  if (page === 0) return null
  const points = {
    width: Math.max(1, module._FPDF_GetPageWidth(page)),
    height: Math.max(1, module._FPDF_GetPageHeight(page)),
  }
  const fitting = Math.sqrt(MOST_PIXELS / (points.width * points.height))
  const scale = Math.min(given.scale, fitting)
  const width = Math.max(1, Math.floor(points.width * scale))
  const height = Math.max(1, Math.floor(points.height * scale))
  const size = width * height * 4
  const pointer = allocate(module, size)
  const bitmap = module._FPDFBitmap_CreateEx(width, height, BGRA, pointer, width * 4)
  module._FPDFBitmap_FillRect(bitmap, 0, 0, width, height, WHITE)
  if (form !== 0) module._FORM_OnAfterLoadPage(page, form)
  module._FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, ANNOTATIONS)
  if (form !== 0) {
    module._FPDF_FFLDraw(form, bitmap, page, 0, 0, width, height, 0, ANNOTATIONS)
    module._FORM_OnBeforeClosePage(page, form)
  }
  const pixels = Uint8Array.from(module.HEAPU8.subarray(pointer, pointer + size))
  module._FPDFBitmap_Destroy(bitmap)
  module._FPDF_ClosePage(page)
  module.wasmExports.free(pointer)
  return { width, height, pixels, points }
}
