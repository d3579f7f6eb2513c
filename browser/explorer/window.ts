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

/** First visible row (0-based, fractional) at a scroll offset in pixels. */
export function rowAt(grid: Grid, scrollTop: number): number {
  const way = scrollHeight(grid) - grid.viewport
  if (way <= 0) return 0
  return Math.min(1, Math.max(0, scrollTop / way)) * lastTop(grid)
}

/** Scroll offset in pixels that shows a row at the top: the inverse of `rowAt`. */
export function offsetOf(grid: Grid, row: number): number {
  const way = scrollHeight(grid) - grid.viewport
  const last = lastTop(grid)
  if (way <= 0 || last === 0) return 0
  return (Math.min(Math.max(row, 0), last) / last) * way
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
