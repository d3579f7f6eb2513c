// Reads a whole backup folder and names everything in it that is not as it was stored.
import { join } from 'node:path'
import { isContentHash } from '../files/stored-files.ts'
import { PlatformError } from '../platform-error.ts'
import { openForReading, places } from './backup-folder.ts'
import type { BackupFolder } from './backup-folder.ts'
import { restorable } from './choose-base.ts'
import { readComplete } from './completeness.ts'
import { copiedHashes, readCopied } from './copy-files.ts'
import { inParallel } from './in-parallel.ts'
import { baseIds, readManifest } from './manifest.ts'
import type { DatabasePart, Entry, Manifest } from './manifest.ts'
import { mirrored } from './restore-files.ts'
import { archiveBeginnings, walFile } from './segment-archive.ts'
import { checkStored, damaged, readStored, suffix } from './stored-file.ts'
import {
  beginsSegment,
  isSegment,
  lsnNumber,
  parseHistory,
  parseSegment,
  segmentBefore,
  segmentName,
  segmentOf,
} from './wal-names.ts'
import { archivedNames } from './wal-supply.ts'

export interface Verified {
  whole: boolean
  /** Base backups that are whole, oldest first. */
  backups: string[]
  /** Files read, and their bytes on the disk where known. */
  files: number
  segments: number
  /** Which instants can be restored; null: none. */
  range: { from: string; to: string } | null
  /** One error for each thing that is wrong. */
  problems: PlatformError[]
}

/** Changes nothing. @throws PlatformError backup-folder-missing, backup-key-* */
export async function verifyBackup(options: {
  path: string
  secret: string | null
  progress?: (share: number) => void
}): Promise<Verified> {
  const folder = await openForReading(options.path, options.secret)
  const work = new Verification(folder, options.progress ?? (() => {}))
  return work.run()
}

class Verification {
  readonly #folder: BackupFolder
  readonly #progress: (share: number) => void
  readonly #problems: PlatformError[] = []
  #files = 0
  #planned = 1

  constructor(folder: BackupFolder, progress: (share: number) => void) {
    this.#folder = folder
    this.#progress = progress
  }

