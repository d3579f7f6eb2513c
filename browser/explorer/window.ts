// Which rows are seen at a scroll position: pure sums, for tables far taller than a browser can scroll.

/** Chrome stops at about 33 million pixels, Firefox at 17: stay well below both. */
export const tallest = 6_000_000

export interface Grid {
  total: number
  /** Pixels of one row and of the visible part. */
  rowHeight: number
  viewport: number
}

/** Pixels the scrolled element is given: the true height, or the tallest a browser bears. */
export function scrollHeight(grid: Grid): number {
  return Math.min(grid.total * grid.rowHeight, tallest)
}

/** Highest first row: the last page shows the last row at the bottom. */
export function lastTop(grid: Grid): number {
  return Math.max(0, grid.total - Math.floor(grid.viewport / grid.rowHeight))
}

/** Pixels at both ends of a squeezed table where one pixel stays one pixel. */
const exactEnd = 200_000

/** How many rows the middle of a squeezed table holds, and the pixels it has for them. */
function middle(grid: Grid): { ends: number; rows: number; pixels: number } {
  const way = scrollHeight(grid) - grid.viewport
  const ends = exactEnd / grid.rowHeight
  return { ends, rows: lastTop(grid) - 2 * ends, pixels: way - 2 * exactEnd }
}

/** Whether the table is taller than a browser can scroll. */
export function isSqueezed(grid: Grid): boolean {
  return grid.total * grid.rowHeight > tallest
}

/** First visible row (0-based, fractional) at a scroll offset in pixels. */
export function rowAt(grid: Grid, scrollTop: number): number {
  const way = scrollHeight(grid) - grid.viewport
  if (way <= 0) return 0
  const offset = Math.min(way, Math.max(0, scrollTop))
  if (!isSqueezed(grid)) return (offset / way) * lastTop(grid)
  const { ends, rows, pixels } = middle(grid)
  if (offset <= exactEnd) return offset / grid.rowHeight
  if (offset >= way - exactEnd) return lastTop(grid) - (way - offset) / grid.rowHeight
  return ends + ((offset - exactEnd) / pixels) * rows
}

/** Scroll offset in pixels that shows a row at the top: the inverse of `rowAt`. */
export function offsetOf(grid: Grid, row: number): number {
  const way = scrollHeight(grid) - grid.viewport
  const last = lastTop(grid)
  if (way <= 0 || last === 0) return 0
  const wanted = Math.min(Math.max(row, 0), last)
  if (!isSqueezed(grid)) return (wanted / last) * way
  const { ends, rows, pixels } = middle(grid)
  if (wanted <= ends) return wanted * grid.rowHeight
  if (wanted >= last - ends) return way - (last - wanted) * grid.rowHeight
  return exactEnd + ((wanted - ends) / rows) * pixels
}

/**
 * The row after a scroll from one offset to another. A finger or a wheel moves by less than a screen
 * or two and means pixels; the scrollbar of a squeezed table moves by thousands and means places.
 */
export function rowAfter(grid: Grid, top: number, from: number, to: number): number {
  if (!isSqueezed(grid) || Math.abs(to - from) > 2 * grid.viewport) return rowAt(grid, to)
  const way = scrollHeight(grid) - grid.viewport
  if (to <= 0 || to >= way) return rowAt(grid, to)
  return Math.min(lastTop(grid), Math.max(0, top + (to - from) / grid.rowHeight))
}

/** Rows to draw, with a few beyond both edges so that a small scroll shows no gap. */
export function visible(grid: Grid, top: number, beyond: number): { from: number; to: number } {
  const count = Math.ceil(grid.viewport / grid.rowHeight) + 1
  const from = Math.max(0, Math.floor(top) - beyond)
  return { from, to: Math.min(grid.total, Math.floor(top) + count + beyond) }
}

/** The chunks of `size` rows that cover the rows from `from` up to, not including, `to`. */
export function chunksFor(from: number, to: number, size: number): number[] {
  const out: number[] = []
  for (let chunk = Math.floor(from / size); chunk * size < to; chunk += 1) out.push(chunk)
  return out
}
