// Copies stored files into the backup: each once, compared with its name, never one that is there.
import { readdir, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { isContentHash, pathOfHash } from '../files/stored-files.ts'
import { syncFolder } from '../files/write-hashed.ts'
import { readWhole } from './read-file.ts'
import { absent, places } from './backup-folder.ts'
import type { BackupFolder } from './backup-folder.ts'
import { inParallel } from './in-parallel.ts'
import { damaged, readStored, suffix, writeStored } from './stored-file.ts'
import { createHash } from 'node:crypto'

export interface FilesCopied {
  /** Every file of the store that is in the backup now: hash → bytes. */
  all: Map<string, number>
  /** How many were copied this time, and their bytes. */
  copied: number
  bytes: number
  /** Files of the store whose content is not what their name says. */
  damaged: string[]
}

/** A folder changed this short ago may change again within the same tick of its clock. */
const settled = 2_000

/** Remembers which folders of the store it has seen unchanged, so that looking again costs little. */
export class FilesCopy {
  readonly #folder: BackupFolder
  readonly #store: string
  readonly #seen = new Map<string, { changed: number; names: ReadonlySet<string> }>()

  /** `store` is the folder of the file store. */
  constructor(folder: BackupFolder, store: string) {
    this.#folder = folder
    this.#store = store
  }

  /** Copies what is new since the last call: a few hundred `stat` where nothing is. */
  async follow(): Promise<Pick<FilesCopied, 'copied' | 'bytes' | 'damaged'>> {
    const fresh: string[] = []
    for (const two of await this.#folders()) {
      const path = join(this.#store, two)
      const changed = (await stat(path).catch(absent))?.mtimeMs ?? 0
      const before = this.#seen.get(two)
      if (before?.changed === changed) continue
      const names = ((await readdir(path).catch(absent)) ?? []).map((name) => two + name)
      fresh.push(...names.filter((name) => isContentHash(name) && !before?.names.has(name)))
      const still = Date.now() - changed > settled
      this.#seen.set(two, { changed: still ? changed : 0, names: new Set(names) })
    }
    try {
      return await this.#copy(fresh, () => {})
    } catch (error) {
      this.#seen.clear()
      throw error
    }
  }

  /** Looks at every file of the store. */
  async all(progress: (share: number) => void): Promise<FilesCopied> {
    const hashes: string[] = []
    for (const two of await this.#folders()) {
      const names = (await readdir(join(this.#store, two)).catch(absent)) ?? []
      hashes.push(...names.map((name) => two + name).filter((hash) => isContentHash(hash)))
    }
    const sizes = new Map<string, number>()
    const copied = await this.#copy(hashes, progress, sizes)
    return { ...copied, all: sizes }
  }

  async #folders(): Promise<string[]> {
    const names = (await readdir(this.#store).catch(absent)) ?? []
    return names.filter((name) => /^[0-9a-f]{2}$/.test(name)).toSorted()
  }

  async #copy(
    hashes: string[],
    progress: (share: number) => void,
    sizes?: Map<string, number>,
  ): Promise<Pick<FilesCopied, 'copied' | 'bytes' | 'damaged'>> {
    const result = { copied: 0, bytes: 0, damaged: [] as string[] }
    const touched = new Set<string>()
    let done = 0
    await inParallel(hashes, async (hash) => {
      const source = join(this.#store, ...pathOfHash(hash))
      const found = await stat(source).catch(absent)
      progress(++done / hashes.length)
      if (!found) return
      const there = await storedSize(this.#folder, hash)
      if (there) {
        sizes?.set(hash, found.size)
        // As young as a new one, so that removing old files does not take it away.
        if (!sizes) await utimes(there, new Date(), new Date())
        return
      }
      if (!(await this.#copyOne(hash, source))) return void result.damaged.push(hash)
      sizes?.set(hash, found.size)
      result.copied++
      result.bytes += found.size
      touched.add(join(places.files(this.#folder), hash.slice(0, 2)))
    })
    if (touched.size > 0) {
      await inParallel([...touched], syncFolder)
      await syncFolder(places.files(this.#folder))
    }
    return result
  }

  /** False when the file is not what its name says, or is gone. */
  async #copyOne(hash: string, source: string): Promise<boolean> {
    const target = stored(this.#folder, hash)
    try {
      const { sha256 } = await writeStored(readWhole(source), target)
      if (sha256 === hash) return true
      await rm(target.path + suffix(this.#folder, false), { force: true })
      return false
    } catch (error) {
      // Swept meanwhile: nobody names it.
      const { code, path } = error as NodeJS.ErrnoException
      if (code === 'ENOENT' && path === source) return true
      throw error
    }
  }
}

/** How a content-addressed file lies in the backup: as it is, or encrypted. */
export function stored(
  folder: BackupFolder,
  hash: string,
): { path: string; place: string; master: Buffer | null; compress: false } {
  const path = join(places.files(folder), ...pathOfHash(hash))
  return { path, place: `files/${hash}`, master: folder.master, compress: false }
}

/** The path of the file in the backup, or null. */
async function storedSize(folder: BackupFolder, hash: string): Promise<string | null> {
  const path = stored(folder, hash).path + suffix(folder, false)
  return (await stat(path).catch(absent)) === null ? null : path
}

/** Hashes of the stored files that lie in the backup, whatever backup they came with. */
export async function copiedHashes(folder: BackupFolder): Promise<string[]> {
  const root = places.files(folder)
  const ending = suffix(folder, false)
  const hashes: string[] = []
  for (const two of (await readdir(root).catch(absent)) ?? []) {
    for (const name of (await readdir(join(root, two)).catch(absent)) ?? []) {
      const hash = two + name.slice(0, name.length - ending.length)
      if (name.endsWith(ending) && isContentHash(hash)) hashes.push(hash)
    }
  }
  return hashes
}

/** The bytes of a stored file. @throws PlatformError backup-damaged, also when its hash is another */
export async function* readCopied(folder: BackupFolder, hash: string): AsyncGenerator<Uint8Array> {
  const options = stored(folder, hash)
  const found = createHash('sha256')
  for await (const part of readStored(options)) {
    found.update(part)
    yield part
  }
  if (found.digest('hex') !== hash) throw damaged(options.path, 'differs')
}
