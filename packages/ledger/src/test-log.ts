// Logs in temporary folders, with keys made for the occasion, for tests.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openFolder } from './log/folder-storage.ts'
import type { Log } from './log/log.ts'
import { type OpenOptions, openLog } from './log/open-log.ts'
import { rememberInFolder } from './log/remembered.ts'
import { generateSignerKey } from './notes/keys.ts'

export const origin = 'log.example/acts'

export interface Place {
  folder: string
  /** Files of the log. */
  public: string
  options: OpenOptions
  open(more?: Partial<OpenOptions>): Promise<Log>
  remove(): Promise<void>
}

/** An empty place with an Ed25519 key. */
export async function newPlace(more: Partial<OpenOptions> = {}): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'rimaq-ledger-'))
  const options: OpenOptions = {
    origin,
    storage: openFolder(join(folder, 'public')),
    remembered: rememberInFolder(join(folder, 'memory')),
    signers: [generateSignerKey(origin, 'ed25519')],
    create: true,
    ...more,
  }
  return {
    folder,
    public: join(folder, 'public'),
    options,
    open: (other = {}) => openLog({ ...options, ...other }),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

/** `count` entries that differ from those of any other `from`. */
export function entries(count: number, from: string | number = 0): Uint8Array[] {
  return Array.from({ length: count }, (_, at) => Buffer.from(`entry ${from} ${at}`))
}
