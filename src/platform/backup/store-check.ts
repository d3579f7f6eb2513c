// Asks a restored database whether it is whole: every row read, every index compared, files named.
import pg from 'pg'
import { withClient } from '../database/store-server.ts'

/** A column that names stored files by their hash; rooms say theirs. */
export interface FileColumn {
  /** With its schema. */
  table: string
  column: string
}

export interface DatabaseState {
  lsn: string
  timeline: number
  /** The last transaction that came out of the journal. */
  lastCommit: Date | null
}

export async function databaseState(url: string): Promise<DatabaseState> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<DatabaseState>(`
      select pg_current_wal_lsn()::text as lsn, timeline_id as timeline,
        pg_last_xact_replay_timestamp() as "lastCommit"
      from pg_control_checkpoint()`)
    return rows[0] as DatabaseState
  })
}

/** Reads every row of every table: page checksums fail on what is damaged. Table → rows. */
export async function countRows(url: string): Promise<Record<string, number>> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ name: string }>(`
      select format('%I.%I', n.nspname, c.relname) as name
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema')
        and n.nspname !~ '^pg_(toast|temp)'
      order by 1`)
    const counts: Record<string, number> = {}
    for (const { name } of rows) {
      const found = await client.query<{ count: number }>(`select count(*) as count from ${name}`)
      counts[name] = Number(found.rows[0]?.count)
    }
    return counts
  })
}

export interface IndexCheck {
  /** How many were compared with their tables; null where the extension amcheck is not installed. */
  checked: number | null
  /** In PostgreSQL's words. */
  damaged: string[]
}

/** B-trees against their tables (amcheck, bt_index_check with heapallindexed); nothing is kept of it. */
export async function checkIndexes(url: string): Promise<IndexCheck> {
  return withClient(url, async (client) => {
    const found = await client.query(`select from pg_available_extensions where name = 'amcheck'`)
    if (found.rowCount === 0) return { checked: null, damaged: [] }
    await client.query('begin')
    await client.query('create extension if not exists amcheck schema pg_catalog')
    const { rows } = await client.query<{ oid: string; name: string }>(`
      select i.indexrelid::text as oid, i.indexrelid::regclass::text as name
      from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am a on a.oid = c.relam
      where a.amname = 'btree' and i.indisvalid and i.indisready and c.relkind = 'i'
        and c.relpersistence <> 't'`)
    const damaged: string[] = []
    for (const { oid, name } of rows) {
      await client.query('savepoint one')
      try {
        await client.query('select bt_index_check(index => $1::oid, heapallindexed => true)', [oid])
      } catch (error) {
        damaged.push(`${name}: ${(error as Error).message}`)
        await client.query('rollback to one')
      }
      await client.query('release one')
    }
    await client.query('rollback')
    return { checked: rows.length, damaged }
  })
}

/** The hashes that rows name, each once. Tables of a release before or after this one may be absent. */
export async function namedFiles(url: string, columns: readonly FileColumn[]): Promise<string[]> {
  return withClient(url, async (client) => {
    const named = new Set<string>()
    for (const { table, column } of columns) {
      const there = await client.query<{ there: boolean }>(
        `select exists (select from pg_attribute where attrelid = to_regclass($1)
          and attname = $2 and not attisdropped) as there`,
        [table, column],
      )
      if (there.rows[0]?.there !== true) continue
      const quoted = table.split('.').map(pg.escapeIdentifier).join('.')
      const { rows } = await client.query<{ hash: string | null }>(
        `select distinct ${pg.escapeIdentifier(column)} as hash from ${quoted}`,
      )
      for (const { hash } of rows) if (hash !== null) named.add(hash)
    }
    return [...named].toSorted()
  })
}
