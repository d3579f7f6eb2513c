// A witness insists on the head it cosigned, until its operator gives that very head up, openly.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { addCheckpoint, toVerifier } from '@rimaq/ledger'
import { type TestRecords, testRecords } from '../../../test/support/test-records.ts'
import type { Ledger } from '../create-records.ts'
import { type WitnessDoor, openWitnessDoor } from './witness-door.ts'

let lost: TestRecords
let restored: TestRecords
let witnessing: TestRecords
let ledger: Ledger
let origin = ''

before(async () => {
  lost = await testRecords()
  // The same keys after a disaster: another history from its beginning.
  restored = await testRecords({ keysFrom: lost.data })
  witnessing = await testRecords({ name: 'control.example/ledger' })
  const { keys } = lost.records.ledger
  origin = keys.origin
  const watched = { place: origin, keys: keys.signers.map(toVerifier) }
  ledger = { ...witnessing.records.ledger, witnessed: [watched] }
  await lost.write(5)
  await restored.write(2, 'another history')
  for (const each of [lost, restored]) await each.records.ledger.sequencer.settle()
})
after(async () => {
  for (const each of [lost, restored, witnessing]) await each.close()
})

async function noteOf({ records }: TestRecords): Promise<string> {
  return (await records.ledger.head())?.note ?? ''
}

const ask = async (door: WitnessDoor, note: string): Promise<number> =>
  (await addCheckpoint(`old 0\n\n${note}`, door.witness)).status

const open = async (): Promise<WitnessDoor> => {
  const { data, clock, database } = witnessing
  const door = await openWitnessDoor(ledger, { data, clock, database })
  assert.ok(door)
  return door
}

const reason = 'Their recovery record names the head that was lost'

test('nothing is given up where nothing is remembered', async () => {
  const clearing = { origin, reason, by: 'Control office' }
  await assert.rejects(witnessing.records.ledger.clearWitness(clearing), { code: 'not-found' })
})

test('the head that was lost is insisted on until it is given up; the running witness follows at once', async () => {
  const door = await open()
  assert.equal(await ask(door, await noteOf(lost)), 200)
  assert.equal(await ask(door, await noteOf(restored)), 409)
  const clearing = { origin, reason, by: 'Control office' }
  await witnessing.records.ledger.clearWitness(clearing)
  assert.equal(await door.last(origin), null)
  assert.equal(await ask(door, await noteOf(restored)), 200)
  await door.close()
  const { rows } = await sql<{ act: string; body: string }>`
    SELECT e.act, c.body FROM records.entry e JOIN records.content c ON c.entry = e.id
    WHERE e.act = 'witness.cleared'`.execute(witnessing.database.kysely)
  assert.equal(rows.length, 1)
  assert.match(rows[0]?.body ?? '', /Their recovery record/)
})

test('whatever comes after it is held to as before, also by the next start', async () => {
  const door = await open()
  assert.equal(await ask(door, await noteOf(lost)), 409, 'the lost history does not come back')
  await restored.write(1, 'going on')
  await restored.records.ledger.sequencer.settle()
  assert.equal(await ask(door, await noteOf(restored)), 409, 'from 0 again: it knows 2')
  await door.close()
})
