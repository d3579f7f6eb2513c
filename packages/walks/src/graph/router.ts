// Finds the shortest way on foot between places on streets, and the distances between many of them.
import { inSpace, type LonLat } from '../geo/earth.ts'
import { WalksError } from '../walks-error.ts'
import { Heap } from './heap.ts'
import { edgePoints, type StreetGraph } from './model.ts'
import { StreetFinder, type Snap } from './snap.ts'

/** A piece of a route on one street. */
export interface Leg {
  edge: number
  /** Walked from `edgeFrom` to `edgeTo`, or the other way. */
  forward: boolean
  metres: number
  points: readonly LonLat[]
}

export interface Route {
  metres: number
  legs: readonly Leg[]
  from: Snap
  to: Snap
}

/** The straight line is shortened by this much, since places within a street are placed on a plane. */
const caution = 1 - 1e-5

const none = 0xffffffff

/** Keeps its working memory between questions; one for each thread. */
export class Router {
  readonly graph: StreetGraph
  readonly #finder: StreetFinder
  readonly #cost: Float64Array
  /** Edge by which each node was reached. */
  readonly #by: Uint32Array
  /** Number of the question that wrote `cost` and `by`, so that nothing has to be wiped. */
  readonly #asked: Uint32Array
  readonly #settled: Uint32Array
  #question = 0
  readonly #heap = new Heap()

  constructor(graph: StreetGraph) {
    this.graph = graph
    this.#finder = new StreetFinder(graph)
    this.#cost = new Float64Array(graph.nodeCount)
    this.#by = new Uint32Array(graph.nodeCount)
    this.#asked = new Uint32Array(graph.nodeCount)
    this.#settled = new Uint32Array(graph.nodeCount)
  }

  /** @throws WalksError `malformed-point`, `far-from-streets` */
  snap(point: LonLat, options: { within?: number } = {}): Snap {
    return this.#finder.snap(point, options)
  }

  /** A place at a corner. */
  snapNode(node: number): Snap {
    const edge = this.graph.edgesAt[this.graph.first[node]!]!
    const forward = this.graph.edgeFrom[edge] === node
    const points = edgePoints(this.graph, edge)
    return {
      edge,
      along: forward ? 0 : this.graph.edgeLength[edge]!,
      point: forward ? points[0]! : points.at(-1)!,
      metres: 0,
    }
  }

  /** The shortest route; @throws WalksError `malformed-point`, `far-from-streets`, `no-way` */
  route(from: LonLat | Snap, to: LonLat | Snap): Route {
    const start = 'edge' in from ? from : this.snap(from)
    const end = 'edge' in to ? to : this.snap(to)
    const [end1, end2] = this.#ends(end)
    const goal = inSpace(end.point)
    let best = start.edge === end.edge ? Math.abs(start.along - end.along) : Infinity
    let last = none
    this.#begin(start, (node) => this.#straight(node, goal))
    while (this.#heap.least < best) {
      const node = this.#settleNext()
      if (node === none) continue
      for (const { node: near, rest } of [end1!, end2!]) {
        if (near !== node || this.#cost[node]! + rest >= best) continue
        best = this.#cost[node]! + rest
        last = node
      }
      this.#relax(node, (next) => this.#straight(next, goal))
    }
    if (best === Infinity) throw new WalksError('no-way', { from: 1, to: 2 })
    return { metres: best, legs: this.#legs(start, end, last), from: start, to: end }
  }

  /** Metres from one place to each of the others. */
  distances(from: Snap, to: readonly Snap[]): Float64Array {
    const out = new Float64Array(to.length).fill(Infinity)
    for (const [at, snap] of to.entries()) {
      if (snap.edge === from.edge) out[at] = Math.abs(from.along - snap.along)
    }
    const waiting = new Map<number, { at: number; rest: number }[]>()
    for (const [at, snap] of to.entries()) {
      for (const { node, rest } of this.#ends(snap)) {
        if (!waiting.has(node)) waiting.set(node, [])
        waiting.get(node)!.push({ at, rest })
      }
    }
    this.#begin(from, () => 0)
    while (waiting.size > 0 && this.#heap.size > 0) {
      const node = this.#settleNext()
      if (node === none) continue
      for (const { at, rest } of waiting.get(node) ?? []) {
        out[at] = Math.min(out[at]!, this.#cost[node]! + rest)
      }
      waiting.delete(node)
      this.#relax(node, () => 0)
    }
    return out
  }

  /** Metres between all places; row by row. @throws WalksError `no-way` */
  matrix(places: readonly Snap[]): number[][] {
    const rows = places.map((place) => Array.from(this.distances(place, places)))
    for (const [from, row] of rows.entries()) {
      const to = row.indexOf(Infinity)
      if (to >= 0) throw new WalksError('no-way', { from: from + 1, to: to + 1 })
    }
    return rows
  }

  /** Both corners of the street, with the metres from each to the place. */
  #ends({ edge, along }: Snap): { node: number; rest: number }[] {
    const { edgeFrom, edgeTo, edgeLength } = this.graph
    return [
      { node: edgeFrom[edge]!, rest: along },
      { node: edgeTo[edge]!, rest: edgeLength[edge]! - along },
    ]
  }

  #begin(start: Snap, guess: (node: number) => number): void {
    this.#question += 1
    this.#heap.clear()
    for (const { node, rest } of this.#ends(start)) this.#reach(node, rest, start.edge, guess)
  }

  #reach(node: number, cost: number, by: number, guess: (node: number) => number): void {
    if (this.#asked[node] === this.#question && this.#cost[node]! <= cost) return
    this.#asked[node] = this.#question
    this.#cost[node] = cost
    this.#by[node] = by
    this.#heap.push(node, cost + guess(node))
  }

  /** The next node whose cost is final, or none if it was final already. */
  #settleNext(): number {
    const node = this.#heap.pop()
    if (this.#settled[node] === this.#question) return none
    this.#settled[node] = this.#question
    return node
  }

  #relax(node: number, guess: (node: number) => number): void {
    const { first, edgesAt, edgeFrom, edgeTo, edgeLength } = this.graph
    const cost = this.#cost[node]!
    for (let at = first[node]!; at < first[node + 1]!; at++) {
      const edge = edgesAt[at]!
      const next = edgeFrom[edge] === node ? edgeTo[edge]! : edgeFrom[edge]!
      this.#reach(next, cost + edgeLength[edge]!, edge, guess)
    }
  }

  #straight(node: number, [x, y, z]: readonly [number, number, number]): number {
    const { space } = this.graph
    const dx = space[node * 3]! - x
    const dy = space[node * 3 + 1]! - y
    const dz = space[node * 3 + 2]! - z
    return Math.sqrt(dx * dx + dy * dy + dz * dz) * caution
  }

