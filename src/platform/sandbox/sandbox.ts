// Runs our code over untrusted bytes in a process that can be killed, with nothing within its reach.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import type { Logger } from 'pino'
import type { Sandbox, SandboxTask } from '../ground.ts'
import type { ToChild, ToParent } from './child.ts'
import { confinedCommand, findConfinement, ownFolder } from './confine.ts'
import type { Confinement } from './confine.ts'
import { residentBytes } from './memory.ts'
import { SandboxError, unpackError } from './sandbox-error.ts'

export { type ProgramAnswer, runProgram } from './run-program.ts'

/** How often memory is looked at. A child can take about a gigabyte a second, not more. */
const lookEvery = 50

export interface SandboxState {
  /** How tasks are confined; null until the first one. */
  confinement: Confinement | null
  running: number
  /** Killed at their time or memory, or by their caller, since the start. */
  killed: number
}

/**
 * One child per task. `run()` resolves with what the module's `run` returned; rejects with its error
 * (name, code and detail kept), with SandboxError where a limit ended it, or with the signal's reason.
 * Tests may name the confinement; otherwise bubblewrap is taken where it works.
 */
export function createSandbox(
  log: Logger,
  options: { confinement?: Confinement } = {},
): Sandbox & { state(): SandboxState } {
  const state: SandboxState = { confinement: options.confinement ?? null, running: 0, killed: 0 }
  let found: Promise<Confinement> | undefined

  async function run<T>(task: SandboxTask): Promise<T> {
    task.signal?.throwIfAborted()
    if (!state.confinement) {
      state.confinement = await (found ??= findConfinement())
      log.info({ confinement: state.confinement }, 'sandbox ready')
    }
    task.signal?.throwIfAborted()
    state.running += 1
    try {
      return (await runChild(task, state, log)) as T
    } finally {
      state.running -= 1
    }
  }

  return { run, state: () => ({ ...state }) }
}

function runChild(task: SandboxTask, state: SandboxState, log: Logger): Promise<unknown> {
  const confinement = state.confinement ?? 'node'
  const { program, args } = confinedCommand(confinement, task, task)
  const child = spawn(program, args, {
    // Nothing of our environment: it may hold passwords. UTC, so that results depend on no machine.
    env: { TZ: 'UTC' },
    // Node lets a thread read whatever lies below the folder in which its process was started.
    cwd: task.threads === true ? ownFolder : '/',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  })
  const complaints = keepEnd(child)

  return new Promise((resolve, reject) => {
    let outcome: { value: unknown } | { error: unknown } | undefined
    /** The first outcome counts; what a dying child says later does not. */
    const settle = (given: NonNullable<typeof outcome>) => {
      outcome ??= given
    }
    const kill = (error: unknown) => {
      if (!outcome) state.killed += 1
      settle({ error })
      child.kill('SIGKILL')
    }
    const seconds = task.time / 1000
    const clock = setTimeout(() => kill(new SandboxError('too-long', { seconds })), task.time)
    const watch = setInterval(() => void look(), lookEvery)
    const look = async () => {
      const bytes = child.pid === undefined ? 0 : await residentBytes(child.pid)
      if (bytes > task.memory) kill(new SandboxError('too-much-memory', { bytes: task.memory }))
    }
    const abort = () => kill(task.signal?.reason)
    task.signal?.addEventListener('abort', abort, { once: true })

    child.on('message', (message) => {
      const said = message as ToParent
      if (said.kind === 'progress') tell(task, said.message, kill)
      else if (said.kind === 'result') settle({ value: said.value })
      else settle({ error: unpackError(said.error) })
      // It has nothing more to do: do not wait for what may keep it alive.
      if (outcome) child.kill('SIGKILL')
    })
    child.once('error', (cause) =>
      settle({ error: new SandboxError('crashed', { how: 'did not start' }, { cause }) }),
    )
    child.once('close', (code, signal) => {
      clearTimeout(clock)
      clearInterval(watch)
      task.signal?.removeEventListener('abort', abort)
      settle({ error: died(code, signal, complaints(), task) })
      const ended = outcome as NonNullable<typeof outcome>
      if ('value' in ended) return resolve(ended.value)
      if (ended.error instanceof SandboxError) {
        const { code: why, detail } = ended.error
        log.warn(
          { module: task.module.href, why, detail, said: complaints() },
          'task ended by force',
        )
      }
      reject(ended.error)
    })
    const order: ToChild = { module: task.module.href, input: task.input }
    child.send(order, (error) => {
      if (error) settle({ error: new SandboxError('crashed', { how: error.message }) })
    })
  })
}

/** A caller whose progress function throws would otherwise take the whole server with it. */
function tell(task: SandboxTask, message: unknown, kill: (error: unknown) => void): void {
  try {
    task.progress?.(message)
  } catch (error) {
    kill(error)
  }
}

function died(
  code: number | null,
  signal: string | null,
  complaint: string,
  task: SandboxTask,
): SandboxError {
  if (/heap out of memory|Array buffer allocation failed/i.test(complaint)) {
    return new SandboxError('too-much-memory', { bytes: task.memory })
  }
  return new SandboxError('crashed', { how: signal ?? `exit ${code}` })
}

/** The last 4 kB of what the child wrote to stderr, for the log. */
function keepEnd(child: ChildProcess): () => string {
  let end = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    end = (end + chunk.toString()).slice(-4096)
  })
  return () => end
}
