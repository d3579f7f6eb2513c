// Reads a secret of the installation from a file of its own, or makes it: one for all processes.
import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The secret in `folder/name` without its line end; null where there is none. */
export async function readSecretFile(folder: string, name: string): Promise<string | null> {
  try {
    return (await readFile(join(folder, name), 'utf8')).trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/**
 * The secret that is there, or a new one of 256 random bits in hex, on disk before it is returned
 * and readable by this user alone. Two processes that make one get the same.
 */
export async function readOrMakeSecretFile(folder: string, name: string): Promise<string> {
  const there = await readSecretFile(folder, name)
  if (there !== null) return there
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const draft = join(folder, `.${name}.${randomBytes(8).toString('hex')}`)
  await writeFile(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flush: true })
  // A link is made whole or not at all; the loser takes the winner's.
  await link(draft, join(folder, name)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await unlink(draft)
  return (await readSecretFile(folder, name)) ?? ''
}
