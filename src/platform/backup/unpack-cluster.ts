// Lays a base backup out as a PostgreSQL folder that will recover from it.
import { createWriteStream } from 'node:fs'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { places } from './backup-folder.ts'
import type { BackupFolder } from './backup-folder.ts'
import { inParallel } from './in-parallel.ts'
import type { DatabasePart, Entry } from './manifest.ts'
import { Counter, damaged, readStored, suffix } from './stored-file.ts'

/**
 * Every file is compared with the manifest while it is written. PostgreSQL makes them durable itself
 * when it starts (SyncDataDirectory). Tablespaces move into the cluster's folder.
 * @throws PlatformError backup-damaged
 */
export async function unpackCluster(options: {
  folder: BackupFolder
  id: string
  database: DatabasePart
  /** The new folder. */
  to: string
  progress: (share: number) => void
}): Promise<void> {
  const { folder, id, database, to, progress } = options
  await mkdir(to, { recursive: true, mode: 0o700 })
  for (const oid of database.tablespaces) {
    await mkdir(join(to, 'tablespaces', oid), { recursive: true, mode: 0o700 })
    await mkdir(join(to, 'pg_tblspc'), { recursive: true, mode: 0o700 })
    await symlink(join('..', 'tablespaces', oid), join(to, 'pg_tblspc', oid))
  }
  for (const path of database.folders) await mkdir(join(to, path), { recursive: true, mode: 0o700 })
  // Where tablespaces lay before is of no use here: their links are made above.
  const files = database.files.filter(({ path }) => path !== 'tablespace_map')
  let done = 0
  await inParallel(files, async (entry) => {
    const kept = join(places.base(folder, id), 'database', entry.path)
    const source = {
      path: kept,
      place: `base/${id}/database/${entry.path}`,
      master: folder.master,
    }
    await mkdir(dirname(join(to, entry.path)), { recursive: true, mode: 0o700 })
    await writeChecked(readStored(source), join(to, entry.path), entry, kept + suffix(folder))
    progress(++done / files.length)
  })
  await writeFile(join(to, 'recovery.signal'), '', { mode: 0o600 })
}

/** @throws PlatformError backup-damaged when the bytes are not those of the manifest */
export async function writeChecked(
  bytes: AsyncIterable<Uint8Array>,
  to: string,
  expected: Pick<Entry, 'sha256'>,
  from: string,
): Promise<void> {
  const passed = new Counter()
  const source = Readable.from(passed.through(bytes), { objectMode: false })
  await pipeline(source, createWriteStream(to, { mode: 0o600 }))
  if (passed.digest() !== expected.sha256) throw damaged(from, 'differs')
}
