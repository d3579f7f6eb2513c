// The sequencer: every entry gets one place, whoever is killed; old copies and second writers are refused.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { openFolder, parseVerifierKey, verifyLog } from '@rimaq/ledger'
import { openDatabase } from '#platform'
import { roomMigrations } from '../../../test/support/database.ts'
import { countWaiting } from '../store-journal.ts'
import {
  type TestRecords,
  placesOf,
  reach,
  testRecords,
} from '../../../test/support/test-records.ts'
import { verifierLines } from './keys.ts'

let on: TestRecords
beforeEach(async () => {
  on = await testRecords()
})
afterEach(() => on.close())

/** As an outsider: keys and public files only. */
async function findings(): Promise<unknown[]> {
  const { keys, folder } = on.records.ledger
  const report = await verifyLog({
    storage: openFolder(folder),
    origin: keys.origin,
    keys: verifierLines(keys).ledger.map(parseVerifierKey),
  })
  return report.findings
}

async function settled(): Promise<void> {
  const end = performance.now() + 15_000
  while ((await countWaiting(on.database.kysely)).count > 0) {
    if (performance.now() > end) throw new Error('entries wait still')
    await wait(20)
  }
}

/** Runs statements as a superuser would: rights and triggers do not stop it. */
async function asOwner(statement: string): Promise<void> {
  const owner = await openDatabase({
    url: on.database.ownerUrl,
    migrations: roomMigrations(['platform', 'records']),
    closeOnSignals: false,
    allowExit: true,
  })
  for (const table of ['entry', 'place', 'head', 'recovery', 'hold', 'content']) {
    await sql.raw(`ALTER TABLE records.${table} DISABLE TRIGGER USER`).execute(owner.kysely)
  }
  await sql.raw(statement).execute(owner.kysely)
  await owner.close()
}

