// Base backups that must not be removed, and the record of who held and released them, and why.
import { mkdir, open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { syncFolder } from '../files/write-hashed.ts'
import { PlatformError } from '../platform-error.ts'
import { absent, backupError, places, writeDurably } from './backup-folder.ts'
import { baseIds } from './manifest.ts'

export interface Hold {
  /** Identifier of the base backup. */
  id: string
  at: string
  who: string
  reason: string
}

/** Appended to for ever, one JSON line for each act. */
const record = 'record.ndjson'

/** Identifiers of the backups that are held. A file that cannot be read holds all the same. */
export async function heldBackups(folder: { path: string }): Promise<Set<string>> {
  const names = (await readdir(places.holds(folder)).catch(absent)) ?? []
  return new Set(
    names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length)),
  )
}

/** @throws PlatformError backup-unknown, backup-full */
export async function holdBackup(folder: { path: string }, hold: Hold): Promise<void> {
  await assertKnown(folder, hold.id)
  try {
    await note(folder, { act: 'hold', ...hold })
    const path = join(places.holds(folder), `${hold.id}.json`)
    await writeDurably(path, `${JSON.stringify(hold, null, 2)}\n`)
  } catch (error) {
    throw backupError(error, folder.path)
  }
}

/** @throws PlatformError backup-unknown when it is not held */
export async function releaseBackup(folder: { path: string }, release: Hold): Promise<void> {
  if (!(await heldBackups(folder)).has(release.id)) {
    throw new PlatformError('backup-unknown', { id: release.id, path: places.holds(folder) })
  }
  try {
    await note(folder, { act: 'release', ...release })
    await rm(join(places.holds(folder), `${release.id}.json`), { force: true })
    await syncFolder(places.holds(folder))
  } catch (error) {
    throw backupError(error, folder.path)
  }
}

async function assertKnown(folder: { path: string }, id: string): Promise<void> {
  if ((await baseIds(folder)).includes(id)) return
  throw new PlatformError('backup-unknown', { id, path: folder.path })
}

/** The record is on the disk before what it records is done. */
async function note(folder: { path: string }, act: Hold & { act: string }): Promise<void> {
  await mkdir(places.holds(folder), { recursive: true, mode: 0o700 })
  const file = await open(join(places.holds(folder), record), 'a', 0o600)
  try {
    await file.writeFile(`${JSON.stringify(act)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await syncFolder(places.holds(folder))
}
