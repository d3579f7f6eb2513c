// The folder that holds backups: known by its marker, one installation each, with or without a key.
import { randomUUID } from 'node:crypto'
import { link, mkdir, open, readFile, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { syncFolder } from '../files/write-hashed.ts'
import { PlatformError } from '../platform-error.ts'
import { knownKey, newKey } from './backup-key.ts'
import type { KeyNote } from './backup-key.ts'
import type { Storing } from './stored-file.ts'

/** Raised when an older program could not read the folder any more. */
export const backupFormat = 1
const marker = 'rimaq-backup.json'

export interface BackupFolder extends Storing {
  path: string
}

interface Marker {
  program: 'rimaq'
  format: number
  key: KeyNote | null
  /** PostgreSQL's system identifier of the embedded database; null with DATABASE_URL. */
  installation: string | null
}

export const places = {
  base: (folder: { path: string }, id = ''): string => join(folder.path, 'base', id),
  files: (folder: { path: string }): string => join(folder.path, 'files'),
  wal: (folder: { path: string }): string => join(folder.path, 'wal'),
  ledger: (folder: { path: string }): string => join(folder.path, 'ledger'),
  holds: (folder: { path: string }): string => join(folder.path, 'holds'),
  drills: (folder: { path: string }): string => join(folder.path, 'drills'),
} as const

/**
 * Opens a folder to write backups into it, and begins a new one where it is empty.
 * @throws PlatformError of the codes backup-folder-*, backup-key-*, backup-newer,
 *   backup-other-installation, backup-full
 */
export async function openForWriting(options: {
  path: string
  secret: string | null
  installation: string | null
}): Promise<BackupFolder> {
  const { path, secret, installation } = options
  try {
    await mkdir(path, { recursive: true, mode: 0o700 })
    const found = await readMarker(path)
    if (found) {
      if (installation !== null && found.installation !== installation) {
        throw new PlatformError('backup-other-installation', { path })
      }
      return { path, master: await unlock(path, found, secret) }
    }
    const others = (await readdir(path)).filter(
      (name) => !/^(lost\+found|\..*|rimaq-backup\.json\..*)$/.test(name),
    )
    if (others.length > 0) {
      const names = others.toSorted().slice(0, 5).join(', ')
      throw new PlatformError('backup-folder-foreign', { path, found: names })
    }
    const made = secret === null ? null : await newKey(secret)
    const note = made?.note ?? null
    const text: Marker = { program: 'rimaq', format: backupFormat, key: note, installation }
    // Two processes may begin a folder at once; one key wins.
    if (await writeOnce(join(path, marker), `${JSON.stringify(text, null, 2)}\n`)) {
      return { path, master: made?.master ?? null }
    }
    return await openForWriting(options)
  } catch (error) {
    throw backupError(error, path)
  }
}

/**
 * Opens a folder to read backups from it.
 * @throws PlatformError backup-folder-missing, backup-key-missing, backup-key-wrong, backup-key-late,
 *   backup-newer
 */
export async function openForReading(path: string, secret: string | null): Promise<BackupFolder> {
  const found = await readMarker(path)
  if (!found) throw new PlatformError('backup-folder-missing', { path })
  return { path, master: await unlock(path, found, secret) }
}

/** False when the marker is not there: the disk may have been unmounted. */
export async function isBackupFolder(path: string): Promise<boolean> {
  return (await stat(join(path, marker)).catch(absent)) !== null
}

async function unlock(path: string, found: Marker, secret: string | null): Promise<Buffer | null> {
  if (found.key === null) {
    if (secret !== null) throw new PlatformError('backup-key-late', { path })
    return null
  }
  if (secret === null) throw new PlatformError('backup-key-missing', { path })
  const master = await knownKey(secret, found.key)
  if (!master) throw new PlatformError('backup-key-wrong', { path })
  return master
}

async function readMarker(path: string): Promise<Marker | null> {
  const text = await readFile(join(path, marker), 'utf8').catch(absent)
  if (text === null) return null
  try {
    const found = JSON.parse(text) as Partial<Marker>
    if (found.program !== 'rimaq' || typeof found.format !== 'number') throw new SyntaxError(marker)
    if (found.format > backupFormat) {
      throw new PlatformError('backup-newer', { path, found: found.format, known: backupFormat })
    }
    return found as Marker
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new PlatformError('backup-folder-foreign', { path, found: marker }, error)
  }
}

/** Write, fsync, rename, fsync the folder: after a power cut the old or the new file stands. */
export async function writeDurably(path: string, text: string): Promise<void> {
  const folder = dirname(path)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const temporary = join(folder, `.${randomUUID()}`)
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
    await syncFolder(folder)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/** Like `writeDurably`, but false when somebody else was first. */
async function writeOnce(path: string, text: string): Promise<boolean> {
  const temporary = `${path}.${randomUUID()}`
  try {
    await writeDurably(temporary, text)
    await link(temporary, path)
    await syncFolder(dirname(path))
    return true
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    // Disks without hard links (exFAT): no worse than that.
    if (!/^(EPERM|ENOTSUP|EOPNOTSUPP|ENOSYS)$/.test(code)) throw error
    await writeDurably(path, text)
    return true
  } finally {
    await rm(temporary, { force: true })
  }
}

const full = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

/** An error of the file system under a backup folder, in words. */
export function backupError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error instanceof PlatformError) return error
  const { code, syscall } = error as NodeJS.ErrnoException
  if (code === undefined || syscall === undefined) return error
  if (full.has(code)) return new PlatformError('backup-full', { path }, error)
  return new PlatformError('backup-folder-unwritable', { path, reason: code }, error)
}

export function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null
  throw error
}
