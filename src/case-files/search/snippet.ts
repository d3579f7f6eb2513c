// The part of a page around what was found, with the words that were found.
import { signs } from './store-search.ts'

/** Pieces of text in order; those that were found are marked. */
export interface Piece {
  text: string
  found: boolean
}

/** Letters before the first word that was found, and of the whole. */
const size = { before: 60, whole: 240 }

/**
 * `marked` is the folded body with signs around words. Folding changes no letter into more or fewer, so
 * that places in it are places in the body; where they are not, the beginning is shown without marks.
 */
export function snippetOf(body: string, marked: string): Piece[] {
  const spans = spansOf(marked)
  const plain = marked.length - 2 * spans.length === body.length
  const [first] = plain ? spans : []
  const start = first === undefined ? 0 : wordStart(body, Math.max(0, first.start - size.before))
  const end = wordEnd(body, Math.min(body.length, start + size.whole))
  const pieces: Piece[] = []
  const add = (text: string, found: boolean): void => {
    if (text !== '') pieces.push({ text, found })
  }
  let at = start
  if (start > 0) add('… ', false)
  for (const span of plain ? spans : []) {
    if (span.start < at || span.end > end) continue
    add(body.slice(at, span.start), false)
    add(body.slice(span.start, span.end), true)
    at = span.end
  }
  add(body.slice(at, end), false)
  if (end < body.length) add(' …', false)
  return pieces.map(({ text, found }) => ({ text: text.replaceAll(/\s+/g, ' '), found }))
}

function spansOf(marked: string): { start: number; end: number }[] {
  const spans: { start: number; end: number }[] = []
  let [seen, start] = [0, -1]
  for (const sign of marked) {
    if (sign === signs.open) start = seen
    else if (sign === signs.close) {
      spans.push({ start, end: seen })
      start = -1
    } else seen += sign.length
  }
  return spans
}

function wordStart(text: string, at: number): number {
  const gap = text.slice(0, at).search(/\s\S*$/)
  return at === 0 ? 0 : gap === -1 || at - gap > 40 ? at : gap + 1
}

function wordEnd(text: string, at: number): number {
  const gap = text.slice(at).search(/\s/)
  return gap === -1 || gap > 40 ? at : at + gap
}
