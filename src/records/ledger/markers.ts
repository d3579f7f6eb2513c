// Files beside the ledger that say it must not sign: after a restore, or because a witness saw more.
import { open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Written by a restore of a backup; whatever it holds, it means: these files may be old. */
const restored = 'restored.json'
/** Written by us; it outlives a restart, also one at which no witness can be reached. */
const stopped = 'ledger-stopped.json'

export interface Stopped {
  code: 'witness-ahead' | 'forked'
  /** Size the witness has seen. */
  known: number
}

export interface Markers {
  restored: boolean
  stopped: Stopped | null
}

export async function readMarkers(data: string): Promise<Markers> {
  const note = await textOf(join(data, stopped))
  return {
    restored: (await textOf(join(data, restored))) !== null,
    stopped: note === null ? null : asStopped(note),
  }
}

export async function markStopped(data: string, note: Stopped): Promise<void> {
  const handle = await open(join(data, stopped), 'w', 0o600)
  await handle.writeFile(JSON.stringify(note))
  await handle.sync()
  await handle.close()
}

export async function removeMarkers(data: string): Promise<void> {
  for (const name of [restored, stopped]) await rm(join(data, name), { force: true })
}

/** Half a file still says: stop. */
function asStopped(text: string): Stopped {
  try {
    const { code, known } = JSON.parse(text) as Partial<Stopped>
    if (code === 'witness-ahead' && typeof known === 'number') return { code, known }
    return { code: 'forked', known: typeof known === 'number' ? known : 0 }
  } catch {
    return { code: 'forked', known: 0 }
  }
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
