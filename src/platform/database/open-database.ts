// Opens the database of an installation: its own PostgreSQL or the operator's, brought up to date.
import { Kysely, PostgresDialect } from 'kysely'
import type { Transaction } from 'kysely'
import type { Logger } from 'pino'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Database } from '../ground.ts'
import { PlatformError } from '../platform-error.ts'
import type { Schema } from '../schema.generated.ts'
import type { Settings } from '../settings.ts'
import { createPool, reasonOf } from './connection.ts'
import { openEmbedded } from './embedded.ts'
import type { Embedded } from './embedded.ts'
import { migrate } from './migrate.ts'
import type { RoomMigrations } from './migrate.ts'
import { serverFacts, withClient } from './store-server.ts'
import type { ServerFacts } from './store-server.ts'
import { Watch } from './watch.ts'

export interface OpenDatabaseOptions {
  /** Either the settings … */
  settings?: Pick<Settings, 'data' | 'databaseUrl' | 'databaseConnections' | 'statementTime'> &
    Partial<Pick<Settings, 'databaseOwnerUrl'>>
  /** … or the data folder, for an embedded server … */
  dataDir?: string
  /** … or the address of a server that runs already. */
  url?: string
  /** With `url`: the same database as the owner of the tables, who applies migrations. */
  ownerUrl?: string
  /** Every room that has tables, in the order they may refer to each other. */
  migrations: RoomMigrations[]
  log?: Logger
  /** Milliseconds to wait for a server that starts or repairs itself; default 60,000. */
  readyTimeout?: number
  /** Values a new embedded cluster is created with, beyond those of postgres-settings.ts. */
  serverSettings?: Record<string, string>
  /** Close on SIGTERM and SIGINT when nobody else in the process handles them; default true. */
  closeOnSignals?: boolean
  /** The process may end without closing (tests); default false. */
  allowExit?: boolean
}

/** PostgreSQL's server_version_num of the oldest server that is supported. */
const oldest = 150_000

/**
 * With a data folder: creates or joins its PostgreSQL (see postgres-server.ts). The server stops when
 * the last process that uses it closes. With an address: checks version and encoding. Then applies
 * the migrations.
 * @throws PlatformError of the codes data-folder-*, database-* and migration-*
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<Database> {
  const url = options.url ?? options.settings?.databaseUrl ?? null
  const dataDir = options.dataDir ?? options.settings?.data
  const { log } = options
  const embedded =
    url === null && dataDir !== undefined
      ? await openEmbedded({
          dataDir,
          readyTimeout: options.readyTimeout ?? 60_000,
          log,
          serverSettings: options.serverSettings,
        })
      : null
  const address = url ?? embedded?.url
  if (address === undefined) throw new TypeError('openDatabase needs settings, dataDir or url')
  try {
    if (!embedded) await checkServer(address)
    const ownerUrl = embedded?.ownerUrl ?? options.ownerUrl ?? options.settings?.databaseOwnerUrl
    const program = ownerUrl ? URL.parse(address)?.username : undefined
    await migrate({ url: ownerUrl ?? address, program, rooms: options.migrations, log })
    return await connect(address, embedded, options)
  } catch (error) {
    await embedded?.leave()
    throw error
  }
}

async function connect(
  url: string,
  embedded: Embedded | null,
  options: OpenDatabaseOptions,
): Promise<Database> {
  const { log, settings, allowExit = false } = options
  const revive = embedded?.revive
  const onLost = (error: Error) =>
    log?.warn({ reason: reasonOf(error) }, 'database connection lost')
  const pool = createPool({
    url,
    connections: settings?.databaseConnections ?? 10,
    statementTime: settings?.statementTime ?? 30_000,
    onIdleError: onLost,
    allowExit,
    ...(revive && { revive }),
  })
  const kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  const watch = new Watch({ url, onLost, allowExit, ...(revive && { revive }) })
  await watch.open()
  let closing: Promise<void> | null = null
  const close = async (patience: number | null) => {
    forgetSignals()
    // Idle connections may be unreferenced; the process must not end while they are being closed.
    const stay = setInterval(() => {}, 60_000)
    try {
      await watch.close()
      const ended = kysely.destroy()
      await (patience === null ? ended : Promise.race([ended, setTimeout(patience)]))
      await embedded?.leave()
    } finally {
      clearInterval(stay)
    }
  }
  const database: Database = {
    kysely,
    url,
    transaction: <T>(work: (trx: Transaction<Schema>) => Promise<T>) =>
      kysely.transaction().execute(work),
    listen: (channel, hear, missed) => watch.listen(channel, hear, missed),
    close: () => (closing ??= close(null)),
  }
  const forgetSignals =
    options.closeOnSignals === false
      ? () => {}
      : closeOnSignals(() => (closing ??= close(signalPatience)))
  return database
}

async function checkServer(url: string): Promise<void> {
  try {
    checkFacts(await withClient(url, serverFacts))
  } catch (error) {
    if (error instanceof PlatformError) throw error
    throw new PlatformError(
      'database-unreachable',
      { place: placeOf(url), reason: reasonOf(error) },
      error,
    )
  }
}

/** @throws PlatformError database-too-old, database-encoding */
export function checkFacts(facts: ServerFacts): void {
  if (facts.versionNumber < oldest) {
    throw new PlatformError('database-too-old', { found: facts.version })
  }
  if (facts.encoding !== 'UTF8') {
    const details = { database: facts.database, found: facts.encoding }
    throw new PlatformError('database-encoding', details)
  }
}

/** Host and database of the address, without user and password. */
function placeOf(url: string): string {
  const parsed = URL.parse(url)
  return parsed
    ? join(parsed.searchParams.get('host') ?? parsed.host, parsed.pathname)
    : 'DATABASE_URL'
}

/** Milliseconds for which a process that is told to end waits for whoever holds a connection. */
const signalPatience = 3000

/** A program that handles the signal itself closes in its own order; otherwise it is done here. */
function closeOnSignals(close: () => Promise<void>): () => void {
  const signals = ['SIGTERM', 'SIGINT'] as const
  const handle = (signal: NodeJS.Signals) => {
    if (process.listenerCount(signal) > 1) return
    void close().finally(() => process.kill(process.pid, signal))
  }
  for (const signal of signals) process.on(signal, handle)
  return () => {
    for (const signal of signals) process.off(signal, handle)
  }
}
