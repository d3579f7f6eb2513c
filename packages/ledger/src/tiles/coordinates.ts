// Says in which file of a log each hash and each entry lies (C2SP tlog-tiles).

export const tileWidth = 256

/** A file of hashes, or with level `entries` of entries. */
export interface Tile {
  level: number | 'entries'
  /** From 0, within the level. */
  index: number
  /** 1 … 256; below 256 the tile is partial. */
  width: number
}

/** `tile/<L>/<N>[.p/<W>]` or `tile/entries/<N>[.p/<W>]` (tlog-tiles, Merkle Tree; Log entries). */
export function tilePath({ level, index, width }: Tile): string {
  const partial = width < tileWidth ? `.p/${width}` : ''
  return `tile/${level}/${indexPath(index)}${partial}`
}

/** `x001/x234/067` for 1234067. */
function indexPath(index: number): string {
  const groups: string[] = []
  let rest = index
  do {
    const group = String(rest % 1000).padStart(3, '0')
    groups.unshift(groups.length === 0 ? group : `x${group}`)
    rest = Math.floor(rest / 1000)
  } while (rest > 0)
  return groups.join('/')
}

/** The tile of a path, or null for any path that `tilePath` does not write. */
export function parseTilePath(path: string): Tile | null {
  const parts =
    /^tile\/(entries|[0-9]{1,2})\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([0-9]{1,3}))?$/.exec(path)
  if (!parts) return null
  const [, level = '', digits = '', width] = parts
  const tile: Tile = {
    level: level === 'entries' ? level : Number(level),
    index: Number(digits.replaceAll(/[x/]/g, '')),
    width: width === undefined ? tileWidth : Number(width),
  }
  const inBounds =
    tile.width >= 1 &&
    (width === undefined || tile.width < tileWidth) &&
    (tile.level === 'entries' || tile.level < 64)
  return inBounds && Number.isSafeInteger(tile.index) && tilePath(tile) === path ? tile : null
}

/** How many hashes of a level, or entries, a tree of `size` has. */
export function countAt(level: number | 'entries', size: number): number {
  return level === 'entries' ? size : Math.floor(size / tileWidth ** level)
}

/** Width that the tile has in a tree of `size`: 256, less at the right edge, 0 beyond it. */
export function widthAt({ level, index }: Omit<Tile, 'width'>, size: number): number {
  return Math.min(tileWidth, Math.max(0, countAt(level, size) - index * tileWidth))
}

/** Levels of hashes that a tree of `size` has, from 0 up. */
export function levelsOf(size: number): number[] {
  const levels: number[] = []
  for (let level = 0; countAt(level, size) > 0; level++) levels.push(level)
  return levels
}

/** Every tile of hashes of a tree, from the leaves up. */
export function* tilesOf(size: number): Generator<Tile & { level: number }> {
  for (const level of levelsOf(size)) {
    for (let index = 0; index * tileWidth < countAt(level, size); index++) {
      yield { level, index, width: widthAt({ level, index }, size) }
    }
  }
}
