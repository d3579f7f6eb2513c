// Tests records: what the database hides by itself, levels, secrets, two people, succession, jobs.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { openDatabase } from '#platform'
import { roomMigrations } from '../../test/support/database.ts'
import { type Official, type TestPeople, act, testPeople } from '../../test/support/test-people.ts'
import type { Actor } from './actor.ts'
import { approveBreakGlass } from './approve-break-glass.ts'
import { endHolding } from './end-holding.ts'
import { type FindOptions, countRecords, findRecord, listRecords } from './find-record.ts'
import { inViewOf } from './in-view-of.ts'
import { lowerLevel } from './lower-level.ts'
import { proposeLowerLevel } from './propose-lower-level.ts'
import { notePublication, noteWithdrawal } from './publish-record.ts'
import { raiseLevel } from './raise-level.ts'
import { recheck, referenceTo } from './recheck.ts'
import { type NewRecord, registerRecord } from './register-record.ts'
import { requestBreakGlass } from './request-break-glass.ts'
import { routeRecord } from './route-record.ts'
import { asProgram } from './store-view.ts'
import { succeedOffice } from './succeed-office.ts'

const workVerbs = [
  'read',
  'list',
  'update',
  'route',
  'raise-level',
  'propose-lower-level',
  'lower-level',
  'name-credential',
]
const reviewBy = '2027-01-01'

let on: TestPeople
let institution: string
let licences: string
let archive: string
let clerk: Official
let archivist: Official
let second: Official
let role: string

before(async () => {
  on = await testPeople()
  institution = await on.institution('Municipalidad de prueba')
  licences = await on.office(institution, 'licencias')
  archive = await on.office(institution, 'archivo')
  role = await on.role(institution, 'trabaja', workVerbs)
  clerk = await on.official(licences, role)
  second = await on.official(licences, role)
  archivist = await on.official(archive, role)
})
after(() => on.close())

async function register(more: Partial<NewRecord> = {}): Promise<string> {
  const id = randomUUID()
  const record = {
    id,
    kind: 'case',
    institution,
    level: 'institution' as const,
    custody: licences,
    state: 'open',
  }
  await on.database.transaction((trx) =>
    registerRecord(trx, { ...record, ...more }, on.clock.now()),
  )
  return id
}

const restricted = { level: 'restricted' as const, basis: 'Ley 29733', reviewBy }
const secret = { ...restricted, level: 'secret' as const, authority: 'Alcaldía' }

const sees = (actor: Actor, id: string, more: Partial<FindOptions> = {}) =>
  inViewOf({ database: on.database, clock: on.clock, actor }, (view) =>
    findRecord(view, { verb: 'read', kind: 'case', id, ...more }),
  )

const clerkNow = (proven = false) => on.signIn(clerk.person, clerk.holding, proven)

