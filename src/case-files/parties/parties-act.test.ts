// Parties beside the filer come in by their own key, consent, are notified electronically, appeal and answer; what the filer keeps stays hidden.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { type TestNotify, testNotify } from '../../../test/support/notify.ts'
import { type ServedNotify, serveNotify } from '../../../test/support/served-notify.ts'
import { actAsCity } from '../case/act-on-case.ts'
import { nameParty } from '../case/name-party.ts'
import { type PartyRole, partiesOf } from '../case/parties.ts'
import { withdraw } from '../notify/appeal.ts'
import { settleAll } from '../notify/settle.ts'
import { notificationsOf } from '../notify/store-notifications.ts'

let here: TestNotify
let on: ServedNotify
before(async () => {
  here = await testNotify()
  on = await serveNotify(here)
  on.people.set('clerk', here.clerk)
})
after(async () => {
  await on?.close()
  await here?.close()
})

const day = 86_400_000
const plan = { appeals: 'Reconsideración y apelación', body: 'Gerencia', term: '15' }
const eventsOf = (id: string) => actAsCity(here.parts, id, async ({ events }) => events)
const stateOf = (id: string) => actAsCity(here.parts, id, async ({ state }) => state)
const pass = (ms = 1_000): void => here.on.clock.pass(ms)

/** Named with a mail address and no other one. */
async function named(
  id: string,
  number: string,
  role: PartyRole,
  represents = '',
): Promise<string> {
  const sent = {
    ...{ 'filer-document': 'DNI', 'filer-number': number, 'filer-name': `Vecina ${number}` },
    'filer-email': 'vecina@example.pe',
  }
  await nameParty(here.parts, here.clerk, { id, seen: null, role, represents, sent })
  pass()
  return partiesOf(await eventsOf(id)).at(-1)?.id ?? ''
}

/** Address of the party's page, from the key that is handed over. */
async function admitted(id: string, party: string): Promise<string> {
  const form = { visto: String(await here.seen(id)), como: 'mano' }
  const shown = await on.post(`/bandeja/${id}/partes/${party}/acceso`, form, 'clerk')
  pass()
  return /\/parte\/[0-9a-f-]{36}\/[0-9A-Z]{16}/.exec(shown.text)?.[0] ?? ''
}

async function send(id: string, position: number, channel: string, party = ''): Promise<number> {
  const form = { ...plan, seen: String(await here.seen(id)), position: String(position), channel }
  const { status } = await on.post(`/bandeja/${id}/notificar`, { ...form, party }, 'clerk')
  pass()
  return status
}

async function agreed(page: string, way = 'mailbox'): Promise<void> {
  const answer = await on.post(`${page}/consentimiento`, { way, email: 'vecina@example.pe' })
  assert.equal(answer.status, 303)
  pass()
}

const last = async (id: string) =>
  (await notificationsOf(here.parts.database.kysely, id)).findLast(({ party }) => party !== '')

test('a party without address that consented is notified in its mailbox, opens it, and has its own term', async () => {
  const own = await here.file()
  const party = await named(own.id, '40000011', 'third-party')
  const page = await admitted(own.id, party)
  assert.match((await on.get(page)).words, /Participas como Vecina 40000011/)
  await agreed(page)
  const position = await here.decide(own.id)
  assert.equal(await send(own.id, position, 'mailbox', party), 303)
  await here.deliver()
  assert.deepEqual(here.received.at(-1)?.to, ['vecina@example.pe'])
  const shown = await on.get(page)
  assert.match(shown.words, /1 notificación sin abrir/)
  const made = await last(own.id)
  const document = `${page}/casilla/${made?.id}/documento`
  assert.equal((await on.get(document)).status, 409)
  // The filer neither sees nor opens what goes to another party.
  const mine = `/presentacion/${own.id}/${own.key}`
  assert.doesNotMatch((await on.get(mine)).words, /sin abrir/)
  assert.equal((await on.post(`${mine}/casilla/${made?.id}/abrir`, {})).status, 404)
  assert.equal((await on.post(`${page}/casilla/${made?.id}/abrir`, {})).status, 303)
  pass()
  assert.match((await on.get(document)).text, /%PDF-1\.7 Resolución/)
  const opened = await last(own.id)
  assert.ok(opened?.proof !== null && opened?.effectiveOn !== null)
  const { terms, phase } = await stateOf(own.id)
  assert.equal(phase, 'decided', 'the filer is not notified yet')
  assert.equal(terms.filter(({ rule }) => rule === 'RECURSO').length, 1)
})

