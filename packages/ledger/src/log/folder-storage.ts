// Keeps the files of a log in a folder so that a power cut loses none that was promised.
import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import { lockFolder } from './folder-lock.ts'
import type { LedgerStorage, StoredFile } from './storage.ts'

/** Files written side by side; the disk joins their flushes. */
const together = 8

/**
 * The public files lie in `folder` under their paths, ready to be served or copied; what begins
 * with a dot there is not for the public. The folder is made when something is first written.
 */
export function openFolder(folder: string): LedgerStorage {
  const root = resolve(folder)
  const temporary = join(root, '.new')
  return {
    async read(path) {
      return nothingIfAbsent(async () => new Uint8Array(await readFile(inside(root, path))), null)
    },
    async write(files) {
      const changed = new Set<string>()
      await makeFolder(temporary, changed)
      const written: { from: string; to: string }[] = []
      for (let at = 0; at < files.length; at += together) {
        const part = files.slice(at, at + together)
        written.push(...(await Promise.all(part.map((file) => writeNew(file, root, temporary)))))
      }
      for (const { from, to } of written) {
        await makeFolder(dirname(to), changed)
        await rename(from, to)
        changed.add(dirname(to))
      }
      await Promise.all([...changed].map(flushFolder))
    },
    async remove(paths) {
      for (const path of paths) await rm(inside(root, path), { recursive: true, force: true })
    },
    async list(path) {
      return nothingIfAbsent(() => readdir(inside(root, path)), [])
    },
    async lock() {
      const release = await lockFolder(root)
      // Whatever a killed writer left half written.
      await rm(temporary, { recursive: true, force: true })
      return release
    },
  }
}

async function writeNew(
  { path, bytes }: StoredFile,
  root: string,
  temporary: string,
): Promise<{ from: string; to: string }> {
  const from = join(temporary, randomUUID())
  const file = await open(from, 'wx')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  return { from, to: inside(root, path) }
}

/** Makes the folder and those above it; every folder that got a new name in it is to be flushed. */
async function makeFolder(folder: string, changed: Set<string>): Promise<void> {
  const first = await mkdir(folder, { recursive: true })
  if (first === undefined) return
  for (let each = dirname(folder); ; each = dirname(each)) {
    changed.add(each)
    if (each === dirname(first)) return
  }
}

async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
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