describe('the database hides what is not seen', () => {
  test('without a view a query is an error or answers nothing, never rows', async () => {
    await register()
    // A new connection has never heard of the setting: the question itself fails.
    const fresh = await openDatabase({
      url: on.database.url,
      ownerUrl: on.database.ownerUrl,
      migrations: roomMigrations(['platform', 'people']),
      closeOnSignals: false,
    })
    try {
      await assert.rejects(
        sql`SELECT id FROM people.record`.execute(fresh.kysely),
        /rimaq\.principal/,
      )
    } finally {
      await fresh.close()
    }
    for (const table of ['record_access', 'record_document', 'level_change', 'break_glass']) {
      const found = await sql`SELECT * FROM people.${sql.raw(table)}`
        .execute(on.database.kysely)
        .catch(() => ({ rows: [] }))
      assert.deepEqual(found.rows, [], table)
    }
  })

  test('a view does not outlive its transaction', async () => {
    const id = await register()
    const actor = await clerkNow()
    assert.ok(await sees(actor, id))
    for (let turn = 0; turn < 12; turn++) {
      const { rows } = await sql`SELECT id FROM people.record`
        .execute(on.database.kysely)
        .catch(() => ({ rows: [] }))
      assert.deepEqual(rows, [])
    }
  })

  test('a step of the program that fails leaves the view as it was', async () => {
    const id = await register(restricted)
    const actor = await on.signIn(archivist.person, archivist.holding)
    await inViewOf({ database: on.database, clock: on.clock, actor }, async ({ trx, now }) => {
      const failing = asProgram(trx, now, async () => Promise.reject(new Error('of no statement')))
      await assert.rejects(failing, /of no statement/)
      const { rows } = await sql`SELECT id FROM people.record WHERE id = ${id}`.execute(trx)
      assert.deepEqual(rows, [])
    })
  })

  test('in a view nothing is written, and rows of access are never removed', async () => {
    const id = await register()
    const actor = await clerkNow()
    const attempt = (query: ReturnType<typeof sql>) =>
      inViewOf({ database: on.database, clock: on.clock, actor }, ({ trx }) => query.execute(trx))
    const changed = await attempt(sql`UPDATE people.record SET level = 0 WHERE id = ${id}`)
    assert.equal(changed.numAffectedRows, 0n)
    await assert.rejects(
      attempt(sql`INSERT INTO people.record_access
      (record_id, institution_id, principal, reason, ceiling, opened_at)
      VALUES (${id}, ${institution}, 'public', 'publication', 0, now())`),
      /row-level security/,
    )
    await assert.rejects(attempt(sql`DELETE FROM people.record_access`), /permission denied/)
    await assert.rejects(attempt(sql`DELETE FROM people.record`), /permission denied/)
  })

  test('staff see their office, not the neighbour’s restricted cases', async () => {
    const id = await register(restricted)
    assert.ok(await sees(await clerkNow(), id))
    assert.equal(await sees(await on.signIn(archivist.person, archivist.holding), id), null)
    assert.equal(await sees({ kind: 'visitor' }, id), null)
  })

  test('what is routed is seen by both offices, and changed by the one in custody', async () => {
    const id = await register(restricted)
    await routeRecord(on.as(await clerkNow()), { record: id, office: archive })
    const other = await on.signIn(archivist.person, archivist.holding)
    assert.equal((await sees(other, id))?.custody, archive)
    assert.ok(await sees(await clerkNow(), id))
    await assert.rejects(sees(await clerkNow(), id, { verb: 'update' }), {
      detail: { reason: 'not-in-custody' },
    })
    assert.ok(await sees(other, id, { verb: 'update' }))
  })

  test('what is public is open only while it is published', async () => {
    const id = await register()
    assert.equal(await sees({ kind: 'visitor' }, id), null)
    await on.database.transaction((trx) =>
      notePublication(trx, id, { basis: 'Ley 27806', state: 'published' }, on.clock.now()),
    )
    assert.ok(await sees({ kind: 'visitor' }, id))
    on.clock.pass(1)
    await on.database.transaction((trx) =>
      noteWithdrawal(trx, id, { state: 'withdrawn' }, on.clock.now()),
    )
    assert.equal(await sees({ kind: 'visitor' }, id), null)
  })
})

describe('lists and counts', () => {
  test('pages hold each record once, in order, and end', async () => {
    const office = await on.office(institution, 'listas')
    const listed = await on.official(office, role)
    const ids: string[] = []
    for (let count = 0; count < 7; count++) {
      if (count % 3 === 0) on.clock.pass(1000)
      ids.push(await register({ custody: office, assigned: [listed.person] }))
    }
    await register({ ...secret, custody: office, credentials: [listed.person] })
    const actor = await on.signIn(listed.person, listed.holding, true)
    await inViewOf({ database: on.database, clock: on.clock, actor }, async (view) => {
      const seen: string[] = []
      let after = null
      do {
        const page = await listRecords(view, { limit: 3, after })
        seen.push(...page.records.map(({ id }) => id))
        after = page.next
      } while (after !== null)
      assert.deepEqual([...seen].sort(), [...ids].sort())
      assert.deepEqual(await countRecords(view), { count: 7, more: false })
      assert.deepEqual(await countRecords(view, { atMost: 5 }), { count: 5, more: true })
    })
  })
})

describe('levels', () => {
  test('a secret is opened by a named person who has just proven to be there', async () => {
    const id = await register({ ...secret, credentials: [clerk.person] })
    assert.ok(await sees(await clerkNow(true), id))
    assert.equal(await sees(await clerkNow(false), id), null)
    assert.equal(await sees(await on.signIn(second.person, second.holding, true), id), null)
    const actor = await clerkNow(true)
    on.clock.pass(61_000)
    assert.equal(await sees(actor, id), null)
  })

  test('raising is at once, and closes to those who were not named', async () => {
    const id = await register()
    await raiseLevel(on.as(await clerkNow()), {
      record: id,
      ...secret,
      reason: 'Investigación en curso',
    })
    assert.equal(await sees(await clerkNow(true), id), null)
  })

  test('lowering takes two people, and never goes below the strictest document', async () => {
    const id = await register()
    const document = randomUUID()
    const input = { record: id, ...restricted, reason: 'Datos personales', document }
    await raiseLevel(on.as(await clerkNow()), input)
    const proposal = await proposeLowerLevel(on.as(await clerkNow()), {
      record: id,
      level: 'institution',
      reason: 'Ya no hay datos personales',
    })
    assert.equal((await sees(await clerkNow(), id))?.level, 'restricted')
    await assert.rejects(lowerLevel(on.as(await clerkNow(true)), { proposal }), {
      detail: { reason: 'same-person' },
    })
    const other = on.as(await on.signIn(second.person, second.holding, true))
    await assert.rejects(lowerLevel(other, { proposal }), { code: 'stricter-document' })
    await on.database.transaction(async (trx) => {
      await sql`SELECT set_config('rimaq.principal', 'program', true)`.execute(trx)
      await sql`UPDATE people.record_document SET level = 1 WHERE document_id = ${document}`.execute(
        trx,
      )
    })
    await lowerLevel(other, { proposal })
    assert.equal((await sees(await clerkNow(), id))?.level, 'institution')
  })

  test('one person does not publish what is restricted', async () => {
    const id = await register(restricted)
    const publishing = on.database.transaction((trx) =>
      notePublication(trx, id, { basis: 'Ley 27806', state: 'published' }, on.clock.now()),
    )
    await assert.rejects(publishing, { code: 'level-not-lowered' })
  })
})

