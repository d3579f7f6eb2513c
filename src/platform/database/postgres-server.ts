// Starts the embedded PostgreSQL of a data folder, joins one that is running, and stops it.
import { spawn } from 'node:child_process'
import type { ChildProcess, SpawnOptions } from 'node:child_process'
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { PlatformError } from '../platform-error.ts'
import { clusterVersion } from './data-folder.ts'
import { postgresMajor } from './postgres-program.ts'
import type { PostgresProgram } from './postgres-program.ts'
import { fixedSettings, tunedSettings } from './postgres-settings.ts'
import type { PostgresUser } from './postgres-user.ts'
import { isAlive, isPostgres, readPostmasterFile, clearStaleLocks } from './postmaster-file.ts'

export interface Cluster {
  folder: string
  user: PostgresUser
  program: PostgresProgram
  /** More values for the command line, for instance of a disposable cluster. */
  settings?: Record<string, string>
}

/** Creates the cluster when there is none; two processes may try at once, one wins. */
export async function createCluster(cluster: Cluster): Promise<void> {
  const { folder, user, program } = cluster
  const found = clusterVersion(folder)
  if (found !== null) {
    if (found === postgresMajor) return
    const details = { path: folder, found, known: postgresMajor }
    throw new PlatformError('database-other-version', details)
  }
  removeAbandoned(folder)
  const fresh = `${folder}.new-${process.pid}`
  mkdirSync(fresh, { mode: 0o700 })
  if (user) chownSync(fresh, user.uid, user.gid)
  const values = { ...tunedSettings(), ...cluster.settings }
  const child = spawn(
    program.initdb,
    [
      `--pgdata=${dataArgument(cluster, fresh)}`,
      '--username=postgres',
      '--auth=trust',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--data-checksums',
      '--no-instructions',
      ...(cluster.settings?.['fsync'] === 'off' ? ['--no-sync'] : []),
      ...Object.entries(values).flatMap(([name, value]) => ['--set', `${name}=${value}`]),
    ],
    spawnOptions(cluster, fresh),
  )
  const output = readOutput(child)
  const code = await ended(child)
  if (code !== 0) {
    rmSync(fresh, { recursive: true, force: true })
    throw new PlatformError('database-not-created', { path: folder, output: output() })
  }
  try {
    renameSync(fresh, folder)
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true })
    if (clusterVersion(folder) === null) throw error
  }
}

/** Clusters whose creation was interrupted: named after a process that is gone. */
function removeAbandoned(folder: string): void {
  const start = `${basename(folder)}.new-`
  for (const name of readdirSync(dirname(folder))) {
    if (!name.startsWith(start) || isAlive(Number(name.slice(start.length)))) continue
    rmSync(join(dirname(folder), name), { recursive: true, force: true })
  }
}

export interface StartOptions {
  /** Milliseconds until database-not-ready. */
  time: number
  /** Resolves when the server accepts a session, rejects when it does not (yet). */
  probe: () => Promise<void>
}

/**
 * Brings the server of the cluster up: joins a running one (also one whose starter was killed),
 * waits for one that is starting or stopping, clears a stale lock file, or starts it. The server is
 * detached, so that a Ctrl-C at the terminal reaches this program and not the database under it.
 * @returns whether this call started it
 * @throws PlatformError database-not-started, database-not-ready
 */
export async function ensureServer(cluster: Cluster, options: StartOptions): Promise<boolean> {
  const end = performance.now() + options.time
  let started = false
  while (performance.now() < end) {
    const file = readPostmasterFile(cluster.folder)
    if (file && isAlive(file.pid) && isPostgres(file.pid)) {
      if (file.status === 'ready' && (await answers(options.probe))) return started
      await wait(25)
      continue
    }
    clearStaleLocks(cluster.folder)
    started = await startServer(cluster, end)
  }
  const log = join(cluster.folder, 'log')
  const seconds = Math.round(options.time / 1000)
  throw new PlatformError('database-not-ready', { path: cluster.folder, seconds, log })
}

async function answers(probe: () => Promise<void>): Promise<boolean> {
  try {
    await probe()
    return true
  } catch {
    return false
  }
}

/** False when another process was first, or what is left of a killed server still has to end. */
async function startServer(cluster: Cluster, end: number): Promise<boolean> {
  const values = { ...fixedSettings, ...cluster.settings }
  const child = spawn(
    cluster.program.postgres,
    [
      '-D',
      dataArgument(cluster, cluster.folder),
      ...Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    { ...spawnOptions(cluster, cluster.folder), detached: true },
  )
  const output = readOutput(child)
  const exit = ended(child)
  let gone = false
  void exit.then(() => (gone = true))
  while (!gone && performance.now() < end) {
    const file = readPostmasterFile(cluster.folder)
    if (file?.pid === child.pid && file?.status === 'ready') {
      child.unref()
      child.stdout?.destroy()
      child.stderr?.destroy()
      return true
    }
    await Promise.race([wait(10), exit])
  }
  if (!gone) {
    child.unref()
    return true
  }
  if (!/lock file ".*" already exists|shared memory block .* is still in use/.test(output())) {
    const words = [output(), lastLogLines(cluster.folder), `exit ${await exit}`]
    const details = { path: cluster.folder, output: words.filter(Boolean).join('\n') }
    throw new PlatformError('database-not-started', details)
  }
  await wait(100)
  return false
}

/**
 * Fast shutdown: sessions are ended, everything is written; after `patience` milliseconds the
 * immediate one, after which the next start repairs from the journal.
 */
export async function stopServer(folder: string, patience = 30_000): Promise<void> {
  const pid = readPostmasterFile(folder)?.pid
  if (pid === undefined || !isPostgres(pid)) return
  const end = performance.now() + patience
  signalServer(pid, 'SIGINT')
  while (isPostgres(pid)) {
    if (performance.now() > end) signalServer(pid, 'SIGQUIT')
    await wait(15)
  }
}

/** Without waiting, for the last moment of a process. */
export function signalServer(pid: number, signal: 'SIGINT' | 'SIGQUIT'): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/**
 * A lent user often cannot pass the folders above the data folder (/root is 0700, and so is the data
 * folder itself). A process keeps its working directory whatever lies above it, and on Linux
 * /proc/self/cwd names it, so the server is started inside its folder and never needs the path.
 */
function dataArgument(cluster: Cluster, folder: string): string {
  return cluster.user && process.platform === 'linux' ? '/proc/self/cwd' : folder
}

function spawnOptions(cluster: Cluster, cwd: string): SpawnOptions {
  return {
    cwd,
    // The environment of this program may hold secrets; PostgreSQL needs none of it.
    env: { LC_ALL: 'C', PATH: process.env['PATH'], TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...cluster.user,
  }
}

function lastLogLines(folder: string): string {
  const log = join(folder, 'log')
  if (!existsSync(log)) return ''
  const files = readdirSync(log).map((name) => join(log, name))
  const newest = files.toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0]
  return newest ? readFileSync(newest, 'utf8').trim().split('\n').slice(-8).join('\n') : ''
}

/** The last words of the child. */
function readOutput(child: ChildProcess): () => string {
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8')
    stream?.on('data', (chunk: string) => (text = (text + chunk).slice(-4000)))
  }
  return () => text.trim()
}

/** What is left of a killed server may hold its output open: its last words are not waited for long. */
function ended(child: ChildProcess): Promise<number | string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => {
      const answer = (): void => resolve(code ?? signal ?? 'unknown')
      child.once('close', answer)
      setTimeout(answer, 500)
    })
  })
}
