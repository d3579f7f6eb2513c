// The file store in S3 or a server that speaks its protocol, with a local cache of what was read.
import { Readable } from 'node:stream'
import { rm, stat } from 'node:fs/promises'
import type { ContentHash, PreparedFile } from '../ground.ts'
import { PlatformError } from '../platform-error.ts'
import type { FilesPlace } from '../settings.ts'
import { LocalCache } from './local-cache.ts'
import type { S3Bucket } from './s3-bucket.ts'
import { diskError, isContentHash, pathOfHash, standardGrace, wantedBytes } from './stored-files.ts'
import type { FileStoreOptions, StoredFiles } from './stored-files.ts'
import { copyHashed, readBytes, writeHashed } from './write-hashed.ts'
import type { HashedFile } from './write-hashed.ts'

type Stored = { hash: ContentHash; bytes: number }
type S3Place = Extract<FilesPlace, { kind: 's3' }>

/** Objects `prefix/ab/cdef…`. What is stored is hashed in the cache folder first, then uploaded. */
export function createS3Store(
  place: S3Place & { cache: { stay?: number } },
  options: FileStoreOptions & { partBytes?: number } = {},
): StoredFiles {
  return new S3Store(place, options)
}

class S3Store implements StoredFiles {
  readonly place: string
  readOnly: boolean
  readonly #grace: number
  readonly #open: () => Promise<S3Bucket>
  #opened: Promise<S3Bucket> | null = null
  readonly #cache: LocalCache
  readonly #cacheFolder: string
  readonly #fetching = new Map<string, Promise<string>>()
  #prepared: Promise<void> | null = null

  constructor(
    place: S3Place & { cache: { stay?: number } },
    options: FileStoreOptions & { partBytes?: number },
  ) {
    // The client library is loaded when it is needed: most installations keep files on the disk.
    this.#open = async () => {
      const { S3Bucket } = await import('./s3-bucket.ts')
      return new S3Bucket(place, options.partBytes)
    }
    this.place = `s3://${place.bucket}/${place.prefix}`
    this.readOnly = options.readOnly ?? false
    this.#grace = options.grace ?? standardGrace
    this.#cache = new LocalCache(place.cache)
    this.#cacheFolder = place.cache.folder
  }

  put(bytes: AsyncIterable<Uint8Array>): Promise<Stored> {
    return this.#store(() => writeHashed(this.#cache.temporary, bytes))
  }

  async putFile(path: string): Promise<Stored> {
    return (await this.prepareFile(path)).keep()
  }

  async prepareFile(path: string): Promise<PreparedFile> {
    this.#refuseWhenReadOnly()
    const file = await this.#told(async () => {
      await this.#prepare()
      return copyHashed(this.#cache.temporary, path)
    })
    return {
      ...{ hash: file.hash, bytes: file.bytes },
      keep: () => this.#told(() => this.#keep(file)),
      drop: () => rm(file.path, { force: true }),
    }
  }

  async has(hash: ContentHash): Promise<boolean> {
    return (await this.size(hash)) !== null
  }

  async size(hash: ContentHash): Promise<number | null> {
    if (!isContentHash(hash)) return null
    await this.#prepare()
    const path = await this.#cache.find(hash)
    if (path) return (await stat(path)).size
    const bucket = await this.#bucket()
    return (await bucket.head(keyOf(hash)))?.bytes ?? null
  }

  async read(
    hash: ContentHash,
    range?: { start?: number; end?: number },
  ): Promise<AsyncIterable<Uint8Array>> {
    const bytes = await this.size(hash)
    if (bytes === null) throw new PlatformError('file-missing', { hash })
    const wanted = wantedBytes(range, bytes)
    const path = await this.#cache.find(hash)
    if (path) return readBytes(path, wanted)
    if (bytes === 0) return Readable.from([])
    return (await this.#bucket()).get(keyOf(hash), hash, wanted)
  }

  async local(hash: ContentHash): Promise<string> {
    const key = keyOf(hash)
    await this.#prepare()
    const path = await this.#cache.find(hash)
    if (path) return path
    const running = this.#fetching.get(key) ?? this.#fetch(key, hash)
    this.#fetching.set(key, running)
    return running.finally(() => this.#fetching.delete(key))
  }

  async verify(hash: ContentHash): Promise<void> {
    const key = keyOf(hash)
    await this.#prepare()
    const { path, hash: found } = await this.#download(key, hash)
    await rm(path, { force: true })
    if (found !== hash) throw new PlatformError('file-damaged', { hash, found })
  }

  async sweep(keep: (hash: ContentHash) => Promise<boolean>): Promise<number> {
    this.#refuseWhenReadOnly()
    await this.#prepare()
    const isOld = (changed: Date) => Date.now() - changed.getTime() >= this.#grace
    let removed = 0
    const bucket = await this.#bucket()
    for await (const { key, changed } of bucket.list()) {
      const hash = key.replace('/', '')
      if (!isContentHash(hash) || !isOld(changed) || (await keep(hash))) continue
      await bucket.remove(key)
      await this.#cache.remove(hash)
      removed++
    }
    await bucket.abandonUploads(isOld)
    return removed
  }

  async #store(write: () => Promise<HashedFile>): Promise<Stored> {
    this.#refuseWhenReadOnly()
    return this.#told(async () => {
      await this.#prepare()
      return this.#keep(await write())
    })
  }

  /** Faults of the disk in words. */
  async #told<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw diskError(error, this.#cacheFolder)
    }
  }

  async #keep(file: HashedFile): Promise<Stored> {
    try {
      const bucket = await this.#bucket()
      const head = await bucket.head(keyOf(file.hash))
      const key = keyOf(file.hash)
      if (head?.bytes !== file.bytes) await bucket.put(key, file, head !== null)
      // A sweep must not take an old object from under a caller who has just stored it again.
      else if (Date.now() - head.changed.getTime() > this.#grace / 2) {
        await bucket.renew(key)
      }
      await this.#cache.keep(file)
    } catch (error) {
      await rm(file.path, { force: true })
      throw error
    }
    return { hash: file.hash, bytes: file.bytes }
  }

  async #fetch(key: string, hash: ContentHash): Promise<string> {
    const file = await this.#download(key, hash)
    if (file.hash === hash) return this.#cache.keep(file)
    await rm(file.path, { force: true })
    throw new PlatformError('file-damaged', { hash, found: file.hash })
  }

  async #download(key: string, hash: ContentHash): Promise<HashedFile> {
    try {
      const bucket = await this.#bucket()
      return await writeHashed(this.#cache.temporary, await bucket.get(key, hash))
    } catch (error) {
      const told = diskError(error, this.#cacheFolder)
      if (told instanceof PlatformError) throw told
      // The connection broke in the middle of the body.
      const reason = (error as { code?: string }).code ?? String(error)
      throw new PlatformError('files-unreachable', { place: this.place, reason }, error)
    }
  }

  #bucket(): Promise<S3Bucket> {
    this.#opened ??= this.#open()
    return this.#opened
  }

  #prepare(): Promise<void> {
    this.#prepared ??= this.#cache.prepare().catch((error: unknown) => {
      this.#prepared = null
      throw diskError(error, this.#cacheFolder)
    })
    return this.#prepared
  }

  #refuseWhenReadOnly(): void {
    if (this.readOnly) throw new PlatformError('files-read-only', { place: this.place })
  }
}

function keyOf(hash: ContentHash): string {
  return pathOfHash(hash).join('/')
}
