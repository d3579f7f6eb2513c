// Chooses the base backup from which an instant can be reached, or says which instants can be.
import { PlatformError } from '../platform-error.ts'
import type { BackupFolder } from './backup-folder.ts'
import { readComplete } from './completeness.ts'
import { baseIds, readManifest } from './manifest.ts'
import type { Manifest } from './manifest.ts'

export interface Range {
  from: Date
  to: Date
}

/** Instants that can be restored; null without a backup of a database. */
export async function restorable(
  folder: BackupFolder,
  manifests: readonly Manifest[],
): Promise<Range | null> {
  const ends = manifests
    .filter(({ database }) => database !== null)
    .map(({ stoppedAt }) => new Date(stoppedAt))
    .toSorted((a, b) => a.getTime() - b.getTime())
  const [from] = ends
  const last = ends.at(-1)
  if (!from || !last) return null
  const until = (await readComplete(folder))?.until ?? last
  return { from, to: until > last ? until : last }
}

/**
 * The newest base backup that ended before the instant; without one, the newest of all.
 * @throws PlatformError backup-none, restore-range, backup-damaged
 */
export async function chooseBase(
  folder: BackupFolder,
  { at, id }: { at: Date | null; id?: string },
): Promise<Manifest> {
  const manifests: Manifest[] = []
  for (const each of await baseIds(folder)) {
    if (id !== undefined && each !== id) continue
    const manifest = await readManifest(folder, each)
    if (manifest) manifests.push(manifest)
  }
  const newest = manifests.at(-1)
  if (!newest) throw new PlatformError('backup-none', { path: folder.path })
  if (at === null) return newest
  const range = await restorable(folder, manifests)
  const base = manifests.findLast((each) => each.database && new Date(each.stoppedAt) <= at)
  if (!range || !base || at > range.to) {
    const [from, to] = range ? [range.from, range.to] : [at, at]
    throw new PlatformError('restore-range', {
      at: at.toISOString(),
      from: from.toISOString(),
      to: to.toISOString(),
    })
  }
  return base
}
