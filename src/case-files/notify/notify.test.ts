// Notifying through the verbs: what is missing blocks it, days are those of the law, and there is one proof for each effect.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { type TestNotify, testNotify } from '../../../test/support/notify.ts'
import { actAsCity } from '../case/act-on-case.ts'
import { CaseFilesError } from '../errors.ts'
import { brokenAt } from '../filing/event-chain.ts'
import { chunk } from '../seal/issue-document.ts'
import { acknowledge, openNotified } from './acknowledge.ts'
import { appeal, withdraw } from './appeal.ts'
import { endNotification, registerDelivery, registerVisit, voidNotification } from './deliver.ts'
import { giveConsent, withdrawConsent } from './give-consent.ts'
import { notifyAct } from './notify-act.ts'
import type { Channel, Plan } from './notification.ts'
import type { Access } from './notify-parts.ts'
import { settleAll } from './settle.ts'
import { type KeptNotification, notificationsOf } from './store-notifications.ts'

let here: TestNotify
before(async () => {
  here = await testNotify()
  await here.parts.files.put(chunk(scanned))
})
after(() => here.close())

const visitor = { kind: 'visitor' } as const
const byKey = ({ id, key }: { id: string; key: string }): Access => ({
  ...{ by: 'key', id, key, actor: visitor },
})
const told = { appeals: 'Reconsideración y apelación', body: 'Gerencia de Prueba', termDays: 15 }
const planOf = (channel: Channel, position: number, more: Partial<Plan> = {}): Plan => ({
  ...{ channel, position, ...told, exhausts: false, ...more },
})

async function notify(id: string, plan: Plan): Promise<string> {
  const seen = await here.seen(id)
  const made = await notifyAct(here.parts, here.clerk, { id, seen, plan })
  here.on.people.clock.pass(1_000)
  return made
}

const noon = (day: string): Date => new Date(`${day}T17:00:00Z`)
const goTo = (day: string): void => here.on.people.clock.set(noon(day))

async function only(id: string): Promise<KeptNotification> {
  const [one] = (await notificationsOf(here.parts.database.kysely, id)).slice(-1)
  assert.ok(one)
  return one
}

async function kindsOf(id: string): Promise<string[]> {
  return actAsCity(here.parts, id, async ({ events }) => {
    assert.equal(brokenAt(events), null)
    return events.map(({ kind }) => kind)
  })
}

const lacks =
  (...codes: string[]) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof CaseFilesError, String(error))
    assert.deepEqual(error.cause, codes)
    return true
  }
const fails =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof CaseFilesError && error.code === code
const phaseOf = (id: string): Promise<string> =>
  actAsCity(here.parts, id, async ({ state }) => state.phase)
const dueOf = (id: string, rule: string): Promise<string | null | undefined> =>
  actAsCity(here.parts, id, async ({ state }) => state.terms.findLast((t) => t.rule === rule)?.due)

test('a notification without its appeals is not sent', async () => {
  const { id, position } = await here.decided({ consent: 'mailbox' })
  const without = { appeals: ' ', body: '', termDays: null }
  await assert.rejects(
    notify(id, planOf('mailbox', position, without)),
    lacks('no-appeals', 'no-body', 'no-term'),
  )
  await assert.rejects(
    notify(id, planOf('mailbox', position, { termDays: 10 })),
    lacks('wrong-term'),
  )
  await assert.rejects(notify(id, planOf('mailbox', 99)), lacks('no-act'))
  assert.deepEqual(await notificationsOf(here.parts.database.kysely, id), [])
  const seq = await here.seen(id)
  const insert = (appeals: string | null): Promise<unknown> =>
    sql`INSERT INTO case_files.notification (id, case_id, position, channel, addressee, appeals,
        body, term_days, exhausts, began_seq)
      VALUES (gen_random_uuid(), ${id}::uuid, ${position}, 'personal', '{}', ${appeals}, 'Gerencia',
        15, false, ${seq})`.execute(here.parts.database.kysely)
  await assert.rejects(insert(null), { code: '23502' })
  await assert.rejects(insert(' '), { code: '23514' })
})

