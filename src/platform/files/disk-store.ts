// The file store in a folder: each file under the SHA-256 of its content, written once, never changed.
import { opendir, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import type { ContentHash, PreparedFile } from '../ground.ts'
import { PlatformError } from '../platform-error.ts'
import { diskError, isContentHash, pathOfHash, standardGrace, wantedBytes } from './stored-files.ts'
import type { FileStoreOptions, StoredFiles } from './stored-files.ts'
import {
  copyHashed,
  hashFile,
  makeFolder,
  readBytes,
  syncFolder,
  writeHashed,
} from './write-hashed.ts'
import type { HashedFile } from './write-hashed.ts'

type Stored = { hash: ContentHash; bytes: number }

/** Files in `<folder>/ab/cdef…`; what is being written lies in `<folder>/tmp`. */
export function createDiskStore(folder: string, options: FileStoreOptions = {}): StoredFiles {
  return new DiskStore(folder, options)
}

class DiskStore implements StoredFiles {
  readonly place: string
  readOnly: boolean
  readonly #grace: number
  readonly #temporary: string

  constructor(folder: string, options: FileStoreOptions) {
    this.place = folder
    this.readOnly = options.readOnly ?? false
    this.#grace = options.grace ?? standardGrace
    this.#temporary = join(folder, 'tmp')
  }

  async put(bytes: AsyncIterable<Uint8Array>): Promise<Stored> {
    return this.#store(() => writeHashed(this.#temporary, bytes))
  }

  async putFile(path: string): Promise<Stored> {
    return (await this.prepareFile(path)).keep()
  }

  async prepareFile(path: string): Promise<PreparedFile> {
    this.#refuseWhenReadOnly()
    const file = await this.#told(async () => {
      await makeFolder(this.#temporary)
      // A missing original is the caller's mistake, not a fault of the store.
      if (!(await stat(path)).isFile()) throw new TypeError(`${path} is not a file`)
      return copyHashed(this.#temporary, path)
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
    return (await stat(this.#path(hash)).catch(absent))?.size ?? null
  }

  async read(
    hash: ContentHash,
    range?: { start?: number; end?: number },
  ): Promise<AsyncIterable<Uint8Array>> {
    const bytes = await this.size(hash)
    if (bytes === null) throw new PlatformError('file-missing', { hash })
    return readBytes(this.#path(hash), wantedBytes(range, bytes))
  }

  async local(hash: ContentHash): Promise<string> {
    if (!(await this.has(hash))) throw new PlatformError('file-missing', { hash })
    return this.#path(hash)
  }

  async verify(hash: ContentHash): Promise<void> {
    const found = await hashFile(await this.local(hash))
    if (found.hash !== hash) throw new PlatformError('file-damaged', { hash, found: found.hash })
  }

  async sweep(keep: (hash: ContentHash) => Promise<boolean>): Promise<number> {
    this.#refuseWhenReadOnly()
    await this.#removeOld(this.#temporary)
    let removed = 0
    for await (const hash of this.#all()) {
      const path = this.#path(hash)
      if (!(await this.#isOld(path)) || (await keep(hash))) continue
      await rm(path, { force: true })
      removed++
    }
    return removed
  }

  #store(write: () => Promise<HashedFile>): Promise<Stored> {
    this.#refuseWhenReadOnly()
    return this.#told(async () => {
      await makeFolder(this.#temporary)
      return this.#keep(await write())
    })
  }

  /** Faults of the disk in words. */
  async #told<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw diskError(error, this.place)
    }
  }

  /** Renames into place and makes the name durable before anybody is told. */
  async #keep({ path, hash, bytes }: HashedFile): Promise<Stored> {
    const target = this.#path(hash)
    try {
      if ((await this.size(hash)) === bytes) {
        // Already here; as young as a new one, so that a sweep does not take it from under the caller.
        await utimes(target, new Date(), new Date())
        await rm(path, { force: true })
        return { hash, bytes }
      }
      const folder = join(this.place, pathOfHash(hash)[0])
      await makeFolder(folder)
      await rename(path, target)
      await syncFolder(folder)
      return { hash, bytes }
    } catch (error) {
      await rm(path, { force: true })
      throw error
    }
  }

  #path(hash: ContentHash): string {
    return join(this.place, ...pathOfHash(hash))
  }

  #refuseWhenReadOnly(): void {
    if (this.readOnly) throw new PlatformError('files-read-only', { place: this.place })
  }

  async #isOld(path: string): Promise<boolean> {
    const found = await stat(path).catch(absent)
    return found !== null && Date.now() - found.mtimeMs >= this.#grace
  }

  /** What a killed process was writing. */
  async #removeOld(folder: string): Promise<void> {
    for (const name of await names(folder)) {
      const path = join(folder, name)
      if (await this.#isOld(path)) await rm(path, { force: true })
    }
  }

  async *#all(): AsyncGenerator<ContentHash> {
    for (const folder of await names(this.place)) {
      if (folder.length !== 2) continue
      for (const name of await names(join(this.place, folder))) {
        const hash = folder + name
        if (isContentHash(hash)) yield hash
      }
    }
  }
}

async function names(folder: string): Promise<string[]> {
  const directory = await opendir(folder).catch(absent)
  if (!directory) return []
  const found: string[] = []
  for await (const entry of directory) found.push(entry.name)
  return found.toSorted()
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null
  throw error
}
