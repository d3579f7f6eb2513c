// Removes what killed processes left in the folder for files on their way.
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** No upload is on its way for longer than this. */
const oldest = 86_400_000

/** Names of folders made by publishing and by building index files. */
const ours = /^(publish|index)-/

/** How many were removed; a folder that is not there has none. */
export async function sweepTemp(temp: string, now: Date): Promise<number> {
  const names = await readdir(temp).catch(() => [])
  let removed = 0
  for (const name of names.filter((each) => ours.test(each))) {
    const path = join(temp, name)
    const found = await stat(path).catch(() => null)
    if (found === null || now.getTime() - found.mtimeMs < oldest) continue
    await rm(path, { recursive: true, force: true })
    removed += 1
  }
  return removed
}
