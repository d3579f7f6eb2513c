// The journal: what is written with an act, what the database forbids, and what the law may erase.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type RawBuilder, sql } from 'kysely'
import type { Actor, HoldingId, InstitutionId, OfficeId, PersonId, PositionId } from '#people'
import { type Database, createLocale, openDatabase, systemClock } from '#platform'
import {
  type TestDatabase,
  assertCommented,
  roomMigrations,
  testDatabase,
} from '../../test/support/database.ts'
import { acts } from './acts.ts'
import { contentHash, leafOf, readLeaf, rowHash } from './entry.ts'
import { countWaiting, findEntry } from './store-journal.ts'
import { eraseContent } from './erase-content.ts'
import { writeEntry } from './write-entry.ts'

let program: TestDatabase
let owner: Database
const clock = systemClock()
const clerk: Actor = {
  kind: 'person',
  person: '00000000-0000-4000-8000-000000000001' as PersonId,
  session: '00000000-0000-4000-8000-000000000002' as never,
  holding: {
    id: '00000000-0000-4000-8000-000000000003' as HoldingId,
    kind: 'acting',
    institution: '00000000-0000-4000-8000-000000000004' as InstitutionId,
    office: '00000000-0000-4000-8000-000000000005' as OfficeId,
    position: '00000000-0000-4000-8000-000000000006' as PositionId,
    verbs: new Set(),
    offices: [],
    family: 'work',
    from: new Date(0),
    until: null,
  },
  parties: [],
  provenAt: null,
}
const about = { kind: 'dataset', id: 'd-1' }

before(async () => {
  program = await testDatabase(['records'])
  owner = await openDatabase({
    url: program.ownerUrl,
    migrations: roomMigrations(['platform', 'records']),
    closeOnSignals: false,
    allowExit: true,
  })
})
after(async () => {
  await owner.close()
  await program.close()
})

const write = (content?: Record<string, string>): Promise<string> =>
  program.transaction((trx) =>
    writeEntry(trx, clock, {
      act: 'dataset.updated',
      actor: clerk,
      about,
      legalAct: 'RA-12-2026',
      ...(content && { content }),
    }),
  )

test('every table and column explains itself', () => assertCommented(owner, ['records']))

describe('an entry', () => {
  test('keeps who acted through which holding and on which act it rests', async () => {
    const entry = await findEntry(program.kysely, await write({ title: 'Parques' }))
    assert.deepEqual(entry?.who, {
      kind: 'person',
      person: '00000000-0000-4000-8000-000000000001',
      holding: '00000000-0000-4000-8000-000000000003',
      as: 'acting',
      institution: '00000000-0000-4000-8000-000000000004',
      office: '00000000-0000-4000-8000-000000000005',
      position: '00000000-0000-4000-8000-000000000006',
      legalAct: 'RA-12-2026',
    })
    assert.equal(entry?.index, null)
    assert.equal(entry?.content?.body, '{"title":"Parques"}')
  })

  test('has a leaf that names neither person nor content', async () => {
    const entry = await findEntry(program.kysely, await write({ secret: 'Rosa Quispe' }))
    assert.ok(entry?.content && entry.contentHash)
    const leaf = Buffer.from(leafOf(entry)).toString()
    assert.ok(!leaf.includes('Quispe') && !leaf.includes('00000000-0000-4000-8000-000000000001'))
    assert.deepEqual(JSON.parse(leaf), {
      v: 1,
      act: 'dataset.updated',
      content: Buffer.from(entry.contentHash).toString('base64'),
      holding: '00000000-0000-4000-8000-000000000003',
      ids: {
        entry: entry.id,
        kind: 'dataset',
        about: 'd-1',
        row: Buffer.from(rowHash(entry)).toString('base64'),
      },
      time: `${entry.at.toISOString().slice(0, 19)}Z`,
    })
    assert.deepEqual(readLeaf(leafOf(entry)), { act: 'dataset.updated', entry: entry.id })
    assert.deepEqual(
      Buffer.from(contentHash(entry.content.body, entry.content.salt)),
      entry.contentHash,
    )
  })

  test('is gone with the transaction that failed', async () => {
    const count = await countWaiting(program.kysely)
    const failing = program.transaction(async (trx) => {
      await writeEntry(trx, clock, { act: 'dataset.updated', actor: { kind: 'visitor' }, about })
      throw new Error('no')
    })
    await assert.rejects(failing, /no/)
    assert.equal((await countWaiting(program.kysely)).count, count.count)
  })

  test('of an act nobody knows, or with content JSON cannot hold, is refused', async () => {
    const unknown = { act: 'dataset.eaten' as never, actor: clerk, about }
    await assert.rejects(writeEntry(program.kysely, clock, unknown), { code: 'unknown-act' })
    const half = { act: 'dataset.updated' as const, actor: clerk, about, content: { a: '\ud800' } }
    await assert.rejects(writeEntry(program.kysely, clock, half), { code: 'bad-entry' })
  })
})

