// Migrations go forward only, each once, and never silently differ from what was applied.
import assert from 'node:assert/strict'
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, beforeEach, describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { sql } from 'kysely'
import type { Database } from '#platform'
import { openDatabase } from '#platform'
import { assertCommented, roomMigrations, testDatabase } from '../../../test/support/database.ts'
import { migrate } from './migrate.ts'
import { uncommented } from './store-catalogue.ts'

const databases: Database[] = []
const place = mkdtempSync(join(tmpdir(), 'rimaq-migrations-'))
let folder = ''
/** As the owner of the tables, who may see what was applied. */
let database: Database
const ground = roomMigrations(['platform'])

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text)
}

async function run(room = 'open-places'): Promise<void> {
  const rooms = [...ground, { room, folder: pathToFileURL(folder) }]
  await migrate({ url: database.url, rooms })
}

async function applied(): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select name from platform.migration where room <> 'platform' order by name`.execute(
    database.kysely,
  )
  return rows.map((row) => row.name)
}

describe('migrations', () => {
  beforeEach(async () => {
    folder = mkdtempSync(join(place, 'room-'))
    const whole = await testDatabase()
    const options = { migrations: ground, allowExit: true, closeOnSignals: false }
    database = await openDatabase({ url: whole.ownerUrl, ...options })
    databases.push(database, whole)
    write('0001-create-street.sql', 'create table street (name text primary key);')
  })

  after(async () => {
    await Promise.all(databases.map((each) => each.close()))
    rmSync(place, { recursive: true })
  })

  test('each file is applied once, in order, inside the schema of its room', async () => {
    write('0002-add-length.sql', 'alter table street add length_m integer;')
    await run()
    await run()
    assert.deepEqual(await applied(), ['0001-create-street.sql', '0002-add-length.sql'])
    await sql`insert into open_places.street (name, length_m) values ('Jirón de la Unión', 900)`.execute(
      database.kysely,
    )
  })

  test('many processes may start at once', async () => {
    await Promise.all([run(), run(), run(), run()])
    assert.deepEqual(await applied(), ['0001-create-street.sql'])
  })

  test('a migration that fails leaves nothing of itself, and what came before stays', async () => {
    write('0002-break-half-way.sql', 'create table half (a int); select nonsense;')
    await assert.rejects(run(), {
      code: 'migration-failed',
      message: /0002-break-half-way.*nonsense/,
    })
    assert.deepEqual(await applied(), ['0001-create-street.sql'])
    const { rows } = await sql`
      select to_regclass('open_places.half') is null as gone`.execute(database.kysely)
    assert.deepEqual(rows, [{ gone: true }])
  })

  test('a changed file is refused, other line ends are not', async () => {
    write('0002-comment.sql', 'comment on table street\n  is $$Streets$$;\n')
    await run()
    write('0002-comment.sql', 'comment on table street\r\n  is $$Streets$$;\r\n')
    await run()
    write('0002-comment.sql', 'comment on table street is $$Roads$$;')
    await assert.rejects(run(), { code: 'migration-changed' })
  })

  test('a database that is newer than the program is refused', async () => {
    write('0002-add-length.sql', 'alter table street add length_m integer;')
    await run()
    rmSync(join(folder, '0002-add-length.sql'))
    await assert.rejects(run(), { code: 'migration-missing', message: /newer than the program/ })
  })

  test('a file slipped in before an applied one is refused', async () => {
    renameSync(join(folder, '0001-create-street.sql'), join(folder, '0002-create-street.sql'))
    await run()
    write('0001-create-earlier.sql', 'select 1;')
    await assert.rejects(run(), { code: 'migration-order' })
  })

  test('a file with another kind of name is refused', async () => {
    write('2-Later.sql', 'select 1;')
    await assert.rejects(run(), { code: 'migration-name' })
  })

  test('a table or column without a comment is named', async () => {
    write('0002-comment.sql', `comment on table street is 'Streets';`)
    await run()
    assert.deepEqual(await uncommented(database.kysely, ['open_places']), [
      'open_places.street.name',
    ])
    await assert.rejects(assertCommented(database, ['open-places']), /COMMENT ON/)
    await assertCommented(database, ['platform'])
  })
})
