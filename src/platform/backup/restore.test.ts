// A whole way round: back up while rows are written, restore elsewhere, compare with what was acknowledged.
import assert from 'node:assert/strict'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { createLog, openDatabase } from '#platform'
import { archived, backupSource } from '../../../test/support/backup-source.ts'
import type { BackupSource } from '../../../test/support/backup-source.ts'
import { noteMigrations } from '../../../test/support/notes.ts'
import { socketFolder, socketUrl } from '../database/socket-folder.ts'
import { withClient } from '../database/store-server.ts'
import { startArchive } from './archive.ts'
import { verifyBackup } from './verify-backup.ts'

const secret = 'a long secret for tests alone'
let on: BackupSource

before(async () => {
  on = await backupSource()
})
after(() => on.close())

/** Opens a restored folder as the program would, and answers the words of its notes. */
async function wordsIn(dataDir: string): Promise<string[]> {
  const database = await openDatabase({
    dataDir,
    migrations: noteMigrations,
    closeOnSignals: false,
  })
  try {
    const { rows } = await sql<{ words: string }>`
      select words from notes.note order by number`.execute(database.kysely)
    return rows.map(({ words }) => words)
  } finally {
    await database.close()
  }
}

test('an instant between two rows comes back with the first and without the second', async () => {
  const archive = on.follow('instant', secret)
  const early = await on.write()
  const base = await on.base('instant', secret)
  assert.equal(base.manifest.files[early.hash], 2_000)
  const first = await on.write(300_000)
  await wait(20)
  const at = new Date()
  await wait(20)
  const second = await on.write()
  await archived(on, archive)
  const to = join(on.folder, 'chosen')
  const report = await on.restore('instant', { secret, at: at.toISOString(), to })
  assert.equal(report.whole, true)
  assert.equal(report.backup, base.manifest.id)
  assert.equal(report.database?.tables['notes.note'], 2)
  assert.deepEqual(report.files, { named: 2, bytes: 302_000, missing: [], damaged: [] })
  assert.ok((report.database?.indexes.checked ?? 0) > 50)
  assert.equal(report.ledgerFiles, 2)
  assert.equal(report.secrets, 1)
  assert.equal(readFileSync(join(to, 'keys', 'ledger.key'), 'utf8'), 'a key of a test')
  assert.equal(statSync(join(to, 'keys', 'ledger.key')).mode & 0o777, 0o600)
  assert.deepEqual(JSON.parse(readFileSync(join(to, 'restored.json'), 'utf8')), {
    at: at.toISOString(),
    from: on.to('instant'),
    lsn: report.database?.lsn,
    backup: base.manifest.id,
  })
  assert.deepEqual(await wordsIn(to), [early.hash, first.hash])
  const all = await on.restore('instant', { secret, drill: true })
  assert.equal(all.database?.tables['notes.note'], 3)
  assert.equal(all.files?.named, 3)
  assert.ok(second.hash)
  await archive.close()
})

test('an instant after the last change is the last state, one outside is refused with what is possible', async () => {
  const archive = on.follow('range')
  const { manifest } = await on.base('range')
  await on.write()
  await archived(on, archive)
  const { completeUntil } = archive.state()
  assert.ok(completeUntil)
  const report = await on.restore('range', { at: completeUntil.toISOString() })
  assert.equal(report.database?.tables['notes.note'], 4)
  const outside = [new Date(Date.now() + 60_000), new Date(Date.parse(manifest.startedAt) - 1)]
  for (const at of outside) {
    await assert.rejects(on.restore('range', { at: at.toISOString() }), (error: Error) => {
      assert.equal((error as { code?: string }).code, 'restore-range')
      return error.message.includes(manifest.stoppedAt)
    })
  }
  await archive.close()
})

test('a backup is whole without an archive', async () => {
  const { hash } = await on.write()
  await on.base('alone')
  await on.write()
  const report = await on.restore('alone')
  assert.equal(report.database?.tables['notes.note'], 5)
  assert.equal(report.files?.named, 5)
  // Nobody who finds an open backup finds keys in it.
  assert.equal(report.secrets, 0)
  assert.equal(existsSync(join(on.to('alone'), 'base', report.backup, 'secrets')), false)
  assert.ok(hash)
})

test('nothing is written over: neither a folder with content nor a running installation', async () => {
  await assert.rejects(on.restore('alone', { to: on.folder }), { code: 'restore-not-empty' })
  await assert.rejects(on.restore('alone', { to: on.data }), { code: 'restore-running' })
})

