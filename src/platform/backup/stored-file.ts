// One file of a backup: compressed, encrypted where there is a key, hashed, and durable or absent.
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import {
  constants,
  createZstdCompress,
  createZstdDecompress,
  zstdCompress,
  zstdDecompress,
} from 'node:zlib'
import { PlatformError } from '../platform-error.ts'
import { readWhole } from './read-file.ts'
import { SealBroken, seal, unseal } from './sealed.ts'

/** How files of a folder are stored. */
export interface Storing {
  /** null: not encrypted. */
  master: Buffer | null
}

/** What was read, and what lies in the backup for it. Hashes are SHA-256 in hex. */
export interface StoredFile {
  bytes: number
  sha256: string
  stored: number
  storedSha256: string
}

/** The ending says what has to be undone to read a file: `.zst`, `.sealed`, or both. */
export function suffix(storing: Storing, compress = true): string {
  return `${compress ? '.zst' : ''}${storing.master ? '.sealed' : ''}`
}

interface WriteOptions extends Storing {
  /** Path without the ending. */
  path: string
  /** What the file is within its backup folder; it opens under the same place only. */
  place: string
  /** Default true. */
  compress?: boolean
}

/**
 * Writes under a temporary name, fsync, rename. The folder's own entry is made durable by the caller
 * (`syncFolder`), who writes many.
 * @throws the error of the source, or of the file system
 */
export async function writeStored(
  source: AsyncIterable<Uint8Array>,
  { path, place, master, compress = true }: WriteOptions,
): Promise<StoredFile> {
  const final = path + suffix({ master }, compress)
  const temporary = join(dirname(final), `.${basename(final)}.${randomUUID()}`)
  await mkdir(dirname(final), { recursive: true, mode: 0o700 })
  const plain = new Counter()
  const kept = new Counter()
  const counted = plain.through(source)
  const packed = compress ? compressed(counted) : counted
  const sealedBytes = master ? seal(packed, master, place) : packed
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      for await (const part of kept.through(sealedBytes)) await file.writeFile(part)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, final)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  return {
    bytes: plain.bytes,
    sha256: plain.digest(),
    stored: kept.bytes,
    storedSha256: kept.digest(),
  }
}

/**
 * The bytes that were stored.
 * @throws PlatformError backup-damaged
 */
export async function* readStored(
  { path, place, master, compress = true }: WriteOptions,
  kept = new Counter(),
): AsyncGenerator<Uint8Array> {
  const name = path + suffix({ master }, compress)
  try {
    const bytes = kept.through(readWhole(name))
    const opened = master ? unseal(bytes, master, place) : bytes
    yield* compress ? decompressed(opened) : opened
  } catch (error) {
    throw damage(error, name)
  }
}

/**
 * Reads everything and compares lengths and hashes, of what lies there and of what it stands for.
 * @throws PlatformError backup-damaged
 */
export async function checkStored(options: WriteOptions, expected: StoredFile): Promise<void> {
  const kept = new Counter()
  const plain = new Counter()
  for await (const part of plain.through(readStored(options, kept))) void part
  const same =
    plain.bytes === expected.bytes &&
    plain.digest() === expected.sha256 &&
    kept.bytes === expected.stored &&
    kept.digest() === expected.storedSha256
  if (!same) throw damaged(options.path + suffix(options, options.compress), 'differs')
}

const reasons = {
  missing: { es: 'no está', en: 'it is missing' },
  differs: { es: 'no es lo que se guardó', en: 'it is not what was stored' },
  unreadable: { es: 'el disco no deja leerlo', en: 'the disk does not let it be read' },
}

export function damaged(
  file: string,
  reason: keyof typeof reasons,
  cause?: unknown,
): PlatformError {
  return new PlatformError('backup-damaged', { file, reason: reasons[reason] }, cause)
}

function damage(error: unknown, name: string): unknown {
  if (error instanceof PlatformError) return error
  if (error instanceof SealBroken) return damaged(name, 'differs', error)
  const code = (error as NodeJS.ErrnoException).code ?? ''
  if (code === 'ENOENT') return damaged(name, 'missing', error)
  if (code === 'EIO') return damaged(name, 'unreadable', error)
  // What zlib says of bytes that are no frame, end within one, or fail the frame's checksum.
  return /^(ZSTD_|ERR__ERROR_|Z_|ERR_BUFFER)/.test(code) ? damaged(name, 'differs', error) : error
}

/** Counts and hashes what passes. */
export class Counter {
  bytes = 0
  readonly #hash = createHash('sha256')

  async *through(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const part of source) {
      this.bytes += part.length
      this.#hash.update(part)
      yield part
    }
  }

  digest(): string {
    return this.#hash.digest('hex')
  }
}

/** Level 1: as fast as disks, and an empty rest of a journal segment becomes a few hundred bytes. */
const level = { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 }

const compressAtOnce = promisify(zstdCompress)
const decompressAtOnce = promisify(zstdDecompress)

/** Bytes up to which no stream is set up: a new cluster has a thousand files of some kilobytes. */
const small = 1 << 20

function compressed(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  return packed(source, {
    atOnce: (bytes) => compressAtOnce(bytes, { params: level }),
    stream: () => createZstdCompress({ params: level }),
  })
}

function decompressed(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  return packed(source, {
    atOnce: (bytes) => decompressAtOnce(bytes),
    stream: () => createZstdDecompress(),
  })
}

async function* packed(
  source: AsyncIterable<Uint8Array>,
  pack: {
    atOnce(bytes: Buffer): Promise<Uint8Array>
    stream(): ReturnType<typeof createZstdCompress>
  },
): AsyncGenerator<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]()
  try {
    const first: Uint8Array[] = []
    let length = 0
    while (length <= small) {
      const next = await iterator.next()
      if (next.done === true) return yield await pack.atOnce(Buffer.concat(first))
      first.push(next.value)
      length += next.value.length
    }
    async function* all(): AsyncGenerator<Uint8Array> {
      yield* first
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
        yield next.value
      }
    }
    const transform = pack.stream()
    const done = pipeline(Readable.from(all(), { objectMode: false }), transform)
    // Heard below; a reader that stops early must not leave it unheard.
    done.catch(() => {})
    yield* transform as AsyncIterable<Buffer>
    await done
  } finally {
    await iterator.return?.()
  }
}