test('unopened for five working days it takes effect on the next one, and a mail nobody acknowledges does not', async () => {
  const own = await here.file()
  const box = await named(own.id, '40000012', 'third-party')
  const mail = await named(own.id, '40000013', 'co-applicant')
  await agreed(await admitted(own.id, box))
  await agreed(await admitted(own.id, mail), 'email')
  const position = await here.decide(own.id)
  assert.equal(await send(own.id, position, 'mailbox', box), 303)
  assert.equal(await send(own.id, position, 'email', mail), 303)
  pass(2 * day)
  await settleAll(here.parts)
  assert.equal((await last(own.id))?.endedWhy, null)
  pass(20 * day)
  await settleAll(here.parts)
  const all = await notificationsOf(here.parts.database.kysely, own.id)
  const [first, second] = [box, mail].map((whose) => all.find(({ party }) => party === whose))
  assert.equal(second?.endedWhy, 'not-acknowledged')
  const sent = (await eventsOf(own.id)).find(({ seq }) => seq === first?.sentSeq)
  const { calendars } = here.parts
  const from = sent?.at.toISOString().slice(0, 10) as never
  assert.equal(first?.effectiveOn, calendars.at(from, 'other').add(from, 6))
  assert.ok(first?.proof)
})

test('nobody consents for anybody else, and the database says so too', async () => {
  const own = await here.file({ consent: 'mailbox' })
  const party = await named(own.id, '40000014', 'third-party')
  const position = await here.decide(own.id)
  assert.equal(await send(own.id, position, 'mailbox', party), 422)
  await assert.rejects(
    sql`INSERT INTO case_files.notification (id, case_id, position, party, channel, addressee,
        consent_seq, appeals, body, term_days, exhausts, began_seq, letter_id)
      VALUES (gen_random_uuid(), ${own.id}::uuid, ${position}, ${party}, 'mailbox', '{}'::jsonb, 1,
        'Apelación', 'Gerencia', 15, false, 3, gen_random_uuid())`.execute(
      here.parts.database.kysely,
    ),
    /no consent in force/,
  )
})

test('a representative of the filer consents, is notified and appeals in its place', async () => {
  const own = await here.file({ consent: 'mailbox' })
  const agent = await named(own.id, '40000015', 'representative')
  const page = await admitted(own.id, agent)
  await agreed(page)
  const position = await here.decide(own.id)
  assert.equal(await send(own.id, position, 'mailbox'), 303)
  const [made] = await notificationsOf(here.parts.database.kysely, own.id)
  assert.equal(made?.addressee.number, '40000015')
  assert.equal((await on.post(`${page}/casilla/${made?.id}/abrir`, {})).status, 303)
  pass()
  assert.equal((await stateOf(own.id)).phase, 'notified')
  const reasons = 'La decisión no miró el plano que se presentó.'
  const form = { rule: 'APEL', reasons }
  assert.equal((await on.upload(`${page}/recurso`, form, null)).status, 303)
  assert.equal((await stateOf(own.id)).phase, 'appealed')
})

test('a party appeals before the filer is notified: received at once, taken up when it can be, and not withdrawn by the filer', async () => {
  const own = await here.file()
  const party = await named(own.id, '40000016', 'third-party')
  const page = await admitted(own.id, party)
  await agreed(page)
  const position = await here.decide(own.id)
  assert.equal((await on.get(`${page}/recurso`)).status, 303, 'nothing to appeal yet')
  await send(own.id, position, 'mailbox', party)
  const made = await last(own.id)
  await on.post(`${page}/casilla/${made?.id}/abrir`, {})
  pass()
  const reasons = 'Me quita la luz de la ventana del segundo piso.'
  assert.equal((await on.upload(`${page}/recurso`, { rule: 'APEL', reasons }, null)).status, 303)
  pass()
  assert.equal((await eventsOf(own.id)).at(-1)?.kind, 'appeal-received')
  const mine = `/presentacion/${own.id}/${own.key}`
  await on.post(`${mine}/consentimiento`, { way: 'mailbox', email: 'rosa@example.pe' })
  pass()
  assert.equal(await send(own.id, position, 'mailbox'), 303)
  const sent = (await notificationsOf(here.parts.database.kysely, own.id)).find(
    ({ party: whose }) => whose === '',
  )
  await on.post(`${mine}/casilla/${sent?.id}/abrir`, {})
  pass()
  await settleAll(here.parts)
  assert.equal((await stateOf(own.id)).phase, 'appealed')
  const access = { by: 'key', ...own, actor: { kind: 'visitor' } } as const
  await assert.rejects(withdraw(here.parts, access, { reasons: '' }), { code: 'not-now' })
})

