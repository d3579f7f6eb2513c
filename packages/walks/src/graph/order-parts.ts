// Puts corners and streets into the one order in which they are stored, so that equal maps give equal bytes.
import type { Extract } from '../osm/extract.ts'
import { bitsFor, hilbertKey } from './hilbert.ts'
import { unit, type GraphParts } from './model.ts'

/** A street between two corners; `nodes` are indices into the extract. */
export interface LooseEdge {
  nodes: readonly number[]
  name: number
  kind: number
}

interface Line {
  from: number
  to: number
  name: string
  kind: number
  lon: number[]
  lat: number[]
}

/** Corners along the Hilbert curve, edges by their higher then lower corner, names as first met. */
export function orderParts(
  edges: readonly LooseEdge[],
  extract: Extract,
  names: readonly string[],
): GraphParts {
  const round = (value: number): number => Math.round((value * unit) / 1e7)
  const corners = [...new Set(edges.flatMap(({ nodes }) => [nodes[0]!, nodes.at(-1)!]))]
  const west = corners.reduce((least, node) => Math.min(least, round(extract.lon[node]!)), 2 ** 31)
  const south = corners.reduce((least, node) => Math.min(least, round(extract.lat[node]!)), 2 ** 31)
  const placed = corners.map((node) => {
    const lon = round(extract.lon[node]!)
    const lat = round(extract.lat[node]!)
    return { node, lon, lat, key: 0 }
  })
  const most = placed.reduce((far, p) => Math.max(far, p.lon - west, p.lat - south), 0)
  const bits = bitsFor(most)
  for (const each of placed) each.key = hilbertKey(each.lon - west, each.lat - south, bits)
  placed.sort((a, b) => a.key - b.key || a.node - b.node)
  const order = new Map(placed.map(({ node }, at) => [node, at]))
  const lines = edges.map((edge) => lineOf(edge, extract, order, names, round)).sort(compare)
  return packLines(lines, placed)
}

/** Each line runs from its higher to its lower corner; points that fall together are one. */
function lineOf(
  { nodes, name, kind }: LooseEdge,
  extract: Extract,
  order: ReadonlyMap<number, number>,
  names: readonly string[],
  round: (value: number) => number,
): Line {
  const a = order.get(nodes[0]!)!
  const b = order.get(nodes.at(-1)!)!
  const ordered = a >= b ? nodes : nodes.toReversed()
  const lon: number[] = []
  const lat: number[] = []
  for (const node of ordered.slice(1, -1)) {
    const x = round(extract.lon[node]!)
    const y = round(extract.lat[node]!)
    if (x === lon.at(-1) && y === lat.at(-1)) continue
    lon.push(x)
    lat.push(y)
  }
  return { from: Math.max(a, b), to: Math.min(a, b), name: names[name]!, kind, lon, lat }
}

function compare(a: Line, b: Line): number {
  const ends = a.from - b.from || a.to - b.to || a.kind - b.kind
  if (ends !== 0) return ends
  const text = (line: Line): string => `${line.name}|${line.lon.join()}|${line.lat.join()}`
  return text(a) < text(b) ? -1 : 1
}

function packLines(
  lines: readonly Line[],
  corners: readonly { lon: number; lat: number }[],
): GraphParts {
  const met = new Map<string, number>([['', 0]])
  const shapeStart = new Uint32Array(lines.length + 1)
  for (const [at, line] of lines.entries()) {
    shapeStart[at + 1] = shapeStart[at]! + line.lon.length
    if (!met.has(line.name)) met.set(line.name, met.size)
  }
  return {
    lon: Int32Array.from(corners, ({ lon }) => lon),
    lat: Int32Array.from(corners, ({ lat }) => lat),
    edgeFrom: Uint32Array.from(lines, ({ from }) => from),
    edgeTo: Uint32Array.from(lines, ({ to }) => to),
    edgeName: Uint32Array.from(lines, ({ name }) => met.get(name)!),
    edgeKind: Uint8Array.from(lines, ({ kind }) => kind),
    shapeStart,
    shapeLon: Int32Array.from(lines.flatMap(({ lon }) => lon)),
    shapeLat: Int32Array.from(lines.flatMap(({ lat }) => lat)),
    names: [...met.keys()],
  }
}
