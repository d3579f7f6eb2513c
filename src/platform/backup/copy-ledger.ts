// Copies the folder of the public log: whole into a base backup, and what changed as it changes.
import { readdir, stat, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { syncFolder } from '../files/write-hashed.ts'
import { readWhole } from './read-file.ts'
import { absent, places } from './backup-folder.ts'
import type { BackupFolder } from './backup-folder.ts'
import type { Entry } from './manifest.ts'
import { suffix, writeStored } from './stored-file.ts'

/**
 * Paths of the files, signed heads first: the tiles a head needs were written before it, so a head
 * copied first finds them all, whatever is written meanwhile.
 */
async function ledgerFiles(ledger: string): Promise<string[]> {
  const found =
    (await readdir(ledger, { recursive: true, withFileTypes: true }).catch(absent)) ?? []
  const paths = found
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name).slice(ledger.length + 1))
  const rank = (path: string): number => (/checkpoint/.test(path) ? 0 : 1)
  return paths.toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
}

/** Into `at`; a log that is not there yet has no files. */
export async function copyLedger(
  folder: BackupFolder,
  ledger: string,
  { at, place }: { at: string; place: string },
): Promise<Entry[]> {
  const entries: Entry[] = []
  for (const path of await ledgerFiles(ledger)) {
    const target = { path: join(at, path), place: `${place}/${path}`, master: folder.master }
    const copied = await unlessGone(join(ledger, path), (bytes) => writeStored(bytes, target))
    if (copied) entries.push({ path, ...copied })
  }
  return entries
}

/** Keeps `ledger/` of the backup like the log: a copy has the time of what it was made from. */
export async function followLedger(folder: BackupFolder, ledger: string): Promise<number> {
  let count = 0
  const touched = new Set<string>()
  for (const path of await ledgerFiles(ledger)) {
    const source = join(ledger, path)
    const target = { path: join(places.ledger(folder), path), place: `ledger/${path}` }
    const lies = target.path + suffix(folder)
    const [now, before] = [await stat(source).catch(absent), await stat(lies).catch(absent)]
    if (!now || (before && Math.abs(before.mtimeMs - now.mtimeMs) < 1)) continue
    const write = { ...target, master: folder.master }
    if (!(await unlessGone(source, (bytes) => writeStored(bytes, write)))) continue
    await utimes(lies, now.atime, now.mtime)
    touched.add(dirname(lies))
    count++
  }
  for (const each of touched) await syncFolder(each)
  return count
}

async function unlessGone<T>(
  source: string,
  work: (bytes: AsyncIterable<Uint8Array>) => Promise<T>,
): Promise<T | null> {
  try {
    return await work(readWhole(source))
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' && path === source) return null
    throw error
  }
}
