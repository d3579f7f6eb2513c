// Makes folders for files on their way, and removes those that killed processes left behind.
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'

/** No upload is on its way for longer than this. */
const oldest = 86_400_000

/** Several machines may share a data folder; a process number means something on one of them. */
const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 8)

/** What a folder of files on their way is for; other rooms make some of them. */
const kinds = [
  'publish',
  'index',
  'answers',
  'catalogue',
  'editions',
  'openness',
  'pages',
  'usage',
] as const

/** Kind, and the host and process that made it. */
const ours = new RegExp(`^(?:${kinds.join('|')})-(?:([0-9a-f]{8})-(\\d+)-)?`)

/** A new folder in `temp`, named after its purpose, this machine and this process. */
export async function workFolder(temp: string, kind: (typeof kinds)[number]): Promise<string> {
  await mkdir(temp, { recursive: true })
  return mkdtemp(join(temp, `${kind}-${host}-${process.pid}-`))
}

/**
 * Removes the folders of processes of this machine that are no more, and whatever is older than a
 * day. Answers how many were removed; a folder that is not there has none.
 */
export async function sweepTemp(temp: string, now: Date): Promise<number> {
  const names = await readdir(temp).catch(() => [])
  let removed = 0
  for (const name of names) {
    const made = ours.exec(name)
    if (made === null) continue
    const path = join(temp, name)
    const found = await stat(path).catch(() => null)
    if (found === null) continue
    const old = now.getTime() - found.mtimeMs >= oldest
    const left = made[1] === host && isGone(Number(made[2]), found.birthtimeMs)
    if (!old && !left) continue
    await rm(path, { recursive: true, force: true })
    removed += 1
  }
  return removed
}

/** In a container the process before this one often had the same number. */
function isGone(pid: number, made: number): boolean {
  if (pid === process.pid) return made < performance.timeOrigin
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    // A process of another user answers EPERM: it is there.
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}
