// Brings the database up to date: plain SQL files of each room, forward only, each applied once.
import pg from 'pg'
import type { Logger } from 'pino'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { PlatformError } from '../platform-error.ts'
import { applyMigration, appliedMigrations } from './store-migrations.ts'
import type { AppliedMigration } from './store-migrations.ts'
import { withClient } from './store-server.ts'

export interface RoomMigrations {
  /** Name of the room; its tables live in the schema of the same name (open-data → open_data). */
  room: string
  /** Folder with files named NNNN-verb-first.sql; it may be absent. */
  folder: URL
}

export interface Migration {
  room: string
  name: string
  /** SHA-256 of the text with LF line ends. */
  checksum: string
  sql: string
}

/** The migrations of a room in their order. @throws PlatformError migration-name */
export function readMigrations({ room, folder }: RoomMigrations): Migration[] {
  const path = fileURLToPath(folder)
  if (!existsSync(path)) return []
  const names = readdirSync(path).filter((name) => name.endsWith('.sql'))
  return names.toSorted().map((name) => {
    if (!/^\d{4}-[a-z0-9]+(-[a-z0-9]+)*\.sql$/.test(name)) {
      throw new PlatformError('migration-name', { room, name })
    }
    // A checkout on another system may change line ends; that is not another migration.
    const sql = readFileSync(new URL(name, withSlash(folder)), 'utf8').replaceAll('\r\n', '\n')
    return { room, name, checksum: createHash('sha256').update(sql).digest('hex'), sql }
  })
}

function withSlash(folder: URL): URL {
  return folder.href.endsWith('/') ? folder : new URL(`${folder.href}/`)
}

/**
 * What remains to be applied.
 * @throws PlatformError migration-changed, migration-missing, migration-order
 */
export function pendingMigrations(known: Migration[], applied: AppliedMigration[]): Migration[] {
  const key = (each: { room: string; name: string }) => `${each.room}/${each.name}`
  const byKey = new Map(known.map((each) => [key(each), each]))
  for (const { room, name, checksum } of applied) {
    const migration = byKey.get(key({ room, name }))
    if (!migration) throw new PlatformError('migration-missing', { room, name })
    if (migration.checksum !== checksum)
      throw new PlatformError('migration-changed', { room, name })
  }
  const done = new Set(applied.map(key))
  const pending = known.filter((each) => !done.has(key(each)))
  for (const { room, name } of pending) {
    const last = applied.findLast((each) => each.room === room && each.name > name)?.name
    if (last !== undefined) throw new PlatformError('migration-order', { room, name, last })
  }
  return pending
}

/**
 * Applies what is missing; any number of processes may do so at once. `:program` in a migration
 * stands for the role of the running program; where that owns the tables too, rights it gives up are
 * still refused to its statements.
 */
export async function migrate(options: {
  /** As the owner of the tables. */
  url: string
  /** Role of the running program; absent where it is the owner. */
  program?: string | undefined
  rooms: RoomMigrations[]
  log?: Logger | undefined
}): Promise<void> {
  const known = options.rooms.flatMap(readMigrations)
  await withClient(options.url, async (client) => {
    const pending = pendingMigrations(known, await appliedMigrations(client))
    for (const migration of pending) {
      const { room, name } = migration
      if (await applyOnce(client, migration, options.program))
        options.log?.info({ room, name }, 'migration applied')
    }
  })
}

async function applyOnce(
  client: pg.Client,
  migration: Migration,
  program: string | undefined,
): Promise<boolean> {
  const { room, name } = migration
  const role = program === undefined ? 'CURRENT_USER' : pg.escapeIdentifier(program)
  try {
    const sql = migration.sql.replaceAll(/(?<!:):program\b/g, role)
    return await applyMigration(client, { ...migration, sql })
  } catch (error) {
    throw new PlatformError('migration-failed', { room, name, reason: describe(error) }, error)
  }
}

function describe(error: unknown): string {
  const { message, detail, where } = error as { message: string; detail?: string; where?: string }
  return [message, detail, where].filter(Boolean).join('; ')
}

/** The schema of a room. */
export function schemaOf(room: string): string {
  return room.replaceAll('-', '_')
}
