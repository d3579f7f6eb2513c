// Writes bytes into a temporary file while computing their SHA-256, durably or not at all.
import { createHash, randomUUID } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import { copyFile, mkdir, open, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ContentHash } from '../ground.ts'

export interface HashedFile {
  path: string
  hash: ContentHash
  bytes: number
}

const chunk = 1 << 20

/** On any error nothing is left behind. The file is on the disk (fsync) when the answer is given. */
export async function writeHashed(
  folder: string,
  bytes: AsyncIterable<Uint8Array>,
): Promise<HashedFile> {
  const path = join(folder, randomUUID())
  const file = await open(path, 'wx', 0o600)
  try {
    const hash = createHash('sha256')
    let count = 0
    for await (const part of bytes) {
      hash.update(part)
      for (let at = 0; at < part.length;) {
        at += (await file.write(part, at, part.length - at)).bytesWritten
      }
      count += part.length
    }
    await file.sync()
    await file.close()
    return { path, hash: hash.digest('hex') as ContentHash, bytes: count }
  } catch (error) {
    await file.close().catch(() => {})
    await rm(path, { force: true })
    throw error
  }
}

/**
 * Copies a local file first (as a clone where the file system can) and hashes the copy, so that the
 * hash is that of the stored bytes even when somebody writes to the original.
 */
export async function copyHashed(folder: string, original: string): Promise<HashedFile> {
  const path = join(folder, randomUUID())
  try {
    await copyFile(original, path, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL)
    const file = await open(path, 'r+')
    try {
      await file.chmod(0o600)
      // Before it is hashed: the disk takes its time, in which the processor may serve others.
      await file.sync()
    } finally {
      await file.close()
    }
    return { path, ...(await hashFile(path)) }
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}

export async function hashFile(path: string): Promise<{ hash: ContentHash; bytes: number }> {
  const hash = createHash('sha256')
  const piece = Buffer.allocUnsafeSlow(chunk)
  const file = await open(path, 'r')
  try {
    for (let bytes = 0; ;) {
      const { bytesRead } = await file.read(piece, 0, chunk, bytes)
      if (bytesRead === 0) return { hash: hash.digest('hex') as ContentHash, bytes }
      hash.update(piece.subarray(0, bytesRead))
      bytes += bytesRead
    }
  } finally {
    await file.close()
  }
}

/** Bytes from `start` to `end` (inclusive); the file is opened when the first are asked for. */
export async function* readBytes(
  path: string,
  range: { start: number; end: number },
): AsyncGenerator<Uint8Array> {
  if (range.end < range.start) return
  const options = { start: range.start, end: range.end, highWaterMark: chunk / 4 }
  for await (const part of createReadStream(path, options)) yield part as Buffer
}

/** Makes the names inside a folder durable: a rename is only kept once its folder is (fsync(2)). */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** Creates a folder so that it is still there after a power cut. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 })
  if (first === undefined) return
  for (let each = path; each.length >= first.length; each = dirname(each)) {
    await syncFolder(dirname(each))
  }
}
