// Finds the place on a street that is nearest to a point: on the street itself, not at its corner.
import { checkPoint, degreeAt, type LonLat } from '../geo/earth.ts'
import { WalksError } from '../walks-error.ts'
import { edgePoints, unit, unitMetres, type StreetGraph } from './model.ts'

/** A place on a street. */
export interface Snap {
  edge: number
  /** Metres from the node `edgeFrom` along the street. */
  along: number
  point: LonLat
  /** Metres from the point that was asked for. */
  metres: number
}

/** A grid over the city that knows which streets touch each square. */
export class StreetFinder {
  readonly #graph: StreetGraph
  /** Side of a square in units of 1e-5 degrees. */
  readonly #side: number
  readonly #columns: number
  readonly #rows: number
  readonly #west: number
  readonly #south: number
  readonly #start: Uint32Array
  readonly #edges: Uint32Array

  constructor(graph: StreetGraph) {
    this.#graph = graph
    const [west, south, east, north] = graph.bbox.map((value) => Math.round(value * unit))
    const area = (east! - west! + 1) * (north! - south! + 1)
    this.#side = Math.max(100, Math.ceil(Math.sqrt(area / (graph.edgeCount + 1))))
    this.#west = west!
    this.#south = south!
    this.#columns = Math.floor((east! - west!) / this.#side) + 1
    this.#rows = Math.floor((north! - south!) / this.#side) + 1
    this.#start = new Uint32Array(this.#columns * this.#rows + 1)
    this.#eachSquare((square) => (this.#start[square + 1]! += 1))
    for (let at = 1; at < this.#start.length; at++) this.#start[at]! += this.#start[at - 1]!
    const fill = this.#start.slice()
    this.#edges = new Uint32Array(this.#start.at(-1)!)
    this.#eachSquare((square, edge) => (this.#edges[fill[square]!++] = edge))
  }

  /**
   * The nearest place on any street.
   * @throws WalksError `malformed-point`, `far-from-streets` when none is `within` metres (default 500)
   */
  snap(point: LonLat, { within = 500 }: { within?: number } = {}): Snap {
    checkPoint(point)
    const metres = unitMetres(this.#graph)
    const ringMetres = this.#side * Math.min(metres.lon, metres.lat)
    const column = Math.floor((point[0] * unit - this.#west) / this.#side)
    const row = Math.floor((point[1] * unit - this.#south) / this.#side)
    let best: Snap | null = null
    const rings = Math.ceil(within / ringMetres) + 1
    for (let ring = 0; ring <= rings; ring++) {
      // What lies outside the rings seen so far is at least this far away.
      if (best && best.metres <= (ring - 1) * ringMetres) break
      for (const square of this.#ring(column, row, ring)) {
        for (let at = this.#start[square]!; at < this.#start[square + 1]!; at++) {
          const found = nearestOn(this.#graph, this.#edges[at]!, point)
          if (!best || found.metres < best.metres) best = found
        }
      }
    }
    if (!best || best.metres > within) {
      throw new WalksError('far-from-streets', { lon: point[0], lat: point[1], within })
    }
    return best
  }

  *#ring(column: number, row: number, ring: number): Generator<number> {
    for (let y = row - ring; y <= row + ring; y++) {
      if (y < 0 || y >= this.#rows) continue
      const step = Math.abs(y - row) === ring || ring === 0 ? 1 : ring * 2
      for (let x = column - ring; x <= column + ring; x += step) {
        if (x >= 0 && x < this.#columns) yield y * this.#columns + x
      }
    }
  }

  #eachSquare(act: (square: number, edge: number) => void): void {
    const index = (value: number, from: number): number =>
      Math.floor((Math.round(value * unit) - from) / this.#side)
    for (let edge = 0; edge < this.#graph.edgeCount; edge++) {
      const points = edgePoints(this.#graph, edge)
      let before = -1
      for (let at = 1; at < points.length; at++) {
        const xs = [points[at - 1]![0], points[at]![0]].map((lon) => index(lon, this.#west))
        const ys = [points[at - 1]![1], points[at]![1]].map((lat) => index(lat, this.#south))
        for (let y = Math.min(...ys); y <= Math.max(...ys); y++) {
          for (let x = Math.min(...xs); x <= Math.max(...xs); x++) {
            const square = y * this.#columns + x
            if (square !== before) act(square, edge)
            before = square
          }
        }
      }
    }
  }
}

/** The nearest place on one street, on a plane laid at the point. */
export function nearestOn(graph: StreetGraph, edge: number, point: LonLat): Snap {
  const degree = degreeAt(point[1])
  const points = edgePoints(graph, edge)
  const flat = points.map(([lon, lat]) => [
    (lon - point[0]) * degree.lon,
    (lat - point[1]) * degree.lat,
  ])
  const lengths = flat.map(([x, y], at) =>
    at === 0 ? 0 : Math.hypot(x! - flat[at - 1]![0]!, y! - flat[at - 1]![1]!),
  )
  const whole = lengths.reduce((sum, length) => sum + length, 0)
  // The plane stretches distances a little; the street keeps the length it has.
  const scale = whole > 0 ? graph.edgeLength[edge]! / whole : 0
  let best: Snap = { edge, along: 0, point: points[0]!, metres: Math.hypot(...flat[0]!) }
  let passed = 0
  for (let at = 1; at < flat.length; at++) {
    const [ax, ay] = flat[at - 1] as [number, number]
    const [bx, by] = flat[at] as [number, number]
    const length = lengths[at]!
    const share =
      length === 0
        ? 0
        : Math.max(0, Math.min(1, -(ax * (bx - ax) + ay * (by - ay)) / (length * length)))
    const metres = Math.hypot(ax + share * (bx - ax), ay + share * (by - ay))
    if (metres < best.metres) {
      const [a, b] = [points[at - 1]!, points[at]!]
      const place: LonLat = [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])]
      best = { edge, along: (passed + share * length) * scale, point: place, metres }
    }
    passed += length
  }
  return best
}
