// Restores an installation from a backup into an empty folder, to its end or to a chosen instant.
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { clusterFolder, markDataFolder } from '../database/data-folder.ts'
import { postgresMajor } from '../database/postgres-program.ts'
import { isPostgres, readPostmasterFile } from '../database/postmaster-file.ts'
import { PlatformError } from '../platform-error.ts'
import { absent, openForReading, writeDurably } from './backup-folder.ts'
import type { BackupFolder } from './backup-folder.ts'
import { chooseBase } from './choose-base.ts'
import { parseInstant } from './instant.ts'
import type { Manifest } from './manifest.ts'
import { recoverCluster } from './recover-cluster.ts'
import type { Recovered } from './recover-cluster.ts'
import { restoreSecrets } from './copy-secrets.ts'
import { compareListed, restoreFiles, restoreLedger } from './restore-files.ts'
import type { FilesReport } from './restore-files.ts'
import type { FileColumn } from './store-check.ts'

export type RestorePhase = 'unpack' | 'recover' | 'check' | 'files'

export interface RestoreOptions {
  /** The backup folder, and its key. */
  from: string
  secret: string | null
  /** ISO 8601 with zone; null: everything the backup has. */
  at: string | null
  /** The new data folder: empty or not there. */
  to: string
  /** A certain base backup; else the newest before the instant. */
  id?: string
  /** Which columns name stored files. */
  columns: readonly FileColumn[]
  /** Only to know that it works: files are read and not written, and the folder is not made usable. */
  drill?: boolean
  now: () => Date
  progress?: (phase: RestorePhase, share: number) => void
}

export interface RestoreReport {
  /** No file missing or damaged, no index damaged. */
  whole: boolean
  /** The instant asked for; null: everything. */
  at: string | null
  from: string
  /** The base backup it began with. */
  backup: string
  restoredAt: string
  /** null: the database is the operator's (DATABASE_URL) and was not in the backup. */
  database: Omit<Recovered, 'named'> | null
  /** null: they are elsewhere (S3) and were not listed. */
  files: FilesReport | null
  /** Where they are; null: in the new folder. */
  filesElsewhere: string | null
  ledgerFiles: number
  /** Keys and secrets that were in the backup; 0: put the copies you keep elsewhere into place. */
  secrets: number
  seconds: Record<RestorePhase, number>
}

/**
 * Writes `restore-report.json` and `restored.json` into the new folder; the public log refuses to be
 * signed on after it finds the latter. Whatever fails, the folder is left as it was found.
 * @throws PlatformError of the codes restore-*, backup-*, wal-missing, database-*
 */
export async function restore(options: RestoreOptions): Promise<RestoreReport> {
  const at = options.at === null ? null : parseInstant(options.at)
  const to = resolve(options.to)
  await assertEmpty(to)
  const folder = await openForReading(options.from, options.secret)
  const manifest = await chooseBase(folder, {
    at,
    ...(options.id !== undefined && { id: options.id }),
  })
  const found = manifest.database?.version.split('.')[0] ?? postgresMajor
  if (found !== postgresMajor) {
    throw new PlatformError('restore-other-version', { found, known: postgresMajor })
  }
  const existed = (await stat(to).catch(absent)) !== null
  await mkdir(to, { recursive: true, mode: 0o700 })
  try {
    return await fill(options, { at, to, folder, manifest })
  } catch (error) {
    if (!existed) await rm(to, { recursive: true, force: true })
    else for (const name of await readdir(to)) await remove(to, name)
    throw error
  }
}

/** What stands in an empty folder of a disk of its own stays. */
const harmless = new Set(['lost+found', '.gitkeep', '.DS_Store'])

async function remove(folder: string, name: string): Promise<void> {
  if (!harmless.has(name)) await rm(join(folder, name), { recursive: true, force: true })
}

async function assertEmpty(path: string): Promise<void> {
  const pid = readPostmasterFile(clusterFolder(path))?.pid
  if (pid !== undefined && isPostgres(pid)) throw new PlatformError('restore-running', { path })
  const names = (await readdir(path).catch(absent)) ?? []
  const found = names.filter((name) => !harmless.has(name))
  if (found.length === 0) return
  const some = found.toSorted().slice(0, 5).join(', ')
  throw new PlatformError('restore-not-empty', { path, found: some })
}

interface Work {
  at: Date | null
  to: string
  folder: BackupFolder
  manifest: Manifest
}

async function fill(options: RestoreOptions, work: Work): Promise<RestoreReport> {
  const { at, to, folder, manifest } = work
  const { drill = false, progress = () => {} } = options
  const seconds: Record<RestorePhase, number> = { unpack: 0, recover: 0, check: 0, files: 0 }
  let begun = performance.now()
  const step = (phase: RestorePhase, share: number): void => {
    const now = performance.now()
    seconds[phase] += (now - begun) / 1000
    begun = now
    progress(phase, share)
  }
  const recovered = manifest.database
    ? await recoverCluster({
        ...work,
        database: manifest.database,
        columns: options.columns,
        drill,
        step,
      })
    : null
  const hashes = recovered?.named ?? Object.keys(manifest.files)
  const files =
    manifest.filesElsewhere === null
      ? await restoreFiles(folder, hashes, {
          to: drill ? null : join(to, 'files'),
          progress: (share) => step('files', share),
        })
      : manifest.listed === undefined
        ? null
        : compareListed(hashes, manifest.listed)
  step('files', 1)
  const ledgerFiles = await restoreLedger(folder, manifest, join(to, 'ledger'))
  const secrets = await restoreSecrets(folder, manifest, to)
  const { named: _, ...database } = recovered ?? { named: [] }
  const report: RestoreReport = {
    whole:
      (files?.missing.length ?? 0) === 0 &&
      (files?.damaged.length ?? 0) === 0 &&
      (recovered?.indexes.damaged.length ?? 0) === 0,
    at: at?.toISOString() ?? null,
    from: resolve(options.from),
    backup: manifest.id,
    restoredAt: options.now().toISOString(),
    database: recovered ? (database as Omit<Recovered, 'named'>) : null,
    files,
    filesElsewhere: manifest.filesElsewhere,
    ledgerFiles,
    secrets,
    seconds: rounded(seconds),
  }
  if (!drill) await finish(to, report)
  return report
}

/** The marker of the data folder comes last: a restore that was killed leaves nothing that starts. */
async function finish(to: string, report: RestoreReport): Promise<void> {
  const text = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
  await writeDurably(join(to, 'restore-report.json'), text(report))
  const { at, from, backup, database } = report
  const lsn = database?.lsn ?? null
  await writeDurably(join(to, 'restored.json'), text({ at, from, lsn, backup }))
  if (database) markDataFolder(to)
}

function rounded(seconds: Record<RestorePhase, number>): Record<RestorePhase, number> {
  const entries = Object.entries(seconds).map(([name, value]) => [
    name,
    Math.round(value * 1000) / 1000,
  ])
  return Object.fromEntries(entries) as Record<RestorePhase, number>
}
