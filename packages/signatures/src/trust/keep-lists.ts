// Keeps every version of a trust list that was ever fetched, with its hash and time, since lists forget.
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { SignatureError } from '../signature-error.ts'

export interface KeptVersion {
  /** SHA-256 of the bytes, in hexadecimal. */
  hash: string
  /** When it was first fetched. */
  at: Date
}

export interface ListKeeper {
  /** All versions, the first fetched first. */
  versions(): KeptVersion[]
  /** @throws SignatureError `malformed-list` when the bytes are gone or no longer those of the hash */
  read(hash: string): Uint8Array
  /** Keeps a version; false when it is the same as the newest one. */
  keep(bytes: Uint8Array, at: Date): boolean
}

/** A folder with one file for each version, and `versions.txt` with a line of time and hash for each. */
export function listFolder(folder: string): ListKeeper {
  const index = join(folder, 'versions.txt')
  const versions = (): KeptVersion[] => {
    if (!existsSync(index)) return []
    const lines = readFileSync(index, 'utf8').split('\n')
    return lines.flatMap((line) => {
      const [, time = '', hash = ''] = /^(\S+) ([0-9a-f]{64})$/.exec(line) ?? []
      return hash === '' ? [] : [{ hash, at: new Date(time) }]
    })
  }
  return {
    versions,
    read: (hash) => {
      const name = join(folder, `${hash}.xml`)
      const bytes = existsSync(name) ? new Uint8Array(readFileSync(name)) : null
      if (bytes === null || hashOf(bytes) !== hash)
        throw new SignatureError('malformed-list', { why: `the kept version ${hash} is damaged` })
      return bytes
    },
    keep: (bytes, at) => {
      const hash = hashOf(bytes)
      if (versions().at(-1)?.hash === hash) return false
      mkdirSync(folder, { recursive: true })
      const name = join(folder, `${hash}.xml`)
      // The line comes last: a version that is listed is whole.
      if (!existsSync(name)) {
        writeFileSync(`${name}.part`, bytes)
        renameSync(`${name}.part`, name)
      }
      appendFileSync(index, `${at.toISOString()} ${hash}\n`)
      return true
    },
  }
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
