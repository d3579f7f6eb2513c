// Removes base backups beyond those kept, and the journal and files that only they needed.
import { rename, rm, stat } from 'node:fs/promises'
import { absent, places } from './backup-folder.ts'
import type { BackupFolder } from './backup-folder.ts'
import { copiedHashes, stored } from './copy-files.ts'
import { heldBackups } from './holds.ts'
import { readManifests } from './manifest.ts'
import type { Manifest } from './manifest.ts'
import { noteBeginning, walFile } from './segment-archive.ts'
import { suffix } from './stored-file.ts'
import { isSegment, parseSegment, segmentOf } from './wal-names.ts'
import { archivedNames } from './wal-supply.ts'

export interface Removed {
  backups: string[]
  segments: number
  files: number
}

/** The newest `keep` and every held one stay. */
export function toRemove(
  ids: readonly string[],
  { keep, held }: { keep: number; held: ReadonlySet<string> },
): string[] {
  const old = ids.toSorted().slice(0, Math.max(0, ids.length - Math.max(1, keep)))
  return old.filter((id) => !held.has(id))
}

/**
 * Call it under the lock of a backup (`takeBase` does). A held backup stays with the journal in its own
 * folder; the archive is kept from the oldest one that is not merely held. What a damaged manifest
 * would have named is unknown, so then nothing is removed.
 * @throws PlatformError backup-damaged
 */
export async function removeOld(folder: BackupFolder, keep: number): Promise<Removed> {
  const manifests = await readManifests(folder)
  const ids = manifests.map(({ id }) => id)
  const gone = new Set(toRemove(ids, { keep, held: await heldBackups(folder) }))
  for (const id of gone) {
    // Somebody may hold it at this very moment.
    if ((await heldBackups(folder)).has(id)) {
      gone.delete(id)
      continue
    }
    // Renamed first: a folder that is half removed must not look like a backup.
    const leaving = `${places.base(folder, id)}.part`
    await rename(places.base(folder, id), leaving)
    await rm(leaving, { recursive: true, force: true })
  }
  const kept = manifests.filter(({ id }) => !gone.has(id))
  const oldest = kept.slice(-Math.max(1, keep))[0]
  return {
    backups: [...gone],
    segments: oldest ? await removeSegments(folder, oldest) : 0,
    files: oldest ? await removeFiles(folder, kept, oldest) : 0,
  }
}

async function removeSegments(folder: BackupFolder, { database }: Manifest): Promise<number> {
  if (!database) return 0
  const { segmentBytes, startLsn } = database
  const first = segmentOf(startLsn, segmentBytes)
  const number = (name: string): number => parseSegment(name.slice(0, 24), segmentBytes).number
  const old = (await archivedNames(folder)).filter(
    (name) => isSegment(name.slice(0, 24)) && number(name) < first,
  )
  // A held backup from before does not lead on from there.
  if (old.length > 0) await noteBeginning(folder, first)
  for (const name of old) await rm(walFile(folder, name).path + suffix(folder), { force: true })
  return old.length
}

/** Files that came after the oldest backup began may be named by rows in the journal since. */
async function removeFiles(
  folder: BackupFolder,
  kept: readonly Manifest[],
  oldest: Manifest,
): Promise<number> {
  const before = Date.parse(oldest.startedAt)
  const ending = suffix(folder, false)
  let removed = 0
  for (const hash of await copiedHashes(folder)) {
    if (kept.some(({ files }) => Object.hasOwn(files, hash))) continue
    const path = stored(folder, hash).path + ending
    const found = await stat(path).catch(absent)
    if (!found || found.mtimeMs >= before) continue
    await rm(path, { force: true })
    removed++
  }
  return removed
}
