// Unpacked blocks of rows in a few large pieces of memory, used again and again.
//
// Kept one by one they would be collected one by one: at a thousand pages a second that was one
// collection of everything a second, and all readers waited a fifth of a second for it.

/** Where a block lies. Its memory is used for others once `live` is false. */
export interface RowBlock {
  live: boolean
  segment: Segment
  /** Where its text begins in `segment.bytes`. */
  at: number
  /** Where its `rows + 1` starts begin in `segment.words`; they count from `at`. */
  starts: number
  rows: number
  owner: FileBlocks
  number: number
}

/** The blocks of one file by their number. */
export type FileBlocks = Map<number, RowBlock>

interface Segment {
  bytes: Buffer
  words: Uint32Array
  used: number
  blocks: RowBlock[]
  /** Segments are filled one after the other. */
  turn: number
}

export interface BlockCache {
  /** Blocks of the file with this key. */
  of(key: string): FileBlocks
  /** A block that is there, and is kept longer for it. */
  get(owner: FileBlocks, number: number): RowBlock | undefined
  /** Copies a text of `rows` rows that begin at `starts` (one more for the end). */
  add(owner: FileBlocks, number: number, block: { text: Buffer; starts: Uint32Array }): RowBlock
  /** Bytes of memory taken. */
  weight(): number
  clear(): void
}

/** `budget` in bytes; a single block may be larger. */
export function makeBlockCache(budget: number): BlockCache {
  const usual = Math.max(4096, Math.min(4 << 20, Math.floor(budget / 8)) & ~7)
  const files = new Map<string, FileBlocks>()
  /** The oldest first. */
  const segments: Segment[] = []
  let spare: Buffer | null = null
  let taken = 0
  let turn = 0

  const forgetOldest = () => {
    const segment = segments.shift()!
    for (const block of segment.blocks) {
      if (!block.live) continue
      block.live = false
      block.owner.delete(block.number)
    }
    taken -= segment.bytes.length
    if (segment.bytes.length === usual) spare = segment.bytes
  }
  const segmentFor = (bytes: number): Segment => {
    const newest = segments.at(-1)
    if (newest && newest.used + bytes <= newest.bytes.length) return newest
    const size = Math.max(usual, bytes)
    while (segments.length > 0 && taken + size > budget) forgetOldest()
    const memory = size === usual && spare ? spare : Buffer.allocUnsafeSlow(size)
    if (memory === spare) spare = null
    const words = new Uint32Array(memory.buffer, 0, memory.length >>> 2)
    const segment = { bytes: memory, words, used: 0, blocks: [], turn: turn++ }
    segments.push(segment)
    taken += size
    return segment
  }
  const add: BlockCache['add'] = (owner, number, { text, starts }) => {
    const before = owner.get(number)
    if (before) before.live = false
    const startBytes = starts.length * 4
    const segment = segmentFor(aligned(startBytes + text.length))
    const at = segment.used + startBytes
    segment.words.set(starts, segment.used >>> 2)
    text.copy(segment.bytes, at)
    const rows = starts.length - 1
    const block = { live: true, segment, at, starts: segment.used >>> 2, rows, owner, number }
    segment.used += aligned(startBytes + text.length)
    segment.blocks.push(block)
    owner.set(number, block)
    return block
  }
  return {
    of(key) {
      const known = files.get(key)
      if (known) return known
      // Files that are gone leave nothing behind.
      for (const [other, { size }] of files) if (size === 0) files.delete(other)
      const fresh: FileBlocks = new Map()
      files.set(key, fresh)
      return fresh
    },
    get(owner, number) {
      const block = owner.get(number)
      // Nothing is forgotten while there is room.
      if (!block || taken + usual <= budget) return block
      const isNew = turn - block.segment.turn <= segments.length / 2
      return isNew ? block : add(owner, number, copyOf(block))
    },
    add,
    weight: () => taken,
    clear() {
      while (segments.length > 0) forgetOldest()
      spare = null
      files.clear()
    },
  }
}

/** Apart from the segments, whose oldest may be the block's own. */
function copyOf({ segment, at, starts, rows }: RowBlock): { text: Buffer; starts: Uint32Array } {
  const places = segment.words.slice(starts, starts + rows + 1)
  const text = Buffer.from(segment.bytes.subarray(at, at + places[rows]!))
  return { text, starts: places }
}

function aligned(bytes: number): number {
  return (bytes + 7) & ~7
}
