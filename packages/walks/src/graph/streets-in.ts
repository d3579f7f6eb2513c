// Gives the streets that pass through a part of the city, for drawing them.
import type { LonLat } from '../geo/earth.ts'
import { edgePoints, streetKinds, type StreetGraph, type StreetKind } from './model.ts'

export interface DrawnStreet {
  kind: StreetKind
  name: string
  points: readonly LonLat[]
}

/** West, south, east, north in degrees; streets with both ends outside are left out. */
export function streetsIn(
  graph: StreetGraph,
  bbox: readonly [number, number, number, number],
): DrawnStreet[] {
  const [west, south, east, north] = bbox.map((degrees) => degrees * 1e5) as [
    number,
    number,
    number,
    number,
  ]
  const inside = (node: number): boolean => {
    const [x, y] = [graph.lon[node]!, graph.lat[node]!]
    return west <= x && x <= east && south <= y && y <= north
  }
  const found: DrawnStreet[] = []
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    if (!inside(graph.edgeFrom[edge]!) && !inside(graph.edgeTo[edge]!)) continue
    found.push({
      kind: streetKinds[graph.edgeKind[edge]!]!,
      name: graph.names[graph.edgeName[edge]!]!,
      points: edgePoints(graph, edge),
    })
  }
  return found
}
