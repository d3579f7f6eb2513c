// Loaded into a command by a test: writes down what was loaded when its first confined child was started.
import { subscribe } from 'node:diagnostics_channel'
import { writeFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import type { ChildProcess } from 'node:child_process'
import { root } from '../house/sources.ts'

/** Names of packages (`kysely`) and folders of ours (`src/people`). */
const loaded = new Set<string>()

registerHooks({
  load(url, context, next) {
    const library = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1]
    const own = new RegExp(`${root}((?:src|packages)/[^/]+)/`).exec(url)?.[1]
    const name = library ?? own
    if (name !== undefined) loaded.add(name)
    return next(url, context)
  },
})

let written = false
subscribe('child_process', (message) => {
  const { process: child } = message as { process: ChildProcess }
  // Told before the child has its words.
  queueMicrotask(() => {
    if (written || !child.spawnargs?.some((word) => word.endsWith('/sandbox/child.ts'))) return
    written = true
    writeFileSync(process.env['RIMAQ_TEST_LOADED'] ?? '', JSON.stringify([...loaded]))
  })
})
