// The disposable process: runs one task of ours over untrusted bytes, answers, and ends.
import { enableCompileCache, flushCompileCache } from 'node:module'
import { packError } from './sandbox-error.ts'
import type { CarriedError } from './sandbox-error.ts'

/** What parent and child say to each other. */
export type ToChild =
  /** `waits`: a second message follows. */
  | { kind: 'task'; module: string; input: unknown; waits: boolean }
  | { kind: 'more'; value: unknown }
export type ToParent =
  | { kind: 'progress'; message: unknown }
  | { kind: 'result'; value: unknown }
  | { kind: 'error'; error: CarriedError }

type Task = Extract<ToChild, { kind: 'task' }>
type Run = (
  input: unknown,
  tell: (message: unknown) => void,
  more: Promise<unknown> | undefined,
) => unknown

function say(message: ToParent): Promise<void> {
  return new Promise((resolve) => {
    // Without a channel the parent is gone, and nobody waits for the answer.
    if (!process.send) process.exit(1)
    process.send(message, undefined, undefined, () => resolve())
  })
}

/** Where compiled code is kept; none in a program whose folder is not there to be written to. */
const [compiled] = process.argv.slice(2)

/** Our own code of a task. What is compiled of it is kept for the next child, and nothing after it. */
async function load(module: string): Promise<{ run?: Run }> {
  if (compiled === undefined) return (await import(module)) as { run?: Run }
  enableCompileCache(compiled)
  try {
    return (await import(module)) as { run?: Run }
  } finally {
    flushCompileCache()
    process.permission?.drop('fs.write', compiled)
  }
}

/** Asked for at once: a channel nobody listens on would neither be read nor keep the process alive. */
function secondMessage(): Promise<unknown> {
  return new Promise((resolve) => {
    process.once('message', (message) => {
      const said = message as ToChild
      if (said.kind === 'more') resolve(said.value)
    })
  })
}

async function answer({ module, input, waits }: Task): Promise<void> {
  const more = waits ? secondMessage() : undefined
  try {
    const { run } = await load(module)
    if (!run) throw new TypeError(`${module} has no run()`)
    const value = await run(input, (message) => void say({ kind: 'progress', message }), more)
    await say({ kind: 'result', value })
  } catch (error) {
    await say({ kind: 'error', error: packError(error) })
  }
  process.exit(0)
}

process.once('disconnect', () => process.exit(1))
process.once('message', (message) => void answer(message as Task))
