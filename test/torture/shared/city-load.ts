// Fills the database and the file store of an installation, and goes on writing rows that are noted.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type pg from 'pg'
import { createFileStore } from '#platform'
import { clusterFolder } from '../../../src/platform/database/data-folder.ts'
import { socketFolder, socketUrl } from '../../../src/platform/database/socket-folder.ts'
import { withClient } from '../../../src/platform/database/store-server.ts'

/** Runs statements on the embedded server of a data folder that is running. */
export async function onDatabase<T>(
  data: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const socket = socketFolder(clusterFolder(data))
  try {
    return await withClient(socketUrl(socket.path, 'postgres', 'rimaq'), work)
  } finally {
    socket.remove()
  }
}

async function* content(bytes: number): AsyncGenerator<Uint8Array> {
  yield randomBytes(bytes)
}

const nameFile = `
  insert into datasets.index_file (version_id, kind, column_id, hash, bytes)
  values ((select id from datasets.version order by created limit 1), 'order', $1, $2, $3)`

/** Rows of a kibibyte that do not compress, and files that rows of the shelf name. */
export async function fill(data: string, size: { rows: number; files: number }): Promise<void> {
  const store = createFileStore({ folder: join(data, 'files') })
  await onDatabase(data, async (client) => {
    await client.query('create schema torture')
    await client.query('create table torture.bulk (n int primary key, pad bytea not null)')
    await client.query('create table torture.row (n int primary key, sent timestamptz not null)')
    // Random, so that neither PostgreSQL nor the backup makes it small.
    await client.query(
      `insert into torture.bulk
        select n, (select string_agg(uuid_send(gen_random_uuid()), '') from generate_series(n - n, 63))
        from generate_series(1, $1::int) n`,
      [size.rows],
    )
    for (let at = 0; at < size.files; at++) {
      const { hash, bytes } = await store.put(content(20_000 + (at % 50) * 1_000))
      await client.query(nameFile, [`torture-${at}`, hash, bytes])
    }
  })
}

export interface Written {
  n: number
  sent: number
  acknowledged: number
  /** The file that was stored with it. */
  hash: string | null
}

export interface Writer {
  written: Written[]
  /** The last one is answered before it resolves. */
  stop(): Promise<void>
}

/** One row after the other, about fifty a second; each twentieth with a file that it names. */
export function keepWriting(data: string): Writer {
  const written: Written[] = []
  const store = createFileStore({ folder: join(data, 'files') })
  let going = true
  const done = onDatabase(data, async (client) => {
    for (let n = 1; going; n++) {
      const file = n % 20 === 0 ? await store.put(content(5_000)) : null
      const sent = Date.now()
      await client.query('begin')
      if (file) await client.query(nameFile, [`written-${n}`, file.hash, file.bytes])
      await client.query('insert into torture.row values ($1, $2)', [n, new Date(sent)])
      await client.query('commit')
      written.push({ n, sent, acknowledged: Date.now(), hash: file?.hash ?? null })
      await wait(20)
    }
  })
  // A server that is killed under it ends it; what was acknowledged stays noted.
  done.catch(() => {})
  return {
    written,
    async stop() {
      going = false
      await done.catch(() => {})
    },
  }
}

/**
 * What is wrong with the rows of a restored database when it was brought to `at` (null: to its end):
 * all acknowledged before are there, none that was sent after, and no hole between.
 */
export function compareRows(
  found: readonly number[],
  written: readonly Written[],
  at: number | null,
): string[] {
  const wrong: string[] = []
  const have = new Set(found)
  const end = at ?? Infinity
  const lost =
    at === null ? [] : written.filter((row) => row.acknowledged < end && !have.has(row.n))
  const early = written.filter((row) => row.sent > end && have.has(row.n))
  if (lost.length > 0) wrong.push(`${lost.length} acknowledged rows are lost, first ${lost[0]?.n}`)
  if (early.length > 0) wrong.push(`${early.length} rows came after, first ${early[0]?.n}`)
  const last = found.reduce((a, b) => Math.max(a, b), 0)
  if (have.size !== last) wrong.push(`${have.size} rows up to ${last}: a hole`)
  return wrong
}
