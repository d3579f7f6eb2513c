// The second place in which a log keeps its last head, so that it notices when its files go back.
import { setTimeout } from 'node:timers/promises'
import { toBytes, toText } from '../bytes.ts'
import { LedgerError } from '../ledger-error.ts'
import { type FolderOptions, openFolder } from './folder-storage.ts'
import type { Release } from './storage.ts'

export interface RememberedHead {
  /** The signed checkpoint. */
  checkpoint: string
  /** When it was signed, in seconds since 1970. */
  time: number
}

/**
 * Kept apart from the files of the log: a row of a database, another disk. All instances that sign
 * with one key share it.
 */
export interface Remembered {
  load(): Promise<RememberedHead | null>
  /**
   * Puts `next` in the place of `expected` in one step, and says false if something else stands
   * there. Once it resolves, `next` survives a power cut.
   */
  replace(expected: RememberedHead | null, next: RememberedHead): Promise<boolean>
}

/** A head remembered in a folder that must not be backed up and restored with the log's own. */
export function rememberInFolder(folder: string, options: FolderOptions = {}): Remembered {
  const storage = openFolder(folder, options)
  const load = async (): Promise<RememberedHead | null> => {
    const bytes = await storage.read('head.json')
    return bytes ? readHead(bytes) : null
  }
  return {
    load,
    async replace(expected, next) {
      const release = await lockSoon(() => storage.lock())
      try {
        if (!sameHead(await load(), expected)) return false
        await storage.write([{ path: 'head.json', bytes: toBytes(`${JSON.stringify(next)}\n`) }])
        return true
      } finally {
        await release()
      }
    },
  }
}

export function sameHead(one: RememberedHead | null, other: RememberedHead | null): boolean {
  return one?.checkpoint === other?.checkpoint && one?.time === other?.time
}

function readHead(bytes: Uint8Array): RememberedHead {
  try {
    const { checkpoint, time } = JSON.parse(toText(bytes) ?? '') as Record<string, unknown>
    if (typeof checkpoint === 'string' && typeof time === 'number') return { checkpoint, time }
    throw new TypeError('head.json holds something else')
  } catch (cause) {
    throw new LedgerError('damaged', { path: 'head.json' }, { cause })
  }
}

/** The lock is held for the time of one write: a few tries are enough. */
async function lockSoon(lock: () => Promise<Release>): Promise<Release> {
  for (let tries = 0; ; tries++) {
    try {
      return await lock()
    } catch (error) {
      if (!(error instanceof LedgerError) || error.code !== 'locked' || tries >= 100) throw error
      await setTimeout(5 + tries)
    }
  }
}
