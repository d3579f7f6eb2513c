// Keeps a whole version as CSV in compressed pieces, so that it leaves at once, in part or whole.
import { constants, zstdCompressSync, zstdDecompress } from 'node:zlib'
import { promisify } from 'node:util'
import { openContainer, writeContainer } from '../index-files/container.ts'
import type { Container } from '../index-files/container.ts'
import { giveBack, lend } from '../page-memory.ts'
import type { StoredForm, TableFiles } from '../model.ts'
import type { ExportOptions, StoredText } from '../query-model.ts'

/** Bytes of text in each piece but the last: any place in the text is one division away. */
const PIECE_BYTES = 1 << 20
const LEVEL = 3

const decompress = promisify(zstdDecompress)

/** Each piece into one buffer: many small ones joined cost more than the unpacking itself. */
const unpack = (packed: Uint8Array): Promise<Buffer> =>
  decompress(packed, { chunkSize: PIECE_BYTES + 64 })

/** Pieces that are unpacked while their reader takes the ones before. */
const AHEAD = 3

/** What each kept form is asked for with. */
export const storedForms: Record<StoredForm, ExportOptions> = {
  csv: { format: 'csv', heads: 'names', withId: false },
  dump: { format: 'csv', heads: 'ids', withId: true, longHead: true },
}

/** Packs the text as it comes; `text` are its bytes in order. */
export async function writeText(
  path: string,
  text: AsyncIterable<Uint8Array>,
  about: { table: string; rows: number; form: StoredForm },
): Promise<void> {
  const file = writeContainer(path)
  const lengths: number[] = []
  let pending: Uint8Array[] = []
  let waiting = 0
  let bytes = 0
  const flush = (piece: Uint8Array): void => {
    const packed = zstdCompressSync(piece, {
      params: { [constants.ZSTD_c_compressionLevel]: LEVEL, [constants.ZSTD_c_checksumFlag]: 1 },
    })
    file.append(packed)
    lengths.push(packed.length)
    bytes += piece.length
  }
  try {
    for await (const part of text) {
      pending.push(part)
      waiting += part.length
      if (waiting < PIECE_BYTES) continue
      const joined = Buffer.concat(pending)
      let at = 0
      for (; joined.length - at >= PIECE_BYTES; at += PIECE_BYTES) {
        flush(joined.subarray(at, at + PIECE_BYTES))
      }
      pending = [Buffer.from(joined.subarray(at))]
      waiting = joined.length - at
    }
    if (waiting > 0) flush(Buffer.concat(pending))
    file.section('lengths', Buffer.from(Uint32Array.from(lengths).buffer))
    const { table, rows, form } = about
    file.finish({ kind: 'text', table, rows, about: { form, bytes } })
  } catch (error) {
    file.abandon()
    throw error
  }
}

/**
 * The whole version as it was kept; null when these options ask for something else, or nothing is
 * kept, or it is damaged: then it is written anew.
 */
export function storedText(table: TableFiles, options: ExportOptions): StoredText | null {
  const form = formOf(table, options)
  const path = form === null ? undefined : table.indexes?.texts?.[form]
  if (path === undefined) return null
  try {
    const pieces = openPieces(path, table.manifest.parquet.sha256)
    pieces.container.close()
    return {
      bytes: pieces.bytes,
      read: (start, end) => readText(path, start, end),
      packed: () => readPacked(path),
    }
  } catch {
    return null
  }
}

function formOf({ manifest }: TableFiles, options: ExportOptions): StoredForm | null {
  const { query = {}, format, bom, delimiter, heads = 'names', withId = false } = options
  const { longHead = false } = options
  if (format !== 'csv' || bom || (delimiter ?? ',') !== ',') return null
  const { columns, limit, ...rest } = query
  const all = manifest.columns.map(({ id }) => id)
  if (columns !== undefined && columns.join() !== all.join()) return null
  if (limit !== undefined) return null
  const whole = Object.values(rest).every(
    (value) => !value || (Array.isArray(value) && value.length === 0),
  )
  if (!whole) return null
  if (heads === 'names') return withId || longHead ? null : 'csv'
  return withId && longHead ? 'dump' : null
}

interface Pieces {
  container: Container
  bytes: number
  /** Where each piece begins in the file; one more for the end. */
  starts: number[]
}

function openPieces(path: string, table?: string): Pieces {
  const container = openContainer(path, 'text')
  try {
    const { directory } = container
    const section = container.section('lengths')
    const lengths = new Uint32Array(
      section.buffer.slice(section.byteOffset, section.byteOffset + section.length),
    )
    const bytes = Number(directory.about['bytes'])
    const whole = lengths.length === Math.ceil(bytes / PIECE_BYTES)
    if (!whole || (table !== undefined && directory.table !== table)) {
      throw new Error(`${path} is of another table`)
    }
    let at = container.first
    const starts = [at]
    for (const length of lengths) starts.push((at += length))
    return { container, bytes, starts }
  } catch (error) {
    container.close()
    throw error
  }
}

/** Bytes `start` to `end` (inclusive); a few pieces are unpacked ahead of the reader. */
function readText(path: string, start: number, end: number): ReturnType<StoredText['read']> {
  return withPieces(path, async function* read({ container, bytes, starts }) {
    const last = Math.min(end, bytes - 1)
    const lastPiece = Math.floor(last / PIECE_BYTES)
    const ahead: Promise<Buffer>[] = []
    let number = Math.floor(start / PIECE_BYTES)
    for (let next = number; number <= lastPiece && start <= last; number++) {
      for (; next <= Math.min(lastPiece, number + AHEAD); next++) {
        const [from = 0, to = 0] = starts.slice(next, next + 2)
        const packed = container.read(from, to - from, lend(to - from))
        const text = unpack(packed)
        // It is awaited later; a failure until then must not end the process.
        text.catch(() => {}).finally(() => giveBack(packed))
        ahead.push(text)
      }
      const text = await ahead.shift()!
      const begin = number * PIECE_BYTES
      yield text.subarray(Math.max(0, start - begin), Math.min(text.length, last - begin + 1))
    }
  })
}

/** The pieces as they lie in the file: frames in a row are one zstd stream (RFC 8878, 3). */
function readPacked(path: string): ReturnType<StoredText['packed']> {
  return withPieces(path, async function* read({ container, starts }) {
    for (let at = 0; at + 1 < starts.length; at++) {
      const from = starts[at] ?? 0
      yield container.read(from, (starts[at + 1] ?? 0) - from)
    }
  })
}

/** Opens the file at the first byte wanted and closes it with the last, or when the reader leaves. */
function withPieces(
  path: string,
  read: (pieces: Pieces) => AsyncGenerator<Uint8Array>,
): AsyncIterable<Uint8Array> & { close(): Promise<void> } {
  let pieces: Pieces | null = null
  let inner: AsyncGenerator<Uint8Array> | null = null
  const close = async (): Promise<void> => {
    pieces?.container.close()
    pieces = null
  }
  return {
    close,
    [Symbol.asyncIterator]: () => ({
      async next() {
        try {
          pieces ??= openPieces(path)
          inner ??= read(pieces)
          const step = await inner.next()
          if (step.done) await close()
          return step
        } catch (error) {
          await close()
          throw error
        }
      },
      async return() {
        await inner?.return(undefined)
        await close()
        return { done: true, value: undefined }
      },
    }),
  }
}
