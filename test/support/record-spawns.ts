// Loaded before a program of ours: writes down which processes it starts, and what it had loaded by then.
import childProcess from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { registerHooks, syncBuiltinESMExports } from 'node:module'

/** One line of JSON of the file that this variable names, for each process. */
export const recordVariable = 'RIMAQ_TEST_RECORD'

export interface Spawned {
  /** Undefined where it could not be started. */
  pid: number | undefined
  args: readonly string[]
  /** Addresses of the modules that were loaded before it. */
  loaded: string[]
}

const path = process.env[recordVariable]
if (path !== undefined) {
  const loaded: string[] = []
  registerHooks({
    load(url, context, next) {
      loaded.push(url)
      return next(url, context)
    },
  })
  const { spawn } = childProcess
  const recording = (program: string, args: readonly string[], options: object) => {
    const child = spawn(program, args, options)
    const spawned: Spawned = { pid: child.pid, args: [program, ...args], loaded }
    appendFileSync(path, `${JSON.stringify(spawned)}\n`)
    return child
  }
  Object.assign(childProcess, { spawn: recording })
  syncBuiltinESMExports()
}
