// Takes a base backup: the database while it runs, then the stored files, then the public log.
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type pg from 'pg'
import { syncFolder } from '../files/write-hashed.ts'
import { readWhole } from './read-file.ts'
import { absent, backupError, backupFormat, openForWriting, places } from './backup-folder.ts'
import type { BackupFolder } from './backup-folder.ts'
import { clusterFiles } from './cluster-files.ts'
import type { ClusterFiles } from './cluster-files.ts'
import { type BackupBucket, type FilesPolicy, copyBucket, listBucket } from './copy-bucket.ts'
import { FilesCopy } from './copy-files.ts'
import type { FilesCopied } from './copy-files.ts'
import { copyLedger } from './copy-ledger.ts'
import { copySecrets } from './copy-secrets.ts'
import { inParallel } from './in-parallel.ts'
import { newId, writeManifest } from './manifest.ts'
import type { DatabasePart, Entry, Manifest } from './manifest.ts'
import { removeOld } from './retention.ts'
import type { Removed } from './retention.ts'
import { assertStillThere } from './segment-archive.ts'
import {
  connectAlone,
  lockBackup,
  serverIdentity,
  startBackup,
  stopBackup,
} from './store-backup.ts'
import type { ServerIdentity, Stopped } from './store-backup.ts'
import { writeStored } from './stored-file.ts'
import { segmentBefore, segmentName, segmentOf } from './wal-names.ts'

/** What is backed up. */
export interface Source {
  /** A connection as superuser to the embedded server, and its folder; null with DATABASE_URL. */
  cluster: { administration: string; folder: string } | null
  /** Folder of the file store; null when the files are elsewhere. */
  files: string | null
  /** Where the files are then, in words of the settings: s3://… */
  filesElsewhere?: string
  /** That place, so that its files are copied or listed; absent: they are neither. */
  bucket?: BackupBucket
  /** Folder of the public log; it may not be there yet. */
  ledger: string
  /** The data folder: its keys and secrets go into an encrypted backup. */
  data: string
}

export interface BaseOptions {
  /** The backup folder. */
  to: string
  /** RIMAQ_BACKUP_KEY; null: not encrypted. */
  secret: string | null
  source: Source
  /** Version of Rimaq. */
  program: string
  now: () => Date
  /** What is done with files in S3; default `list`. */
  files?: FilesPolicy
  /** How many base backups stay afterwards; without it nothing is removed. */
  keep?: number
  /** Called often; what it throws ends the backup, and nothing of it is left. */
  progress?: (phase: BasePhase, share: number) => void
}

export type BasePhase = 'database' | 'files' | 'ledger'

export interface BaseResult {
  manifest: Manifest
  /** Files copied this time; the others were in the backup already. */
  copied: { files: number; bytes: number }
  removed: Removed
  /** Bytes on the disk of the database's part. */
  stored: number
  seconds: number
}

/**
 * A folder `base/<id>` appears under its name when it is whole and on the disk; until then it is
 * `base/<id>.part`, and what a killed process left so is removed by the next backup.
 * @throws PlatformError of the codes backup-*, database-*
 */
export async function takeBase(options: BaseOptions): Promise<BaseResult> {
  const { cluster } = options.source
  const client = cluster ? await connectAlone(cluster.administration) : null
  try {
    if (client) await lockBackup(client)
    if (cluster) await assertStillThere(cluster.folder, options.to)
    const identity = client ? await serverIdentity(client) : null
    const folder = await openForWriting({
      path: options.to,
      secret: options.secret,
      installation: identity?.systemIdentifier ?? null,
    })
    const id = newId(options.now(), randomBytes(3).toString('hex'))
    const part = `${places.base(folder, id)}.part`
    try {
      await removeParts(folder)
      await mkdir(part, { recursive: true, mode: 0o700 })
      const made = await fill({ options, folder, id, part, client, identity })
      const { keep } = options
      return keep === undefined ? made : { ...made, removed: await removeOld(folder, keep) }
    } catch (error) {
      await rm(part, { recursive: true, force: true }).catch(() => {})
      throw backupError(error, options.to)
    }
  } finally {
    await client?.end().catch(() => {})
  }
}

/** Safe under the lock: nobody else is writing one. */
async function removeParts(folder: BackupFolder): Promise<void> {
  const names = (await readdir(places.base(folder)).catch(absent)) ?? []
  for (const name of names.filter((each) => each.endsWith('.part'))) {
    await rm(join(places.base(folder), name), { recursive: true, force: true })
  }
}

interface Work {
  options: BaseOptions
  folder: BackupFolder
  id: string
  part: string
  client: pg.Client | null
  identity: ServerIdentity | null
}

