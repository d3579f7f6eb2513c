// Leaves out the bends of a line that nobody would see at the size it is drawn.

/**
 * Ramer–Douglas–Peucker on x, y, x, y …: every point that is left out lies within `tolerance` of the
 * line that stays. Ends are kept; a closed ring stays closed, though it may fall to two points.
 */
export function simplify(points: ArrayLike<number>, tolerance: number): number[] {
  const count = points.length / 2
  if (count <= 2) return Array.from(points)
  const kept = new Uint8Array(count)
  kept[0] = 1
  kept[count - 1] = 1
  const square = tolerance * tolerance
  // A stack instead of recursion: a coast has more bends than a stack has room for calls.
  const open = [0, count - 1]
  while (open.length > 0) {
    const last = open.pop()!
    const first = open.pop()!
    let worst = square
    let split = 0
    for (let at = first + 1; at < last; at++) {
      const off = offset(points, at, first, last)
      if (off <= worst) continue
      worst = off
      split = at
    }
    if (split === 0) continue
    kept[split] = 1
    open.push(first, split, split, last)
  }
  const out: number[] = []
  for (let at = 0; at < count; at++) {
    if (kept[at] === 1) out.push(points[at * 2]!, points[at * 2 + 1]!)
  }
  return out
}

/** Square of the distance of a point from the piece between two others. */
function offset(points: ArrayLike<number>, at: number, first: number, last: number): number {
  const [x, y] = [points[at * 2]!, points[at * 2 + 1]!]
  const [ax, ay] = [points[first * 2]!, points[first * 2 + 1]!]
  const dx = points[last * 2]! - ax
  const dy = points[last * 2 + 1]! - ay
  const size = dx * dx + dy * dy
  const share = size === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / size))
  return (x - ax - share * dx) ** 2 + (y - ay - share * dy) ** 2
}
