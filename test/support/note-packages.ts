// Loaded into a command by a test: writes down what was loaded when its first confined child is started, and ends it.
import { subscribe } from 'node:diagnostics_channel'
import { writeFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import type { ChildProcess } from 'node:child_process'
import { root } from '../house/sources.ts'

/** Names of packages (`kysely`) and folders of ours (`src/people`). */
const loaded = new Set<string>()

registerHooks({
  load(url, context, next) {
    const joined = /\/joined\/([^/]+)@[^/]+$/.exec(url)?.[1]
    const library = joined ?? /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1]
    const own = new RegExp(`${root}((?:src|packages)/[^/]+)/`).exec(url)?.[1]
    const name = library ?? own
    if (name !== undefined) loaded.add(name)
    return next(url, context)
  },
})

subscribe('child_process', (message) => {
  const { process: child } = message as { process: ChildProcess }
  // Told before the child has its words.
  queueMicrotask(() => {
    if (!child.spawnargs?.some((word) => word.endsWith('/sandbox/child.ts'))) return
    writeFileSync(process.env['RIMAQ_TEST_LOADED'] ?? '', JSON.stringify([...loaded]))
    process.exit(0)
  })
})