async function fill(work: Work): Promise<BaseResult> {
  const { options, folder, id, part, client, identity } = work
  const { source, progress = () => {} } = options
  const began = performance.now()
  const startedAt = options.now()
  const copied = client && identity ? await copyDatabase(work, client, identity) : null
  const files = await copyFiles(work)
  const listed =
    files === null && source.bucket !== undefined ? await listBucket(source.bucket) : null
  // After the database: the log of a backup is never older than what the database says of it.
  progress('ledger', 0)
  const place = { at: join(part, 'ledger'), place: `base/${id}/ledger` }
  const ledger = await copyLedger(folder, source.ledger, place)
  const secrets = await copySecrets(folder, source.data, { at: part, id })
  const manifest: Manifest = {
    format: backupFormat,
    id,
    program: options.program,
    startedAt: (copied?.startedAt ?? startedAt).toISOString(),
    stoppedAt: (copied?.stoppedAt ?? options.now()).toISOString(),
    database: copied?.part ?? null,
    files: Object.fromEntries(files?.all ?? []),
    damaged: files?.damaged ?? [],
    filesElsewhere: files === null ? (source.filesElsewhere ?? '') : null,
    ...(listed === null ? {} : { listed: Object.fromEntries(listed) }),
    ledger,
    secrets,
  }
  await syncAll(part)
  await writeManifest(folder, part, manifest)
  await rename(part, places.base(folder, id))
  await syncFolder(places.base(folder))
  return result(manifest, files, began)
}

/** Null when the files stay elsewhere. */
function copyFiles({ options, folder }: Work): Promise<FilesCopied> | null {
  const { source, progress = () => {} } = options
  const told = (share: number): void => progress('files', share)
  if (source.files !== null) return new FilesCopy(folder, source.files).all(told)
  const { bucket } = source
  return bucket !== undefined && options.files === 'copy' ? copyBucket(folder, bucket, told) : null
}

function result(manifest: Manifest, files: FilesCopied | null, began: number): BaseResult {
  const entries = [...(manifest.database?.files ?? []), ...(manifest.database?.wal ?? [])]
  return {
    manifest,
    copied: { files: files?.copied ?? 0, bytes: files?.bytes ?? 0 },
    removed: { backups: [], segments: 0, files: 0 },
    stored: entries.reduce((sum, { stored }) => sum + stored, 0),
    seconds: Math.round(performance.now() - began) / 1000,
  }
}

/** Every folder's names are durable before the manifest says they are there. */
async function syncAll(path: string): Promise<void> {
  const inside = await readdir(path, { recursive: true, withFileTypes: true })
  const folders = inside.filter((entry) => entry.isDirectory())
  const paths = folders.map((entry) => join(entry.parentPath, entry.name))
  await inParallel([...paths, path, dirname(path)], syncFolder)
}

async function copyDatabase(
  work: Work,
  client: pg.Client,
  identity: ServerIdentity,
): Promise<{ part: DatabasePart; startedAt: Date; stoppedAt: Date }> {
  const { options, id } = work
  const cluster = options.source.cluster?.folder ?? ''
  const started = await startBackup(client, `rimaq ${id}`)
  const listed = await clusterFiles(cluster)
  const files = await copyCluster(work, cluster, listed)
  const stopped = await stopBackup(client)
  files.push(...(await writeLabels(work, stopped)))
  const { timeline } = started
  const { segmentBytes } = identity
  const names: string[] = []
  const last = segmentBefore(stopped.lsn, segmentBytes)
  for (let number = segmentOf(started.lsn, segmentBytes); number <= last; number++) {
    names.push(segmentName({ timeline, number }, segmentBytes))
  }
  const histories = (await readdir(join(cluster, 'pg_wal'))).filter((name) =>
    name.endsWith('.history'),
  )
  const wal: Entry[] = []
  for (const name of [...histories, ...names]) {
    wal.push(await copyInto(work, 'wal', name, join(cluster, 'pg_wal', name)))
  }
  const { version, systemIdentifier } = identity
  const part: DatabasePart = {
    version,
    systemIdentifier,
    timeline,
    startLsn: started.lsn,
    stopLsn: stopped.lsn,
    segmentBytes,
    files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    folders: listed.folders,
    tablespaces: listed.tablespaces,
    wal,
  }
  return { part, startedAt: started.at, stoppedAt: stopped.at }
}

async function copyCluster(work: Work, cluster: string, listed: ClusterFiles): Promise<Entry[]> {
  const progress = work.options.progress ?? (() => {})
  const entries: Entry[] = []
  const control = listed.files.at(-1) ?? ''
  await inParallel(listed.files.slice(0, -1), async (path) => {
    const source = join(cluster, path)
    try {
      entries.push(await copyInto(work, 'database', path, source))
    } catch (error) {
      // Tables are dropped and rewritten meanwhile; the journal repeats what is missing here.
      const { code, path: gone } = error as NodeJS.ErrnoException
      if (code !== 'ENOENT' || gone !== source) throw error
    }
    progress('database', entries.length / listed.files.length)
  })
  entries.push(await copyInto(work, 'database', control, join(cluster, control)))
  return entries
}

async function writeLabels(work: Work, stopped: Stopped): Promise<Entry[]> {
  const labels: [string, string][] = [['backup_label', stopped.label]]
  if (stopped.tablespaces !== '') labels.push(['tablespace_map', stopped.tablespaces])
  const entries: Entry[] = []
  for (const [path, text] of labels) {
    entries.push(await writeInto(work, 'database', path, inOnePart(text)))
  }
  return entries
}

async function* inOnePart(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

function copyInto(work: Work, kind: string, path: string, source: string): Promise<Entry> {
  return writeInto(work, kind, path, readWhole(source))
}

async function writeInto(
  { folder, id, part }: Work,
  kind: string,
  path: string,
  bytes: AsyncIterable<Uint8Array>,
): Promise<Entry> {
  const place = `base/${id}/${kind}/${path}`
  const target = { path: join(part, kind, path), place, master: folder.master }
  return { path, ...(await writeStored(bytes, target)) }
}
