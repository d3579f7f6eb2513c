// Reads a file in large blocks that end at line ends, so that no character is ever cut in two.
import { closeSync, openSync, readSync } from 'node:fs'

const LINE_FEED = 0x0a

/** A block of whole lines; `offset` is where it starts in the file, `last` marks the end. */
export interface Block {
  bytes: Buffer
  offset: number
  last: boolean
}

/**
 * Blocks of about `size` bytes, each ending after a line feed except the last. A line longer than
 * eight blocks is cut anyway, so that memory stays bounded.
 */
export function* readBlocks(path: string, size = 1 << 20, start = 0): Generator<Block> {
  const file = openSync(path, 'r')
  try {
    let carry = Buffer.alloc(0)
    let offset = start
    let position = start
    for (;;) {
      const buffer = Buffer.allocUnsafe(carry.length + size)
      carry.copy(buffer, 0)
      const read = readFully(file, buffer, carry.length, size, position)
      position += read
      const filled = buffer.subarray(0, carry.length + read)
      if (read < size) {
        yield { bytes: filled, offset, last: true }
        return
      }
      const end = filled.lastIndexOf(LINE_FEED) + 1
      const cut = end > 0 ? end : filled.length > size * 8 ? filled.length : 0
      carry = Buffer.from(filled.subarray(cut))
      if (cut > 0) yield { bytes: filled.subarray(0, cut), offset, last: false }
      offset += cut
    }
  } finally {
    closeSync(file)
  }
}

/** Reads until `length` bytes are there or the file ends; gives the count. */
export function readFully(
  file: number,
  buffer: Buffer,
  at: number,
  length: number,
  position: number,
): number {
  let done = 0
  while (done < length) {
    const read = readSync(file, buffer, at + done, length - done, position + done)
    if (read === 0) break
    done += read
  }
  return done
}

/** The first bytes of a file. */
export function readHead(path: string, length: number, position = 0): Buffer {
  const file = openSync(path, 'r')
  try {
    const buffer = Buffer.allocUnsafe(length)
    return buffer.subarray(0, readFully(file, buffer, 0, length, position))
  } finally {
    closeSync(file)
  }
}