describe('break-glass', () => {
  test('two people and a reason open one record to an administrator for thirty minutes', async () => {
    const verbs = ['request-break-glass', 'approve-break-glass']
    const administrator = await on.role(institution, 'emergencias', verbs, { family: 'administer' })
    const family = { family: 'administer' } as const
    const first = await on.official(licences, administrator, family)
    const other = await on.official(licences, administrator, family)
    const id = await register({ ...secret, credentials: [clerk.person] })
    const now = (who: Official) => on.signIn(who.person, who.holding, true)
    assert.equal(await sees(await now(first), id), null)
    const reason = 'El juzgado pide el expediente hoy y nadie está'
    const request = await requestBreakGlass(on.as(await now(first)), { record: id, reason })
    await assert.rejects(approveBreakGlass(on.as(await now(first)), { request }), {
      detail: { reason: 'same-person' },
    })
    const { tell } = await approveBreakGlass(on.as(await now(other)), { request })
    assert.ok(tell.includes(clerk.person))
    assert.equal(on.entries.at(-1)?.act, 'approve-break-glass')
    assert.ok(await sees(await now(first), id))
    await assert.rejects(sees(await now(first), id, { verb: 'update' }))
    assert.equal(await sees(await now(other), id), null)
    on.clock.pass(1_800_000)
    assert.equal(await sees(await now(first), id), null)
  })
})

describe('change takes effect now', () => {
  test('a successor takes custody by entries of the journal', async () => {
    const technology = await on.office(institution, 'tecnologia')
    const digital = await on.office(institution, 'gobierno-digital-e-innovacion')
    const next = await on.official(digital, role)
    const ids = [
      await register({ ...restricted, custody: technology }),
      await register({ custody: technology }),
    ]
    const actor = () => on.signIn(next.person, next.holding)
    assert.equal(await sees(await actor(), ids[0] ?? ''), null)
    on.clock.pass(1)
    const before = on.entries.length
    const input = { institution, office: technology, successor: digital, act }
    assert.equal(await succeedOffice(on.operator, input), 2)
    const acts = on.entries.slice(before).map((entry) => entry.act)
    assert.deepEqual(acts, ['hand-over-custody', 'hand-over-custody', 'succeed-office'])
    for (const id of ids) assert.ok(await sees(await actor(), id, { verb: 'update' }))
  })

  test('a job of someone whose holding has ended is denied, and the denial written down', async () => {
    const leaving = await on.official(licences, role)
    const id = await register(restricted)
    const reference = referenceTo(await on.signIn(leaving.person, leaving.holding))
    const context = { database: on.database, clock: on.clock, journal: on.operator.journal }
    const ask = () => recheck(context, reference, { verb: 'read', kind: 'case', id })
    assert.equal((await ask()).permit, true)
    on.clock.pass(1)
    await endHolding(on.operator, { institution, holding: leaving.holding, act })
    assert.deepEqual(await ask(), { permit: false, reason: 'holding-ended' })
    assert.equal(on.entries.at(-1)?.act, 'deny-at-run')
  })

  test('a job is denied when the level was raised meanwhile, and when its token was revoked', async () => {
    const id = await register()
    const context = { database: on.database, clock: on.clock, journal: on.operator.journal }
    const reference = referenceTo(await on.signIn(archivist.person, archivist.holding))
    const find = { verb: 'read', kind: 'case', id }
    await raiseLevel(on.as(await clerkNow()), {
      record: id,
      ...restricted,
      reason: 'Datos personales',
    })
    assert.deepEqual(await recheck(context, reference, find), {
      permit: false,
      reason: 'not-visible',
    })
    const holding = clerk.holding as never
    const token = {
      kind: 'system',
      token: randomUUID() as never,
      holding,
      scopes: ['read'],
    } as const
    assert.deepEqual(await recheck(context, token, find), {
      permit: false,
      reason: 'token-revoked',
    })
  })
})
