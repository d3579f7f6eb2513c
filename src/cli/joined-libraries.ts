// Loads libraries of many modules as one file each, where a server has joined them before.
import { existsSync, readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'

/** Every command needs them, and most of the modules it loads are theirs; `pg` stays as it is for all. */
export const LIBRARIES = ['kysely', 'messageformat', 'pg-boss'] as const

export type Library = (typeof LIBRARIES)[number]

const installed = new URL('../../node_modules/', import.meta.url)

/** Beside the compiled code, and like it in no folder where another user of the machine could leave code. */
export const joinedFolder: URL = new URL('.cache/joined/', installed)

/** The file of a library as it is installed; null where it is not there. */
export function joinedFile(name: Library, folder: URL = joinedFolder): URL | null {
  try {
    const text = readFileSync(new URL(`${name}/package.json`, installed), 'utf8')
    const { version } = JSON.parse(text) as { version: string }
    return new URL(`${name}@${version}.mjs`, folder)
  } catch {
    return null
  }
}

/**
 * From here on these libraries come from their joined files, for all of the process: a library that
 * has none comes from its own modules. Called before anything that needs one is loaded.
 */
export function useJoined(folder: URL = joinedFolder): void {
  const files = new Map<string, string>()
  for (const name of LIBRARIES) {
    const file = joinedFile(name, folder)
    if (file !== null && existsSync(fileURLToPath(file))) files.set(name, file.href)
  }
  if (files.size === 0) return
  registerHooks({
    resolve(name, context, next) {
      const url = files.get(name)
      return url === undefined ? next(name, context) : { url, format: 'module', shortCircuit: true }
    },
  })
}
