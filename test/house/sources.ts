// Lists the repository's own files and the rooms they belong to, for the tests of the house.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Folder of the repository, with a slash at the end. */
export const root: string = fileURLToPath(new URL('../..', import.meta.url))

const left = /(^|\/)(node_modules|dist|data|coverage)\//

/** Paths from the root, sorted. */
export function list(...patterns: string[]): string[] {
  const found = globSync(patterns, { cwd: root })
  return found.filter((path) => !left.test(`/${path}`)).sort()
}

export function read(path: string): string {
  return readFileSync(`${root}${path}`, 'utf8')
}

export function exists(path: string): boolean {
  return existsSync(`${root}${path}`)
}

/** All TypeScript of ours. */
export function sources(): string[] {
  return list('{src,packages,browser,scripts,bench,test}/**/*.ts')
}

export interface Room {
  /** For instance `src/platform`. */
  folder: string
  mayImport: string[]
}

/** The table "Who may import whom" of ARCHITECTURE.md. */
export function readRooms(): Room[] {
  const rooms: Room[] = []
  const rows = read('ARCHITECTURE.md').matchAll(/^\| `([^`]+)` \| ([^|]+) \| [^|]+ \|$/gm)
  for (const [, folder = '', allowed = ''] of rows) {
    rooms.push({
      folder,
      mayImport: [...allowed.matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? ''),
    })
  }
  return rooms
}

/** What a module imports, static or dynamic, without comments being taken for code. */
export function importsOf(code: string): string[] {
  const bare = code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
  const found: string[] = []
  const patterns = [
    /^\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s)?\s*['"]([^'"]+)['"]/gm,
    /\bimport\(\s*['"]([^'"]+)['"]/g,
  ]
  for (const pattern of patterns) {
    for (const [, name] of bare.matchAll(pattern)) found.push(name ?? '')
  }
  return found
}
