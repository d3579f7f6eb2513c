// What a base backup consists of, file by file; without this file there is no backup.
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { PlatformError } from '../platform-error.ts'
import { absent, backupFormat, places, writeDurably } from './backup-folder.ts'
import type { BackupFolder } from './backup-folder.ts'
import { manifestMac, sameText } from './backup-key.ts'
import { damaged } from './stored-file.ts'
import type { StoredFile } from './stored-file.ts'

/** A file in the folder of the base backup; `path` is without the ending `.zst` or `.sealed`. */
export interface Entry extends StoredFile {
  path: string
}

export interface DatabasePart {
  /** As PostgreSQL says it: 18.4. */
  version: string
  systemIdentifier: string
  timeline: number
  startLsn: string
  stopLsn: string
  segmentBytes: number
  /** Below `database/`. */
  files: Entry[]
  /** Folders of the cluster, also empty ones. */
  folders: string[]
  /** Numbers of tablespaces outside the cluster; their files lie below `database/pg_tblspc/`. */
  tablespaces: string[]
  /** The journal from start to stop, below `wal/`: the backup is whole without the archive. */
  wal: Entry[]
}

export interface Manifest {
  format: number
  id: string
  /** Version of Rimaq. */
  program: string
  /** ISO 8601, UTC, by the clock of the database where there is one. */
  startedAt: string
  stoppedAt: string
  /** null: the operator's own server (DATABASE_URL), which Rimaq cannot copy. */
  database: DatabasePart | null
  /** Content-addressed files in `files/` of the backup folder: hash → bytes. */
  files: Record<string, number>
  /** Files of the store that were not what their names say when they should be copied. */
  damaged: string[]
  /** Where the files are when they are not in the backup (S3). */
  filesElsewhere: string | null
  /** Those files by hash with their bytes, where they were listed and not copied. */
  listed?: Record<string, number>
  /** Below `ledger/`. */
  ledger: Entry[]
  /** Below `secrets/`: keys of the ledger and the like; none in a backup that is not encrypted. */
  secrets?: Entry[]
}

const name = 'manifest.json'
const identifier = /^\d{8}T\d{6}Z-[0-9a-f]{6}$/

export function newId(now: Date, random: string): string {
  return `${now.toISOString().replace(/[-:]|\.\d+/g, '')}-${random}`
}

/** Written last, durably: from then on the folder is a backup. */
export async function writeManifest(
  folder: BackupFolder,
  at: string,
  manifest: Manifest,
): Promise<void> {
  const text = JSON.stringify(manifest)
  const mac = folder.master ? manifestMac(folder.master, text) : null
  await writeDurably(join(at, name), `${JSON.stringify({ mac, manifest: text })}\n`)
}

/**
 * null when there is none.
 * @throws PlatformError backup-damaged, backup-newer
 */
export async function readManifest(folder: BackupFolder, id: string): Promise<Manifest | null> {
  const path = join(places.base(folder, id), name)
  const text = await readFile(path, 'utf8').catch(absent)
  if (text === null) return null
  const manifest = parse(text, folder, path)
  if (manifest.format > backupFormat) {
    const { format: found } = manifest
    throw new PlatformError('backup-newer', { path: folder.path, found, known: backupFormat })
  }
  if (manifest.id !== id) throw damaged(path, 'differs')
  return manifest
}

function parse(text: string, { master }: BackupFolder, path: string): Manifest {
  try {
    const { mac, manifest } = JSON.parse(text) as { mac: string | null; manifest: string }
    if (master && !sameText(mac ?? '', manifestMac(master, manifest))) throw new SyntaxError('mac')
    return JSON.parse(manifest) as Manifest
  } catch (cause) {
    throw damaged(path, 'differs', cause)
  }
}

/** Names of the base backups, oldest first; a name says nothing of whether it is whole. */
export async function baseIds(folder: { path: string }): Promise<string[]> {
  const names = (await readdir(places.base(folder)).catch(absent)) ?? []
  return names.filter((each) => identifier.test(each)).toSorted()
}

/** When the backup of this name was begun, to the second; names need no key. */
export function begunAt(id: string): Date {
  return new Date(id.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z.*$/, '$1-$2-$3T$4:$5:$6Z'))
}

/** Every backup that has a manifest, oldest first. @throws PlatformError backup-damaged */
export async function readManifests(folder: BackupFolder): Promise<Manifest[]> {
  const found: Manifest[] = []
  for (const id of await baseIds(folder)) {
    const manifest = await readManifest(folder, id)
    if (manifest) found.push(manifest)
  }
  return found
}
