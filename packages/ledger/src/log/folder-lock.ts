// Lets one process at a time write in a folder; the system frees the lock when the process dies.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { LedgerError } from '../ledger-error.ts'
import type { Release } from './storage.ts'

/**
 * Takes the lock `<folder>/.writer/lock`. Throws `locked`.
 *
 * Node has no call for a lock of the kernel, and a file with a process id outlives a kill. SQLite
 * takes the kernel's lock on its file, on every system, also between containers on one disk; the
 * database stays empty. Nothing else may open that file: closing it would free the lock (POSIX
 * fcntl), which is why it lies in a folder of its own.
 */
export async function lockFolder(folder: string): Promise<Release> {
  const place = join(folder, '.writer')
  await mkdir(place, { recursive: true })
  const database = new DatabaseSync(join(place, 'lock'), { timeout: 0 })
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    // SQLITE_BUSY; anything else is a fault of the disk.
    if ((error as { errcode?: number }).errcode === 5) throw new LedgerError('locked')
    throw new LedgerError('storage-failed', {}, { cause: error })
  }
  let held = true
  return async () => {
    if (held) database.close()
    held = false
  }
}
