// Writes a street graph as a small file: all of Lima in a third of a megabyte once it is compressed.
import { crc32, writeColumns, zigzag } from './columns.ts'
import { magic, toFront } from './format.ts'
import { bitsFor, hilbertKey } from './hilbert.ts'
import type { GraphParts } from './model.ts'

/** Equal graphs give equal bytes. Compress them on the way (brotli, gzip). */
export function encodeGraph(graph: GraphParts): Uint8Array {
  const west = least(graph.lon)
  const south = least(graph.lat)
  const bits = bitsFor(Math.max(most(graph.lon) - west, most(graph.lat) - south))
  const parts = [
    writeColumns(
      steps(Array.from(graph.lon, (lon, at) => keyAt(graph, at, lon - west, south, bits))),
    ),
    writeColumns(streetsPerCorner(graph)),
    writeColumns(graph.edgeFrom.map((from, at) => from - graph.edgeTo[at]!)),
    writeColumns(namesAsRanks(graph.edgeName)),
    writeColumns(graph.edgeKind),
    writeColumns(graph.shapeStart.subarray(1).map((end, at) => end - graph.shapeStart[at]!)),
    writeColumns(fromBefore(graph, graph.shapeLon, graph.lon)),
    writeColumns(fromBefore(graph, graph.shapeLat, graph.lat)),
    new TextEncoder().encode(graph.names.slice(1).join('\n')),
  ]
  const head = [bits, zigzag(west), zigzag(south), graph.lon.length, graph.edgeFrom.length]
  const numbers = [...head, ...parts.map(({ length }) => length)]
  const all = [
    new TextEncoder().encode(magic),
    ...numbers.map((value) => writeColumns([value])),
    ...parts,
  ]
  const file = new Uint8Array(all.reduce((sum, { length }) => sum + length, 4))
  let at = 0
  for (const part of all) {
    file.set(part, at)
    at += part.length
  }
  new DataView(file.buffer).setUint32(at, crc32(file.subarray(0, at)), true)
  return file
}

function keyAt(graph: GraphParts, at: number, x: number, south: number, bits: number): number {
  return hilbertKey(x, graph.lat[at]! - south, bits)
}

/** Each number as its distance from the one before; the list ascends. */
function steps(values: readonly number[]): number[] {
  return values.map((value, at) => value - (values[at - 1] ?? 0))
}

function streetsPerCorner({ edgeFrom, lon }: GraphParts): Uint32Array {
  const counts = new Uint32Array(lon.length)
  for (const from of edgeFrom) counts[from]! += 1
  return counts
}

/** 0 without a name, else one more than its place among the names used last; a new one comes after all. */
function namesAsRanks(names: Uint32Array): number[] {
  const recent: number[] = []
  return Array.from(names, (name) => {
    if (name === 0) return 0
    const known = recent.length
    const at = toFront(recent, name)
    return at < 0 ? known + 1 : at + 1
  })
}

/** Points of a shape from the point before, the first from the corner where the street begins. */
function fromBefore(graph: GraphParts, shape: Int32Array, corner: Int32Array): number[] {
  const out: number[] = []
  for (const [edge, from] of graph.edgeFrom.entries()) {
    let before = corner[from]!
    for (let at = graph.shapeStart[edge]!; at < graph.shapeStart[edge + 1]!; at++) {
      out.push(zigzag(shape[at]! - before))
      before = shape[at]!
    }
  }
  return out
}

function least(values: Int32Array): number {
  return values.reduce((a, b) => Math.min(a, b), 2 ** 31 - 1)
}

function most(values: Int32Array): number {
  return values.reduce((a, b) => Math.max(a, b), -(2 ** 31))
}