test('the mailbox is used with consent in force only, and the database says so too', async () => {
  const own = await here.decided()
  const { id, position } = own
  await assert.rejects(notify(id, planOf('mailbox', position)), lacks('no-consent'))
  const t = here.parts.locale.for('es')
  await assert.rejects(
    giveConsent(here.parts, byKey(own), { way: 'mailbox', email: 'sin arroba', t }),
    fails('bad-email'),
  )
  await giveConsent(here.parts, byKey(own), { way: 'mailbox', email: 'rosa@example.pe', t })
  await giveConsent(here.parts, byKey(own), { way: 'mailbox', email: 'rosa@example.pe', t })
  assert.equal((await kindsOf(id)).filter((kind) => kind === 'consented').length, 1)
  await withdrawConsent(here.parts, byKey(own))
  await assert.rejects(notify(id, planOf('mailbox', position)), lacks('no-consent'))
  const seen = await here.seen(id)
  const insert = (consent: number | null): Promise<unknown> =>
    sql`INSERT INTO case_files.notification (id, case_id, position, channel, addressee, consent_seq,
        appeals, body, term_days, exhausts, began_seq, letter_id)
      VALUES (gen_random_uuid(), ${id}::uuid, ${position}, 'mailbox', '{}', ${consent}, 'Apelación',
        'Gerencia', 15, false, ${seen}, gen_random_uuid())`.execute(here.parts.database.kysely)
  await assert.rejects(insert(null), { code: '23514' })
  // The consent of event 3 was withdrawn in event 4; event 1 is the filing, without any.
  await assert.rejects(insert(3), { code: '23000' })
  await assert.rejects(insert(1), { code: '23000' })
})

test('a deposit waits with its alert and its certificate, and opening it notifies that day', async () => {
  goTo('2026-07-21')
  const own = await here.decided({ consent: 'mailbox' })
  const { id, position } = own
  const n = await notify(id, planOf('mailbox', position))
  assert.equal(await phaseOf(id), 'notifying')
  await assert.rejects(openNotified(here.parts, byKey(own), n), fails('notification-unread'))
  await assert.rejects(notify(id, planOf('personal', position)), lacks('under-way'))
  await here.deliver()
  const letter = here.received.at(-1)
  assert.deepEqual(letter?.to, ['rosa@example.pe'])
  assert.match(letter.text, /https:\/\/lima\.example\/mis-tramites/)
  for (const secret of ['Persona', '40000001', '2026-0', 'Resoluci']) {
    assert.ok(!letter.text.includes(secret), secret)
  }
  goTo('2026-07-22')
  const opened = await acknowledge(here.parts, byKey(own), n)
  assert.deepEqual([opened.effectiveOn, opened.endedWhy], ['2026-07-22', null])
  assert.equal(
    (await acknowledge(here.parts, byKey(own), n)).acknowledgedSeq,
    opened.acknowledgedSeq,
  )
  assert.equal((await openNotified(here.parts, byKey(own), n)).sha256, opened.sha256)
  assert.deepEqual(await kindsOf(id), ['filed', 'decided', 'deposited', 'acknowledged'])
  assert.ok(opened.proof)
  assert.equal(await here.parts.files.has(opened.proof as never), true)
})

test('E8: a deposit that nobody opens takes effect on the working day after the fifth', async () => {
  goTo('2026-07-22')
  const own = await here.decided({ consent: 'mailbox' })
  const { id, position } = own
  const n = await notify(id, planOf('mailbox', position))
  // With the decree of May for 27 July the five days end on 4 August, a day after the example's.
  assert.equal(await dueOf(id, 'CASILLA'), '2026-08-04')
  goTo('2026-08-04')
  await settleAll(here.parts)
  assert.equal((await only(id)).effectiveOn, null)
  goTo('2026-08-05')
  await settleAll(here.parts)
  const one = await only(id)
  assert.deepEqual([one.effectiveOn, one.acknowledgedSeq], ['2026-08-05', null])
  const before = await kindsOf(id)
  assert.deepEqual(before, ['filed', 'decided', 'deposited', 'notification-effective'])
  await settleAll(here.parts)
  assert.deepEqual(await kindsOf(id), before)
  const opened = await acknowledge(here.parts, byKey(own), n)
  assert.deepEqual([opened.effectiveOn, await phaseOf(id)], ['2026-08-05', 'notified'])
  assert.deepEqual((await kindsOf(id)).at(-1), 'notification-opened')
})

test('nothing is in effect without its proof, and what is on record does not change', async () => {
  const own = await here.decided({ consent: 'mailbox' })
  const n = await notify(own.id, planOf('mailbox', own.position))
  const db = here.parts.database.kysely
  const at = await here.seen(own.id)
  await assert.rejects(
    sql`UPDATE case_files.notification SET effective_on = '2026-08-01', effective_seq = ${at}
      WHERE id = ${n}::uuid`.execute(db),
    { code: '23514' },
  )
  await acknowledge(here.parts, byKey(own), n)
  for (const change of [sql`effective_on = '2026-01-01'`, sql`proof_sha256 = repeat('0', 64)`]) {
    await assert.rejects(
      sql`UPDATE case_files.notification SET ${change} WHERE id = ${n}::uuid`.execute(db),
      { code: '23000' },
    )
  }
  await assert.rejects(sql`DELETE FROM case_files.notification WHERE id = ${n}::uuid`.execute(db), {
    code: '42501',
  })
})

