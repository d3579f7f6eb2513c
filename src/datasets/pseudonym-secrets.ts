// Keeps the secrets from which pseudonyms are made: one file for each dataset, readable by us alone.
import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Secrets by name; names are `pseudonym-` and the slug of a dataset. */
export interface PseudonymSecrets {
  /** Null where there is none. */
  read(name: string): Promise<string | null>
  /** The one that is there, or a new one of 256 random bits. */
  readOrMake(name: string): Promise<string>
}

const isName = (name: string): boolean => /^pseudonym-[a-z0-9-]{1,100}$/.test(name)

/** `folder` is made with the first secret. Two processes that make one get the same. */
export function pseudonymSecrets(folder: string): PseudonymSecrets {
  async function read(name: string): Promise<string | null> {
    if (!isName(name)) return null
    try {
      return (await readFile(join(folder, name), 'utf8')).trim()
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
      throw error
    }
  }
  return {
    read,
    async readOrMake(name) {
      const there = await read(name)
      if (there !== null) return there
      if (!isName(name)) throw new TypeError(`${name} is not the name of a secret`)
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const draft = join(folder, `.${name}.${randomBytes(8).toString('hex')}`)
      await writeFile(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flush: true })
      // A link is made whole or not at all; the loser takes the winner's.
      await link(draft, join(folder, name)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error
      })
      await unlink(draft)
      return (await read(name)) ?? ''
    },
  }
}
