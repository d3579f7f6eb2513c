// A real database for each test file: one throw-away PostgreSQL per test process, cloned from a template.
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Database } from '#platform'
import { openDatabase } from '#platform'
import { migrate, schemaOf } from '../../src/platform/database/migrate.ts'
import type { RoomMigrations } from '../../src/platform/database/migrate.ts'
import { postgresProgram } from '../../src/platform/database/postgres-program.ts'
import {
  createCluster,
  ensureServer,
  signalServer,
} from '../../src/platform/database/postgres-server.ts'
import { disposableSettings } from '../../src/platform/database/postgres-settings.ts'
import { postgresUser } from '../../src/platform/database/postgres-user.ts'
import {
  isAlive,
  isPostgres,
  readPostmasterFile,
} from '../../src/platform/database/postmaster-file.ts'
import { socketFolder, socketUrl } from '../../src/platform/database/socket-folder.ts'
import { uncommented } from '../../src/platform/database/store-catalogue.ts'
import { ensureRolesAndDatabase, withClient } from '../../src/platform/database/store-server.ts'

const prefix = 'rimaq-test-'
const owner = 'rimaq'
const programRole = 'rimaq_program'

interface TestServer {
  /** As the running program. */
  url(database: string): string
  ownerUrl(database: string): string
  administration: string
}

/** `url` is that of the running program, with its rights only. */
export interface TestDatabase extends Database {
  ownerUrl: string
}

let server: Promise<TestServer> | null = null
let count = 0
const templates = new Map<string, Promise<string>>()

/** The migrations of rooms by their name, from src/<room>/migrations. */
export function roomMigrations(rooms: readonly string[]): RoomMigrations[] {
  return rooms.map((room) => ({
    room,
    folder: new URL(`../../src/${room}/migrations/`, import.meta.url),
  }))
}

/** Every room of the program that has tables, in the order of the architecture: spine before systems. */
export function roomsWithTables(): string[] {
  const source = new URL('../../src/', import.meta.url)
  const found = readdirSync(source).filter((room) =>
    existsSync(new URL(`${room}/migrations/`, source)),
  )
  const spine = ['platform', 'people', 'records', 'datasets']
  const rank = (room: string) => (spine.includes(room) ? spine.indexOf(room) : spine.length)
  return found.toSorted((a, b) => rank(a) - rank(b) || a.localeCompare(b))
}

/**
 * A fresh, empty database with the tables of these rooms (names, or rooms with their own folders).
 * `close()` drops it; what is left is removed when the process ends, also after a failure.
 */
export async function testDatabase(
  rooms: readonly (string | RoomMigrations)[] = [],
): Promise<TestDatabase> {
  const named = rooms.flatMap((each) =>
    typeof each === 'string' ? roomMigrations([each]) : [each],
  )
  const ground = named.some(({ room }) => room === 'platform') ? [] : roomMigrations(['platform'])
  const migrations = [...ground, ...named]
  server ??= startTestServer()
  const { url, ownerUrl, administration } = await server
  const key = migrations.map((each) => `${each.room}:${each.folder.href}`).join('|')
  const template = templates.get(key) ?? createTemplate(await server, migrations)
  templates.set(key, template)
  const name = `test_${++count}`
  const source = await template
  await withClient(administration, (client) =>
    client.query(`create database ${name} template ${source} strategy file_copy owner ${owner}`),
  )
  const database = await openDatabase({
    url: url(name),
    ownerUrl: ownerUrl(name),
    migrations,
    allowExit: true,
    closeOnSignals: false,
  })
  let closing: Promise<void> | null = null
  const close = async () => {
    await database.close()
    await withClient(administration, (client) =>
      client.query(`drop database if exists ${name} with (force)`),
    )
  }
  return { ...database, ownerUrl: ownerUrl(name), close: () => (closing ??= close()) }
}

/** Every table and column of these rooms must explain itself (COMMENT ON). */
export async function assertCommented(database: Database, rooms: readonly string[]): Promise<void> {
  const missing = await uncommented(database.kysely, rooms.map(schemaOf))
  assert.deepEqual(missing, [], 'COMMENT ON is missing for these')
}

async function createTemplate(
  { ownerUrl, administration }: TestServer,
  rooms: RoomMigrations[],
): Promise<string> {
  const name = `template_${++count}`
  await withClient(administration, (client) =>
    client.query(`create database ${name} owner ${owner}`),
  )
  // Tests may make tables of their own; an installation's program may not.
  await withClient(ownerUrl(name), (client) =>
    client.query(`grant create on schema public to ${programRole}`),
  )
  await migrate({ url: ownerUrl(name), program: programRole, rooms })
  return name
}

async function startTestServer(): Promise<TestServer> {
  removeAbandoned()
  const place = mkdtempSync(join(places()[0] ?? tmpdir(), `${prefix}${process.pid}-`))
  const folder = join(place, 'postgres')
  stopAtExit(place, folder)
  const user = postgresUser(folder)
  const program = postgresProgram({ user, dataDir: place })
  const cluster = { folder, user, program, settings: disposableSettings }
  await createCluster(cluster)
  const socket = socketFolder(folder)
  const url = (database: string) => socketUrl(socket.path, programRole, database)
  const ownerUrl = (database: string) => socketUrl(socket.path, owner, database)
  const administration = socketUrl(socket.path, 'postgres', 'postgres')
  await ensureServer(cluster, {
    time: 60_000,
    probe: () => withClient(administration, async () => {}),
  })
  await withClient(administration, (client) =>
    ensureRolesAndDatabase(client, { owner, program: programRole }),
  )
  return { url, ownerUrl, administration }
}

function stopAtExit(place: string, folder: string): void {
  const stop = () => removeServer(place, folder)
  process.once('exit', stop)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      stop()
      process.kill(process.pid, signal)
    })
  }
}

/** Synchronous, because it runs in the last moment of the process. */
function removeServer(place: string, folder: string): void {
  const pid = readPostmasterFile(folder)?.pid
  if (pid !== undefined && isPostgres(pid)) {
    signalServer(pid, 'SIGQUIT')
    const cell = new Int32Array(new SharedArrayBuffer(4))
    for (let turns = 0; isPostgres(pid) && turns < 500; turns++) Atomics.wait(cell, 0, 0, 10)
  }
  rmSync(place, { recursive: true, force: true, maxRetries: 5 })
}

/** Where throw-away servers may be: in memory where there is plenty, else in the folder for such files. */
function places(): string[] {
  const memory = '/dev/shm'
  const free = existsSync(memory) ? statfsSync(memory) : { bavail: 0, bsize: 0 }
  return free.bavail * free.bsize > 2 ** 31 ? [memory, tmpdir()] : [tmpdir()]
}

/** Servers of test processes that were killed and could not clean up. */
function removeAbandoned(): void {
  const found = places().flatMap((place) => readdirSync(place).map((name) => join(place, name)))
  for (const place of found) {
    const name = basename(place)
    const pid = Number(name.startsWith(prefix) ? name.slice(prefix.length).split('-')[0] : NaN)
    if (!Number.isInteger(pid) || isAlive(pid)) continue
    try {
      removeServer(place, join(place, 'postgres'))
    } catch {
      // It belongs to another user of this machine.
    }
  }
}
