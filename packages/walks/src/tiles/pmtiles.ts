// Writes tiles as one PMTiles archive (version 3), which browsers read piece by piece over plain HTTP.
import { hilbertKey } from '../graph/hilbert.ts'
import { ByteWriter } from './byte-writer.ts'

/** Packs bytes as gzip (RFC 1952); given by the caller, since browsers and Node do it differently. */
export type Gzip = (bytes: Uint8Array) => Uint8Array

export interface ArchiveFacts {
  leastZoom: number
  mostZoom: number
  /** West, south, east, north in degrees. */
  bbox: readonly [number, number, number, number]
  /** Written as JSON. */
  metadata: object
}

interface Entry {
  id: number
  /** How many tiles in a row are the same. */
  run: number
  offset: number
  length: number
}

/** Bytes a header takes, and those that a reader fetches at first (PMTiles 3, 3). */
const headerSize = 127
const firstFetch = 16_384
const entriesOfLeaf = 2048

/** Number of a tile along the Hilbert curves of all zooms (PMTiles 3, 4.1). */
export function tileId(zoom: number, x: number, y: number): number {
  return (4 ** zoom - 1) / 3 + (zoom === 0 ? 0 : hilbertKey(x, y, zoom))
}

/** Tiles are added in the order of their numbers; equal ones are kept once. */
export class PmtilesWriter {
  readonly #gzip: Gzip
  readonly #entries: Entry[] = []
  readonly #data = new ByteWriter(1 << 20)
  /** Small tiles by their bytes: water and open country look alike everywhere. */
  readonly #known = new Map<string, { offset: number; length: number }>()
  #contents = 0
  #tiles = 0

  constructor(gzip: Gzip) {
    this.#gzip = gzip
  }

  get tiles(): number {
    return this.#tiles
  }

  /** `id` grows from call to call. */
  add(id: number, tile: Uint8Array): void {
    this.#tiles += 1
    const key = tile.length <= 512 ? String.fromCharCode(...tile) : null
    const known = key === null ? undefined : this.#known.get(key)
    const before = this.#entries.at(-1)
    if (known && before?.offset === known.offset && before.id + before.run === id) {
      before.run += 1
      return
    }
    const place = known ?? this.#store(this.#gzip(tile))
    if (key !== null) this.#known.set(key, place)
    this.#entries.push({ id, run: 1, ...place })
  }

  finish(facts: ArchiveFacts): Uint8Array {
    const metadata = this.#gzip(new TextEncoder().encode(JSON.stringify(facts.metadata)))
    const { root, leaves } = this.#directories()
    const parts = [root, metadata, leaves, this.#data.take()]
    const header = new Uint8Array(headerSize)
    const view = new DataView(header.buffer)
    header.set(new TextEncoder().encode('PMTiles'))
    view.setUint8(7, 3)
    let at = headerSize
    for (const [n, part] of parts.entries()) {
      view.setBigUint64(8 + n * 16, BigInt(at), true)
      view.setBigUint64(16 + n * 16, BigInt(part.length), true)
      at += part.length
    }
    for (const [n, count] of [this.#tiles, this.#entries.length, this.#contents].entries()) {
      view.setBigUint64(72 + n * 8, BigInt(count), true)
    }
    // Clustered; directories and tiles packed by gzip; tiles are vector tiles.
    header.set([1, 2, 2, 1, facts.leastZoom, facts.mostZoom], 96)
    const [west, south, east, north] = facts.bbox
    for (const [n, degrees] of [west, south, east, north].entries()) {
      view.setInt32(102 + n * 4, Math.round(degrees * 1e7), true)
    }
    view.setUint8(118, Math.min(facts.mostZoom, facts.leastZoom + 3))
    view.setInt32(119, Math.round(((west + east) / 2) * 1e7), true)
    view.setInt32(123, Math.round(((south + north) / 2) * 1e7), true)
    const out = new ByteWriter(at)
    for (const part of [header, ...parts]) out.append(part)
    return out.take()
  }

  #store(packed: Uint8Array): { offset: number; length: number } {
    const place = { offset: this.#data.length, length: packed.length }
    this.#data.append(packed)
    this.#contents += 1
    return place
  }

  /** One directory where it fits into the first fetch, else one of leaves, each found by the root. */
  #directories(): { root: Uint8Array; leaves: Uint8Array } {
    const whole = this.#gzip(directory(this.#entries))
    if (whole.length <= firstFetch - headerSize) return { root: whole, leaves: new Uint8Array() }
    const leaves = new ByteWriter(1 << 16)
    const roots: Entry[] = []
    for (let at = 0; at < this.#entries.length; at += entriesOfLeaf) {
      const part = this.#entries.slice(at, at + entriesOfLeaf)
      const packed = this.#gzip(directory(part))
      // A run of 0 says that a directory lies there, and no tile.
      roots.push({ id: part[0]!.id, run: 0, offset: leaves.length, length: packed.length })
      leaves.append(packed)
    }
    return { root: this.#gzip(directory(roots)), leaves: leaves.take() }
  }
}

/** Columns of steps between numbers, runs, lengths and offsets; 0 is an offset that follows on (4.2). */
function directory(entries: readonly Entry[]): Uint8Array {
  const out = new ByteWriter(entries.length * 8 + 16)
  out.varint(entries.length)
  let last = 0
  for (const { id } of entries) {
    out.varint(id - last)
    last = id
  }
  for (const { run } of entries) out.varint(run)
  for (const { length } of entries) out.varint(length)
  for (const [at, { offset }] of entries.entries()) {
    const before = entries[at - 1]
    out.varint(before && before.offset + before.length === offset ? 0 : offset + 1)
  }
  return out.take()
}
