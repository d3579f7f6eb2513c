// The disposable process: runs one task of ours over untrusted bytes, answers, and ends.
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
    const { run } = (await import(module)) as { run?: Run }
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
