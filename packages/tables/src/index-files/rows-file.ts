// Rows as JSON text in compressed blocks, so that any row is a few microseconds away.
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { IndexFileError, openContainer, writeContainer } from './container.ts'
import type { Container } from './container.ts'
import type { BlockCache, RowBlock } from './block-cache.ts'
import { letGo } from '../page-memory.ts'

/**
 * Bytes of JSON text a block should hold: small, because pages of a sort pick rows far apart. Below
 * this the fixed cost of unpacking (25 µs) rules; see docs/decisions/0003-index-files.md.
 */
const BLOCK_BYTES = 8 * 1024
const LEVEL = 3
const NEWLINE = 0x0a
/** Bytes of a row on average from which a search for its end is quicker than a loop. */
const LONG_ROW = 48
/** Blocks unpacked together at most, about 64 KiB of text. */
const TOGETHER = 8
/** Packed blocks are read here: they are unpacked before anybody else has a turn. */
const packedRoom = Buffer.allocUnsafeSlow(TOGETHER * BLOCK_BYTES)

export interface RowsWriter {
  add(row: string): void
  /** Bytes of the finished file. */
  finish(about: { table: string; rows: number; columns: string[] }): void
  abandon(): void
}

/** `rowsPerBlock` is fixed for the file; see `rowsPerBlock()`. */
export function writeRows(path: string, perBlock: number): RowsWriter {
  const file = writeContainer(path)
  const lengths: number[] = []
  let block: string[] = []
  let written = 0
  const flush = () => {
    const bytes = zstdCompressSync(Buffer.from(block.join('\n') + '\n', 'utf8'), {
      params: {
        [constants.ZSTD_c_compressionLevel]: LEVEL,
        [constants.ZSTD_c_checksumFlag]: 1,
      },
    })
    file.append(bytes)
    lengths.push(bytes.length)
    written += block.length
    block = []
  }
  return {
    add(row) {
      block.push(row)
      if (block.length === perBlock) flush()
    },
    finish({ table, rows, columns }) {
      if (block.length > 0) flush()
      if (written !== rows) throw new Error(`the table has ${rows} rows, the stream had ${written}`)
      file.section('lengths', Buffer.from(Uint32Array.from(lengths).buffer))
      file.finish({ kind: 'rows', table, rows, about: { perBlock, columns } })
    },
    abandon: file.abandon,
  }
}

/** Rows per block for rows of this many bytes of JSON text on average: 16 to 512. */
export function rowsPerBlock(averageBytes: number): number {
  return Math.min(512, Math.max(16, Math.round(BLOCK_BYTES / Math.max(1, averageBytes))))
}

export interface RowsFile {
  rows: number
  columns: string[]
  /** JSON text of row number `row` (0-based), without a line end; what it shows changes with the next block. */
  row(row: number): Buffer
  /** Unpacks the blocks of these rows, those that follow each other at once: four times cheaper than one by one. */
  prepare(rows: ArrayLike<number>): void
  /** Copies row number `row` and those after it in the same block, `most` at most; how many. */
  copy(row: number, most: number, to: RowTexts): number
  container: Container
  /** Bytes kept in memory while open. */
  weight: number
}

/** Rows copied one after the other. */
export interface RowTexts {
  /** Each row with its line end. */
  bytes: Buffer
  /** Where the rows begin, and where the last one ends. */
  starts: Uint32Array
  rows: number
}

export function rowTexts(): RowTexts {
  return { bytes: Buffer.allocUnsafeSlow(4096), starts: new Uint32Array(128), rows: 0 }
}

export function openRows(path: string, blocks: BlockCache): RowsFile {
  const container = openContainer(path, 'rows')
  try {
    return rowsOf(container, blocks)
  } catch (error) {
    container.close()
    throw error
  }
}

