// What a backup asks of the database server: to begin and end it, who it is, where its journal stands.
import pg from 'pg'
import { clientConfig } from '../database/connection.ts'
import { PlatformError } from '../platform-error.ts'

const backupKey = 7_241_010
const archiveKey = 7_241_011

export interface ServerIdentity {
  version: string
  systemIdentifier: string
  segmentBytes: number
}

/** One lasting connection: PostgreSQL ends a backup when the connection that began it is gone. */
export async function connectAlone(url: string): Promise<pg.Client> {
  const client = new pg.Client(clientConfig(url))
  // An error event without a listener would end the process; the statement reports it too.
  client.on('error', () => {})
  await client.connect()
  return client
}

export async function serverIdentity(client: pg.Client): Promise<ServerIdentity> {
  const { rows } = await client.query<ServerIdentity>(`
    select current_setting('server_version') as version,
      system_identifier::text as "systemIdentifier",
      pg_size_bytes(current_setting('wal_segment_size'))::int as "segmentBytes"
    from pg_control_system()`)
  return rows[0] as ServerIdentity
}

/** One backup of a server at a time. @throws PlatformError backup-running */
export async function lockBackup(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ free: boolean }>(
    'select pg_try_advisory_lock($1) as free',
    [backupKey],
  )
  if (rows[0]?.free !== true) throw new PlatformError('backup-running')
}

/** One process archives; the others wait for its end. */
export async function lockArchive(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ free: boolean }>(
    'select pg_try_advisory_lock($1) as free',
    [archiveKey],
  )
  return rows[0]?.free === true
}

export interface Started {
  lsn: string
  timeline: number
  at: Date
}

/**
 * PostgreSQL 18, 25.3.4 Making a Base Backup Using the Low Level API. The slot, which ends with the
 * connection, keeps the journal from being recycled before it is copied.
 */
export async function startBackup(client: pg.Client, label: string): Promise<Started> {
  await client.query('set statement_timeout = 0')
  await client.query(`select pg_create_physical_replication_slot($1, true, true)`, [
    `rimaq_backup_${process.pid}`,
  ])
  const { rows } = await client.query<{ lsn: string; at: Date }>(
    'select pg_backup_start(label => $1, fast => true)::text as lsn, clock_timestamp() as at',
    [label],
  )
  const control = await client.query<{ timeline: number }>(
    'select timeline_id as timeline from pg_control_checkpoint()',
  )
  return { ...(rows[0] as { lsn: string; at: Date }), timeline: control.rows[0]?.timeline ?? 1 }
}

export interface Stopped {
  lsn: string
  label: string
  tablespaces: string
  at: Date
}

/** Does not wait for the archive: the journal of the backup is copied with it. */
export async function stopBackup(client: pg.Client): Promise<Stopped> {
  const { rows } = await client.query<Stopped>(`
    select lsn::text, labelfile as label, spcmapfile as tablespaces, clock_timestamp() as at
    from pg_backup_stop(wait_for_archive => false)`)
  return rows[0] as Stopped
}

/** A position of the journal at a time: what was committed before `at` lies before `lsn`. */
export interface Sample {
  at: Date
  lsn: string
  /** The next transaction's number, when none is open; null while some are. */
  idle: string | null
}

export async function sampleJournal(client: pg.Client): Promise<Sample> {
  const { rows } = await client.query<Sample>(`
    with now as materialized (select clock_timestamp() as at)
    select at, pg_current_wal_insert_lsn()::text as lsn,
      case when pg_snapshot_xmin(pg_current_snapshot()) = pg_snapshot_xmax(pg_current_snapshot())
        then pg_snapshot_xmax(pg_current_snapshot())::text end as idle
    from now`)
  return rows[0] as Sample
}

/** Seconds after which a begun segment is closed although it is not full; 0 turns that off. */
export async function setArchiveTimeout(client: pg.Client, seconds: number): Promise<void> {
  const { rows } = await client.query<{ now: number }>(
    `select setting::int as now from pg_settings where name = 'archive_timeout'`,
  )
  if (rows[0]?.now === seconds) return
  await client.query(`alter system set archive_timeout = ${Math.floor(seconds)}`)
  await client.query('select pg_reload_conf()')
}

/** Was the server started in a way that it keeps segments until they are archived? */
export async function isArchiving(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ mode: string }>(
    `select current_setting('archive_mode') as mode`,
  )
  return rows[0]?.mode !== 'off'
}