test('what the filer keeps stays hidden from another party, and a writing of the party is its own', async () => {
  const own = await here.file()
  const mine = `/presentacion/${own.id}/${own.key}`
  const party = await named(own.id, '40000017', 'third-party')
  const page = await admitted(own.id, party)
  assert.match((await on.get(page)).words, /Pido algo\./)
  assert.doesNotMatch((await on.get(page)).words, /rosa@example\.pe|Jirón de la Prueba/)
  assert.equal((await on.post(`${mine}/reserva`, { reservado: '0' })).status, 303)
  pass()
  assert.doesNotMatch((await on.get(page)).words, /Pido algo\./)
  const text = 'El local no tiene salida de emergencia hacia el pasaje.'
  const file = { name: 'foto.pdf', text: '%PDF-1.7 foto' }
  assert.equal((await on.upload(`${page}/escrito`, { text: 'no' }, null)).status, 422)
  assert.equal((await on.upload(`${page}/escrito`, { text }, file)).status, 303)
  pass()
  const shown = await on.get(page)
  assert.match(shown.words, /Escrito de parte\.pdf/)
  const document = /\/parte\/[^"]*\/documentos\/\d+/.exec(shown.text)?.[0] ?? ''
  assert.equal((await on.get(document)).status, 200)
  // Another party does not see it; a position that is not shown is not there.
  const other = await admitted(own.id, await named(own.id, '40000018', 'third-party'))
  assert.doesNotMatch((await on.get(other)).words, /Escrito de parte\.pdf/)
  const position = /\d+$/.exec(document)?.[0]
  assert.equal((await on.get(`${other}/documentos/${position}`)).status, 404)
  assert.match((await on.get(`/bandeja/${own.id}`, 'clerk')).words, /Escrito de parte\.pdf/)
  // Nothing of the filer's can be done with the key of a party.
  assert.equal((await on.get(page.replace('/parte/', '/presentacion/'))).status, 404)
})

test('a file that is kept at the filing itself is hidden, and a second key replaces the first', async () => {
  const filer = {
    ...{ document: 'DNI' as const, number: '40000001', name: 'Persona De Prueba', email: null },
    ...{ address: null, onBehalfOf: null },
  }
  const answers = { asunto: 'Un pedido', texto: 'Pido algo.' }
  const own = await here.on.counter.begin('carta', { filer, answers })
  for (const name of ['borrado.pdf', 'balance.pdf', 'plano.pdf']) {
    const bytes = (async function* () {
      yield Buffer.from(`%PDF-1.7 ${name}`)
    })()
    await here.on.counter.attach(own, { name, requirement: '', bytes })
  }
  await here.on.counter.detach(own, 1)
  await here.on.counter.file(own, { kind: 'visitor' }, { secrets: [2] })
  pass()
  const party = await named(own.id, '40000019', 'third-party')
  const first = await admitted(own.id, party)
  const shown = await on.get(first)
  assert.match(shown.words, /plano\.pdf/)
  assert.doesNotMatch(shown.words, /balance\.pdf/)
  assert.match(shown.words, /se reserva 1 documento/)
  assert.equal((await on.get(`${first}/documentos/1`)).status, 404)
  const second = await admitted(own.id, party)
  assert.equal((await on.get(first)).status, 404)
  assert.equal((await on.get(second)).status, 200)
})

test('the key by mail goes to the address the party was named with, and number and key find the page', async () => {
  const own = await here.file()
  const party = await named(own.id, '40000020', 'third-party')
  const form = { visto: String(await here.seen(own.id)), como: 'correo' }
  const told = await on.post(`/bandeja/${own.id}/partes/${party}/acceso`, form, 'clerk')
  assert.match(told.words, /Se envía la clave a Vecina 40000020/)
  assert.doesNotMatch(told.text, /\/parte\/[^"]*\/[0-9A-Z]{16}/)
  await here.deliver()
  const letter = here.received.at(-1)
  assert.deepEqual(letter?.to, ['vecina@example.pe'])
  const link = /\/parte\/[0-9a-f-]{36}\/[0-9A-Z]{16}/.exec(letter?.text ?? '')?.[0] ?? ''
  assert.equal((await on.get(link)).status, 200)
  const filed = await here.on.counter.filed(own)
  const number = `${filed?.year}-${filed?.number}`
  const found = await on.post('/seguimiento', { number, key: link.slice(-16) })
  assert.match(found.location, /^\/parte\//)
  // Whoever may not work on the case gives no key.
  assert.equal((await on.post(`/bandeja/${own.id}/partes/${party}/acceso`, form)).status, 404)
})

test('what comes with a correction is hidden from its first instant, beside what was hidden before', async () => {
  const own = await here.file()
  const mine = `/presentacion/${own.id}/${own.key}`
  const page = await admitted(own.id, await named(own.id, '40000021', 'third-party'))
  await on.post(`${mine}/reserva`, { reservado: '0' })
  pass()
  await actAsCity(here.parts, own.id, (step) =>
    step.append('observed', {
      clock: { kind: 'observed', stage: 'reception' },
      items: [{ requirement: '', reason: 'Falta el balance' }],
    }),
  )
  pass()
  for (const name of ['balance.pdf', 'croquis.pdf']) {
    const file = { name, text: `%PDF-1.7 ${name}` }
    assert.equal((await on.upload(`${mine}/subsanar/archivo`, {}, file)).status, 303)
  }
  // The first of the two that were attached.
  assert.match((await on.get(mine)).text, /id="subsanar-reservado/)
  const answers = { asunto: 'Un pedido', texto: 'Pido algo.' }
  const sent = await on.post(`${mine}/subsanar`, { ...answers, reservado: '1' })
  assert.equal(sent.status, 303, sent.words)
  pass()
  const { words } = await on.get(page)
  assert.match(words, /croquis\.pdf/)
  assert.doesNotMatch(words, /balance\.pdf|Pido algo\./)
})
