// Runs a program of the system over untrusted bytes, within the limits of the sandbox: time, memory, files, no network.
import { spawn } from 'node:child_process'
import { programCommand } from './confine.ts'
import { residentBytes } from './memory.ts'
import { SandboxError } from './sandbox-error.ts'

export interface ProgramTask {
  /** A name that is looked for in PATH, or a path. */
  program: string
  args: string[]
  /** Files it may read; folders it may write in. Confined to them where bubblewrap works. */
  reads: string[]
  writes: string[]
  /** Milliseconds and bytes at which it is killed, with everything it started. */
  time: number
  memory: number
  /** Bytes of its output that are kept; default 4 MiB. More is an error. */
  output?: number
  env?: Record<string, string>
}

export interface ProgramAnswer {
  code: number
  out: string
  err: string
}

const lookEvery = 100

/**
 * Resolves when it ended by itself, whatever its code; null when there is no such program.
 * @throws SandboxError too-long, too-much-memory, crashed (killed by a signal, or too much output)
 */
export async function runProgram(task: ProgramTask): Promise<ProgramAnswer | null> {
  const { program, args } = await programCommand(task)
  const most = task.output ?? 4_194_304
  const child = spawn(program, args, {
    env: { PATH: process.env['PATH'] ?? '', TZ: 'UTC', LC_ALL: 'C.UTF-8', ...task.env },
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that what it started is killed with it.
    detached: true,
  })
  const parts: Buffer[] = []
  let size = 0
  let err = ''
  return new Promise((resolve, reject) => {
    let outcome: { error: unknown } | undefined
    const kill = (error: unknown): void => {
      outcome ??= { error }
      if (child.pid === undefined) return
      try {
        process.kill(-child.pid, 'SIGKILL')
      } catch {
        // It ended by itself.
      }
    }
    const seconds = task.time / 1000
    const clock = setTimeout(() => kill(new SandboxError('too-long', { seconds })), task.time)
    const look = async (): Promise<void> => {
      const bytes = child.pid === undefined ? 0 : await residentBytes(child.pid)
      if (bytes > task.memory) kill(new SandboxError('too-much-memory', { bytes: task.memory }))
    }
    const watch = setInterval(() => void look(), lookEvery)
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > most) kill(new SandboxError('crashed', { how: 'too much output' }))
      else parts.push(chunk)
    })
    child.stderr.on('data', (chunk: Buffer) => (err = (err + chunk.toString()).slice(-4_096)))
    child.once('error', (error: NodeJS.ErrnoException) => {
      outcome ??= { error: error.code === 'ENOENT' ? null : error }
    })
    child.once('close', (code, signal) => {
      clearTimeout(clock)
      clearInterval(watch)
      if (outcome?.error === null) return resolve(null)
      if (outcome) return reject(outcome.error)
      if (code === null) return reject(new SandboxError('crashed', { how: signal ?? 'unknown' }))
      resolve({ code, out: Buffer.concat(parts).toString('utf8'), err })
    })
  })
}
