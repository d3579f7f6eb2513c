// The right edge of a log: what is needed to go on writing, read from its files and checked.
import { sameBytes } from '../bytes.ts'
import { LedgerError } from '../ledger-error.ts'
import { Frontier, hashUp } from '../merkle/frontier.ts'
import { type Hash, leafHash } from '../merkle/hash.ts'
import { countAt, levelsOf, tilePath, tileWidth } from '../tiles/coordinates.ts'
import { writeEntries } from '../tiles/entry-bundle.ts'
import { type ReadFile, TileReader } from '../tiles/tile-reader.ts'
import type { StoredFile } from './storage.ts'

export interface Edge {
  size: number
  /** By level, the hashes of the last tile, fewer than 256. */
  tiles: readonly (readonly Hash[])[]
  /** The entries of the last bundle, fewer than 256. */
  bundle: readonly Uint8Array[]
  frontier: Frontier
}

export const emptyEdge: Edge = { size: 0, tiles: [], bundle: [], frontier: new Frontier() }

/**
 * Reads the edge of a log of `size` and checks that it makes up `root`, and that the last entries
 * have the hashes of the last tile. Throws `damaged`.
 */
export async function readEdge(read: ReadFile, size: number, root: Hash): Promise<Edge> {
  const reader = new TileReader(read, size)
  const tiles: Hash[][] = []
  const peaks: (Hash | null)[] = []
  for (const level of levelsOf(size)) {
    const count = countAt(level, size)
    const [index, width] = [Math.floor(count / tileWidth), count % tileWidth]
    const hashes = width > 0 ? await reader.hashes({ level, index, width }) : []
    tiles.push(hashes)
    peaks.push(...peaksOf(hashes))
  }
  const frontier = new Frontier(peaks)
  if (!sameBytes(frontier.root(), root)) throw new LedgerError('damaged', { path: 'tile/' })
  const [index, width] = [Math.floor(size / tileWidth), size % tileWidth]
  const last = { level: 'entries' as const, index, width }
  const bundle = width > 0 ? await reader.entries(last) : []
  if (bundle.some((entry, at) => !sameBytes(leafHash(entry), tiles[0]![at]!))) {
    throw new LedgerError('damaged', { path: tilePath(last) })
  }
  return { size, tiles, bundle, frontier }
}

/** The eight levels of complete subtrees that some hashes of one tile make up. */
function peaksOf(hashes: readonly Hash[]): (Hash | null)[] {
  const peaks: (Hash | null)[] = Array.from({ length: 8 }, () => null)
  let from = 0
  for (let level = 7; level >= 0; level--) {
    const width = 2 ** level
    if (hashes.length - from < width) continue
    peaks[level] = hashUp(hashes.slice(from, from + width))
    from += width
  }
  return peaks
}

export interface Growth {
  edge: Edge
  /** Every tile and bundle that is new or longer; each is whole. */
  files: StoredFile[]
  /** Folders of partial tiles that full ones have replaced. */
  outdated: string[]
}

/** The edge after more entries; the old one stays as it is. Throws `entry-too-large`. */
export function extendEdge(before: Edge, entries: readonly Uint8Array[]): Growth {
  const frontier = new Frontier(before.frontier.peaks)
  const tiles = before.tiles.map((hashes) => [...hashes])
  const files: StoredFile[] = []
  const outdated: string[] = []
  const touched = new Set<number>()
  let bundle = [...before.bundle]
  let size = before.size
  const full = (level: number | 'entries', count: number, bytes: Uint8Array): void => {
    const path = tilePath({ level, index: count / tileWidth - 1, width: tileWidth })
    files.push({ path, bytes })
    outdated.push(`${path}.p`)
  }
  for (const entry of entries) {
    size += 1
    bundle.push(entry)
    if (bundle.length === tileWidth) {
      full('entries', size, writeEntries(bundle))
      bundle = []
    }
    frontier.push(leafHash(entry), (height, hash) => {
      if (height % 8 !== 0) return
      const level = height / 8
      const hashes = (tiles[level] ??= [])
      hashes.push(hash)
      touched.add(level)
      if (hashes.length < tileWidth) return
      full(level, countAt(level, size), Buffer.concat(hashes))
      tiles[level] = []
    })
  }
  if (bundle.length > 0 && entries.length > 0) {
    const [index, width] = [Math.floor(size / tileWidth), bundle.length]
    files.push({ path: tilePath({ level: 'entries', index, width }), bytes: writeEntries(bundle) })
  }
  for (const level of touched) {
    const width = tiles[level]!.length
    const index = Math.floor(countAt(level, size) / tileWidth)
    const path = tilePath({ level, index, width })
    if (width > 0) files.push({ path, bytes: Buffer.concat(tiles[level]!) })
  }
  return { edge: { size, tiles, bundle, frontier }, files, outdated }
}