const forbidden: [string, RawBuilder<unknown>][] = [
  ['an entry is not changed', sql`UPDATE records.entry SET act = 'a.b'`],
  ['an entry is not removed', sql`DELETE FROM records.entry`],
  ['the journal is not emptied', sql`TRUNCATE records.entry CASCADE`],
  ['content is not changed', sql`UPDATE records.content SET body = '{}'`],
  ['content is not removed but by the function', sql`DELETE FROM records.content`],
  ['a place is not changed', sql`UPDATE records.place SET index = 9`],
  ['a head is not removed', sql`DELETE FROM records.head`],
  ['a number is not changed', sql`UPDATE records.number SET key = 'x'`],
  ['a number is not removed', sql`DELETE FROM records.number`],
  ['an annulment is not removed', sql`DELETE FROM records.number_annulment`],
  ['a hold is not removed', sql`DELETE FROM records.hold`],
]

describe('the database', () => {
  before(() => write({ a: 'b' }))
  for (const [name, statement] of forbidden) {
    test(`says no to the program: ${name}`, async () => {
      await assert.rejects(statement.execute(program.kysely), { code: '42501' })
    })
    test(`says no to its owner: ${name}`, async () => {
      await assert.rejects(statement.execute(owner.kysely), { code: '23000' })
    })
  }

  test('does not let the program choose the transaction of an entry', async () => {
    const forged = sql`INSERT INTO records.waiting (entry, transaction)
      SELECT id, '1'::xid8 FROM records.entry`.execute(program.kysely)
    await assert.rejects(forged, { code: '42501' })
  })
})

test('every act has a sentence in each language', () => {
  const locale = createLocale({
    rooms: [{ room: 'records', folder: new URL('./', import.meta.url) }],
  })
  for (const lang of ['es', 'en', 'qu'] as const) {
    for (const act of Object.keys(acts)) {
      assert.ok(
        locale.for(lang)(`records.acts.${act}`, { about: 'x' }).length > 5,
        `${act} ${lang}`,
      )
    }
  }
})

test('where one user must do for both, its ordinary statements are refused all the same', async () => {
  const empty = await testDatabase()
  const one = await openDatabase({
    url: empty.ownerUrl,
    migrations: roomMigrations(['platform', 'records']),
    closeOnSignals: false,
    allowExit: true,
  })
  const ground = { database: one, clock }
  const entry = await one.transaction((trx) =>
    writeEntry(trx, clock, { act: 'dataset.updated', actor: clerk, about, content: { a: 'b' } }),
  )
  for (const [name, statement] of forbidden.slice(0, 5)) {
    await assert.rejects(statement.execute(one.kysely), { code: '23000' }, name)
  }
  await eraseContent(ground, { entry, basis: 'Ley 29733', actor: clerk })
  assert.equal((await findEntry(one.kysely, entry))?.content, null)
  await one.close()
  await empty.close()
})
