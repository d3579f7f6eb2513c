// Brings files kept in S3 into the backup: each copied once and compared with its name, or only listed.
import { rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { isContentHash, pathOfHash } from '../files/stored-files.ts'
import { syncFolder } from '../files/write-hashed.ts'
import { PlatformError } from '../platform-error.ts'
import type { FilesPlace } from '../settings.ts'
import { absent, places } from './backup-folder.ts'
import type { BackupFolder } from './backup-folder.ts'
import { type FilesCopied, stored } from './copy-files.ts'
import { inParallel } from './in-parallel.ts'
import { suffix, writeStored } from './stored-file.ts'

/** `copy`: the bytes go into the backup. `list`: names and lengths do, and a restore compares them. */
export const filesPolicies = ['copy', 'list'] as const
export type FilesPolicy = (typeof filesPolicies)[number]

/** The bucket as a backup needs it. */
export interface BackupBucket {
  /** Every stored file with its bytes; others are left out. */
  list(): AsyncIterable<{ hash: string; bytes: number }>
  read(hash: string): Promise<AsyncIterable<Uint8Array>>
}

/** Opened when it is needed: most installations keep files on the disk. */
export function bucketOf(place: Extract<FilesPlace, { kind: 's3' }>): BackupBucket {
  const opened = import('../files/s3-bucket.ts').then(({ S3Bucket }) => new S3Bucket(place))
  opened.catch(() => {})
  return {
    async *list() {
      const bucket = await opened
      for await (const { key, bytes } of bucket.list()) {
        const hash = key.replace('/', '')
        if (isContentHash(hash) && pathOfHash(hash).join('/') === key) yield { hash, bytes }
      }
    },
    async read(hash) {
      return (await opened).get(pathOfHash(hash).join('/'), hash)
    },
  }
}

/** What the bucket has: hash → bytes. */
export async function listBucket(bucket: BackupBucket): Promise<Map<string, number>> {
  const found = new Map<string, number>()
  for await (const { hash, bytes } of bucket.list()) found.set(hash, bytes)
  return found
}

/** Copies what the backup does not have yet. A file swept meanwhile is left out: nobody names it. */
export async function copyBucket(
  folder: BackupFolder,
  bucket: BackupBucket,
  progress: (share: number) => void,
): Promise<FilesCopied> {
  const listed = await listBucket(bucket)
  const result: FilesCopied = { all: new Map(), copied: 0, bytes: 0, damaged: [] }
  const touched = new Set<string>()
  let done = 0
  await inParallel([...listed], async ([hash, bytes]) => {
    progress(++done / listed.size)
    const target = stored(folder, hash)
    const path = target.path + suffix(folder, false)
    if ((await stat(path).catch(absent)) !== null) {
      // As young as a new one, so that removing old files does not take it away.
      await utimes(path, new Date(), new Date())
      result.all.set(hash, bytes)
      return
    }
    let sha256: string
    try {
      ;({ sha256 } = await writeStored(await bucket.read(hash), target))
    } catch (error) {
      if (error instanceof PlatformError && error.code === 'file-missing') return
      throw error
    }
    if (sha256 !== hash) {
      await rm(path, { force: true })
      return void result.damaged.push(hash)
    }
    result.all.set(hash, bytes)
    result.copied += 1
    result.bytes += bytes
    touched.add(join(places.files(folder), hash.slice(0, 2)))
  })
  if (touched.size > 0) {
    await inParallel([...touched], syncFolder)
    await syncFolder(places.files(folder))
  }
  return result
}