test('by mail the link alone notifies nobody; its button does, and two days of silence lead to paper', async () => {
  goTo('2026-09-14')
  const own = await here.decided({ consent: 'email' })
  const n = await notify(own.id, planOf('email', own.position))
  await here.deliver()
  const link = /\/notificacion\/([0-9a-f-]{36})\/([0-9A-Z]{16})/.exec(
    here.received.at(-1)?.text ?? '',
  )
  assert.equal(link?.[1], n)
  const access: Access = { by: 'mail', id: n, key: link?.[2] ?? '', actor: visitor }
  await assert.rejects(openNotified(here.parts, access, n), fails('notification-unread'))
  assert.equal(await phaseOf(own.id), 'notifying')
  const wrong: Access = { ...access, key: '0'.repeat(16) }
  await assert.rejects(acknowledge(here.parts, wrong, n), fails('not-found'))
  const done = await acknowledge(here.parts, access, n)
  assert.equal(done.effectiveOn, '2026-09-14')

  const silent = await here.decided({ consent: 'email' })
  const m = await notify(silent.id, planOf('email', silent.position))
  goTo('2026-09-16')
  await settleAll(here.parts)
  assert.equal(await phaseOf(silent.id), 'notifying')
  goTo('2026-09-17')
  await settleAll(here.parts)
  assert.deepEqual(
    [(await only(silent.id)).endedWhy, await phaseOf(silent.id)],
    ['not-acknowledged', 'decided'],
  )
  await assert.rejects(acknowledge(here.parts, byKey(silent), m), fails('notification-ended'))
  await notify(silent.id, planOf('personal', silent.position))
  assert.deepEqual((await kindsOf(silent.id)).slice(-2), [
    'notification-lapsed',
    'notification-prepared',
  ])
})

const scanned = Buffer.from('%PDF-1.7 cargo')
const evidence = {
  ...{ name: 'cargo.pdf', mediaType: 'application/pdf', bytes: scanned.length },
  sha256: createHash('sha256').update(scanned).digest('hex'),
}

test('on paper it counts from the day on its proof; the second visit needs the first', async () => {
  goTo('2026-09-21')
  const own = await here.decided()
  const n = await notify(own.id, planOf('personal', own.position))
  const act = async (
    outcome: 'delivered' | 'under-door',
    on: string,
    more: object = {},
  ): Promise<void> =>
    registerDelivery(here.parts, here.clerk, {
      ...{ id: own.id, seen: await here.seen(own.id), notification: n, evidence },
      ...{ delivery: { outcome, on, receivedBy: '' }, ...more },
    })
  await assert.rejects(
    act('delivered', '2026-09-22', { evidence: null }),
    lacks('no-evidence', 'day-ahead', 'no-receiver'),
  )
  await assert.rejects(act('under-door', '2026-09-21'), lacks('no-first-visit'))
  const visit = { on: '2026-09-21', next: '2026-09-22', note: 'Nadie abrió.' }
  await registerVisit(here.parts, here.clerk, {
    ...{ id: own.id, seen: await here.seen(own.id), notification: n, ...visit },
  })
  goTo('2026-09-24')
  await act('under-door', '2026-09-22')
  assert.equal((await only(own.id)).effectiveOn, '2026-09-22')
  assert.equal(await dueOf(own.id, 'RECURSO'), '2026-10-14')
})

test('publication comes last: only where there is no address or delivery there failed', async () => {
  const own = await here.decided()
  await assert.rejects(notify(own.id, planOf('publication', own.position)), lacks('not-last'))
  const n = await notify(own.id, planOf('personal', own.position))
  const end = async (reasons: string): Promise<void> =>
    endNotification(here.parts, here.clerk, {
      ...{ id: own.id, seen: await here.seen(own.id), notification: n },
      ...{ why: 'undelivered', reasons },
    })
  await assert.rejects(end('no'), fails('no-reasons'))
  await end('El domicilio no existe: la numeración termina en 100.')
  await notify(own.id, planOf('publication', own.position))
  assert.equal((await only(own.id)).channel, 'publication')
})

