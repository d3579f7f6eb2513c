// Copies keys and secrets of the installation into an encrypted backup; an open one gets none of them.
import { chmod, mkdir, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { absent, places } from './backup-folder.ts'
import type { BackupFolder } from './backup-folder.ts'
import type { Entry, Manifest } from './manifest.ts'
import { readWhole } from './read-file.ts'
import { writeChecked } from './unpack-cluster.ts'
import { readStored, suffix, writeStored } from './stored-file.ts'

/** Folders of the data folder: signing keys of the ledger, secrets of pseudonyms. */
export const secretFolders = ['keys', 'secrets'] as const

/** Into `secrets/` of the base backup at `at`; nothing where the backup is not encrypted. */
export async function copySecrets(
  folder: BackupFolder,
  data: string,
  { at, id }: { at: string; id: string },
): Promise<Entry[]> {
  const entries: Entry[] = []
  if (folder.master === null) return entries
  for (const name of secretFolders) {
    const found = (await readdir(join(data, name), { withFileTypes: true }).catch(absent)) ?? []
    for (const entry of found.filter((each) => each.isFile())) {
      const path = `${name}/${entry.name}`
      const place = `base/${id}/secrets/${path}`
      const target = { path: join(at, 'secrets', path), place, master: folder.master }
      entries.push({ path, ...(await writeStored(readWhole(join(data, path)), target)) })
    }
  }
  return entries
}

/** Back into the data folder, readable by its owner alone. Answers how many there were. */
export async function restoreSecrets(
  folder: BackupFolder,
  manifest: Manifest,
  to: string,
): Promise<number> {
  const entries = manifest.secrets ?? []
  for (const entry of entries) {
    const { path } = entry
    const place = `base/${manifest.id}/secrets/${path}`
    const at = join(places.base(folder, manifest.id), 'secrets', path)
    const source = { path: at, place, master: folder.master }
    const target = join(to, path)
    await mkdir(dirname(target), { recursive: true, mode: 0o700 })
    await writeChecked(readStored(source), target, entry, at + suffix(folder))
    await chmod(target, 0o600)
  }
  return entries.length
}
