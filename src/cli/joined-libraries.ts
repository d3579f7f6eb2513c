// Loads libraries of many modules as one file each, where a server has joined them before.
import { existsSync, readFileSync } from 'node:fs'
import { type ResolveFnOutput, type ResolveHookContext, registerHooks } from 'node:module'
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
 * has none comes from its own modules. Called before anything that needs one is loaded. What modules of
 * ours name is found without looking where that can be told: looking takes half of a command's start.
 */
export function useJoined(folder: URL = joinedFolder): void {
  const files = new Map<string, string>()
  for (const name of LIBRARIES) {
    const file = joinedFile(name, folder)
    if (file !== null && existsSync(fileURLToPath(file))) files.set(name, file.href)
  }
  const found = new Map<string, ResolveFnOutput>()
  registerHooks({
    resolve(name, context, next) {
      const joined = files.get(name)
      if (joined !== undefined) return { url: joined, format: 'module', shortCircuit: true }
      const { parentURL } = context
      if (!parentURL?.startsWith(home) || !isImport(context)) return next(name, context)
      if (isRelative.test(name) && !parentURL.includes('/node_modules/')) {
        const { href } = new URL(name, parentURL)
        return { url: href, format: 'module-typescript', shortCircuit: true }
      }
      // All of these modules are of one package, and none has libraries of its own.
      if (!parentURL.startsWith(source)) return next(name, context)
      const before = found.get(name)
      if (before !== undefined || name.startsWith('.')) return before ?? next(name, context)
      const resolved = next(name, context)
      found.set(name, { ...resolved, shortCircuit: true })
      return resolved
    },
  })
}

const home = new URL('../../', import.meta.url).href
const source = new URL('../', import.meta.url).href

/** A module beside another, as all of ours are named. */
const isRelative = /^\.\.?\/[^?#%]+\.ts$/

/** Of a module, neither required nor of another kind. */
function isImport({ conditions, importAttributes }: Partial<ResolveHookContext>): boolean {
  return conditions?.includes('import') === true && Object.keys(importAttributes ?? {}).length === 0
}
