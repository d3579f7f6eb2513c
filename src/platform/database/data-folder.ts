// The data folder of an installation: recognised by its marker, never taken over from somebody else.
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { PlatformError } from '../platform-error.ts'

/** Raised when the layout of the folder changes so that an older program must not touch it. */
const format = 1
const marker = 'rimaq.json'

/** What may stand in a folder without a marker: made by Rimaq before the database, or by the system. */
const harmless = new Set(['files', 'cache', 'temp', 'log', 'lost+found', '.gitkeep', '.DS_Store'])

/**
 * Creates the data folder, or checks that it is one of ours and not of a newer program.
 * @throws PlatformError data-folder-foreign, data-folder-newer, data-folder-unwritable
 */
export function prepareDataFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    const entries = readdirSync(path)
    if (entries.includes(marker)) return checkMarker(path)
    const foreign = entries.filter((name) => !harmless.has(name) && !name.startsWith(`${marker}.`))
    if (foreign.length > 0) {
      const found = foreign.toSorted().slice(0, 5).join(', ')
      throw new PlatformError('data-folder-foreign', { path, found })
    }
    markDataFolder(path)
  } catch (error) {
    if (error instanceof PlatformError) throw error
    const reason = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new PlatformError('data-folder-unwritable', { path, reason }, error)
  }
}

/** Says that the folder is whole and ours; the last step of a restore. */
export function markDataFolder(path: string): void {
  writeDurably(path, marker, `${JSON.stringify({ program: 'rimaq', format })}\n`)
}

function checkMarker(path: string): void {
  let found: unknown
  try {
    found = JSON.parse(readFileSync(join(path, marker), 'utf8'))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new PlatformError('data-folder-foreign', { path, found: marker }, error)
  }
  const { program, format: version } = Object(found) as { program?: unknown; format?: unknown }
  if (program !== 'rimaq' || typeof version !== 'number') {
    throw new PlatformError('data-folder-foreign', { path, found: marker })
  }
  if (version > format) {
    throw new PlatformError('data-folder-newer', { path, found: version, known: format })
  }
}

/** Write, fsync, rename, fsync the folder: after a power cut the old or the new file stands. */
function writeDurably(folder: string, name: string, text: string): void {
  const temporary = join(folder, `${name}.${process.pid}`)
  const file = openSync(temporary, 'w', 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(temporary, join(folder, name))
  const directory = openSync(folder, 'r')
  try {
    fsyncSync(directory)
  } finally {
    closeSync(directory)
  }
}

/** The folder of the embedded database inside the data folder. */
export function clusterFolder(data: string): string {
  return join(data, 'postgres')
}

/** The major version of an existing cluster (its file PG_VERSION), or null when there is none. */
export function clusterVersion(folder: string): string | null {
  const file = join(folder, 'PG_VERSION')
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : null
}
