// Who must know is told in the transaction of the act: on the pages until read, and by mail where there is mail.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { after, before, test } from 'node:test'
import { type Official, type TestPeople, testPeople } from '../../../test/support/test-people.ts'
import { approveBreakGlass } from '../approve-break-glass.ts'
import { confirmLevel } from '../confirm-level.ts'
import { endRecordAccess } from '../end-access.ts'
import { inViewOf } from '../in-view-of.ts'
import { findRecord } from '../find-record.ts'
import { registerRecord } from '../register-record.ts'
import { requestBreakGlass } from '../request-break-glass.ts'
import { routeRecord } from '../route-record.ts'
import { pageOfReviews } from '../store-reviews.ts'
import type { Letters } from './give-notice.ts'
import { remindReviews } from './remind-reviews.ts'
import { acknowledgeRow, noticesOf, openNoticesOf } from './store-notices.ts'
import { tellReviewers } from './tell-reviewers.ts'

let on: TestPeople
let office = ''
let institution = ''
let head: Official
let clerk: Official
let auditor: Official
let asker: Official
let second: Official
let elsewhere: Official
const sent: { to: string; kind: string }[] = []
const mail: Letters = {
  notice: async (_, to, { kind }) => void sent.push({ to, kind }),
  code: async () => {},
}

before(async () => {
  on = await testPeople()
  institution = await on.institution('Municipalidad de prueba')
  office = await on.office(institution, 'licencias')
  const other = await on.office(institution, 'archivo')
  const boss = await on.role(
    institution,
    'jefe',
    ['read', 'list', 'route', 'raise-level', 'name-credential', 'approve'],
    { below: true },
  )
  const works = await on.role(institution, 'especialista', ['read', 'list'])
  const audits = await on.role(institution, 'auditor', ['read', 'list'], { family: 'audit' })
  const glass = ['request-break-glass', 'approve-break-glass']
  const admin = await on.role(institution, 'admin', glass, { family: 'administer' })
  head = await on.official(office, boss)
  clerk = await on.official(office, works)
  auditor = await on.official(other, audits, { family: 'audit' })
  asker = await on.official(other, admin, { family: 'administer' })
  second = await on.official(other, admin, { family: 'administer' })
  elsewhere = await on.official(other, works)
  await sql`INSERT INTO people.account (person_id, name, user_handle, created)
    VALUES (${head.person}, 'Jefa', ${'handle of the head of the office'}, ${on.clock.now()})`.execute(
    on.database.kysely,
  )
  await sql`INSERT INTO people.sign_in_name (name, account_id, kind, created)
    SELECT 'jefa@example.pe', id, 'email', ${on.clock.now()} FROM people.account
    WHERE person_id = ${head.person}`.execute(on.database.kysely)
})
after(() => on.close())

async function record(reviewBy: string, level: 'restricted' | 'secret' = 'restricted') {
  const id = randomUUID()
  const closed = { level, basis: 'Datos personales', reviewBy, authority: 'Alcaldía' }
  await on.database.transaction((trx) =>
    registerRecord(
      trx,
      { id, kind: 'case', institution, custody: office, state: 'open', ...closed },
      on.clock.now(),
    ),
  )
  return id
}

const noticesFor = ({ person }: Official) => noticesOf(on.database.kysely, person, 100)

test('an emergency is told to the head of the office and the auditor at once, by mail too', async () => {
  const id = await record('2030-01-01')
  const as = async (who: Official) => ({
    ...on.as(await on.signIn(who.person, who.holding, true)),
    mail,
  })
  const reason = 'El juzgado pide el expediente hoy mismo'
  const request = await requestBreakGlass(await as(asker), { record: id, reason })
  assert.deepEqual(await noticesFor(head), [], 'nothing is open yet')
  const { tell } = await approveBreakGlass(await as(second), { request })
  assert.deepEqual(new Set(tell), new Set([head.person, auditor.person]))
  for (const who of [head, auditor]) {
    const [notice] = await noticesFor(who)
    assert.equal(notice?.kind, 'emergency')
    assert.equal(notice?.detail['record'], id)
    assert.equal(notice?.detail['reason'], reason)
    assert.equal(await openNoticesOf(on.database.kysely, who.person), 1)
  }
  for (const who of [clerk, asker, second, elsewhere]) assert.deepEqual(await noticesFor(who), [])
  assert.deepEqual(sent, [{ to: 'jefa@example.pe', kind: 'emergency' }])
})

test('a notice stays until its owner says it was read; nobody else can say so', async () => {
  const [notice] = await noticesFor(head)
  const db = on.database.kysely
  const at = on.clock.now()
  const id = notice?.id ?? ''
  assert.equal(await acknowledgeRow(db, id, { person: auditor.person, at }), null)
  assert.equal(await openNoticesOf(db, head.person), 1)
  assert.ok(await acknowledgeRow(db, id, { person: head.person, at }))
  assert.equal(await acknowledgeRow(db, id, { person: head.person, at }), null, 'once')
  assert.equal(await openNoticesOf(db, head.person), 0)
  assert.equal((await noticesFor(head)).length, 1, 'it is kept')
})