test('a restore that fails leaves the folder as it was', async () => {
  const to = join(on.folder, 'failed')
  const wrong = { to, secret: 'another secret than the right one' }
  await assert.rejects(on.restore('instant', wrong), { code: 'backup-key-wrong' })
  await assert.rejects(on.restore('instant', { to }), { code: 'backup-key-missing' })
  await assert.rejects(on.restore('nowhere', { to }), { code: 'backup-folder-missing' })
  assert.equal(existsSync(to), false)
})

test('files that are in the backup are not copied again', async () => {
  const first = await on.base('again')
  await on.write()
  const second = await on.base('again')
  assert.equal(first.copied.files, Object.keys(first.manifest.files).length)
  assert.deepEqual([second.copied.files, second.copied.bytes], [1, 2_000])
})

test('a restored installation goes on on a timeline of its own, and can be restored again', async () => {
  const to = join(on.folder, 'again-living')
  const first = await on.restore('again', { to })
  const names = readdirSync(join(to, 'postgres/pg_wal/archive_status'))
  assert.ok(names.includes('00000002.history.ready'), names.join())
  const database = await openDatabase({
    dataDir: to,
    migrations: noteMigrations,
    closeOnSignals: false,
  })
  const cluster = join(to, 'postgres')
  const socket = socketFolder(cluster)
  const administration = socketUrl(socket.path, 'postgres', 'postgres')
  const source = { ...on.source, cluster: { administration, folder: cluster } }
  const archive = startArchive({
    to: on.to('again'),
    secret: null,
    source,
    log: createLog({ level: 'fatal' }),
  })
  await archive.pass()
  const { hash } = await on.files.put(bytesOf('on the new timeline'))
  await sql`insert into notes.note (words) values (${hash})`.execute(database.kysely)
  await archived({ administration }, archive)
  // From the base backup of the first timeline over to the second.
  const across = await on.restore('again', { drill: true })
  assert.equal(across.database?.timeline, 3)
  const rows = (first.database?.tables['notes.note'] ?? 0) + 1
  assert.equal(across.database?.tables['notes.note'], rows)
  // The history that was given up is still there for whoever names it.
  const former = await on.restore('again', { drill: true, timeline: 1, to: `${to}-former` })
  assert.equal(former.database?.tables['notes.note'], rows - 1)
  const newer = await on.restore('again', { drill: true, timeline: 2, to: `${to}-newer` })
  assert.equal(newer.database?.tables['notes.note'], rows)
  await assert.rejects(on.restore('again', { drill: true, timeline: 9, to: `${to}-absent` }), {
    code: 'restore-not-finished',
  })
  const verified = await verifyBackup({ path: on.to('again'), secret: null })
  assert.deepEqual(verified.problems, [])
  await database.close()
  await archive.close()
  socket.remove()
})

test('tables outside the folder of the database come back inside it', async () => {
  const outside = join(on.folder, 'outside')
  const { uid, gid } = statSync(join(on.data, 'postgres'))
  chmodSync(on.folder, 0o711)
  mkdirSync(outside)
  chownSync(outside, uid, gid)
  await withClient(on.administration, async (client) => {
    await client.query(`create tablespace outside location '${outside}'`)
  })
  await withClient(on.database.url.replace('rimaq_program@', 'postgres@'), (client) =>
    client.query('create table notes.far tablespace outside as select generate_series(1, 500) n'),
  )
  const { manifest } = await on.base('outside')
  assert.equal(manifest.database?.tablespaces.length, 1)
  const to = join(on.folder, 'inside')
  const report = await on.restore('outside', { to })
  assert.equal(report.database?.tables['notes.far'], 500)
  assert.equal(readdirSync(join(to, 'postgres', 'tablespaces')).length, 1)
})

test('an unmounted disk is told, and no second backup begins in its place', async () => {
  const archive = on.follow('disk')
  await archive.pass()
  renameSync(on.to('disk'), `${on.to('disk')}-unplugged`)
  mkdirSync(on.to('disk'))
  await assert.rejects(archive.pass(), { code: 'backup-folder-missing' })
  await assert.rejects(on.base('disk'), { code: 'backup-folder-missing' })
  assert.deepEqual(readdirSync(on.to('disk')), [])
  rmSync(on.to('disk'), { recursive: true })
  renameSync(`${on.to('disk')}-unplugged`, on.to('disk'))
  await archive.pass()
  await archive.close()
})

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}
