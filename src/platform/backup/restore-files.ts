// Brings stored files and the public log back out of a backup, or only reads them to know they are whole.
import { createWriteStream } from 'node:fs'
import { mkdir, open, readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { isContentHash, pathOfHash } from '../files/stored-files.ts'
import { PlatformError } from '../platform-error.ts'
import { absent, places } from './backup-folder.ts'
import type { BackupFolder } from './backup-folder.ts'
import { readCopied } from './copy-files.ts'
import { inParallel } from './in-parallel.ts'
import type { Manifest } from './manifest.ts'
import { readStored, suffix } from './stored-file.ts'
import { writeChecked } from './unpack-cluster.ts'

export interface FilesReport {
  /** How many the database names, and how many bytes they have. */
  named: number
  bytes: number
  /** Hashes of those that cannot be had. */
  missing: string[]
  damaged: string[]
}

/** Each file's hash is compared with its name. `to` is the file store's folder; null: read only. */
export async function restoreFiles(
  folder: BackupFolder,
  hashes: readonly string[],
  { to, progress }: { to: string | null; progress: (share: number) => void },
): Promise<FilesReport> {
  const report: FilesReport = { named: hashes.length, bytes: 0, missing: [], damaged: [] }
  let done = 0
  await inParallel(hashes, async (hash) => {
    try {
      if (!isContentHash(hash)) return void report.damaged.push(hash.slice(0, 80))
      const bytes = await restoreFile(folder, hash, to)
      report.bytes += bytes
    } catch (error) {
      if (!(error instanceof PlatformError) || error.code !== 'backup-damaged') throw error
      const gone = (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT'
      report[gone ? 'missing' : 'damaged'].push(hash)
    } finally {
      progress(++done / hashes.length)
    }
  })
  return report
}

/** Files that stay elsewhere: those that rows name and that were not there when the backup was taken. */
export function compareListed(
  hashes: readonly string[],
  listed: Readonly<Record<string, number>>,
): FilesReport {
  const missing = hashes.filter((hash) => !Object.hasOwn(listed, hash))
  const bytes = hashes.reduce((sum, hash) => sum + (listed[hash] ?? 0), 0)
  return { named: hashes.length, bytes, missing, damaged: [] }
}

async function restoreFile(folder: BackupFolder, hash: string, to: string | null): Promise<number> {
  let bytes = 0
  if (to === null) {
    for await (const part of readCopied(folder, hash)) bytes += part.length
    return bytes
  }
  const path = join(to, ...pathOfHash(hash))
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  try {
    const source = Readable.from(readCopied(folder, hash), { objectMode: false })
    const target = createWriteStream(path, { mode: 0o600, flush: true })
    await pipeline(source, target)
    return target.bytesWritten
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}

/**
 * The newest log the backup has, whatever instant the database goes back to: a log that went back
 * would fork from what others have seen of it.
 */
export async function restoreLedger(
  folder: BackupFolder,
  manifest: Manifest,
  to: string,
): Promise<number> {
  const newest = await mirrored(folder)
  if (newest.length === 0) {
    const at = join(places.base(folder, manifest.id), 'ledger')
    for (const entry of manifest.ledger) {
      const { path } = entry
      const place = `base/${manifest.id}/ledger/${path}`
      const source = { path: join(at, path), place, master: folder.master }
      await mkdir(dirname(join(to, path)), { recursive: true, mode: 0o700 })
      await writeChecked(readStored(source), join(to, path), entry, source.path + suffix(folder))
    }
    return manifest.ledger.length
  }
  for (const path of newest) {
    const source = { path: join(places.ledger(folder), path), place: `ledger/${path}` }
    await mkdir(dirname(join(to, path)), { recursive: true, mode: 0o700 })
    await write(readStored({ ...source, master: folder.master }), join(to, path))
  }
  return newest.length
}

/** Paths in the copy of the log that follows it. */
export async function mirrored(folder: BackupFolder): Promise<string[]> {
  const root = places.ledger(folder)
  const ending = suffix(folder)
  const found = (await readdir(root, { recursive: true, withFileTypes: true }).catch(absent)) ?? []
  return found
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.') && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1, -ending.length))
    .toSorted()
}

async function write(bytes: AsyncIterable<Uint8Array>, to: string): Promise<void> {
  const file = await open(to, 'wx', 0o600)
  try {
    for await (const part of bytes) await file.writeFile(part)
    await file.sync()
  } finally {
    await file.close()
  }
}
