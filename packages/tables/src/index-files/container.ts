// The envelope of every index file: a head, a body of blocks, a directory, and a foot that proves it whole.
import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs'
import { crc32 } from 'node:zlib'

const HEAD = Buffer.from('RIMAQIX1', 'latin1')
const FOOT = Buffer.from('RIMAQEND', 'latin1')
const FOOT_BYTES = 32
const BUFFERED = 1 << 20

/** What every index file says about itself; `about` belongs to its kind. */
export interface Directory {
  kind: 'rows' | 'order' | 'words' | 'text'
  /** SHA-256 of the Parquet file the index was built from. */
  table: string
  rows: number
  sections: Record<string, Section>
  about: Record<string, unknown>
}

export interface Section {
  offset: number
  bytes: number
  crc: number
}

/** The file is not what it says: torn, flipped, or of another table. Never reaches the asker. */
export class IndexFileError extends Error {
  readonly code = 'broken-index'
  readonly path: string
  constructor(path: string, what: string) {
    super(what)
    this.name = 'IndexFileError'
    this.path = path
  }
}

/** Writes a container front to back; nothing is valid until `finish`. */
export interface ContainerWriter {
  /** Bytes written so far: the offset of the next block. */
  position(): number
  append(block: Uint8Array): void
  section(name: string, bytes: Uint8Array): void
  finish(directory: Omit<Directory, 'sections'>): number
  abandon(): void
}

export function writeContainer(path: string): ContainerWriter {
  const file = openSync(path, 'wx')
  const sections: Record<string, Section> = {}
  let pending: Uint8Array[] = []
  let pendingBytes = 0
  let position = 0
  const flush = () => {
    const bytes = Buffer.concat(pending)
    for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done)
    pending = []
    pendingBytes = 0
  }
  const append = (block: Uint8Array) => {
    pending.push(block)
    pendingBytes += block.length
    position += block.length
    if (pendingBytes >= BUFFERED) flush()
  }
  append(HEAD)
  return {
    position: () => position,
    append,
    section(name, bytes) {
      sections[name] = { offset: position, bytes: bytes.length, crc: crc32(bytes) }
      append(bytes)
    },
    finish(directory) {
      const text = Buffer.from(JSON.stringify({ ...directory, sections }), 'utf8')
      const foot = Buffer.alloc(FOOT_BYTES)
      foot.writeDoubleLE(position, 0)
      foot.writeUInt32LE(text.length, 8)
      foot.writeUInt32LE(crc32(text), 12)
      foot.writeDoubleLE(position + text.length + FOOT_BYTES, 16)
      FOOT.copy(foot, 24)
      append(text)
      append(foot)
      flush()
      closeSync(file)
      return position
    },
    abandon() {
      closeSync(file)
    },
  }
}

/** An open container whose directory was checked. Reads are synchronous: a few microseconds each. */
export interface Container {
  path: string
  /** Where the first block begins. */
  first: number
  directory: Directory
  bytes: number
  /** Exactly `bytes` bytes at `offset`, in `room` where that is large enough; or an `IndexFileError`. */
  read(offset: number, bytes: number, room?: Buffer): Buffer
  /** A section, its checksum compared. */
  section(name: string): Buffer
  close(): void
}

/** Opens and checks head, length and directory. Throws `IndexFileError`, or the error of the disk. */
export function openContainer(path: string, kind: Directory['kind']): Container {
  const file = openSync(path, 'r')
  try {
    const bytes = fstatSync(file).size
    const fail = (what: string) => new IndexFileError(path, what)
    const read: Container['read'] = (offset, length, room) => {
      if (!(offset >= 0 && length >= 0 && offset + length <= bytes)) throw fail('outside the file')
      const fits = room !== undefined && length <= room.length
      const buffer = fits ? room.subarray(0, length) : Buffer.allocUnsafe(length)
      for (let done = 0; done < length;) {
        const got = readSome(buffer, done, offset + done)
        if (got === 0) throw fail('ends too early')
        done += got
      }
      return buffer
    }
    const readSome = (buffer: Buffer, done: number, position: number): number => {
      try {
        return readSync(file, buffer, done, buffer.length - done, position)
      } catch (error) {
        throw fail(error instanceof Error ? error.message : String(error))
      }
    }
    if (bytes < HEAD.length + FOOT_BYTES) throw fail('too short')
    if (!read(0, HEAD.length).equals(HEAD)) throw fail('unknown head')
    const foot = read(bytes - FOOT_BYTES, FOOT_BYTES)
    if (!foot.subarray(24).equals(FOOT)) throw fail('cut off')
    if (foot.readDoubleLE(16) !== bytes) throw fail('wrong length')
    const text = read(foot.readDoubleLE(0), foot.readUInt32LE(8))
    if (crc32(text) !== foot.readUInt32LE(12)) throw fail('directory damaged')
    const directory = JSON.parse(text.toString('utf8')) as Directory
    if (directory.kind !== kind) throw fail(`is ${directory.kind}, not ${kind}`)
    const section = (name: string): Buffer => {
      const entry = directory.sections[name]
      if (!entry) throw fail(`no section ${name}`)
      const content = read(entry.offset, entry.bytes)
      if (crc32(content) !== entry.crc) throw fail(`section ${name} damaged`)
      return content
    }
    return {
      path,
      first: HEAD.length,
      directory,
      bytes,
      read,
      section,
      close: () => closeSync(file),
    }
  } catch (error) {
    closeSync(file)
    throw error
  }
}
