// Takes finished journal segments out of the running PostgreSQL, and tells it which it may reuse.
import { createHash } from 'node:crypto'
import { chown, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { syncFolder } from '../files/write-hashed.ts'
import { PlatformError } from '../platform-error.ts'
import { readWhole } from './read-file.ts'
import { absent, isBackupFolder, places, writeDurably } from './backup-folder.ts'
import type { BackupFolder } from './backup-folder.ts'
import { readStored, suffix, writeStored } from './stored-file.ts'
import { isArchived, isSegment, parseSegment, segmentOf } from './wal-names.ts'

/**
 * The user who runs PostgreSQL need not reach the backup or its key: PostgreSQL's archive_command
 * (`archiveCommand`) only asks whether Rimaq has put a file of the segment's name into the folder
 * `archive` of the cluster. Rimaq finds finished segments by the `.ready` files of PostgreSQL.
 */
export class SegmentArchive {
  waiting = 0
  /** Number of the last archived segment; -1 before the first. */
  through = -1
  readonly #folder: BackupFolder
  readonly #cluster: string
  readonly #segmentBytes: number

  constructor(options: { folder: BackupFolder; cluster: string; segmentBytes: number }) {
    this.#folder = options.folder
    this.#cluster = options.cluster
    this.#segmentBytes = options.segmentBytes
  }

  /** @returns since when every segment goes into this folder: an older base backup leads nowhere */
  async open(now: Date, lsn: string): Promise<Date> {
    const path = archiveFolder(this.#cluster)
    const { uid, gid } = await stat(this.#cluster)
    await mkdir(path, { recursive: true, mode: 0o700 })
    await chown(path, uid, gid)
    const known = await archivingSince(this.#cluster, this.#folder.path)
    const since = known ?? now
    if (!known) {
      // Before this segment the archive may have a gap that is nobody's loss (verify-backup.ts).
      const waiting = (await this.ready()).filter(isSegment).map((name) => this.#number(name))
      const first = Math.min(segmentOf(lsn, this.#segmentBytes), ...waiting)
      await noteBeginning(this.#folder, first)
      const note = { to: this.#folder.path, since: now.toISOString() }
      await writeDurably(join(path, 'on'), JSON.stringify(note))
    }
    await writeFile(join(path, 'busy'), '')
    await mkdir(places.wal(this.#folder), { recursive: true, mode: 0o700 })
    const names = (await readdir(places.wal(this.#folder))).map((name) => name.split('.')[0] ?? '')
    const numbers = names.filter(isSegment).map((name) => this.#number(name))
    this.through = known ? numbers.reduce((a, b) => Math.max(a, b), -1) : -1
    return since
  }

  /** Names of what PostgreSQL wants archived, oldest first; forgets what it has reused. */
  async ready(): Promise<string[]> {
    const names = await readdir(join(this.#cluster, 'pg_wal', 'archive_status')).catch(absent)
    const ready = (names ?? [])
      .filter((name) => name.endsWith('.ready'))
      .map((name) => name.slice(0, -'.ready'.length))
      .filter(isArchived)
    const marks = ((await readdir(archiveFolder(this.#cluster)).catch(absent)) ?? []).filter(
      isArchived,
    )
    const done = marks.filter((name) => !ready.includes(name))
    for (const name of done) await rm(join(archiveFolder(this.#cluster), name), { force: true })
    const wanted = ready.filter((name) => !marks.includes(name)).toSorted()
    this.waiting = wanted.length
    // Histories first: they say where the segments belong.
    return wanted.toSorted((a, b) => Number(isSegment(a)) - Number(isSegment(b)))
  }

  /** Durable in the backup, then told to PostgreSQL. @throws PlatformError wal-differs, backup-full */
  async archive(name: string): Promise<void> {
    const source = join(this.#cluster, 'pg_wal', name)
    const target = walFile(this.#folder, name)
    if ((await stat(target.path + suffix(this.#folder)).catch(absent)) === null) {
      await writeStored(readWhole(source), target)
      await syncFolder(places.wal(this.#folder))
    } else {
      await this.#compare(source, name)
    }
    await writeFile(join(archiveFolder(this.#cluster), name), '')
    this.waiting--
    if (isSegment(name)) this.through = Math.max(this.through, this.#number(name))
  }

  /** Archived before, but PostgreSQL was not told, or ended before it noted it. */
  async #compare(source: string, name: string): Promise<void> {
    const [now, before] = [createHash('sha256'), createHash('sha256')]
    for await (const part of readWhole(source)) now.update(part)
    for await (const part of readStored(walFile(this.#folder, name))) before.update(part)
    if (now.digest('hex') !== before.digest('hex')) {
      throw new PlatformError('wal-differs', { path: this.#folder.path, name })
    }
  }

  /** PostgreSQL keeps what comes from now on until somebody archives again. */
  async close(): Promise<void> {
    await rm(join(archiveFolder(this.#cluster), 'busy'), { force: true })
  }

  #number(name: string): number {
    return parseSegment(name, this.#segmentBytes).number
  }
}

/**
 * Where a backup was and is no more, the disk is not mounted: nothing is begun anew in its place.
 * @throws PlatformError backup-folder-missing
 */
export async function assertStillThere(cluster: string, to: string): Promise<void> {
  if ((await archivingSince(cluster, to)) === null || (await isBackupFolder(to))) return
  throw new PlatformError('backup-folder-missing', { path: to })
}

/** null when this cluster's segments do not go, or did not always go, into this backup folder. */
async function archivingSince(cluster: string, to: string): Promise<Date | null> {
  const text = await readFile(join(archiveFolder(cluster), 'on'), 'utf8').catch(absent)
  const note = JSON.parse(text ?? '{}') as { to?: string; since?: string }
  return note.to === to && note.since !== undefined ? new Date(note.since) : null
}

function archiveFolder(cluster: string): string {
  return join(cluster, 'archive')
}

/** Segments need not be kept any more: whoever runs the city without a backup folder does not want one. */
export async function forgetArchive(cluster: string): Promise<void> {
  await rm(archiveFolder(cluster), { recursive: true, force: true })
}

/** Are finished segments kept for a backup? */
export async function isWanted(cluster: string): Promise<boolean> {
  return (await stat(join(archiveFolder(cluster), 'on')).catch(absent)) !== null
}

/** Segments are kept until a backup folder is named (a restored cluster). */
export async function wantArchive(
  cluster: string,
  owner: { uid: number; gid: number },
): Promise<void> {
  await mkdir(archiveFolder(cluster), { mode: 0o700 })
  await writeFile(join(archiveFolder(cluster), 'on'), '{}')
  await chown(archiveFolder(cluster), owner.uid, owner.gid)
}

const beginnings = 'began.json'

/** Numbers of the segments with which the archive begins, or began again after a gap. */
export async function archiveBeginnings(folder: { path: string }): Promise<number[]> {
  const text = await readFile(join(places.wal(folder), beginnings), 'utf8').catch(absent)
  return JSON.parse(text ?? '[]') as number[]
}

/** From this segment on the archive has all again; what lies before it is of no use by itself. */
export async function noteBeginning(folder: { path: string }, number: number): Promise<void> {
  const known = (await archiveBeginnings(folder)).filter((each) => each > number)
  const text = JSON.stringify([...known, number])
  await writeDurably(join(places.wal(folder), beginnings), `${text}\n`)
}

export function walFile(
  folder: BackupFolder,
  name: string,
): { path: string; place: string; master: Buffer | null } {
  return { path: join(places.wal(folder), name), place: `wal/${name}`, master: folder.master }
}
