// The disposable process: runs one task of ours over untrusted bytes, answers, and ends.
import { packError } from './sandbox-error.ts'
import type { CarriedError } from './sandbox-error.ts'

/** What parent and child say to each other. */
export type ToChild = { module: string; input: unknown }
export type ToParent =
  | { kind: 'progress'; message: unknown }
  | { kind: 'result'; value: unknown }
  | { kind: 'error'; error: CarriedError }

type Run = (input: unknown, tell: (message: unknown) => void) => unknown

function say(message: ToParent): Promise<void> {
  return new Promise((resolve) => {
    // Without a channel the parent is gone, and nobody waits for the answer.
    if (!process.send) process.exit(1)
    process.send(message, undefined, undefined, () => resolve())
  })
}

async function answer({ module, input }: ToChild): Promise<void> {
  try {
    const { run } = (await import(module)) as { run?: Run }
    if (!run) throw new TypeError(`${module} has no run()`)
    const value = await run(input, (message) => void say({ kind: 'progress', message }))
    await say({ kind: 'result', value })
  } catch (error) {
    await say({ kind: 'error', error: packError(error) })
  }
  process.exit(0)
}

process.once('disconnect', () => process.exit(1))
process.once('message', (message) => void answer(message as ToChild))