  async run(): Promise<Verified> {
    const folder = this.#folder
    const manifests = await this.#manifests()
    if (manifests.length === 0) {
      this.#problems.push(new PlatformError('backup-none', { path: folder.path }))
    }
    // Those that came after the last base backup stand in no manifest; rows in the journal name them.
    const hashes = new Set([
      ...manifests.flatMap(({ files }) => Object.keys(files)),
      ...(await copiedHashes(folder)),
    ])
    const names = await archivedNames(folder)
    const count = ({ database, ledger, secrets = [] }: Manifest): number =>
      (database?.files.length ?? 0) + (database?.wal.length ?? 0) + ledger.length + secrets.length
    this.#planned = manifests.reduce((sum, each) => sum + count(each), hashes.size + names.length)
    const whole: string[] = []
    for (const manifest of manifests) {
      const before = this.#problems.length
      await this.#base(manifest)
      if (this.#problems.length === before) whole.push(manifest.id)
    }
    await inParallel([...hashes], (hash) => this.#tell(() => this.#copied(hash)))
    await this.#archive(names, manifests)
    await inParallel(await mirrored(folder), (path) =>
      this.#tell(() => drain(readStored({ ...this.#ledger(path), master: folder.master }))),
    )
    const range = await restorable(folder, manifests)
    return {
      whole: this.#problems.length === 0,
      backups: whole,
      files: this.#files,
      segments: names.filter(isSegment).length,
      range: range && { from: range.from.toISOString(), to: range.to.toISOString() },
      problems: this.#problems,
    }
  }

  #ledger(path: string): { path: string; place: string } {
    return { path: join(places.ledger(this.#folder), path), place: `ledger/${path}` }
  }

  async #manifests(): Promise<Manifest[]> {
    const found: Manifest[] = []
    for (const id of await baseIds(this.#folder)) {
      await this.#tell(async () => {
        const manifest = await readManifest(this.#folder, id)
        // The folder got its name after the manifest: it was there.
        if (!manifest)
          throw damaged(join(places.base(this.#folder, id), 'manifest.json'), 'missing')
        found.push(manifest)
      }, 0)
    }
    return found
  }

  async #tell(work: () => Promise<void>, files = 1): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error
      this.#problems.push(error)
    } finally {
      this.#files += files
      this.#progress(Math.min(1, this.#files / this.#planned))
    }
  }

  async #base({ id, database, ledger, secrets = [], damaged: lost }: Manifest): Promise<void> {
    const at = places.base(this.#folder, id)
    const check = (kind: string, entries: Entry[]): Promise<void> =>
      inParallel(entries, (entry) => {
        const path = join(at, kind, entry.path)
        const place = `base/${id}/${kind}/${entry.path}`
        const stored = { path, place, master: this.#folder.master }
        return this.#tell(() => checkStored(stored, entry))
      })
    if (database) {
      await check('database', database.files)
      await check('wal', database.wal)
    }
    await check('ledger', ledger)
    await check('secrets', secrets)
    for (const hash of lost) this.#problems.push(new PlatformError('file-missing', { hash }))
  }

  async #copied(hash: string): Promise<void> {
    if (!isContentHash(hash)) throw damaged(hash.slice(0, 80), 'differs')
    return drain(readCopied(this.#folder, hash))
  }

  /** Every archived file opens and is what its name says; between a base backup and the end none is missing. */
  async #archive(names: string[], manifests: Manifest[]): Promise<void> {
    const database = manifests.findLast((each) => each.database)?.database
    if (!database) return
    const usable = new Set<string>()
    await inParallel(names, (name) =>
      this.#tell(async () => {
        await this.#archived(name, database)
        usable.add(name)
      }),
    )
    const ends = await this.#ends(names, database)
    const through = (await readComplete(this.#folder))?.through ?? -1
    const began = await archiveBeginnings(this.#folder)
    const missing = new Set<string>()
    for (const each of manifests) {
      if (each.database) missingAfter(each.database, { names, ends, through, began }, missing)
    }
    for (const name of missing) {
      this.#problems.push(new PlatformError('wal-missing', { name, path: this.#folder.path }))
    }
  }

  async #archived(name: string, database: DatabasePart): Promise<void> {
    const file = walFile(this.#folder, name)
    let head = Buffer.alloc(0)
    let bytes = 0
    for await (const part of readStored(file)) {
      if (head.length < 40) head = Buffer.concat([head, part.subarray(0, 40)])
      bytes += part.length
    }
    if (!isSegment(name)) return
    const { segmentBytes, systemIdentifier: system } = database
    const segment = parseSegment(name, segmentBytes)
    const right = beginsSegment(head, { segment, segmentBytes, system })
    if (bytes !== segmentBytes || !right) throw damaged(file.path + suffix(this.#folder), 'differs')
  }

  /** Where each timeline was left for a later one: timeline → later timeline → number of the segment. */
  async #ends(names: string[], { segmentBytes }: DatabasePart): Promise<Branch[]> {
    const branches: Branch[] = []
    for (const name of names.filter((each) => each.endsWith('.history'))) {
      await this.#tell(async () => {
        const parts: Uint8Array[] = []
        for await (const part of readStored(walFile(this.#folder, name))) parts.push(part)
        const parent = parseHistory(Buffer.concat(parts).toString()).at(-1)
        if (!parent) return
        const timeline = Number.parseInt(name.slice(0, 8), 16)
        branches.push({
          timeline,
          parent: parent.timeline,
          at: segmentOf(parent.left, segmentBytes),
        })
      }, 0)
    }
    return branches
  }
}

interface Branch {
  timeline: number
  parent: number
  /** Number of the segment in which the timeline begins. */
  at: number
}

/**
 * What is missing on the way from the end of this base backup to the end of its timeline, and of those
 * that branch off it. A backup that ended after the last archived segment needs none.
 */
function missingAfter(
  database: DatabasePart,
  archive: { names: string[]; ends: Branch[]; through: number; began: number[] },
  missing: Set<string>,
): void {
  const { segmentBytes, timeline, stopLsn } = database
  const have = new Set(archive.names)
  const numbersOf = (wanted: number): number[] =>
    archive.names
      .filter(isSegment)
      .map((name) => parseSegment(name, segmentBytes))
      .filter((each) => each.timeline === wanted)
      .map(({ number }) => number)
  const follow = (on: number, first: number): void => {
    const later = archive.ends.filter(({ parent, at }) => parent === on && at >= first - 1)
    const newest = later.length === 0 ? archive.through : -1
    const last = Math.max(...numbersOf(on), ...later.map(({ at }) => at - 1), newest, -1)
    // What lies before a beginning of the archive was never promised: the later base backup leads on.
    let gap: string[] = []
    for (let number = first; number <= last + 1; number++) {
      if (archive.began.includes(number)) gap = []
      const name = segmentName({ timeline: on, number }, segmentBytes)
      if (number <= last && !have.has(name)) gap.push(name)
      else for (const each of gap.splice(0)) missing.add(each)
    }
    for (const branch of later) follow(branch.timeline, branch.at)
  }
  // Where the base backup was made into another folder than the archive, there is no journal to follow.
  if (archive.names.some(isSegment) && lsnNumber(stopLsn) > 0) {
    follow(timeline, segmentBefore(stopLsn, segmentBytes) + 1)
  }
}

async function drain(bytes: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const part of bytes) void part
}
