// Starts one DuckDB child, speaks with it, and watches its memory from outside.
import { fork } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { TableError } from '../model.ts'
import type { ChildSettings, FromChild, Job, ToChild } from './protocol.ts'

export interface Child {
  ready: Promise<void>
  ended: Promise<void>
  /** One job at a time. Rejects with the job's error, or with the reason of the child's end. */
  ask(job: Job, time: number): Promise<string>
  asked(): Job | null
  interrupt(): void
  kill(): void
  alive(): boolean
  endedBy(): 'memory-limit' | 'time-limit' | 'killed' | 'crash' | null
  /** Resident bytes, 0 where the system does not tell. */
  memory(): number
}

/** Like this file, the child is TypeScript when run from source and JavaScript when built. */
const program = fileURLToPath(
  new URL(`./child.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url),
)
const keptFlags = /^(--conditions|-C|--import|--no-|--experimental-|--enable-source-maps)/
const watchEvery = 25
const page = 4096

/** A child inherits how modules are found, and neither a test run, a debugger nor a script. */
function inheritedFlags(): string[] {
  const flags: string[] = []
  process.execArgv.forEach((flag, index) => {
    if (!keptFlags.test(flag)) return
    flags.push(flag)
    const value = process.execArgv[index + 1]
    const apart = flag === '--conditions' || flag === '-C' || flag === '--import'
    if (apart && value !== undefined) flags.push(value)
  })
  return flags
}

/** A killed child cannot clean up after itself, so its spill files have a folder of their own. */
function ownFolder(temp: string): string {
  try {
    return mkdtempSync(join(temp, 'child-'))
  } catch {
    // A full disk must not stop questions that need no spilling.
    return temp
  }
}

export function startChild(given: ChildSettings): Child {
  const settings = { ...given, temp: ownFolder(given.temp) }
  const child = fork(program, [JSON.stringify(settings)], {
    execArgv: inheritedFlags(),
    // Nothing of the server's environment: no secrets, and no home with settings or extensions.
    env: { HOME: settings.temp, TMPDIR: settings.temp, TZ: 'UTC', LANG: 'C.UTF-8' },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let current: {
    id: number
    job: Job
    resolve(json: string): void
    reject(error: unknown): void
  } | null = null
  let next = 1
  let said = ''
  let ending: 'memory-limit' | 'time-limit' | 'killed' | 'crash' | null = null
  let watching: NodeJS.Timeout | null = null
  child.stderr!.on('data', (bytes: Buffer) => (said = (said + bytes.toString('utf8')).slice(-2000)))

  function kill(reason: 'memory-limit' | 'killed'): void {
    ending ??= reason
    child.kill('SIGKILL')
  }

  function memory(): number {
    try {
      return Number(readFileSync(`/proc/${child.pid}/statm`, 'ascii').split(' ')[1]) * page
    } catch {
      return 0
    }
  }

  function finish(): void {
    current = null
    if (watching) clearInterval(watching)
    watching = null
  }

  let isReady = (): void => {}
  let isNot = (_error: unknown): void => {}
  const ready = new Promise<void>((resolve, reject) => ((isReady = resolve), (isNot = reject)))
  ready.catch(() => {})
  child.on('message', (raw) => {
    const message = raw as FromChild
    if ('ready' in message) return isReady()
    if (current?.id !== message.id) return
    const { resolve, reject } = current
    finish()
    if ('json' in message) resolve(message.json)
    else reject(new TableError(message.code, message.detail))
  })
  const ended = new Promise<void>((resolve) => {
    const conclude = () => {
      if (ending === null) {
        ending = /\n(memory-limit|time-limit)\n$/.exec(said)?.[1] as
          | 'memory-limit'
          | 'time-limit'
          | null
        ending ??= 'crash'
      }
      const code = ending === 'memory-limit' || ending === 'time-limit' ? ending : 'sql-failed'
      const error = new TableError(code, code === 'sql-failed' ? { ended: ending } : {}, {
        cause: new Error(said || 'The process ended without a word.'),
      })
      const job = current
      finish()
      if (settings.temp !== given.temp) rmSync(settings.temp, { recursive: true, force: true })
      isNot(error)
      job?.reject(error)
      resolve()
    }
    child.on('close', conclude)
    // A process that could not be started at all never closes.
    child.on('error', (error) => {
      said += error.message
      if (child.pid === undefined) conclude()
    })
  })

  return {
    ready,
    ended,
    asked: () => current?.job ?? null,
    alive: () => ending === null && child.exitCode === null && child.signalCode === null,
    endedBy: () => ending,
    memory,
    kill: () => kill('killed'),
    interrupt() {
      if (current && child.connected) child.send({ cancel: current.id } satisfies ToChild)
    },
    ask(job, time) {
      const id = next++
      return new Promise((resolve, reject) => {
        current = { id, job, resolve, reject }
        watching = setInterval(() => {
          if (memory() > settings.memory) kill('memory-limit')
        }, watchEvery)
        child.send({ id, job, time } satisfies ToChild, (error) => {
          if (error) kill('killed')
        })
      })
    },
  }
}