function rowsOf(container: Container, blocks: BlockCache): RowsFile {
  const { path, directory } = container
  const { perBlock, columns } = directory.about as { perBlock: number; columns: string[] }
  const lengths = toUint32(container.section('lengths'))
  if (lengths.length !== Math.ceil(directory.rows / perBlock)) {
    throw new IndexFileError(path, 'wrong number of blocks')
  }
  const offsets = new Float64Array(lengths.length + 1)
  offsets[0] = 8
  for (let at = 0; at < lengths.length; at++) offsets[at + 1] = offsets[at]! + lengths[at]!
  const own = blocks.of(`${path} ${directory.table}`)
  // The rows of a page follow each other: most are in the block that was asked for last.
  let held: RowBlock | null = null
  /** Where rows begin in the block that is unpacked. */
  const places = new Uint32Array(perBlock + 1)
  /** Bytes of the longest block so far, up to a few times the usual. */
  let longest = BLOCK_BYTES
  const block = (number: number): RowBlock => {
    if (held?.live && number === held.number) return held
    held = blocks.get(own, number) ?? unpack(number, number)
    return held
  }
  /** Blocks that follow each other lie together in the file, and zstd reads one frame after another. */
  const unpack = (first: number, last: number): RowBlock => {
    const bytes = offsets[last + 1]! - offsets[first]!
    const packed = container.read(offsets[first]!, bytes, packedRoom)
    // In one piece, and a byte more: where the end is not reached, more is asked for.
    const whole = zstd(packed, { number: first, bytes: longest * (last - first + 1) + 1 })
    let at = 0
    let fresh: RowBlock | null = null
    for (let number = first; number <= last; number++) {
      const expected = Math.min(perBlock, directory.rows - number * perBlock)
      const starts = expected === perBlock ? places : places.subarray(0, expected + 1)
      const start = at
      let row = 0
      if (whole.length - at > LONG_ROW * (last - number + 1) * perBlock) {
        while (row < expected && at < whole.length) {
          const end = whole.indexOf(NEWLINE, at)
          if (end < 0) break
          at = end + 1
          starts[++row] = at - start
        }
      } else {
        // A loop over the bytes is quicker than a search per row where rows are short.
        for (; at < whole.length && row < expected; at++) {
          if (whole[at] === NEWLINE) starts[++row] = at + 1 - start
        }
      }
      if (row !== expected) throw new IndexFileError(path, `block ${number} has too few rows`)
      longest = Math.max(longest, Math.min(at - start, 4 * BLOCK_BYTES))
      fresh = blocks.add(own, number, { text: whole.subarray(start, at), starts })
    }
    letGo(whole)
    return fresh!
  }
  const zstd = (packed: Buffer, { number, bytes }: { number: number; bytes: number }): Buffer => {
    try {
      return zstdDecompressSync(packed, { chunkSize: Math.max(bytes, Buffer.poolSize + 1) })
    } catch {
      throw new IndexFileError(path, `block ${number} damaged`)
    }
  }
  return {
    rows: directory.rows,
    columns,
    container,
    weight: offsets.byteLength + lengths.byteLength,
    row(row) {
      const { segment, at, starts } = block(Math.floor(row / perBlock))
      const within = starts + (row % perBlock)
      return segment.bytes.subarray(
        at + segment.words[within]!,
        at + segment.words[within + 1]! - 1,
      )
    },
    prepare(rows) {
      let first = -1
      let last = -1
      for (let at = 0; at < rows.length; at++) {
        const number = Math.floor(rows[at]! / perBlock)
        if (number === last || own.has(number)) continue
        if (first >= 0 && (number !== last + 1 || number - first === TOGETHER)) {
          unpack(first, last)
          first = -1
        }
        if (first < 0) first = number
        last = number
      }
      if (first >= 0) unpack(first, last)
    },
    copy(row, most, to) {
      const { segment, at, starts, rows } = block(Math.floor(row / perBlock))
      const within = row % perBlock
      const count = Math.min(most, rows - within)
      const { bytes, words } = segment
      const from = words[starts + within]!
      const end = words[starts + within + count]!
      const before = to.rows === 0 ? 0 : to.starts[to.rows]!
      makeRoom(to, before + end - from, to.rows + count)
      bytes.copy(to.bytes, before, at + from, at + end)
      for (let k = 0; k <= count; k++) {
        to.starts[to.rows + k] = before + words[starts + within + k]! - from
      }
      to.rows += count
      return count
    },
  }
}

function makeRoom(texts: RowTexts, bytes: number, rows: number): void {
  if (bytes > texts.bytes.length) {
    const larger = Buffer.allocUnsafeSlow(Math.max(bytes, 2 * texts.bytes.length))
    texts.bytes.copy(larger)
    texts.bytes = larger
  }
  if (rows < texts.starts.length) return
  const more = new Uint32Array(Math.max(rows + 1, 2 * texts.starts.length))
  more.set(texts.starts)
  texts.starts = more
}

/** Little-endian 32-bit numbers of a section; copies, because buffers may start anywhere. */
export function toUint32(bytes: Buffer): Uint32Array {
  return new Uint32Array(Uint8Array.from(bytes).buffer)
}
