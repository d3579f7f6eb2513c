// What a witness keeps of each log it watches: the last checkpoint it has signed, and nothing else.
import { toBase64, toBytes, toText } from '../bytes.ts'
import { LedgerError } from '../ledger-error.ts'
import { openFolder } from '../log/folder-storage.ts'
import type { LedgerStorage } from '../log/storage.ts'
import { sha256 } from '../merkle/hash.ts'

/** The last checkpoint cosigned for an origin, as a signed note; null if there was none. */
export type Witnessed = string | null

export interface WitnessState {
  load(origin: string): Promise<Witnessed>
  /**
   * Puts `next` in the place of `expected` in one step, and says false if something else stands
   * there. Once it resolves, `next` survives a power cut (tlog-witness: persist before responding).
   */
  replace(origin: string, expected: Witnessed, next: string): Promise<boolean>
}

/** What is remembered in a folder of a log, also while a process has it open. */
export async function readWitnessed(folder: string, origin: string): Promise<Witnessed> {
  return read(openFolder(folder), origin)
}

function pathOf(origin: string): string {
  return `${toBase64(sha256(toBytes(origin))).replaceAll('/', '_')}.checkpoint`
}

async function read(storage: LedgerStorage, origin: string): Promise<Witnessed> {
  const bytes = await storage.read(pathOf(origin))
  const text = bytes ? toText(bytes) : null
  if (bytes && text === null) throw new LedgerError('damaged', { path: pathOf(origin) })
  return text
}

/** Kept in a folder, by one process: the folder is locked for as long as the state is open. */
export async function openWitnessFolder(
  folder: string,
): Promise<WitnessState & { close(): Promise<void> }> {
  const storage = openFolder(folder)
  const release = await storage.lock()
  const kept = new Map<string, Witnessed>()
  const load = (origin: string): Promise<Witnessed> => read(storage, origin)
  let last: Promise<unknown> = Promise.resolve()
  return {
    load,
    replace(origin, expected, checkpoint) {
      const turn = last.then(async () => {
        if (!kept.has(origin)) kept.set(origin, await load(origin))
        if (kept.get(origin) !== expected) return false
        await storage.write([{ path: pathOf(origin), bytes: toBytes(checkpoint) }])
        kept.set(origin, checkpoint)
        return true
      })
      last = turn.catch(() => {})
      return turn
    },
    async close() {
      await last
      await release()
    },
  }
}
