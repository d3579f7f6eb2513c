// Keeps the secrets from which pseudonyms are made: one file for each dataset, readable by us alone.
import { readOrMakeSecretFile, readSecretFile } from '#platform'

/** Secrets by name; names are `pseudonym-` and the slug of a dataset. */
export interface PseudonymSecrets {
  /** Null where there is none. */
  read(name: string): Promise<string | null>
  /** The one that is there, or a new one of 256 random bits. */
  readOrMake(name: string): Promise<string>
}

const isName = (name: string): boolean => /^pseudonym-[a-z0-9-]{1,100}$/.test(name)

/** `folder` is made with the first secret. */
export function pseudonymSecrets(folder: string): PseudonymSecrets {
  return {
    read: async (name) => (isName(name) ? readSecretFile(folder, name) : null),
    async readOrMake(name) {
      if (!isName(name)) throw new TypeError(`${name} is not the name of a secret`)
      return readOrMakeSecretFile(folder, name)
    },
  }
}
