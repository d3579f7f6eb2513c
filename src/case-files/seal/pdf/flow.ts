// Puts pieces onto pages from top to bottom, with a new page where one does not fit.
import { type Element, Page } from './canvas.ts'

/** One line of something, the smallest that is not torn apart. */
export interface Piece {
  /** In points, without the space above. */
  height: number
  /** Space above; none at the top of a page. */
  above: number
  /** Whether it stays on the page of what follows, as a heading does. */
  glued: boolean
  /** Drawn again at the top of a page that begins with this piece. */
  head?: readonly Piece[]
  /** Begins a page. */
  fresh?: boolean
  paint(page: Page, place: { x: number; top: number; repeated: boolean }): void
}

export interface Frame {
  left: number
  /** Of the area of text on the first page, and on others. */
  firstTop: number
  top: number
  bottom: number
}

/** Pieces with the glue between them in one list each. */
function groups(pieces: readonly Piece[]): Piece[][] {
  const all: Piece[][] = []
  let open = false
  for (const piece of pieces) {
    const last = all.at(-1)
    if (open && last !== undefined && piece.fresh !== true) last.push(piece)
    else all.push([piece])
    open = piece.glued
  }
  return all
}

const heightOf = (pieces: readonly Piece[], from = 0): number =>
  pieces.reduce((sum, { height, above }, at) => sum + height + (at < from ? 0 : above), 0)

/** The pages in their order. At least one. */
export function flow(pieces: readonly Piece[], frame: Frame): Page[] {
  const pages: Page[] = [new Page(0)]
  let y = frame.firstTop
  let empty = true
  const next = (): void => {
    pages.push(new Page(pages.length))
    y = frame.top
    empty = true
  }
  const put = (piece: Piece, repeated: boolean): void => {
    const page = pages.at(-1)
    if (page === undefined) return
    if (!empty) y -= piece.above
    piece.paint(page, { x: frame.left, top: y, repeated })
    y -= piece.height
    empty = false
  }
  for (const group of groups(pieces)) {
    if (group[0]?.fresh === true && !empty) next()
    const whole = heightOf(group, empty ? 1 : 0)
    // What is taller than a page is torn after all.
    const fitsAnywhere =
      heightOf(group, 1) + heightOf(group[0]?.head ?? []) <= frame.top - frame.bottom
    if (!empty && fitsAnywhere && y - whole < frame.bottom) next()
    for (const piece of group) {
      if (!empty && y - piece.above - piece.height < frame.bottom) next()
      if (empty && pages.length > 1) for (const head of piece.head ?? []) put(head, true)
      put(piece, false)
    }
  }
  return pages
}

/** Runs `paint` with the page set to the element, or to nobody's where it is a repetition. */
export function under(page: Page, owner: Element, repeated: boolean, paint: () => void): void {
  page.belongsTo(repeated ? null : owner)
  paint()
}
