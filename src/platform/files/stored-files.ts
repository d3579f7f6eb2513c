// What a file store offers beyond the contract of the ground, and how its errors are told.
import type { ContentHash, FileStore } from '../ground.ts'
import { PlatformError } from '../platform-error.ts'

export interface StoredFiles extends FileStore {
  /** Where the files are, for messages: a folder or s3://bucket/prefix. */
  readonly place: string
  /** While true, nothing is stored or swept (maintenance, a backup being restored). */
  readOnly: boolean
  /**
   * Reads the whole file and compares its SHA-256 with its address.
   * @throws PlatformError file-missing, file-damaged
   */
  verify(hash: ContentHash): Promise<void>
}

export interface FileStoreOptions {
  /** Default false. */
  readOnly?: boolean
  /**
   * Milliseconds a file is safe from `sweep` after it was stored (default one day): who stored it
   * may not have committed the row that names it yet.
   */
  grace?: number
}

export const standardGrace = 86_400_000

/** An address from outside becomes part of a path: only 64 hex digits may. */
export function isContentHash(text: string): text is ContentHash {
  return /^[0-9a-f]{64}$/.test(text)
}

/** Two letters of folder keep the folders small: ab/cdef… @throws PlatformError file-missing */
export function pathOfHash(hash: string): [folder: string, name: string] {
  if (!isContentHash(hash)) throw new PlatformError('file-missing', { hash: hash.slice(0, 80) })
  return [hash.slice(0, 2), hash.slice(2)]
}

/** The bytes asked for, as first and last position. @throws PlatformError files-range */
export function wantedBytes(
  range: { start?: number; end?: number } | undefined,
  bytes: number,
): { start: number; end: number } {
  const start = range?.start ?? 0
  const end = Math.min(range?.end ?? bytes - 1, bytes - 1)
  if (range && (start > end || start < 0)) {
    throw new PlatformError('files-range', { start, end: range.end ?? end, bytes })
  }
  return { start, end }
}

const full = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])
const forbidden = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'EIO'])

/** An error of the file system in words; what is not the disk's fault stays as it is. */
export function diskError(error: unknown, place: string): unknown {
  if (!(error instanceof Error) || error instanceof PlatformError) return error
  const { code } = error as NodeJS.ErrnoException
  if (code === undefined) return error
  if (full.has(code)) return new PlatformError('files-full', { place }, error)
  if (!forbidden.has(code)) return error
  return new PlatformError('files-unwritable', { place, reason: code }, error)
}
