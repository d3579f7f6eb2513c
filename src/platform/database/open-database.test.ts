// The embedded PostgreSQL of a data folder: started, joined, killed, repaired, stopped.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { after, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import type { Database } from '#platform'
import { openDatabase } from '#platform'
import { roomMigrations, testDatabase } from '../../../test/support/database.ts'
import { noteMigrations } from '../../../test/support/notes.ts'
import { checkFacts } from './open-database.ts'
import { isPostgres, readPostmasterFile } from './postmaster-file.ts'
import { postgresProgram } from './postgres-program.ts'
import { postgresUser } from './postgres-user.ts'

const place = mkdtempSync(join(tmpdir(), 'rimaq-open-'))
const dataDir = join(
  place,
  'a data folder with spaces, ñ and a path too long for a socket'.repeat(2),
)
const cluster = join(dataDir, 'postgres')
const writer = fileURLToPath(new URL('../../../test/support/note-writer.ts', import.meta.url))
after(() => rmSync(place, { recursive: true, force: true, maxRetries: 5 }))

// A killed process loses nothing the system already has, so the disk need not be waited for here.
const serverSettings = { fsync: 'off', full_page_writes: 'off' }
const open = () =>
  openDatabase({ dataDir, migrations: noteMigrations, closeOnSignals: false, serverSettings })
const postmaster = () => readPostmasterFile(cluster)?.pid ?? 0

async function numbers({ kysely }: Database): Promise<Set<number>> {
  const { rows } = await sql<{ number: number }>`select number from notes.note`.execute(kysely)
  return new Set(rows.map((row) => row.number))
}

/** Starts the writing program and waits until it has the database open. */
async function startWriter(mode: string, folder = dataDir, user?: { uid: number; gid: number }) {
  const child = spawn(process.execPath, ['--conditions=source', writer, folder, mode], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...user,
  })
  let trouble = ''
  child.stderr.on('data', (chunk: Buffer) => (trouble += chunk.toString()))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async (): Promise<string> => {
    const line = await lines.next()
    assert.ok(!line.done, `the program ended: ${trouble}`)
    return line.value
  }
  assert.equal(await next(), 'open')
  const exit = once(child, 'exit')
  return { child, next, exit }
}

describe('a data folder', { concurrency: false }, () => {
  test('is created at the first start and found again at the next', async () => {
    const first = await open()
    await sql`insert into notes.note (words) values ('first')`.execute(first.kysely)
    await first.close()
    assert.equal(isPostgres(postmaster()), false)
    const second = await open()
    assert.deepEqual(await numbers(second), new Set([1]))
    const { rows } = await sql`
      select current_setting('data_checksums') as checksums, current_setting('synchronous_commit') as commit,
        current_setting('is_superuser') as super, current_setting('listen_addresses') as network,
        datlocprovider as provider, datlocale as locale
      from pg_database where datname = current_database()`.execute(second.kysely)
    const expected = { checksums: 'on', commit: 'on', super: 'off', network: '' }
    assert.deepEqual(rows, [{ ...expected, provider: 'b', locale: 'C.UTF-8' }])
    await second.close()
  })

  test('keeps every acknowledged row when program and server are killed', async () => {
    const { child, next, exit } = await startWriter('write')
    let last = 0
    while (last < 200) last = Number(await next())
    child.kill('SIGKILL')
    process.kill(postmaster(), 'SIGKILL')
    await exit
    const database = await open()
    const kept = await numbers(database)
    for (let number = 2; number <= last; number++) assert.ok(kept.has(number), `row ${number}`)
    await database.close()
  })

  test('is joined when the program that started its server was killed, and then stopped', async () => {
    const { child, exit } = await startWriter('wait')
    const pid = postmaster()
    child.kill('SIGKILL')
    await exit
    assert.ok(isPostgres(pid))
    const database = await open()
    assert.equal(postmaster(), pid)
    await database.close()
    assert.equal(isPostgres(pid), false)
  })

  test('serves a second program, which keeps the server when the first one leaves', async () => {
    const first = await open()
    const pid = postmaster()
    const second = await startWriter('write')
    await first.close()
    assert.ok(isPostgres(pid))
    await second.next()
    second.child.kill('SIGTERM')
    assert.deepEqual(await second.exit, [null, 'SIGTERM'])
    assert.equal(isPostgres(pid), false)
  })

  test('is left by a program that is told to end while it holds a connection, and the server stops', async () => {
    const before = await open()
    const known = await numbers(before)
    const holder = await startWriter('hold')
    const pid = postmaster()
    await before.close()
    assert.equal(await holder.next(), 'held')
    holder.child.kill('SIGTERM')
    assert.deepEqual(await holder.exit, [null, 'SIGTERM'])
    assert.equal(isPostgres(pid), false)
    const after = await open()
    assert.deepEqual(await numbers(after), known)
    await after.close()
  })

  test('is left by a joined program without stopping the server of the first', async () => {
    const first = await open()
    const pid = postmaster()
    const { exit } = await startWriter('close')
    assert.deepEqual(await exit, [0, null])
    assert.equal(postmaster(), pid)
    await numbers(first)
    await first.close()
  })

  test('comes back in the same process when its server is killed', async () => {
    const database = await open()
    const heard: string[] = []
    const { promise: missed, resolve } = Promise.withResolvers<void>()
    await database.listen('news', (payload) => heard.push(payload), resolve)
    const pid = postmaster()
    // It might change something, so it is not repeated when its server is gone.
    const running = sql`do $$ begin perform pg_sleep(60); end $$`.execute(database.kysely)
    const refused = assert.rejects(running, { code: 'database-stopped' })
    // The statement must have reached the server before it is killed.
    await numbers(database)
    process.kill(pid, 'SIGKILL')
    await refused
    await missed
    await sql`select pg_notify('news', 'again')`.execute(database.kysely)
    while (heard.length === 0) await numbers(database)
    assert.deepEqual(heard, ['again'])
    assert.notEqual(postmaster(), pid)
    await database.close()
  })

  test('is not stopped under another program that is slower to come back after a kill', async () => {
    const first = await open()
    const second = await startWriter('wait')
    second.child.kill('SIGSTOP')
    process.kill(postmaster(), 'SIGKILL')
    await sql`select 1`.execute(first.kysely)
    const pid = postmaster()
    const closed = first.close()
    await wait(300)
    second.child.kill('SIGCONT')
    await closed
    assert.ok(isPostgres(pid))
    second.child.kill('SIGTERM')
    await second.exit
    assert.equal(isPostgres(pid), false)
  })

  test('starts although its lock file names a number that another program has now', async () => {
    writeFileSync(join(cluster, 'postmaster.pid'), `${process.pid}\n${cluster}\n`)
    const database = await open()
    await numbers(database)
    await database.close()
  })

  test('can be opened by several programs at the same moment', async () => {
    const writers = await Promise.all([startWriter('close'), startWriter('close'), open()])
    await writers[2].close()
    assert.deepEqual(await writers[0].exit, [0, null])
    assert.deepEqual(await writers[1].exit, [0, null])
    assert.equal(isPostgres(postmaster()), false)
  })

  test('is refused when it was made by another PostgreSQL', async () => {
    writeFileSync(join(cluster, 'PG_VERSION'), '17\n')
    await assert.rejects(open(), { code: 'database-other-version' })
    writeFileSync(join(cluster, 'PG_VERSION'), '18\n')
  })

  test('is refused when a newer program wrote it', async () => {
    writeFileSync(join(dataDir, 'rimaq.json'), '{"program":"rimaq","format":99}')
    await assert.rejects(open(), { code: 'data-folder-newer' })
    writeFileSync(join(dataDir, 'rimaq.json'), '{"program":"rimaq","format":1}')
  })
})

