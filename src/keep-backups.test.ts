// What the server does about backups by itself: a base backup when one is due, warnings, and an end.
import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { createLog, readSettings } from '#platform'
import type { Settings, backups } from '#platform'
import { fileColumns as declared } from '#datasets'
import { backupSource } from '../test/support/backup-source.ts'
import type { BackupSource } from '../test/support/backup-source.ts'
import { testDatabase } from '../test/support/database.ts'
import { backupFigures, followsCheck, keepBackups } from './keep-backups.ts'

let on: BackupSource

before(async () => {
  on = await backupSource()
})
after(() => on.close())

function settings(env: Record<string, string> = {}): Settings {
  return readSettings({ RIMAQ_DATA: on.data, ...env })
}

const log = createLog({ level: 'fatal' })
const clock = { now: () => new Date() }

test('the first base backup follows the archive at once, the next when it is due', async () => {
  const archive = on.follow('kept')
  await archive.pass()
  assert.equal(archive.state().leads, true)
  const backup = { source: on.source, archive }
  const bases = (): string[] =>
    existsSync(join(on.to('kept'), 'base')) ? readdirSync(join(on.to('kept'), 'base')) : []
  const given = settings({ RIMAQ_BACKUP: on.to('kept'), RIMAQ_BACKUP_EVERY: '1h' })
  await keepBackups({ settings: given, log, clock, backup })()
  assert.equal(bases().length, 0, 'told to stop in the middle, it leaves nothing')
  const end = keepBackups({ settings: given, log, clock, backup })
  while (bases().filter((name) => !name.endsWith('.part')).length === 0) await wait(50)
  await end()
  await keepBackups({ settings: given, log, clock, backup })()
  assert.equal(bases().length, 1)
  const later = { now: () => new Date(Date.now() + 3_700_000) }
  const again = keepBackups({ settings: given, log, clock: later, backup })
  while (bases().filter((name) => !name.endsWith('.part')).length < 2) await wait(50)
  await again()
  await archive.close()
})

test('without a backup folder PostgreSQL keeps no journal for it any more', async () => {
  const marks = join(on.data, 'postgres', 'archive')
  assert.ok(existsSync(join(marks, 'on')))
  const backup = { source: on.source, archive: null }
  const end = keepBackups({ settings: settings(), log, clock, backup })
  while (existsSync(marks)) await wait(20)
  await end()
})

test('five minutes without following are a warning with its reason, and figures say it', async () => {
  const failing = { since: new Date(Date.now() - 299_000), reason: new Error('no space') }
  const state: backups.ArchiveState = {
    leads: true,
    waiting: 7,
    failing,
    completeUntil: null,
    since: null,
  }
  const archive = { state: () => state, pass: async () => {}, close: async () => {} }
  const city = { settings: settings(), log, clock, backup: { source: on.source, archive } }
  const check = followsCheck(city)
  assert.equal(check.warning, true)
  assert.equal(await check.check(), true)
  state.failing = { ...failing, since: new Date(Date.now() - 301_000) }
  await assert.rejects(check.check(), /no space/)
  const figures = backupFigures(city)
  assert.equal(figures['waiting_segments'], 7)
  assert.ok((figures['failing_seconds'] ?? 0) > 300)
})

test('every column of the shelf that holds the hash of a stored file is declared', async () => {
  const database = await testDatabase(['people', 'datasets'])
  const { rows } = await sql<{ name: string }>`
    select format('%s.%s', c.conrelid::regclass, a.attname) as name
    from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey)
    where c.contype = 'c' and c.connamespace = 'datasets'::regnamespace
      and pg_get_constraintdef(c.oid) like '%[0-9a-f]{64}%'`.execute(database.kysely)
  await database.close()
  const names = rows.map(({ name }) => name).filter((name) => name !== 'datasets.pack_import.hash')
  const known: string[] = declared.map(({ table, column }) => `${table}.${column}`)
  assert.deepEqual(names.toSorted(), known.toSorted())
})
