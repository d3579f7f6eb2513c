// Keeps the files of a log in a folder so that a power cut loses none that was promised.
import { randomUUID } from 'node:crypto'
import * as disk from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import { lockFolder } from './folder-lock.ts'
import type { LedgerStorage, Release, StoredFile } from './storage.ts'

/** Files written side by side; the disk joins their flushes. */
const together = 8

/** The part of node:fs/promises that a folder needs. */
export interface FileSystem {
  readFile(path: string): Promise<Uint8Array>
  readdir(path: string): Promise<string[]>
  /** The first folder that had to be made. */
  mkdir(path: string, options: { recursive: true }): Promise<string | undefined>
  open(path: string, flags: 'wx' | 'r'): Promise<OpenFile>
  rename(from: string, to: string): Promise<void>
  rm(path: string, options: { recursive: true; force: true }): Promise<void>
}

export interface OpenFile {
  writeFile(bytes: Uint8Array): Promise<void>
  sync(): Promise<void>
  close(): Promise<void>
}

export interface FolderOptions {
  /** By default the disk of this machine. */
  files?: FileSystem
  /** By default `lockFolder`. */
  lock?: (folder: string) => Promise<Release>
}

/**
 * The public files lie in `folder` under their paths, ready to be served or copied; what begins
 * with a dot there is not for the public. The folder is made when it is first locked.
 */
export function openFolder(
  folder: string,
  { files: fs = disk, lock = lockFolder }: FolderOptions = {},
): LedgerStorage {
  const root = resolve(folder)
  const temporary = join(root, '.new')
  const flush = async (folders: Iterable<string>): Promise<void> => {
    await Promise.all([...folders].map((each) => flushFolder(fs, each)))
  }
  return {
    async read(path) {
      const read = async () => new Uint8Array(await fs.readFile(inside(root, path)))
      return nothingIfAbsent(read, null)
    },
    async write(files) {
      const changed = new Set<string>()
      await makeFolder(fs, temporary, changed)
      const written: { from: string; to: string }[] = []
      for (let at = 0; at < files.length; at += together) {
        const part = files.slice(at, at + together)
        const place = { fs, root, temporary }
        written.push(...(await Promise.all(part.map((file) => writeNew(file, place)))))
      }
      for (const { from, to } of written) {
        await makeFolder(fs, dirname(to), changed)
        await fs.rename(from, to)
        changed.add(dirname(to))
      }
      await flush(changed)
    },
    async remove(paths) {
      for (const path of paths) await fs.rm(inside(root, path), { recursive: true, force: true })
    },
    async list(path) {
      return nothingIfAbsent(() => fs.readdir(inside(root, path)), [])
    },
    async lock() {
      const changed = new Set<string>()
      await makeFolder(fs, root, changed)
      await flush(changed)
      const release = await lock(root)
      // Whatever a killed writer left half written.
      await fs.rm(temporary, { recursive: true, force: true })
      return release
    },
  }
}

async function writeNew(
  { path, bytes }: StoredFile,
  { fs, root, temporary }: { fs: FileSystem; root: string; temporary: string },
): Promise<{ from: string; to: string }> {
  const from = join(temporary, randomUUID())
  const file = await fs.open(from, 'wx')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  return { from, to: inside(root, path) }
}

/** Makes the folder and those above it; every folder that got a new name in it is to be flushed. */
async function makeFolder(fs: FileSystem, folder: string, changed: Set<string>): Promise<void> {
  const first = await fs.mkdir(folder, { recursive: true })
  if (first === undefined) return
  for (let each = dirname(folder); ; each = dirname(each)) {
    changed.add(each)
    if (each === dirname(first)) return
  }
}

async function flushFolder(fs: FileSystem, folder: string): Promise<void> {
  const handle = await fs.open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function inside(root: string, path: string): string {
  const full = resolve(root, path)
  if (full !== root && !full.startsWith(root + sep)) throw new RangeError(`${path} leads outside`)
  return full
}

async function nothingIfAbsent<T>(act: () => Promise<T>, nothing: T): Promise<T> {
  try {
    return await act()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return nothing
    throw error
  }
}
