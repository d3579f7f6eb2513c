// Answers questions about a log of some size from its files: hashes, entries, proofs.
import { LedgerError } from '../ledger-error.ts'
import { hashUp } from '../merkle/frontier.ts'
import { type Hash, hashBytes } from '../merkle/hash.ts'
import { proveConsistency, proveInclusion, rootOf } from '../merkle/prove.ts'
import type { Node } from '../merkle/ranges.ts'
import { type Tile, tilePath, tileWidth, widthAt } from './coordinates.ts'
import { readEntries } from './entry-bundle.ts'

/** The bytes at a path, or null if nothing is there. */
export type ReadFile = (path: string) => Promise<Uint8Array | null>

const tilesKept = 256

/**
 * Reads the tree of exactly `size` leaves. Nothing it returns has been checked against a signed
 * root: whoever needs that verifies the proof. Throws `damaged` for files that are missing or of
 * the wrong length, `out-of-range` for places the tree does not have.
 */
export class TileReader {
  readonly size: number
  readonly #read: ReadFile
  readonly #kept = new Map<string, Hash[]>()

  constructor(read: ReadFile, size: number) {
    this.#read = read
    this.size = size
  }

  /** Hash of a complete subtree. */
  readonly node = async ({ level, index }: Node): Promise<Hash> => {
    const within = level % 8
    const first = index * 2 ** within
    const tile = { level: Math.floor(level / 8), index: Math.floor(first / tileWidth) }
    const hashes = await this.hashes({ ...tile, width: widthAt(tile, this.size) })
    const offset = first % tileWidth
    return hashUp(hashes.slice(offset, offset + 2 ** within))
  }

  root(): Promise<Hash> {
    return rootOf(this.size, this.node)
  }

  /** RFC 6962, 2.1.1. */
  async inclusionProof(index: number): Promise<Hash[]> {
    this.#mustHold(index, this.size - 1)
    return proveInclusion({ index, size: this.size }, this.node)
  }

  /** RFC 6962, 2.1.2: from the tree of `from` leaves to this one. */
  async consistencyProof(from: number): Promise<Hash[]> {
    this.#mustHold(from, this.size)
    return proveConsistency({ from, to: this.size }, this.node)
  }

  async entry(index: number): Promise<Uint8Array> {
    this.#mustHold(index, this.size - 1)
    const at = { level: 'entries' as const, index: Math.floor(index / tileWidth) }
    const bundle = await this.entries({ ...at, width: widthAt(at, this.size) })
    return bundle[index % tileWidth]!
  }

  /** The entries of a bundle, exactly `width` of them. */
  async entries(tile: Tile): Promise<Uint8Array[]> {
    const entries = readEntries(await this.#bytes(tile))?.slice(0, tile.width)
    if (entries?.length !== tile.width) throw new LedgerError('damaged', { path: tilePath(tile) })
    return entries
  }

  /** The hashes of a tile, exactly `width` of them. */
  async hashes(tile: Tile): Promise<Hash[]> {
    const path = tilePath(tile)
    const known = this.#kept.get(path)
    if (known) return known
    const bytes = await this.#bytes(tile)
    if (bytes.length < tile.width * hashBytes) throw new LedgerError('damaged', { path })
    const hashes = Array.from({ length: tile.width }, (_, at) =>
      bytes.subarray(at * hashBytes, (at + 1) * hashBytes),
    )
    if (this.#kept.size >= tilesKept) this.#kept.delete(this.#kept.keys().next().value ?? '')
    this.#kept.set(path, hashes)
    return hashes
  }

  /** A partial tile may have been replaced by the full one (tlog-tiles, Partial Tiles). */
  async #bytes(tile: Tile): Promise<Uint8Array> {
    const bytes = await this.#read(tilePath(tile))
    if (bytes) return bytes
    const full =
      tile.width < tileWidth ? await this.#read(tilePath({ ...tile, width: tileWidth })) : null
    if (!full) throw new LedgerError('damaged', { path: tilePath(tile) })
    return full
  }

  #mustHold(index: number, most: number): void {
    if (!Number.isSafeInteger(index) || index < 0 || index > most) {
      throw new LedgerError('out-of-range', { index, size: this.size })
    }
  }
}
