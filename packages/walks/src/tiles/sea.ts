// Makes the sea from coastlines: OpenStreetMap draws only its edge, with the water on its right.
import { clipLine } from './clip.ts'
import { areaOf } from './feature.ts'
import { within } from './rings.ts'

/** West, north, east, south in units of tiles; y grows southwards. */
export type Box = readonly [number, number, number, number]

/** A coast that ends further inside the box than this share of its sides is broken: no sea is drawn. */
const mostGap = 0.2

/**
 * Rings of water within the box, and of land in it; empty where the coast does not say which side is sea
 * (OSM wiki, Tag:natural=coastline: land on the left, water on the right of a way). `coasts` are lines of
 * ids in their direction, `at` gives their places as x, y, x, y …
 */
export function seaRings(
  coasts: readonly (readonly number[])[],
  at: (ids: readonly number[]) => number[],
  box: Box,
): number[][] {
  const chains = joinInDirection(coasts)
  const rings = chains.filter((chain) => isClosed(chain)).map(at)
  const whole = rings.filter((ring) => isInside(ring, box))
  const cut = rings.filter((ring) => !isInside(ring, box)).flatMap((ring) => piecesOf(ring, box))
  const open = chains
    .filter((chain) => !isClosed(chain))
    .flatMap((chain) => piecesOf(at(chain), box))
  const pieces = [...open, ...cut].map((piece) => toBorder(piece, box))
  if (pieces.some((piece) => piece === null)) return []
  const water = alongBorder(pieces as number[][], box)
  // Islands alone: the sea is all around them. A ring that runs clockwise holds water itself.
  const islands = whole.some((ring) => areaOf(ring) < 0)
  if (water.length === 0 && islands) water.push(border(box))
  const pools = whole.filter((ring) => areaOf(ring) > 0)
  const sea = [...water, ...pools]
  // An island that stands in no water would be drawn as a pool.
  const land = whole.filter((ring) => areaOf(ring) < 0 && sea.some((each) => within(ring, each)))
  return [...sea, ...land]
}

const isClosed = (chain: readonly number[]): boolean =>
  chain.length > 3 && chain[0] === chain.at(-1)

/** Ways that follow each other, never turned round: their direction says where the water is. */
function joinInDirection(lines: readonly (readonly number[])[]): number[][] {
  const byStart = new Map<number, readonly number[]>()
  for (const line of lines) if (line.length > 1) byStart.set(line[0]!, line)
  const ends = new Set([...byStart.values()].map((line) => line.at(-1)!))
  const chains: number[][] = []
  const follow = (start: number): void => {
    const chain: number[] = []
    for (let next = byStart.get(start); next; next = byStart.get(chain.at(-1)!)) {
      byStart.delete(next[0]!)
      chain.push(...(chain.length > 0 ? next.slice(1) : next))
    }
    if (chain.length > 1) chains.push(chain)
  }
  for (const start of [...byStart.keys()]) if (!ends.has(start)) follow(start)
  for (const start of [...byStart.keys()]) follow(start)
  return chains
}

function isInside(line: readonly number[], [west, north, east, south]: Box): boolean {
  for (let at = 0; at < line.length; at += 2) {
    const [x, y] = [line[at]!, line[at + 1]!]
    if (x < west || x > east || y < north || y > south) return false
  }
  return true
}

/** A ring that was cut where it happens to begin is put together there again. */
function piecesOf(line: readonly number[], [west, north, east, south]: Box): number[][] {
  const pieces = clipLine(line, 0, west, east).flatMap((each) => clipLine(each, 1, north, south))
  const [first, last] = [pieces[0], pieces.at(-1)]
  const meets =
    first && last && first !== last && first[0] === last.at(-2) && first[1] === last.at(-1)
  if (!meets) return pieces
  return [[...last, ...first.slice(2)], ...pieces.slice(1, -1)]
}

/** Both ends drawn on to the nearest side of the box; null where one is too far from all. */
function toBorder(piece: readonly number[], box: Box): number[] | null {
  const begin = onBorder(piece[0]!, piece[1]!, box)
  const end = onBorder(piece.at(-2)!, piece.at(-1)!, box)
  return begin && end ? [...begin, ...piece, ...end] : null
}

function onBorder(x: number, y: number, [west, north, east, south]: Box): [number, number] | null {
  const sides: [gap: number, most: number, point: [number, number]][] = [
    [x - west, east - west, [west, y]],
    [east - x, east - west, [east, y]],
    [y - north, south - north, [x, north]],
    [south - y, south - north, [x, south]],
  ]
  const [nearest] = sides.sort((a, b) => a[0] - b[0])
  return nearest && nearest[0] <= mostGap * nearest[1] ? nearest[2] : null
}

/** How far along the border a point of it lies, clockwise on the screen from the north-west corner. */
function around(x: number, y: number, [west, north, east, south]: Box): number {
  const [wide, high] = [east - west, south - north]
  if (y === north) return x - west
  if (x === east) return wide + (y - north)
  if (y === south) return wide + high + (east - x)
  return 2 * wide + high + (south - y)
}

function border([west, north, east, south]: Box): number[] {
  return [west, north, east, north, east, south, west, south, west, north]
}

/** Each coast goes on along the border, clockwise, to where the next one begins. */
function alongBorder(pieces: readonly number[][], box: Box): number[][] {
  const [west, north, east, south] = box
  const [wide, high] = [east - west, south - north]
  const length = 2 * (wide + high)
  const corners = [
    [wide, east, north],
    [wide + high, east, south],
    [2 * wide + high, west, south],
    [length, west, north],
  ] as const
  const starts = pieces.map((piece) => around(piece[0]!, piece[1]!, box))
  const waiting = new Set(pieces.keys())
  const rings: number[][] = []
  for (const first of pieces.keys()) {
    if (!waiting.delete(first)) continue
    const ring = [...pieces[first]!]
    for (;;) {
      const from = around(ring.at(-2)!, ring.at(-1)!, box)
      const away = (to: number): number => (to - from + length) % length
      const [next = first] = [...waiting, first].sort((a, b) => away(starts[a]!) - away(starts[b]!))
      const reach = away(starts[next]!)
      const passed = [...corners]
        .filter(([place]) => away(place) > 0 && away(place) < reach)
        .sort((a, b) => away(a[0]) - away(b[0]))
      for (const [, x, y] of passed) ring.push(x, y)
      if (next === first) break
      waiting.delete(next)
      ring.push(...pieces[next]!)
    }
    rings.push([...ring, ring[0]!, ring[1]!])
  }
  return rings
}
