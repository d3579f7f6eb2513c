// Tells whether a file is still the one that was looked at, as far as the file system knows.
import type { BigIntStats } from 'node:fs'
import { stat } from 'node:fs/promises'

/** Which file it is, its size and when it was last written to. */
export function stampOf({ dev, ino, size, mtimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs].join(' ')
}

/** The same of the file at a path; null where there is none. */
export async function stampOfFile(path: string): Promise<string | null> {
  const found = await stat(path, { bigint: true }).catch(() => null)
  return found === null ? null : stampOf(found)
}
