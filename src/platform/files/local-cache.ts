// Local copies of files that live in S3: bounded in size, least recently used first to go.
import { opendir, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import type { ContentHash } from '../ground.ts'
import { isContentHash } from './stored-files.ts'
import { makeFolder } from './write-hashed.ts'
import type { HashedFile } from './write-hashed.ts'

/** Milliseconds during which a used file stays: whoever was given its path may not have opened it yet. */
const minimumStay = 600_000

export interface CacheOptions {
  folder: string
  /** Bytes at most; files used in the last ten minutes stay even above it. */
  bytes: number
  /** Milliseconds a used file stays in any case; default ten minutes. */
  stay?: number
}

/** Several processes may share the folder: files appear by rename and never change. */
export class LocalCache {
  readonly temporary: string
  readonly #folder: string
  readonly #limit: number
  readonly #stay: number
  #trimming: Promise<void> | null = null

  constructor(options: CacheOptions) {
    this.#folder = join(options.folder, 'files')
    this.temporary = join(options.folder, 'tmp')
    this.#limit = options.bytes
    this.#stay = options.stay ?? minimumStay
  }

  async prepare(): Promise<void> {
    await makeFolder(this.#folder)
    await makeFolder(this.temporary)
  }

  /** The path of a copy that is here, noted as used now. */
  async find(hash: ContentHash): Promise<string | null> {
    const path = join(this.#folder, hash)
    try {
      await utimes(path, new Date(), new Date())
      return path
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
      throw error
    }
  }

  /** Takes a finished temporary file over. */
  async keep({ path, hash }: HashedFile): Promise<string> {
    const target = join(this.#folder, hash)
    await rename(path, target)
    this.#trimming ??= this.trim().finally(() => (this.#trimming = null))
    await this.#trimming
    return target
  }

  async remove(hash: ContentHash): Promise<void> {
    await rm(join(this.#folder, hash), { force: true })
  }

  /** Removes the longest unused until the rest fits. */
  async trim(): Promise<void> {
    const files: { path: string; bytes: number; used: number }[] = []
    for await (const entry of await opendir(this.#folder)) {
      const path = join(this.#folder, entry.name)
      const found = isContentHash(entry.name) ? await stat(path).catch(() => null) : null
      if (found) files.push({ path, bytes: found.size, used: found.mtimeMs })
    }
    let total = files.reduce((sum, each) => sum + each.bytes, 0)
    for (const { path, bytes, used } of files.toSorted((a, b) => a.used - b.used)) {
      if (total <= this.#limit || Date.now() - used < this.#stay) return
      await rm(path, { force: true })
      total -= bytes
    }
  }
}
