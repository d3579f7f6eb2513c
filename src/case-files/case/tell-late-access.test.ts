// A request for information that is about to be late, or is: those responsible get one mail each time, and the case says so.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { createLetters } from '#people'
import { type TestNotify, testNotify } from '../../../test/support/notify.ts'
import { type ServedNotify, serveNotify } from '../../../test/support/served-notify.ts'
import { actAsCity } from './act-on-case.ts'
import { assignCase } from './assign-case.ts'
import { watchClocks } from './watch-clocks.ts'

let here: TestNotify
let on: ServedNotify
before(async () => {
  here = await testNotify()
  on = await serveNotify(here)
  on.people.set('clerk', here.clerk)
  await account(here.clerk, 'mesa@example.pe')
})
after(async () => {
  await on?.close()
  await here?.close()
})

const day = 86_400_000
const asked = { 'que-pides': 'El presupuesto', como: 'correo electrónico' }
const log = { info: () => {}, error: (what: object) => assert.fail(JSON.stringify(what)) }

/** The official signs in with this address. */
async function account(actor: TestNotify['clerk'], email: string): Promise<void> {
  assert.ok(actor.kind === 'person')
  const { kysely } = here.parts.database
  await sql`INSERT INTO people.account (person_id, name, user_handle, created)
    VALUES (${actor.person}::uuid, 'Mesa', ${`handle of whoever reads ${email}`},
      ${here.on.clock.now()})`.execute(kysely)
  await sql`INSERT INTO people.sign_in_name (name, account_id, kind, created)
    SELECT ${email}, id, 'email', ${here.on.clock.now()} FROM people.account
    WHERE person_id = ${actor.person}::uuid`.execute(kysely)
}

/** Works on it from now on. */
async function taken(id: string): Promise<void> {
  const { clerk } = here
  const position = clerk.kind === 'person' ? (clerk.holding?.position ?? null) : null
  await assignCase(here.parts, clerk, { id, seen: null, position, note: '' })
  here.on.clock.pass(1_000)
}

async function watch(): Promise<void> {
  const { mail, locale, url } = here.parts
  assert.ok(mail)
  await watchClocks({ ...here.parts, log, mail: createLetters({ mail, locale, url }) })
  await here.deliver()
}

const told = async (id: string): Promise<Record<string, unknown>[]> =>
  actAsCity(here.parts, id, async ({ events }) =>
    events.filter(({ kind }) => kind === 'access-late-told').map(({ content }) => content),
  )

const mailsAbout = (words: RegExp): number =>
  here.received.filter(({ text }) => words.test(text)).length

test('on the last day of the warning and after the last day of the answer, once each, in mail and case', async () => {
  const { id } = await here.file({ code: 'acceso-informacion-publica', answers: asked })
  await taken(id)
  await watch()
  assert.deepEqual(await told(id), [])
  // Filed on Monday 20 July: the warning may be given until Wednesday 22.
  here.on.clock.pass(2 * day)
  await watch()
  await watch()
  const [first, ...more] = await told(id)
  assert.deepEqual(more, [])
  assert.equal(first?.['stage'], 'warning')
  const persons = Number(first?.['persons'])
  assert.ok(persons > 0)
  assert.equal(first?.['mails'], persons)
  assert.equal(mailsAbout(/para avisar al solicitante de un pedido/), persons)
  const shown = await on.get(`/bandeja/${id}`, 'clerk')
  assert.match(
    shown.words,
    /Último día para avisar que se necesita más plazo: avisado a los responsables/,
  )
  here.on.clock.pass(30 * day)
  await watch()
  await watch()
  assert.deepEqual(
    (await told(id)).map(({ stage }) => stage),
    ['warning', 'answer'],
  )
  assert.equal(mailsAbout(/que te toca atender est.{1,2} vencido/), persons)
  assert.match((await on.get(`/bandeja/${id}`, 'clerk')).words, /La respuesta está vencida/)
})

test('whoever was told in time that more is needed gets a letter, and nobody is warned of it any more', async () => {
  const { id } = await here.file({ code: 'acceso-informacion-publica', answers: asked })
  await taken(id)
  const form = { visto: String(await here.seen(id)), fecha: '2026-12-01' }
  const why = { 'motivo-texto': 'Hay que reunirlo de tres oficinas' }
  const done = await on.post(`/bandeja/${id}/hacer/avisar`, { ...form, ...why }, 'clerk')
  assert.equal(done.status, 303)
  await here.deliver()
  assert.deepEqual(here.received.at(-1)?.to, ['rosa@example.pe'])
  assert.match(here.received.at(-1)?.text ?? '', /necesita m.{1,2}s plazo/)
  assert.doesNotMatch(here.received.at(-1)?.text ?? '', /tres oficinas/)
  here.on.clock.pass(2 * day)
  await watch()
  assert.deepEqual(await told(id), [])
})
