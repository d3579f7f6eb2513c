// Recovers a database from a base backup and the journal, and asks it whether it is whole.
import { statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { clusterFolder } from '../database/data-folder.ts'
import { postgresProgram } from '../database/postgres-program.ts'
import { ensureServer, stopServer } from '../database/postgres-server.ts'
import type { Cluster } from '../database/postgres-server.ts'
import { postgresUser } from '../database/postgres-user.ts'
import { socketFolder, socketUrl } from '../database/socket-folder.ts'
import { withClient } from '../database/store-server.ts'
import { PlatformError } from '../platform-error.ts'
import type { BackupFolder } from './backup-folder.ts'
import { WalFeed, restoreCommand } from './feed-wal.ts'
import { recoveryTime } from './instant.ts'
import type { DatabasePart, Manifest } from './manifest.ts'
import type { RestorePhase } from './restore.ts'
import { wantArchive } from './segment-archive.ts'
import { checkIndexes, countRows, databaseState, namedFiles } from './store-check.ts'
import type { DatabaseState, FileColumn, IndexCheck } from './store-check.ts'
import { unpackCluster } from './unpack-cluster.ts'
import { WalSupply } from './wal-supply.ts'

export interface Recovered extends DatabaseState {
  /** Segments of the journal that were replayed or laid ready. */
  segments: number
  /** Table → rows. */
  tables: Record<string, number>
  indexes: IndexCheck
  /** Hashes of the files that rows name. */
  named: string[]
}

/** Milliseconds; the journal of a long time may take hours. */
const patience = 86_400_000

interface RecoverOptions {
  folder: BackupFolder
  manifest: Manifest
  database: DatabasePart
  at: Date | null
  /** The data folder. */
  to: string
  columns: readonly FileColumn[]
  /** Timeline of PostgreSQL; absent: the newest. */
  timeline?: number | undefined
  drill: boolean
  step: (phase: RestorePhase, share: number) => void
}

/** The server is stopped again at the end. @throws PlatformError restore-not-finished, wal-missing … */
export async function recoverCluster(options: RecoverOptions): Promise<Recovered> {
  const { folder, manifest, database, to, step } = options
  const cluster = clusterFolder(to)
  await unpackCluster({
    folder,
    id: manifest.id,
    database,
    to: cluster,
    progress: (share) => step('unpack', share),
  })
  if (!options.drill) await wantArchive(cluster, statSync(cluster))
  // As root this hands over what was unpacked.
  const user = postgresUser(cluster)
  const program = postgresProgram({ user, dataDir: to })
  const feed = new WalFeed(cluster, await WalSupply.open(folder, manifest, database), user)
  const socket = socketFolder(cluster)
  try {
    await feed.start()
    step('recover', 0)
    await replay({ folder: cluster, user, program }, options, feed, socket.path)
    const segments = feed.given
    step('recover', 1)
    const check = await lookAt(socket.path, options)
    await stopServer(cluster)
    step('check', 1)
    return { ...check, segments }
  } finally {
    await stopServer(cluster)
    await feed.stop()
    socket.remove()
    await rm(join(cluster, 'recovery.signal'), { force: true })
  }
}

/**
 * Where the journal holds nothing after the instant, PostgreSQL says that it did not reach it. The
 * instant is within what the archive is known to hold completely (choose-base.ts), so all of the
 * journal is the state at that instant.
 */
async function replay(
  cluster: Cluster,
  options: RecoverOptions,
  feed: WalFeed,
  socket: string,
): Promise<void> {
  const { timeline } = options
  const line: Record<string, string> = {}
  if (timeline !== undefined) line['recovery_target_timeline'] = String(timeline)
  const target = { ...line }
  if (options.at) target['recovery_target_time'] = recoveryTime(options.at)
  try {
    await start(cluster, options.drill, target, socket)
  } catch (error) {
    if (feed.broken) throw feed.broken
    const said = outputOf(error)
    if (!options.at || !said.includes('recovery ended before configured recovery target')) {
      throw notFinished(error, said)
    }
    await start(cluster, options.drill, line, socket).catch((again: unknown) => {
      throw feed.broken ?? notFinished(again, outputOf(again))
    })
  }
}

function outputOf(error: unknown): string {
  const output = error instanceof PlatformError ? error.details['output'] : undefined
  return typeof output === 'string' ? output : ''
}

function notFinished(error: unknown, said: string): unknown {
  return said === '' ? error : new PlatformError('restore-not-finished', { reason: said }, error)
}

async function start(
  cluster: Cluster,
  drill: boolean,
  target: Record<string, string>,
  socket: string,
): Promise<void> {
  const settings = {
    restore_command: restoreCommand,
    recovery_target_action: 'promote',
    // Nobody may look in before the end.
    hot_standby: 'off',
    ...(drill && { archive_mode: 'off', shared_buffers: '128MB' }),
    ...target,
  }
  const url = socketUrl(socket, 'postgres', 'postgres')
  const probe = (): Promise<void> => withClient(url, async () => {})
  await ensureServer({ ...cluster, settings }, { time: patience, probe })
}

async function lookAt(
  socket: string,
  { columns, step }: RecoverOptions,
): Promise<Omit<Recovered, 'segments'>> {
  const administration = socketUrl(socket, 'postgres', 'postgres')
  const state = await databaseState(administration)
  const url = socketUrl(socket, 'postgres', 'rimaq')
  const tables = await countRows(url)
  step('check', 0.5)
  const indexes = await checkIndexes(url)
  const named = await namedFiles(url, columns)
  return { ...state, tables, indexes, named }
}
