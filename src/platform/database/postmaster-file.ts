// What the lock file of PostgreSQL (postmaster.pid) says about a running server, and whether it is true.
import { spawnSync } from 'node:child_process'
import { existsSync, linkSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'

export interface PostmasterFile {
  pid: number
  /** `ready` once sessions are accepted; PostgreSQL, src/include/utils/pidfile.h. */
  status: 'starting' | 'stopping' | 'ready' | 'standby' | 'unknown'
}

const name = 'postmaster.pid'
const socketLock = '.s.PGSQL.5432.lock'

/** null when there is none, or its first line is not written yet. */
export function readPostmasterFile(folder: string): PostmasterFile | null {
  try {
    const lines = readFileSync(join(folder, name), 'utf8').split('\n')
    const pid = Number(lines[0])
    const status = lines[7]?.trim()
    if (!Number.isInteger(pid) || pid <= 0) return null
    const known = ['starting', 'stopping', 'ready', 'standby'] as const
    return { pid, status: known.find((each) => each === status) ?? 'unknown' }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/**
 * PostgreSQL clears the locks of a dead process itself, but refuses to start while their number is
 * that of a corpse nobody has buried (usual in containers) or was given to another program.
 */
export function clearStaleLocks(folder: string): void {
  for (const lock of [name, socketLock]) {
    const path = join(folder, lock)
    const pid = firstNumber(path)
    if (pid !== null && isAlive(pid) && !isPostgres(pid)) removeLockOf(path, pid)
  }
}

/**
 * Two processes may clear at once, and the server of the other one may have written its own lock in
 * between: that is put back. A server that finds its lock gone stops within a minute, and nobody can
 * start another one until then.
 */
export function removeLockOf(path: string, pid: number): void {
  const aside = `${path}.stale-${process.pid}`
  try {
    renameSync(path, aside)
    if (firstNumber(aside) !== pid) linkSync(aside, path)
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  } finally {
    rmSync(aside, { force: true })
  }
}

function firstNumber(path: string): number | null {
  if (!existsSync(path)) return null
  const pid = Number.parseInt(readFileSync(path, 'utf8'), 10)
  return pid > 0 ? pid : null
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Is this number a PostgreSQL that runs? After a crash it may be free, a corpse, or another program. */
export function isPostgres(pid: number): boolean {
  if (process.platform === 'linux') {
    const match = /^\d+ \((.*)\) (\w)/s.exec(readProcess(pid))
    return match?.[1] === 'postgres' && match[2] !== 'Z' && match[2] !== 'X'
  }
  const answer = spawnSync('ps', ['-o', 'stat=,comm=', '-p', String(pid)], { encoding: 'utf8' })
  return /^[^Z].*postgres/.test(answer.stdout.trim())
}

function readProcess(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return ''
  }
}
