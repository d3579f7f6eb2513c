// Rows as JSON text in compressed blocks, so that any row is a few microseconds away.
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { IndexFileError, openContainer, writeContainer } from './container.ts'
import type { Container } from './container.ts'
import type { Cache } from './cache.ts'

/**
 * Bytes of JSON text a block should hold: small, because pages of a sort pick rows far apart. Below
 * this the fixed cost of unpacking (25 µs) rules; see docs/decisions/0003-index-files.md.
 */
const BLOCK_BYTES = 8 * 1024
const LEVEL = 3
const NEWLINE = 0x0a
/** Blocks unpacked together at most, about 64 KiB of text. */
const TOGETHER = 8

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
  /** JSON text of row number `row` (0-based), without a line end. */
  row(row: number): Buffer
  /** Unpacks the blocks of rows `from` … `to` at once where they are few: four times cheaper than one by one. */
  prepare(from: number, to: number): void
  /** JSON texts of consecutive rows, handed over one by one. */
  each(from: number, to: number, take: (text: Buffer) => void): void
  container: Container
  /** Bytes kept in memory while open. */
  weight: number
}

/** A block unpacked: its text and where each row starts (one more for the end). */
export interface RowBlock {
  text: Buffer
  starts: Uint32Array
}

export function openRows(path: string, blocks: Cache<RowBlock>): RowsFile {
  const container = openContainer(path, 'rows')
  try {
    return rowsOf(container, blocks)
  } catch (error) {
    container.close()
    throw error
  }
}

function rowsOf(container: Container, blocks: Cache<RowBlock>): RowsFile {
  const { path, directory } = container
  const { perBlock, columns } = directory.about as { perBlock: number; columns: string[] }
  const lengths = toUint32(container.section('lengths'))
  if (lengths.length !== Math.ceil(directory.rows / perBlock)) {
    throw new IndexFileError(path, 'wrong number of blocks')
  }
  const offsets = new Float64Array(lengths.length + 1)
  offsets[0] = 8
  for (let at = 0; at < lengths.length; at++) offsets[at + 1] = offsets[at]! + lengths[at]!
  const keyOf = (number: number) => `${path} ${directory.table} ${number}`
  const block = (number: number): RowBlock => {
    const known = blocks.get(keyOf(number))
    if (known) return known
    return unpack(number, number)
  }
  /** Blocks that follow each other lie together in the file, and zstd reads one frame after another. */
  const unpack = (first: number, last: number): RowBlock => {
    const packed = container.read(offsets[first]!, offsets[last + 1]! - offsets[first]!)
    const whole = zstd(packed, first)
    let at = 0
    let fresh: RowBlock | null = null
    for (let number = first; number <= last; number++) {
      const expected = Math.min(perBlock, directory.rows - number * perBlock)
      const starts = new Uint32Array(expected + 1)
      const start = at
      let row = 0
      // A loop over the bytes is quicker than a search per row, for rows are short.
      for (; at < whole.length && row < expected; at++) {
        if (whole[at] === NEWLINE) starts[++row] = at + 1 - start
      }
      if (row !== expected) throw new IndexFileError(path, `block ${number} has too few rows`)
      fresh = { text: whole.subarray(start, at), starts }
      blocks.set(keyOf(number), fresh, at - start + starts.byteLength + 200)
    }
    return fresh!
  }
  const zstd = (packed: Buffer, number: number): Buffer => {
    try {
      return zstdDecompressSync(packed)
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
      const { text, starts } = block(Math.floor(row / perBlock))
      const within = row % perBlock
      return text.subarray(starts[within], starts[within + 1]! - 1)
    },
    prepare(from, to) {
      const [first, last] = [Math.floor(from / perBlock), Math.floor(to / perBlock)]
      if (last === first || last - first >= TOGETHER) return
      let start = first
      while (start < last && blocks.get(keyOf(start))) start++
      let end = last
      while (end > start && blocks.get(keyOf(end))) end--
      if (start < end) unpack(start, end)
    },
    each(from, to, take) {
      for (let row = from; row < to;) {
        const number = Math.floor(row / perBlock)
        const { text, starts } = block(number)
        const end = Math.min(to, (number + 1) * perBlock)
        for (; row < end; row++) {
          const within = row % perBlock
          take(text.subarray(starts[within], starts[within + 1]! - 1))
        }
      }
    },
  }
}

/** Little-endian 32-bit numbers of a section; copies, because buffers may start anywhere. */
export function toUint32(bytes: Buffer): Uint32Array {
  return new Uint32Array(Uint8Array.from(bytes).buffer)
}
