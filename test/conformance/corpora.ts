// Unpacks a corpus of test files beside the repository into a temporary folder.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const DATA = resolve(import.meta.dirname, '../../../shared/data/opendata')

/** A folder of real data, or null where it is absent. */
export function dataFolder(name: string): string | null {
  const path = join(DATA, name)
  return existsSync(path) ? path : null
}

export interface Corpus {
  folder: string
  remove(): void
}

/** The unpacked corpus, or null where its archive is absent. */
export function unpackCorpus(name: string): Corpus | null {
  const archive = join(DATA, 'messy', `${name}.tar.xz`)
  if (!existsSync(archive)) return null
  const folder = mkdtempSync(join(tmpdir(), 'rimaq-corpus-'))
  execFileSync('tar', ['-xJf', archive, '-C', folder])
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** Every file below the folder, sorted, as paths from it. */
export function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()
}
