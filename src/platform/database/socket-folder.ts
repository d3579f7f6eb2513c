// A name for the folder of the database socket that is short enough for the system.
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAlive } from './postmaster-file.ts'

/** sockaddr_un holds 104 bytes on macOS and 108 on Linux, with the closing zero. */
const longest = 103
const socketName = '.s.PGSQL.5432'
const prefix = 'rimaq-socket-'

/**
 * The folder itself where its path is short; otherwise a symbolic link in a private folder of /tmp,
 * for this process alone. (The server binds a relative path and never meets the limit.)
 */
export function socketFolder(folder: string): { path: string; remove: () => void } {
  if (Buffer.byteLength(join(folder, socketName)) <= longest) {
    return { path: folder, remove: () => {} }
  }
  const base = Buffer.byteLength(tmpdir()) < 50 ? tmpdir() : '/tmp'
  removeAbandoned(base)
  const place = mkdtempSync(join(base, `${prefix}${process.pid}-`))
  const path = join(place, 's')
  symlinkSync(folder, path)
  const remove = () => rmSync(place, { recursive: true, force: true })
  process.once('exit', remove)
  return {
    path,
    remove: () => {
      process.off('exit', remove)
      remove()
    },
  }
}

/** Links of processes that were killed. */
function removeAbandoned(base: string): void {
  for (const name of readdirSync(base)) {
    if (!name.startsWith(prefix) || isAlive(Number.parseInt(name.slice(prefix.length), 10)))
      continue
    try {
      rmSync(join(base, name), { recursive: true, force: true })
    } catch {
      // It belongs to another user of this machine.
    }
  }
}

/** A connection string that both `pg` and libpq understand. */
export function socketUrl(folder: string, user: string, database: string): string {
  return `postgresql://${user}@localhost/${database}?host=${encodeURIComponent(folder)}`
}