describe('the sequencer', () => {
  test('places entries in the order they were committed, signed, for anybody to verify', async () => {
    on.records.ledger.sequencer.start()
    const ids = await on.write(300)
    await settled()
    assert.deepEqual(await placesOf(on.database), ids)
    assert.deepEqual(await findings(), [])
    assert.deepEqual(on.records.ledger.sequencer.condition, { state: 'signing' })
  })

  test('keeps its keys in files that only their owner reads, and never in the database', async () => {
    const path = join(on.data, 'keys', 'ledger-ed25519.key')
    assert.equal((await stat(path)).mode & 0o777, 0o600)
    assert.equal((await stat(join(on.data, 'keys'))).mode & 0o777, 0o700)
    assert.match(await readFile(path, 'utf8'), /^PRIVATE\+KEY\+ledger\.example\/lima\+/)
    const next = await on.again()
    assert.deepEqual(next.ledger.keys, on.records.ledger.keys)
  })

  test('leaves the work to the one who does it, and takes over when that one ends', async () => {
    on.records.ledger.sequencer.start()
    await reach(on.records.ledger.sequencer, 'signing')
    const second = (await on.again()).ledger.sequencer
    second.start()
    await reach(second, 'elsewhere')
    await on.records.ledger.sequencer.stop()
    const ids = await on.write(3)
    await settled()
    assert.deepEqual(await placesOf(on.database), ids)
  })

  test('goes on without gap, double or fork when it is killed again and again', async () => {
    const module = fileURLToPath(
      new URL('../../../test/support/sequencer-process.ts', import.meta.url),
    )
    const words = [on.database.url, on.database.ownerUrl, on.data]
    const ids: string[] = []
    for (let kill = 0; kill < 6; kill++) {
      const child = spawn(process.execPath, ['--conditions=source', module, ...words], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const exit = once(child, 'exit')
      await once(child.stdout, 'data')
      ids.push(...(await on.write(40)))
      await wait(kill * 37)
      child.kill('SIGKILL')
      await exit
    }
    // The database notices a moment later that the killed one is gone.
    on.records.ledger.sequencer.start()
    await settled()
    assert.deepEqual(await placesOf(on.database), ids)
    assert.deepEqual(await findings(), [])
  })

  test('refuses to sign when its clock went back, and goes on when it is right again', async () => {
    await on.write(1)
    await on.records.ledger.sequencer.settle()
    const late = (await on.again({ clock: { now: () => new Date(Date.now() - 3_600_000) } })).ledger
    await on.write(1)
    await late.sequencer.settle()
    assert.deepEqual(late.sequencer.condition.state, 'refusing')
    assert.equal((await placesOf(on.database)).length, 1)
    await on.records.ledger.sequencer.settle()
    assert.equal((await placesOf(on.database)).length, 2)
  })
})

describe('after a restore', () => {
  test('of the files alone it refuses, and a signed record lets it go on with every entry', async () => {
    const { ledger } = on.records
    const ids = await on.write(5)
    await ledger.sequencer.settle()
    const restore = await on.backup()
    ids.push(...(await on.write(4)))
    await ledger.sequencer.settle()
    await restore()
    ids.push(...(await on.write(1)))
    ledger.sequencer.start()
    await reach(ledger.sequencer, 'refusing')
    const { condition } = ledger.sequencer
    assert.equal(condition.state === 'refusing' && condition.reason, 'log-behind')
    assert.equal((await countWaiting(on.database.kysely)).count, 1)
    const report = await ledger.recover({ reason: 'Se repuso la copia', by: 'Ana' })
    assert.deepEqual(report, { oldSize: 9, size: 5, index: 5, lost: 0 })
    await reach(ledger.sequencer, 'signing')
    await settled()
    const places = await placesOf(on.database)
    assert.deepEqual(places.slice(0, 6), [...ids.slice(0, 5), null])
    assert.deepEqual(new Set(ids.slice(5)).difference(new Set(places)), new Set())
    assert.equal(places.length, 12)
    assert.deepEqual(await findings(), [])
    await ledger.sequencer.stop()
    const again = ledger.recover({ reason: 'x', by: 'y' })
    await assert.rejects(again, { code: 'nothing-to-recover' })
  })

  test('of the database alone it refuses, and recognises what the files hold already', async () => {
    const { ledger } = on.records
    const ids = await on.write(3)
    await ledger.sequencer.settle()
    ids.push(...(await on.write(2)))
    await ledger.sequencer.settle()
    // The state between the two writings: the last two entries wait again, the last head is unknown.
    await asOwner(`DELETE FROM records.place WHERE index >= 3;
      DELETE FROM records.head WHERE size > 3;
      INSERT INTO records.waiting (entry) VALUES ('${ids[3]}'), ('${ids[4]}');
      DELETE FROM records.waiting WHERE entry = '${ids[4]}';
      DELETE FROM records.content WHERE entry = '${ids[4]}';
      DELETE FROM records.entry WHERE id = '${ids[4]}'`)
    await ledger.sequencer.settle()
    const { condition } = ledger.sequencer
    assert.equal(condition.state === 'refusing' && condition.reason, 'memory-behind')
    const report = await ledger.recover({ reason: 'Se repuso la base', by: 'Ana' })
    assert.deepEqual(report, { oldSize: 3, size: 5, index: 5, lost: 1 })
    await ledger.sequencer.settle()
    const places = await placesOf(on.database)
    assert.deepEqual(places.slice(0, 6), [...ids, null])
    assert.equal(places.length, 7)
    assert.deepEqual(await findings(), [])
  })

  test('of everything, the mark of the restore keeps it from signing until somebody answers for it', async () => {
    const { ledger } = on.records
    await on.write(2)
    await ledger.sequencer.settle()
    await writeFile(join(on.data, 'restored.json'), '{}')
    await on.write(1)
    await ledger.sequencer.settle()
    assert.deepEqual(ledger.sequencer.condition, {
      state: 'refusing',
      reason: 'restored',
      evidence: {},
    })
    assert.equal((await placesOf(on.database)).length, 2)
    const report = await ledger.recover({ reason: 'Simulacro', by: 'Ana' })
    assert.deepEqual(report, { oldSize: null, size: 2, index: 2, lost: 0 })
    await ledger.sequencer.settle()
    assert.equal((await placesOf(on.database)).length, 5)
    assert.deepEqual(await findings(), [])
  })
})
