// Where the bytes of a document come from: memory, or a file read by ranges.
import { fstatSync, readSync } from 'node:fs'
import { concat } from '../bytes.ts'
import { SignatureError } from '../signature-error.ts'

/** Bytes that do not change while they are read. Positions count from 0. */
export interface Source {
  readonly size: number
  /** The bytes from `start` to before `end`; both lie within the source. */
  read(start: number, end: number): Uint8Array
  /** As `read`, but the answer may be longer when that costs nothing; it ends by `size`. */
  window(start: number, wanted: number): Uint8Array
  /** The bytes from `start` to before `end`, piece by piece; a piece is valid until `take` returns. */
  feed(start: number, end: number, take: (piece: Uint8Array) => void): void
}

const PIECE = 2 ** 18

/** The source over bytes in memory; nothing is copied. */
export function bytesSource(bytes: Uint8Array): Source {
  return {
    size: bytes.length,
    read: (start, end) => bytes.subarray(start, end),
    window: (start) => bytes.subarray(start),
    feed: (start, end, take) => take(bytes.subarray(start, end)),
  }
}

/**
 * The source over an open file, read by ranges with blocking calls. The caller closes `descriptor`.
 * @throws SignatureError `file-changed` when the file has become shorter
 */
export function fileSource(descriptor: number): Source {
  const size = fstatSync(descriptor).size
  const fill = (bytes: Uint8Array, start: number): void => {
    let filled = 0
    while (filled < bytes.length) {
      const got = readSync(descriptor, bytes, filled, bytes.length - filled, start + filled)
      if (got === 0) throw new SignatureError('file-changed')
      filled += got
    }
  }
  const read = (start: number, end: number): Uint8Array => {
    const bytes = new Uint8Array(end - start)
    fill(bytes, start)
    return bytes
  }
  return {
    size,
    read,
    window: (start, wanted) => read(start, Math.min(size, start + wanted)),
    feed(start, end, take) {
      // One buffer for all pieces: a document of any size costs the same memory.
      const buffer = new Uint8Array(Math.min(PIECE, end - start))
      for (let at = start; at < end; at += PIECE) {
        const piece = buffer.subarray(0, Math.min(PIECE, end - at))
        fill(piece, at)
        take(piece)
      }
    },
  }
}

/** The first `size` bytes of a source: the document as it was at an earlier revision. */
export function firstBytes(source: Source, size: number): Source {
  return {
    size,
    read: (start, end) => source.read(start, end),
    feed: (start, end, take) => source.feed(start, end, take),
    window(start, wanted) {
      const bytes = source.window(start, Math.min(wanted, size - start))
      return bytes.length > size - start ? bytes.subarray(0, size - start) : bytes
    },
  }
}

/** A source with bytes of memory behind it: a document with a revision that is not written yet. */
export function joinedSource(source: Source, tail: Uint8Array): Source {
  const { size: border } = source
  const size = border + tail.length
  const read = (start: number, end: number): Uint8Array => {
    if (end <= border) return source.read(start, end)
    const rest = tail.subarray(Math.max(0, start - border), end - border)
    return start >= border ? rest : concat([source.read(start, border), rest])
  }
  return {
    size,
    read,
    window: (start, wanted) =>
      start >= border ? tail.subarray(start - border) : read(start, Math.min(size, start + wanted)),
    feed(start, end, take) {
      if (start < border) source.feed(start, Math.min(end, border), take)
      if (end > border) take(tail.subarray(Math.max(0, start - border), end - border))
    },
  }
}
