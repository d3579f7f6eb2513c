// Builds the command that starts a confined Node: what it may read and write, and no network.
import { spawn } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { dirname, isAbsolute } from 'node:path'
import { fileURLToPath } from 'node:url'

/** `bubblewrap`: the kernel confines, native code too. `node`: Node's permission model confines. */
export type Confinement = 'bubblewrap' | 'node'

/** The program's own files: a task imports from them. Never the data folder, which may lie beside. */
const root = fileURLToPath(new URL('../../..', import.meta.url))
const own = ['src', 'packages', 'dist', 'node_modules', 'package.json']
  .map((name) => `${root}${name}`)
  .filter((path) => existsSync(path))

/**
 * Compiled code of the program, as src/cli.ts has it. A child may write there until it has loaded its
 * task, and drops that before it sees anything that is not ours; within bubblewrap it cannot at all.
 */
const compiled = `${root}node_modules/.cache/compiled`

const childFile = fileURLToPath(import.meta.resolve('./child.ts'))

/** A folder every task may read. */
export const ownFolder: string = dirname(childFile)

export interface Paths {
  reads: string[]
  /** Files or folders that exist. */
  writes: string[]
}

interface Bounds {
  /** Bytes; they also bound V8's heap, which then fails by itself. */
  memory: number
  /** It may start threads. */
  threads?: boolean
}

/** Program and arguments. */
export function confinedCommand(
  confinement: Confinement,
  paths: Paths,
  { memory, threads }: Bounds,
): { program: string; args: string[] } {
  const reads = asNamed([...own, ...paths.reads])
  const writes = asNamed(paths.writes)
  const kept = existsSync(compiled) ? [real(compiled)] : []
  const heap = Math.max(32, Math.floor(memory / 1_048_576))
  const node = [
    '--permission',
    // DuckDB is a native addon; Node's model does not hold native code, bubblewrap does.
    '--allow-addons',
    // A task of threads is a long one: it gathers more before it looks what is still wanted.
    ...(threads === true ? ['--allow-worker', '--max-semi-space-size=32'] : []),
    ...[...reads, ...writes].map((path) => `--allow-fs-read=${path}`),
    ...[...writes, ...kept].map((path) => `--allow-fs-write=${path}`),
    `--max-old-space-size=${heap}`,
    '--conditions=source',
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=SecurityWarning',
    childFile,
    ...kept,
  ]
  if (confinement === 'node') return { program: process.execPath, args: node }
  return {
    program: 'bwrap',
    args: [...bubblewrap(reads, writes), real(process.execPath), ...node],
  }
}

function bubblewrap(reads: string[], writes: string[]): string[] {
  const system = ['/usr', '/lib', '/lib64', '/bin', '/etc/ld.so.cache', '/etc/alternatives']
  return [
    '--unshare-all',
    '--die-with-parent',
    '--new-session',
    '--proc',
    '/proc',
    '--dev',
    '/dev',
    '--tmpfs',
    '/tmp',
    ...system.flatMap((path) => ['--ro-bind-try', path, path]),
    ...[dirname(real(process.execPath)), ...reads].flatMap((path) => ['--ro-bind', path, path]),
    ...writes.flatMap((path) => ['--bind', path, path]),
    '--chdir',
    '/',
    '--',
  ]
}

/** Where a folder on the way is a symbolic link, a task names it by the link: both are the same. */
function asNamed(paths: string[]): string[] {
  return [...new Set(paths.flatMap((path) => [real(path), path]))]
}

function real(path: string): string {
  return existsSync(path) ? realpathSync(path) : path
}

let confinement: Promise<Confinement> | undefined

/** The command that starts a program of the system, confined where bubblewrap works. */
export async function programCommand(
  task: { program: string; args: string[] } & Paths,
): Promise<{ program: string; args: string[] }> {
  const { program, args } = task
  confinement ??= findConfinement()
  if ((await confinement) === 'node') return { program, args }
  const found = isAbsolute(program) ? [dirname(real(program))] : []
  const bound = bubblewrap([...found, ...task.reads.map(real)], task.writes.map(real))
  return { program: 'bwrap', args: [...bound, program, ...args] }
}

/** Whether bubblewrap is here and may make namespaces: containers often forbid that. */
export function findConfinement(): Promise<Confinement> {
  return new Promise((resolve) => {
    const args = [...bubblewrap([], []), real(process.execPath), '-e', '0']
    const child = spawn('bwrap', args, { stdio: 'ignore', env: {}, timeout: 5000 })
    child.once('error', () => resolve('node'))
    child.once('close', (code) => resolve(code === 0 ? 'bubblewrap' : 'node'))
  })
}
