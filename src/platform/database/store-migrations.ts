// The statements that remember which migrations were applied, and apply one.
import pg from 'pg'
import type { Migration } from './migrate.ts'

export interface AppliedMigration {
  room: string
  name: string
  checksum: string
}

const lockKey = 7_241_003

const journal = `
  create schema if not exists platform;
  comment on schema platform is 'What the ground of Rimaq keeps about itself';
  create table if not exists platform.migration (
    room text not null,
    name text not null,
    checksum text not null check (checksum ~ '^[0-9a-f]{64}$'),
    applied_at timestamptz not null default now(),
    primary key (room, name)
  );
  comment on table platform.migration is 'Every change of the tables that was applied, once each';
  comment on column platform.migration.room is 'Room of the program the change belongs to';
  comment on column platform.migration.name is 'Name of its file, NNNN-verb-first.sql';
  comment on column platform.migration.checksum is 'SHA-256 of its text';
  comment on column platform.migration.applied_at is 'When it was applied';
`

/** What was applied, in order; an empty list for a new database. */
export async function appliedMigrations(client: pg.Client): Promise<AppliedMigration[]> {
  const { rows } = await client.query(
    `select to_regclass('platform.migration') is not null as there`,
  )
  if (!rows[0]?.there) return []
  const applied = await client.query<AppliedMigration>(
    'select room, name, checksum from platform.migration order by room, name',
  )
  return applied.rows
}

/**
 * Applies one migration in one transaction, alone (advisory lock of the transaction, which also works
 * behind a pooler). False when another process was first.
 */
export async function applyMigration(client: pg.Client, migration: Migration): Promise<boolean> {
  const { room, name, checksum, sql } = migration
  const schema = pg.escapeIdentifier(room.replaceAll('-', '_'))
  await client.query('begin')
  try {
    await client.query('select pg_advisory_xact_lock($1)', [lockKey])
    await client.query(journal)
    const fresh = await client.query(
      `insert into platform.migration (room, name, checksum) values ($1, $2, $3)
       on conflict do nothing`,
      [room, name, checksum],
    )
    if (fresh.rowCount === 1) {
      await client.query(`create schema if not exists ${schema}`)
      await client.query(`set local search_path to ${schema}, public`)
      await client.query(sql)
    }
    await client.query('commit')
    return fresh.rowCount === 1
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  }
}
