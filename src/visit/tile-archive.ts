// Serves the city's archive of tiles piece by piece, and again when `rimaq map build` has made it anew.
import { createHash } from 'node:crypto'
import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs'

export interface TileArchive {
  /** Its address holds its hash, so that a reader never mixes two archives. */
  path: string
  sha256: string
  bytes: number
  /** The bytes from `start` to `end`, both included. */
  read(start: number, end: number): AsyncIterable<Uint8Array>
}

/** Null where the city has none. Nothing but the hash is kept in memory, however large it is. */
export function tilesFrom(file: string): () => TileArchive | null {
  let known: { changed: number; archive: TileArchive | null } = { changed: 0, archive: null }
  return () => {
    const found = statSync(file, { throwIfNoEntry: false })
    const changed = found?.mtimeMs ?? 0
    if (changed === known.changed) return known.archive
    known = { changed, archive: found ? opened(file, found.size) : null }
    return known.archive
  }
}

function opened(file: string, bytes: number): TileArchive {
  const sha256 = hashOf(file)
  return {
    path: `/vive/tiles/${sha256.slice(0, 16)}.pmtiles`,
    sha256,
    bytes,
    read: (start, end) => createReadStream(file, { start, end }),
  }
}

function hashOf(file: string): string {
  const hash = createHash('sha256')
  const handle = openSync(file, 'r')
  try {
    const chunk = Buffer.alloc(1 << 20)
    for (let read = readSync(handle, chunk); read > 0; read = readSync(handle, chunk)) {
      hash.update(chunk.subarray(0, read))
    }
  } finally {
    closeSync(handle)
  }
  return hash.digest('hex')
}
