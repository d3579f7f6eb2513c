// Reads a graph file in Node or in the browser, and refuses one that is cut off, damaged or lying.
import { WalksError } from '../walks-error.ts'
import { crc32, readColumns, unzigzag } from './columns.ts'
import { headNumbers, magic, sections } from './format.ts'
import { hilbertSquare } from './hilbert.ts'
import { completeGraph, streetKinds, unit, type StreetGraph } from './model.ts'

const what = 'The street graph'

interface Section {
  part: string
  offset: number
  bytes: Uint8Array
}

/** @throws WalksError `not-this-format`, `file-truncated`, `file-damaged`, `file-lies` */
export function decodeGraph(file: Uint8Array): StreetGraph {
  const { numbers, parts } = openFile(file)
  const [bits = 0, west = 0, south = 0, corners = 0, streets = 0] = numbers
  if (bits > 26) lies(parts[0]!, `${bits} bits`, 26)
  const column = (at: number, count: number): Float64Array => {
    const { part, offset, bytes } = parts[at]!
    return readColumns(bytes, count, { what, part, offset })
  }
  const keys = column(0, corners)
  const lon = new Int32Array(corners)
  const lat = new Int32Array(corners)
  let key = 0
  for (let at = 0; at < corners; at++) {
    key += keys[at]!
    if (key >= 4 ** bits) lies(parts[0]!, key, 4 ** bits - 1)
    const [x, y] = hilbertSquare(key, bits)
    lon[at] = x + unzigzag(west)
    lat[at] = y + unzigzag(south)
  }
  const { edgeFrom, edgeTo } = readEnds(column(1, corners), column(2, streets), parts)
  const kinds = column(4, streets)
  const odd = kinds.find((kind) => kind >= streetKinds.length)
  if (odd !== undefined) lies(parts[4]!, odd, streetKinds.length - 1)
  const shapeStart = new Uint32Array(streets + 1)
  let points = 0
  for (const [at, count] of column(5, streets).entries()) {
    points += count
    if (points > parts[6]!.bytes.length) lies(parts[5]!, `${points} points`, parts[6]!.bytes.length)
    shapeStart[at + 1] = points
  }
  const names = ['', ...new TextDecoder().decode(parts[8]!.bytes).split('\n')]
  if (parts[8]!.bytes.length === 0) names.length = 1
  const shapeLon = alongShapes(column(6, points), shapeStart, edgeFrom, lon)
  const shapeLat = alongShapes(column(7, points), shapeStart, edgeFrom, lat)
  for (const [values, most, part] of [
    [lon, 180, parts[0]!],
    [lat, 90, parts[0]!],
    [shapeLon, 180, parts[6]!],
    [shapeLat, 90, parts[7]!],
  ] as const) {
    const far = values.find((value) => Math.abs(value) > most * unit)
    if (far !== undefined) lies(part, `${far / unit}°`, most)
  }
  return completeGraph({
    lon,
    lat,
    edgeFrom,
    edgeTo,
    edgeName: readNames(column(3, streets), names.length, parts[3]!),
    edgeKind: Uint8Array.from(kinds),
    shapeStart,
    shapeLon,
    shapeLat,
    names,
  })
}

/** Head and sections, once length and sum are right: from then on only a lying writer is left. */
function openFile(file: Uint8Array): { numbers: number[]; parts: Section[] } {
  const found = new TextDecoder('latin1').decode(file.subarray(0, 4)).replace(/[^ -~]/g, '·')
  if (found !== magic) {
    const evidence = { what, format: `a street graph (${magic})`, offset: 0, found }
    throw new WalksError('not-this-format', evidence)
  }
  let at = 4
  const numbers = Array.from({ length: headNumbers + sections.length }, () => {
    let end = at
    while (end < file.length && file[end]! > 127) end += 1
    if (end >= file.length) cut(at, 'the head', end + 1 - at, file.length - at)
    const place = { what, part: 'the head', offset: at }
    const [value = 0] = readColumns(file.subarray(at, end + 1), 1, place)
    at = end + 1
    return value
  })
  const parts = sections.map((part, index) => {
    const length = numbers[headNumbers + index]!
    if (file.length - at < length) cut(at, part, length, file.length - at)
    at += length
    return { part, offset: at - length, bytes: file.subarray(at - length, at) }
  })
  if (file.length - at < 4) cut(at, 'the sum at the end', 4, file.length - at)
  if (file.length - at > 4) lies({ part: 'the end', offset: at }, `${file.length - at} bytes`, 4)
  const sum = new DataView(file.buffer, file.byteOffset).getUint32(at, true)
  if (sum !== crc32(file.subarray(0, at))) {
    throw new WalksError('file-damaged', { what, part: 'the file', offset: 0 })
  }
  return { numbers, parts }
}

function readEnds(
  counts: Float64Array,
  back: Float64Array,
  parts: readonly Section[],
): { edgeFrom: Uint32Array; edgeTo: Uint32Array } {
  const edgeFrom = new Uint32Array(back.length)
  const edgeTo = new Uint32Array(back.length)
  let edge = 0
  for (const [corner, count] of counts.entries()) {
    if (edge + count > back.length) lies(parts[1]!, `${edge + count} streets`, back.length)
    for (let left = count; left > 0; left--) {
      if (back[edge]! > corner) lies(parts[2]!, `corner ${corner - back[edge]!}`, corner)
      edgeFrom[edge] = corner
      edgeTo[edge] = corner - back[edge]!
      edge += 1
    }
  }
  if (edge < back.length) lies(parts[2]!, `${back.length} streets`, edge)
  return { edgeFrom, edgeTo }
}

function readNames(ranks: Float64Array, count: number, section: Section): Uint32Array {
  const recent: number[] = []
  return Uint32Array.from(ranks, (rank) => {
    if (rank === 0) return 0
    if (rank > recent.length + 1 || rank > count - 1)
      lies(section, `name ${rank}`, recent.length + 1)
    const name = rank > recent.length ? rank : recent[rank - 1]!
    if (rank <= recent.length) recent.splice(rank - 1, 1)
    recent.unshift(name)
    return name
  })
}

function alongShapes(
  steps: Float64Array,
  shapeStart: Uint32Array,
  edgeFrom: Uint32Array,
  corner: Int32Array,
): Int32Array {
  const out = new Int32Array(steps.length)
  for (const [edge, from] of edgeFrom.entries()) {
    let value = corner[from]!
    for (let at = shapeStart[edge]!; at < shapeStart[edge + 1]!; at++) {
      value += unzigzag(steps[at]!)
      out[at] = value
    }
  }
  return out
}

function lies(
  { part, offset }: { part: string; offset: number },
  says: string | number,
  most: number,
): never {
  throw new WalksError('file-lies', { what, part, offset, says, most })
}

function cut(offset: number, part: string, needs: number, left: number): never {
  throw new WalksError('file-truncated', { what, offset, part, needs, left })
}
