// Finds pages and their visible boxes, and turns what is seen into what is written (ISO 32000-2, 7.7.3, 8.3.2).
import type { PdfDocument } from '../pdf/document.ts'
import { PdfDict, PdfRef, type PdfValue } from '../pdf/objects.ts'
import { SignatureError } from '../signature-error.ts'

export interface Page {
  ref: PdfRef
  dict: PdfDict
  /** Clockwise: 0, 90, 180 or 270. */
  rotate: number
  /** What is seen of it, in user space: left, bottom, right, top. */
  box: [number, number, number, number]
}

const MOST_PAGES = 100_000
/** 7.7.3.4: what pages take from the nodes above. */
const inherited = ['Rotate', 'MediaBox', 'CropBox'] as const

/**
 * A page by its number from 1 on, or from the end by −1 on.
 * @throws SignatureError `malformed-pdf` without pages, `bad-appearance` without that page
 */
export function pageAt(document: PdfDocument, number: number): Page {
  if (number > 0) {
    let left = number
    for (const page of pagesOf(document)) if (--left === 0) return page
  } else {
    const all = [...pagesOf(document)]
    const page = number < 0 ? all.at(number) : undefined
    if (page !== undefined) return page
  }
  if (number !== 1)
    throw new SignatureError('bad-appearance', { why: `there is no page ${number}` })
  const at = document.startxref
  throw new SignatureError('malformed-pdf', { at, why: 'there is no first page' })
}

/**
 * How many pages the tree of pages leads to; its own /Count is not believed.
 * @throws SignatureError `malformed-pdf` without pages, `too-large`
 */
export function countPages(document: PdfDocument): number {
  let count = 0
  for (const _ of pagesOf(document)) count++
  if (count > 0) return count
  throw new SignatureError('malformed-pdf', { at: document.startxref, why: 'there are no pages' })
}

/** The page that shows an annotation: its /P, or the one that lists it. */
export function pageOfWidget(document: PdfDocument, widget: PdfDict, ref: PdfRef): Page | null {
  const told = widget.get('P')
  for (const page of pagesOf(document)) {
    if (told instanceof PdfRef && document.resolve(told) instanceof PdfDict) {
      if (page.ref.number === told.number) return page
      continue
    }
    const annotations = document.at(page.dict, 'Annots')
    const lists = Array.isArray(annotations) ? annotations : []
    if (lists.some((one) => one instanceof PdfRef && one.number === ref.number)) return page
  }
  return null
}

function* pagesOf(document: PdfDocument): Generator<Page> {
  const seen = new Set<number>()
  let count = 0
  const waiting: { held: PdfValue; above: ReadonlyMap<string, PdfValue> }[] = [
    { held: document.catalog.get('Pages'), above: new Map() },
  ]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { held, above } = next
    const node = document.resolve(held)
    if (!(held instanceof PdfRef) || seen.has(held.number) || !(node instanceof PdfDict)) continue
    seen.add(held.number)
    const mine = new Map(above)
    for (const key of inherited) if (node.entries.has(key)) mine.set(key, document.at(node, key))
    const kids = document.at(node, 'Kids')
    if (Array.isArray(kids))
      for (const kid of kids.toReversed()) waiting.push({ held: kid, above: mine })
    else {
      if (++count > MOST_PAGES)
        throw new SignatureError('too-large', { what: 'Pages', limit: MOST_PAGES })
      yield { ref: held, dict: node, rotate: turnOf(mine), box: boxOf(document, mine) }
    }
  }
}

function turnOf(given: ReadonlyMap<string, PdfValue>): number {
  const rotate = given.get('Rotate')
  const turn = typeof rotate === 'number' ? ((rotate % 360) + 360) % 360 : 0
  return turn % 90 === 0 ? turn : 0
}

function boxOf(document: PdfDocument, given: ReadonlyMap<string, PdfValue>): Page['box'] {
  const media = rectangleOf(document, given.get('MediaBox') ?? null) ?? [0, 0, 612, 792]
  const crop = rectangleOf(document, given.get('CropBox') ?? null)
  if (crop === null) return media
  // 14.11.2.1: the crop box counts as far as it lies on the medium.
  const cut: Page['box'] = [
    Math.max(media[0], crop[0]),
    Math.max(media[1], crop[1]),
    Math.min(media[2], crop[2]),
    Math.min(media[3], crop[3]),
  ]
  return cut[0] < cut[2] && cut[1] < cut[3] ? cut : media
}

/** 7.9.5: any two corners; null for what is no rectangle. */
export function rectangleOf(document: PdfDocument, value: PdfValue): Page['box'] | null {
  const list = document.resolve(value)
  if (!Array.isArray(list) || list.length !== 4) return null
  const numbers = list.map((one) => document.resolve(one))
  const [a, b, c, d] = numbers
  if (typeof a !== 'number' || typeof b !== 'number') return null
  if (typeof c !== 'number' || typeof d !== 'number') return null
  return [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)]
}

/** A rectangle of the page as it is seen, from its lower left corner, in user space. */
export function toUserSpace(
  { rotate, box }: Page,
  seen: { x: number; y: number; width: number; height: number },
): Page['box'] {
  const [left, bottom, right, top] = box
  const { x, y, width, height } = seen
  if (rotate === 90) return [right - y - height, bottom + x, right - y, bottom + x + width]
  if (rotate === 180) return [right - x - width, top - y - height, right - x, top - y]
  if (rotate === 270) return [left + y, top - x - width, left + y + height, top - x]
  return [left + x, bottom + y, left + x + width, bottom + y + height]
}

/** How wide and high the page is as it is seen. */
export function seenSize({ rotate, box }: Page): { width: number; height: number } {
  const [width, height] = [box[2] - box[0], box[3] - box[1]]
  return rotate % 180 === 0 ? { width, height } : { width: height, height: width }
}

/** The matrix that keeps a drawing of this size upright on a turned page (12.5.5, algorithm 8.1). */
export function uprightMatrix(rotate: number, width: number, height: number): number[] {
  if (rotate === 90) return [0, 1, -1, 0, height, 0]
  if (rotate === 180) return [-1, 0, 0, -1, width, height]
  if (rotate === 270) return [0, -1, 1, 0, 0, width]
  return [1, 0, 0, 1, 0, 0]
}