test('a folder with files of somebody else is refused and left as it is', async () => {
  const folder = join(place, 'photos')
  mkdirSync(folder)
  writeFileSync(join(folder, 'holiday.jpg'), '')
  const refused = openDatabase({ dataDir: folder, migrations: [] })
  await assert.rejects(refused, { code: 'data-folder-foreign', message: /holiday\.jpg/ })
  assert.deepEqual(readdirSync(folder), ['holiday.jpg'])
})

test('an ordinary user starts the server without help', async (t) => {
  const user = postgresUser(join(place, 'none'))
  if (!user) return t.skip('the other tests run as an ordinary user already')
  const visible = spawnSync(process.execPath, ['--version'], user).status === 0
  if (!visible) return t.skip('the program of this test cannot be reached by another user')
  chmodSync(place, 0o755)
  const folder = join(place, 'ordinary')
  mkdirSync(folder, { mode: 0o700 })
  chownSync(folder, user.uid, user.gid)
  const { exit } = await startWriter('close', folder, user)
  assert.deepEqual(await exit, [0, null])
  const settings = readFileSync(join(folder, 'postgres', 'postgresql.conf'), 'utf8')
  assert.doesNotMatch(settings, /^\s*(fsync|full_page_writes|synchronous_commit)\s*=/m)
})

test('a program that others cannot reach is copied to where they can', (t) => {
  const user = postgresUser(join(place, 'none'))
  if (!user) return t.skip('only root lends the server another user')
  const shared = join(place, 'shared')
  const { postgres } = postgresProgram({ user, dataDir: place })
  const hidden = join(place, 'hidden')
  mkdirSync(hidden, { mode: 0o700 })
  const origin = join(postgres, '..', '..')
  spawnSync('cp', ['-a', join(origin, '..', 'package.json'), origin, hidden])
  chmodSync(place, 0o755)
  const copy = postgresProgram({ user, dataDir: place, native: join(hidden, 'native'), shared })
  assert.ok(copy.postgres.startsWith(shared))
  const answer = spawnSync(copy.postgres, ['--version'], { ...user, encoding: 'utf8' })
  assert.match(answer.stdout, /PostgreSQL\) 18/)
})

test('the address of a server of the operator is used as it is', async () => {
  const server = await testDatabase()
  const database = await openDatabase({
    url: server.url,
    ownerUrl: server.ownerUrl,
    migrations: [...roomMigrations(['platform']), ...noteMigrations],
  })
  assert.deepEqual(await numbers(database), new Set())
  await database.close()
  await server.close()
})

test('an address where nobody answers is told without its password', async () => {
  const url = 'postgresql://rimaq:hunter2@127.0.0.1:9/rimaq'
  await assert.rejects(openDatabase({ url, migrations: [] }), (error: Error) => {
    assert.match(error.message, /127\.0\.0\.1:9\/rimaq.*ECONNREFUSED/)
    assert.doesNotMatch(error.message, /hunter2/)
    return true
  })
})

test('a server that is too old or stores text in another encoding is refused', () => {
  const facts = { versionNumber: 140_012, version: '14.12', encoding: 'UTF8', database: 'city' }
  assert.throws(() => checkFacts(facts), { code: 'database-too-old' })
  const latin = { ...facts, versionNumber: 160_000, encoding: 'LATIN1' }
  assert.throws(() => checkFacts(latin), { code: 'database-encoding' })
})
