// The street graph: corners, the streets between them, and what they are called.
import { degreeAt, inSpace, metresBetween, type LonLat } from '../geo/earth.ts'

/** Degrees are kept as whole numbers of 1e-5, about a metre. */
export const unit = 1e5

export type StreetKind = 'road' | 'path' | 'steps'

/** Order of the codes in `edgeKind`. */
export const streetKinds: readonly StreetKind[] = ['road', 'path', 'steps']

/** What is stored; everything else follows from it. Each edge runs from its higher to its lower node. */
export interface GraphParts {
  /** Nodes in the order of the Hilbert curve, in units of 1e-5 degrees. */
  lon: Int32Array
  lat: Int32Array
  edgeFrom: Uint32Array
  edgeTo: Uint32Array
  /** Index into `names`; 0 is a street without a name. */
  edgeName: Uint32Array
  edgeKind: Uint8Array
  /** Points of edge e between its ends: `shapeStart[e]` up to `shapeStart[e + 1]`. */
  shapeStart: Uint32Array
  shapeLon: Int32Array
  shapeLat: Int32Array
  /** The first is empty. */
  names: readonly string[]
}

/** Undirected: on foot no street is one-way. All of it is connected. */
export interface StreetGraph extends GraphParts {
  nodeCount: number
  edgeCount: number
  /** Metres along each edge. */
  edgeLength: Float64Array
  /** Edges at node n: `edgesAt[first[n]]` up to `edgesAt[first[n + 1]]`. */
  first: Uint32Array
  edgesAt: Uint32Array
  /** Metres from the middle of the earth, three per node. */
  space: Float64Array
  /** West, south, east, north in degrees. */
  bbox: readonly [number, number, number, number]
}

/** Computes lengths, neighbours and bounds from what is stored. */
export function completeGraph(parts: GraphParts): StreetGraph {
  const nodeCount = parts.lon.length
  const edgeCount = parts.edgeFrom.length
  const first = new Uint32Array(nodeCount + 1)
  for (let edge = 0; edge < edgeCount; edge++) {
    first[parts.edgeFrom[edge]! + 1]! += 1
    first[parts.edgeTo[edge]! + 1]! += 1
  }
  for (let node = 0; node < nodeCount; node++) first[node + 1]! += first[node]!
  const fill = first.slice(0, nodeCount)
  const edgesAt = new Uint32Array(edgeCount * 2)
  for (let edge = 0; edge < edgeCount; edge++) {
    edgesAt[fill[parts.edgeFrom[edge]!]!++] = edge
    edgesAt[fill[parts.edgeTo[edge]!]!++] = edge
  }
  const space = new Float64Array(nodeCount * 3)
  for (let node = 0; node < nodeCount; node++) {
    space.set(inSpace([parts.lon[node]! / unit, parts.lat[node]! / unit]), node * 3)
  }
  const edgeLength = new Float64Array(edgeCount)
  const graph = { ...parts, nodeCount, edgeCount, edgeLength, first, edgesAt, space }
  for (let edge = 0; edge < edgeCount; edge++) {
    let length = 0
    const points = edgePoints(graph, edge)
    for (let at = 1; at < points.length; at++) {
      length += metresBetween(points[at - 1]!, points[at]!)
    }
    edgeLength[edge] = length
  }
  return { ...graph, bbox: boundsOf(parts) }
}

/** The line of an edge, both ends included, from `edgeFrom` to `edgeTo`. */
export function edgePoints(graph: GraphParts, edge: number): LonLat[] {
  const points = [nodePoint(graph, graph.edgeFrom[edge]!)]
  for (let at = graph.shapeStart[edge]!; at < graph.shapeStart[edge + 1]!; at++) {
    points.push([graph.shapeLon[at]! / unit, graph.shapeLat[at]! / unit])
  }
  points.push(nodePoint(graph, graph.edgeTo[edge]!))
  return points
}

export function nodePoint(graph: Pick<GraphParts, 'lon' | 'lat'>, node: number): LonLat {
  return [graph.lon[node]! / unit, graph.lat[node]! / unit]
}

function boundsOf({ lon, lat, shapeLon, shapeLat }: GraphParts): [number, number, number, number] {
  const bounds: [number, number, number, number] = [180, 90, -180, -90]
  for (const [each, at] of [
    [lon, 0],
    [shapeLon, 0],
    [lat, 1],
    [shapeLat, 1],
  ] as const) {
    for (const value of each) {
      bounds[at] = Math.min(bounds[at], value / unit)
      bounds[at + 2] = Math.max(bounds[at + 2]!, value / unit)
    }
  }
  return bounds
}

/** Metres of one unit at the middle of the graph, across and upwards. */
export function unitMetres({ bbox }: StreetGraph): { lon: number; lat: number } {
  const degree = degreeAt((bbox[1] + bbox[3]) / 2)
  return { lon: degree.lon / unit, lat: degree.lat / unit }
}