test('what fails tells nobody', async () => {
  const id = await record('2030-01-01')
  const ask = on.as(await on.signIn(asker.person, asker.holding, true))
  const reason = 'El juzgado pide el expediente hoy mismo'
  const request = await requestBreakGlass(ask, { record: id, reason })
  await assert.rejects(approveBreakGlass({ ...ask, mail }, { request }), { code: 'not-permitted' })
  const broken = {
    ...on.as(await on.signIn(second.person, second.holding, true)),
    journal: { write: () => Promise.reject(new Error('the journal is full')) },
  }
  const before = (await noticesFor(auditor)).length
  await assert.rejects(approveBreakGlass(broken, { request }), /the journal is full/)
  assert.equal((await noticesFor(auditor)).length, before)
})

test('reviews are reminded two weeks ahead and when the day has passed, once each, to who heads the office', async () => {
  const start = on.clock.now()
  const day = (days: number): string =>
    new Date(start.getTime() + days * 86_400_000).toISOString().slice(0, 10)
  const soon = await record(day(10))
  await record(day(40))
  const secret = await record(day(5), 'secret')
  const before = (await noticesFor(head)).length
  const remind = () => remindReviews({ database: on.database, clock: on.clock, mail })
  assert.equal(await remind(), 1, 'the secret one has nobody who may open it')
  assert.equal(await remind(), 0)
  const [notice] = await noticesFor(head)
  assert.equal(notice?.kind, 'review-due')
  assert.equal(notice?.detail['record'], soon)
  on.clock.pass(12 * 86_400_000)
  assert.equal(await remind(), 1, 'overdue')
  assert.equal((await noticesFor(head)).length, before + 2)
  assert.ok(secret)
})

test('the list of reviews has what one may see, overdue first; confirming moves the day and is written down', async () => {
  const signIn = async (who: Official) => on.signIn(who.person, who.holding, true)
  const seen = async (who: Official) => {
    const actor = await signIn(who)
    const { database, clock } = on
    return inViewOf({ database, clock, actor }, ({ trx }) => pageOfReviews(trx, 100))
  }
  const list = await seen(head)
  assert.ok(list.length >= 3)
  const days = list.map(({ reviewBy }) => reviewBy)
  assert.deepEqual(days, days.toSorted())
  assert.ok(
    list.every(({ level }) => level === 2),
    'secrets are in no list',
  )
  assert.deepEqual(await seen(elsewhere), [])
  assert.deepEqual(await seen(asker), [], 'administrators read no records')
  assert.equal((await seen(auditor)).length, list.length)
  const [first] = list
  const about = { record: first?.id ?? '', reason: 'Sigue en investigación' }
  const by = on.as(await signIn(head))
  await assert.rejects(confirmLevel(by, { ...about, reviewBy: '2020-01-01' }), {
    code: 'bad-value',
  })
  await assert.rejects(
    confirmLevel(on.as(await signIn(clerk)), { ...about, reviewBy: '2031-01-01' }),
    { code: 'not-permitted' },
  )
  await confirmLevel(by, { ...about, reviewBy: '2031-01-01' })
  assert.equal((await seen(head)).at(-1)?.id, first?.id)
  assert.equal(on.entries.at(-1)?.act, 'confirm-level')
  assert.deepEqual(on.entries.at(-1)?.content['was'], first?.reviewBy)
})

test('access by path is taken away by who may name credentials, and takes effect at once', async () => {
  const id = await record('2031-02-01')
  const target = await on.office(institution, 'destino')
  const boss = await on.official(
    target,
    await on.role(institution, 'jefe-destino', ['read', 'list', 'name-credential']),
  )
  await routeRecord(on.as(await on.signIn(head.person, head.holding)), {
    record: id,
    office: target,
  })
  const sees = async (who: Official) => {
    const actor = await on.signIn(who.person, who.holding)
    const { database, clock } = on
    return inViewOf({ database, clock, actor }, (view) =>
      findRecord(view, { verb: 'read', kind: 'case', id }),
    )
  }
  assert.ok(await sees(clerk), 'the office it left sees it')
  on.clock.pass(1_000)
  const taking = { record: id, principal: `office:${office}`, reason: 'path' as const }
  await assert.rejects(
    endRecordAccess(on.as(await on.signIn(boss.person, boss.holding)), taking),
    { code: 'not-permitted' },
    'without a proof of presence',
  )
  const by = on.as(await on.signIn(boss.person, boss.holding, true))
  await endRecordAccess(by, taking)
  on.clock.pass(1_000)
  assert.equal(await sees(clerk), null)
  await assert.rejects(
    endRecordAccess(on.as(await on.signIn(boss.person, boss.holding, true)), taking),
    { code: 'ended-already' },
  )
  const custody = { record: id, principal: `office:${target}`, reason: 'custody' as const }
  await assert.rejects(
    endRecordAccess(on.as(await on.signIn(boss.person, boss.holding, true)), custody),
    { code: 'ended-already' },
  )
})

test('a handed-in file is told to who may approve it in its office, not to who handed it in', async () => {
  const id = randomUUID()
  const told = await on.database.transaction(async (trx) => {
    const now = on.clock.now()
    const custody = { kind: 'submission', institution, custody: office, state: 'waiting' }
    await registerRecord(trx, { id, level: 'institution', drafter: clerk.person, ...custody }, now)
    const path = `/revisar/${id}`
    return tellReviewers(trx, { submission: id, title: 'obras', path, now, mail })
  })
  assert.deepEqual(told, [head.person])
})