test('a defective notification is made again, and the term it began is void', async () => {
  goTo('2026-10-01')
  const own = await here.decided({ consent: 'mailbox' })
  const n = await notify(own.id, planOf('mailbox', own.position))
  await acknowledge(here.parts, byKey(own), n)
  here.on.people.clock.pass(1_000)
  await voidNotification(here.parts, here.clerk, {
    ...{ id: own.id, seen: await here.seen(own.id), notification: n },
    reasons: 'No llevaba el texto íntegro del acto.',
  })
  assert.deepEqual([(await only(own.id)).endedWhy, await phaseOf(own.id)], ['defective', 'decided'])
  goTo('2026-10-02')
  await notify(own.id, planOf('mailbox', own.position))
  assert.equal((await notificationsOf(here.parts.database.kysely, own.id)).length, 2)
})

test('a letter refused for good is told in the case; an outage delays it and loses nothing', async () => {
  goTo('2026-10-05')
  const own = await here.decided({ consent: 'mailbox' })
  await notify(own.id, planOf('mailbox', own.position))
  here.refuse(451)
  await here.deliver()
  await settleAll(here.parts)
  assert.equal((await only(own.id)).letterFault, null)
  assert.ok(((await here.parts.mail?.counts())?.waiting ?? 0) >= 1)
  here.refuse(550)
  await sql`UPDATE jobs.job SET start_after = now() WHERE name = 'platform.letter'`.execute(
    here.parts.database.kysely,
  )
  await here.deliver()
  here.refuse(null)
  await settleAll(here.parts)
  assert.match((await only(own.id)).letterFault ?? '', /550/)
  assert.equal((await kindsOf(own.id)).at(-1), 'letter-refused')
})

test('E7: an appeal in time has its own term, one after it is refused in words, and a firm act says so', async () => {
  goTo('2026-12-01')
  const [appealed, other, late] = [await here.decided(), await here.decided(), await here.decided()]
  for (const own of [appealed, other, late]) {
    const notification = await notify(own.id, planOf('personal', own.position))
    const delivery = { outcome: 'delivered', on: '2026-12-01', receivedBy: 'El titular' } as const
    await registerDelivery(here.parts, here.clerk, {
      ...{ id: own.id, seen: await here.seen(own.id), notification, delivery, evidence },
    })
    assert.equal(await dueOf(own.id, 'RECURSO'), '2026-12-24')
  }
  goTo('2026-12-22')
  const reasons = 'La decisión no tomó en cuenta el plano presentado.'
  const ask = { reasons, file: null }
  assert.equal(await appeal(here.parts, byKey(appealed), { rule: 'APEL', ...ask }), '2027-02-04')
  assert.equal(await appeal(here.parts, byKey(other), { rule: 'RECON', ...ask }), '2027-01-14')
  assert.equal(await phaseOf(appealed.id), 'appealed')
  goTo('2026-12-28')
  await assert.rejects(appeal(here.parts, byKey(late), { rule: 'APEL', ...ask }), fails('not-now'))
  await settleAll(here.parts)
  await settleAll(here.parts)
  assert.equal((await kindsOf(late.id)).filter((kind) => kind === 'became-firm').length, 1)
  await withdraw(here.parts, byKey(appealed), { reasons: '' })
  assert.equal(await phaseOf(appealed.id), 'firm')
})

test('a stranger with another key notifies nobody and opens nothing', async () => {
  const own = await here.decided({ consent: 'mailbox' })
  const other = await here.file()
  const n = await notify(own.id, planOf('mailbox', own.position))
  for (const access of [byKey({ id: own.id, key: other.key }), byKey(other)]) {
    await assert.rejects(acknowledge(here.parts, access, n), fails('not-found'))
    await assert.rejects(openNotified(here.parts, access, n), fails('not-found'))
  }
})

test('what fails between its steps leaves no notification, and what is sent twice at once leaves one', async () => {
  const own = await here.decided({ consent: 'mailbox' })
  const { id, position } = own
  const seen = await here.seen(id)
  const plan = planOf('mailbox', position)
  const broken = { ...here.parts, mail: here.parts.mail && { ...here.parts.mail, send: cut } }
  await assert.rejects(notifyAct(broken, here.clerk, { id, seen, plan }), /the power went/)
  assert.equal(await here.seen(id), seen)
  const twice = [1, 2].map(() => notifyAct(here.parts, here.clerk, { id, seen, plan }))
  const ended = await Promise.allSettled(twice)
  assert.deepEqual(ended.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  assert.equal((await notificationsOf(here.parts.database.kysely, id)).length, 1)
})

function cut(): never {
  throw new Error('the power went')
}
