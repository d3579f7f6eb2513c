// An installation of the ground alone, to be backed up in tests: its own PostgreSQL, files and a log.
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { createFileStore, createLog, openDatabase } from '#platform'
import type { Database, StoredFiles } from '#platform'
import { startArchive } from '../../src/platform/backup/archive.ts'
import type { Archive } from '../../src/platform/backup/archive.ts'
import type { FileColumn } from '../../src/platform/backup/store-check.ts'
import { takeBase } from '../../src/platform/backup/take-base.ts'
import type { BaseResult, Source } from '../../src/platform/backup/take-base.ts'
import { restore } from '../../src/platform/backup/restore.ts'
import type { RestoreOptions, RestoreReport } from '../../src/platform/backup/restore.ts'
import { clusterFolder } from '../../src/platform/database/data-folder.ts'
import { socketFolder, socketUrl } from '../../src/platform/database/socket-folder.ts'
import { withClient } from '../../src/platform/database/store-server.ts'
import { noteMigrations } from './notes.ts'

/** The words of a note are the hash of its file. */
export const noteColumns: FileColumn[] = [{ table: 'notes.note', column: 'words' }]

export interface BackupSource {
  folder: string
  data: string
  /** The backup folder, a name for each test. */
  to(name: string): string
  database: Database
  administration: string
  files: StoredFiles
  source: Source
  /** Stores a file and a row that names it; acknowledged when it returns. */
  write(bytes?: number): Promise<{ hash: string; sent: Date; acknowledged: Date }>
  follow(name: string, secret?: string | null): Archive
  base(name: string, secret?: string | null): Promise<BaseResult>
  restore(name: string, options?: Partial<RestoreOptions>): Promise<RestoreReport>
  close(): Promise<void>
}

/** Not durable itself (fsync off): what is tested is the backup. */
export async function backupSource(): Promise<BackupSource> {
  const folder = mkdtempSync(join(tmpdir(), 'rimaq-backup-'))
  const data = join(folder, 'data')
  const log = createLog({ level: 'fatal' })
  const database = await openDatabase({
    dataDir: data,
    migrations: noteMigrations,
    closeOnSignals: false,
    serverSettings: { fsync: 'off', shared_buffers: '64MB', max_wal_size: '512MB' },
  })
  const cluster = clusterFolder(data)
  const socket = socketFolder(cluster)
  const administration = socketUrl(socket.path, 'postgres', 'postgres')
  const files = createFileStore({ folder: join(data, 'files') })
  const source: Source = {
    cluster: { administration, folder: cluster },
    files: join(data, 'files'),
    ledger: join(data, 'ledger'),
    data,
  }
  mkdirSync(join(data, 'keys'), { mode: 0o700 })
  writeFileSync(join(data, 'keys', 'ledger.key'), 'a key of a test', { mode: 0o600 })
  mkdirSync(join(source.ledger, 'tile/0'), { recursive: true })
  writeFileSync(join(source.ledger, 'checkpoint'), 'rimaq.example/log\n1\n')
  writeFileSync(join(source.ledger, 'tile/0/000.p'), randomBytes(32))
  const archives: Archive[] = []
  const to = (name: string): string => join(folder, `backup-${name}`)
  const now = (): Date => new Date()
  let restored = 0
  return {
    folder,
    data,
    to,
    database,
    administration,
    files,
    source,
    async write(bytes = 2_000) {
      async function* content(): AsyncGenerator<Uint8Array> {
        yield randomBytes(bytes)
      }
      const { hash } = await files.put(content())
      const sent = new Date()
      await sql`insert into notes.note (words) values (${hash})`.execute(database.kysely)
      return { hash, sent, acknowledged: new Date() }
    },
    follow(name, secret = null) {
      const archive = startArchive({ to: to(name), secret, source, log })
      archives.push(archive)
      return archive
    },
    base: (name, secret = null) =>
      takeBase({ to: to(name), secret, source, program: '0.0.0-test', now }),
    restore: (name, options = {}) =>
      restore({
        from: to(name),
        secret: null,
        at: null,
        to: join(folder, `restored-${++restored}`),
        columns: noteColumns,
        now,
        ...options,
      }),
    async close() {
      await database.close()
      for (const archive of archives) await archive.close()
      socket.remove()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Closes the segment that is being written and waits until the backup knows all until now. */
export async function archived(
  on: Pick<BackupSource, 'administration'>,
  archive: Archive,
): Promise<void> {
  const wanted = new Date()
  for (let turn = 0; turn < 200; turn++) {
    await withClient(on.administration, (client) => client.query('select pg_switch_wal()'))
    await archive.pass()
    if ((archive.state().completeUntil ?? new Date(0)) >= wanted) return
    await wait(100)
  }
  throw new Error(`not archived: ${archive.state().failing?.reason.message ?? 'no failure told'}`)
}
