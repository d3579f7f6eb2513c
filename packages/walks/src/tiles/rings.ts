// Joins the ways of an area to closed rings, and gives each hole to the ring that it lies in.
import { areaOf, turned } from './feature.ts'

/**
 * Lines as lists of ids that share their ends become rings of ids; what does not close (at the edge of
 * an extract) is left out.
 */
export function joinRings(lines: readonly (readonly number[])[]): number[][] {
  const waiting = new Set(lines.filter((line) => line.length > 1))
  const at = new Map<number, Set<readonly number[]>>()
  for (const line of waiting) {
    for (const end of [line[0]!, line.at(-1)!]) {
      if (!at.has(end)) at.set(end, new Set())
      at.get(end)!.add(line)
    }
  }
  const rings: number[][] = []
  for (const line of waiting) {
    waiting.delete(line)
    const ring = [...line]
    while (ring[0] !== ring.at(-1)) {
      const end = ring.at(-1)!
      const next = [...(at.get(end) ?? [])].find((each) => waiting.has(each))
      if (!next) break
      waiting.delete(next)
      const forward = next[0] === end
      ring.push(...(forward ? next.slice(1) : next.slice(0, -1).reverse()))
    }
    if (ring[0] === ring.at(-1) && ring.length > 3) rings.push(ring)
  }
  return rings
}

/** Rings of positions as polygons: outer ring first, then its holes, all in the direction of tiles. */
export function polygonsOf(rings: readonly number[][]): number[][][] {
  const largestFirst = rings
    .map((ring) => ({ ring, size: Math.abs(areaOf(ring)) }))
    .filter(({ size }) => size > 0)
    .sort((a, b) => b.size - a.size)
  const polygons: number[][][] = []
  for (const { ring } of largestFirst) {
    // From the smallest outwards: an island in a lake in a park is a ring of its own again.
    const around = polygons.filter(([outer]) => within(ring, outer!)).at(-1)
    const inHole = around?.slice(1).some((hole) => within(ring, hole))
    if (around && !inHole) around.push(turned([...ring], false))
    else polygons.push([turned([...ring], true)])
  }
  return polygons
}

/** Does the first corner of a ring lie within another? */
export function within(ring: readonly number[], other: readonly number[]): boolean {
  const [x, y] = [ring[0]!, ring[1]!]
  let odd = false
  for (let at = 2; at < other.length; at += 2) {
    const [ax, ay, bx, by] = [other[at - 2]!, other[at - 1]!, other[at]!, other[at + 1]!]
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) odd = !odd
  }
  return odd
}
