// Cuts lines and rings at a straight edge, so that each tile holds only what it shows.

type Axis = 0 | 1

/** The pieces of a line (x, y, x, y …) between two values of x (axis 0) or y (axis 1). */
export function clipLine(
  points: readonly number[],
  axis: Axis,
  low: number,
  high: number,
): number[][] {
  const pieces: number[][] = []
  let piece: number[] = []
  for (let at = 2; at < points.length; at += 2) {
    const a = points[at - 2 + axis]!
    const b = points[at + axis]!
    if ((a < low && b < low) || (a > high && b > high)) continue
    const [from, to] = [
      share(a, b, a < low ? low : a > high ? high : null, 0),
      share(a, b, b < low ? low : b > high ? high : null, 1),
    ]
    if (from > 0 || piece.length === 0) {
      if (piece.length > 2) pieces.push(piece)
      piece = []
      push(piece, points, at, from)
    }
    push(piece, points, at, to)
    if (to < 1) {
      pieces.push(piece)
      piece = []
    }
  }
  if (piece.length > 2) pieces.push(piece)
  return pieces
}

/** Where between two values a third lies, or the end that was given where nothing is cut. */
function share(a: number, b: number, cut: number | null, whole: 0 | 1): number {
  return cut === null ? whole : (cut - a) / (b - a)
}

/** The point at a share of the way from the point before `at` to that at `at`. */
function push(piece: number[], points: readonly number[], at: number, part: number): void {
  const [ax, ay, bx, by] = [points[at - 2]!, points[at - 1]!, points[at]!, points[at + 1]!]
  if (part === 0) piece.push(ax, ay)
  else if (part === 1) piece.push(bx, by)
  else piece.push(Math.round(ax + (bx - ax) * part), Math.round(ay + (by - ay) * part))
}

/**
 * The part of a closed ring between two values, closed again along the edges (Sutherland and Hodgman,
 * 1974). Empty where nothing of it is left.
 */
export function clipRing(ring: readonly number[], axis: Axis, low: number, high: number): number[] {
  return half(half(ring, axis, low, 1), axis, high, -1)
}

/** `side` 1 keeps what is at or above the edge, -1 what is at or below. */
function half(ring: readonly number[], axis: Axis, edge: number, side: 1 | -1): number[] {
  const out: number[] = []
  for (let at = 2; at < ring.length; at += 2) {
    const a = (ring[at - 2 + axis]! - edge) * side
    const b = (ring[at + axis]! - edge) * side
    if (a >= 0) out.push(ring[at - 2]!, ring[at - 1]!)
    if ((a > 0 && b < 0) || (a < 0 && b > 0)) push(out, ring, at, a / (a - b))
  }
  if (out.length < 6) return []
  out.push(out[0]!, out[1]!)
  return out
}
