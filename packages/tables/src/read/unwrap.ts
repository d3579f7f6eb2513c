// Takes off what a table file is wrapped in (gz, xz, zst, zip), within limits, before anything reads it.
import { createReadStream, createWriteStream, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Readable, Transform, type TransformCallback } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import xz from 'xz-decompress'
import { TableError } from '../model.ts'
import { readHead } from './blocks.ts'
import { isSpreadsheetArchive, openArchive, pickTable } from './zip.ts'

export interface Wrapped {
  path: string
  name: string
  temp: string
  limits: UnpackLimits
}

export interface UnpackLimits {
  /** Bytes after unpacking. */
  bytes: number
  /** Unpacked bytes for each packed byte. */
  unpackRatio: number
}

export interface Unwrapped {
  path: string
  /** Name of the innermost file. */
  name: string
  wrappers: string[]
  /** What stood after `#` and named no member of an archive: a sheet. */
  sheet?: string
}

/** Small files may unpack to this much whatever the ratio. */
const ALWAYS = 16 << 20
const DEPTH = 3

/** RFC 8878, 3.1.1. */
const ZSTD = 0xfd2fb528

export async function unwrapFile(wrapped: Wrapped): Promise<Unwrapped> {
  const hash = wrapped.name.lastIndexOf('#')
  const member = hash > 0 ? wrapped.name.slice(hash + 1) : undefined
  let current: Unwrapped = {
    path: wrapped.path,
    name: hash > 0 ? wrapped.name.slice(0, hash) : wrapped.name,
    wrappers: [],
  }
  for (let depth = 0; depth <= DEPTH; depth++) {
    const next = await unwrapOnce(current, wrapped, member, depth)
    if (next === null) {
      const taken = current.wrappers.some((wrapper) => wrapper.startsWith('zip:'))
      return member === undefined || taken ? current : { ...current, sheet: member }
    }
    current = next
  }
  throw new TableError('archive-too-large', { depth: DEPTH })
}

async function unwrapOnce(
  file: Unwrapped,
  wrapped: Wrapped,
  member: string | undefined,
  depth: number,
): Promise<Unwrapped | null> {
  const head = readHead(file.path, 8)
  const target = join(wrapped.temp, `unpacked-${depth}`)
  if (head[0] === 0x1f && head[1] === 0x8b) {
    await inflate(file, target, wrapped, (input) => input.pipe(createGunzip()))
    return inner(file, target, 'gz', /\.(gz|gzip)$/i)
  }
  if (
    head.length >= 6 &&
    head.subarray(0, 6).equals(Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]))
  ) {
    await inflate(file, target, wrapped, (input) =>
      Readable.fromWeb(new xz.XzReadableStream(Readable.toWeb(input) as never) as never),
    )
    return inner(file, target, 'xz', /\.xz$/i)
  }
  if (head.length >= 4 && head.readUInt32LE(0) === ZSTD) {
    await inflate(file, target, wrapped, (input) => input.pipe(createZstdDecompress()))
    return inner(file, target, 'zst', /\.zstd?$/i)
  }
  if (head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5)) {
    const archive = await openArchive(file.path)
    try {
      if (isSpreadsheetArchive(archive)) return null
      const entry = pickTable(archive, member)
      const stream = await archive.read(entry)
      const limit = unpackedAtMost(Math.max(1, entry.compressedSize), wrapped.limits)
      await pipeInto(stream, target, limit, 'zip')
      return {
        path: target,
        name: basename(entry.fileName),
        wrappers: [...file.wrappers, `zip:${entry.fileName}`],
      }
    } finally {
      archive.close()
    }
  }
  return null
}

function inner(file: Unwrapped, path: string, wrapper: string, suffix: RegExp): Unwrapped {
  return { path, name: file.name.replace(suffix, ''), wrappers: [...file.wrappers, wrapper] }
}

/** Bytes that `packed` bytes may unpack to. */
export function unpackedAtMost(packed: number, { bytes, unpackRatio }: UnpackLimits): number {
  return Math.min(bytes, Math.max(ALWAYS, packed * unpackRatio))
}

async function inflate(
  file: Unwrapped,
  target: string,
  wrapped: Wrapped,
  open: (input: Readable) => Readable,
): Promise<void> {
  const input = createReadStream(file.path, { highWaterMark: 1 << 18 })
  const limit = unpackedAtMost(statSync(file.path).size, wrapped.limits)
  const output = open(input)
  input.once('error', (error) => output.destroy(error))
  try {
    await pipeInto(output, target, limit, file.name)
  } finally {
    input.destroy()
  }
}

/** Copies until the limit; what the archive promises about sizes is not believed. */
async function pipeInto(
  stream: Readable,
  target: string,
  limit: number,
  name: string,
): Promise<void> {
  let total = 0
  const meter = new Transform({
    transform(chunk: Uint8Array, _encoding, done: TransformCallback) {
      total += chunk.length
      if (total > limit) done(new TableError('archive-too-large', { limit }))
      else done(null, chunk)
    },
  })
  try {
    await pipeline(stream, meter, createWriteStream(target))
  } catch (error) {
    if (error instanceof TableError) throw error
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') throw error
    throw new TableError('broken-archive', { archive: name }, { cause: error })
  }
}