  #legs(start: Snap, end: Snap, last: number): Leg[] {
    if (last === none) return [this.#piece(start.edge, start, end)]
    const { edgeFrom, edgeTo, edgeLength } = this.graph
    const alongAt = (edge: number, node: number): number =>
      edgeFrom[edge] === node ? 0 : edgeLength[edge]!
    const legs: Leg[] = []
    let node = last
    legs.push(this.#piece(end.edge, { along: this.#cornerOf(end, node) }, end))
    while (!this.#isSeed(node, start)) {
      const edge = this.#by[node]!
      const before = edgeFrom[edge] === node ? edgeTo[edge]! : edgeFrom[edge]!
      legs.push(this.#piece(edge, { along: alongAt(edge, before) }, { along: alongAt(edge, node) }))
      node = before
    }
    legs.push(this.#piece(start.edge, start, { along: this.#cornerOf(start, node) }))
    return legs.reverse().filter(({ metres }) => metres > 0)
  }

  /** Metres along the street at which it has the corner; of a loop, the end that is nearer. */
  #cornerOf({ edge, along }: Snap, node: number): number {
    const whole = this.graph.edgeLength[edge]!
    if (this.graph.edgeFrom[edge] !== node) return whole
    return this.graph.edgeTo[edge] !== node || along <= whole - along ? 0 : whole
  }

  #isSeed(node: number, start: Snap): boolean {
    return (
      this.#by[node] === start.edge &&
      this.#ends(start).some(({ node: n, rest }) => n === node && rest === this.#cost[node])
    )
  }

  #piece(edge: number, from: { along: number }, to: { along: number }): Leg {
    const forward = to.along >= from.along
    const [low, high] = forward ? [from.along, to.along] : [to.along, from.along]
    const points = cutLine(edgePoints(this.graph, edge), this.graph.edgeLength[edge]!, low, high)
    return { edge, forward, metres: high - low, points: forward ? points : points.reverse() }
  }
}

/** The part of a line between two distances along it. */
function cutLine(points: readonly LonLat[], whole: number, low: number, high: number): LonLat[] {
  const scale = Math.cos((points[0]![1] * Math.PI) / 180)
  const passed = [0]
  for (let at = 1; at < points.length; at++) {
    const [a, b] = [points[at - 1]!, points[at]!]
    passed.push(passed[at - 1]! + Math.hypot((b[0] - a[0]) * scale, b[1] - a[1]))
  }
  const total = passed.at(-1)!
  if (total === 0 || whole === 0) return [points[0]!]
  const metres = passed.map((each) => (each / total) * whole)
  const place = (along: number): LonLat => {
    const at = Math.max(
      1,
      metres.findIndex((each) => each >= along),
    )
    const size = metres[at]! - metres[at - 1]!
    const share = size === 0 ? 0 : Math.max(0, Math.min(1, (along - metres[at - 1]!) / size))
    const [a, b] = [points[at - 1]!, points[at]!]
    return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])]
  }
  const last = metres.at(-1)!
  const between = points.filter((_, at) => metres[at]! > low && metres[at]! < high)
  const ends = [place(Math.min(low, last)), place(Math.min(high, last))] as const
  return high > low ? [ends[0], ...between, ends[1]] : [ends[0]]
}
