// The pages of notifying: an official who lacks something is told the remedy; a citizen opens, appeals and sees all own cases.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestNotify, testNotify } from '../../../test/support/notify.ts'
import {
  type ServedNotify,
  agentOf,
  resident,
  serveNotify,
} from '../../../test/support/served-notify.ts'
import { actAsCity } from '../case/act-on-case.ts'
import { shownNumber } from '../filing/filing-parts.ts'

let here: TestNotify
let on: ServedNotify
let rosa: string
before(async () => {
  here = await testNotify()
  on = await serveNotify(here)
  on.people.set('clerk', here.clerk)
  const { person, party } = await resident(here, '40000001')
  rosa = party
  on.people.set('rosa', await here.on.people.signIn(person, null))
  const other = await here.on.people.person()
  on.people.set('stranger', await here.on.people.signIn(other, null))
})
after(async () => {
  await on.close()
  await here.close()
})

const seenIn = (text: string): string => /name="seen" value="(\d+)"/.exec(text)?.[1] ?? ''
const plan = { appeals: 'Reconsideración y apelación', body: 'Gerencia', term: '15' }

async function numberOf(own: { id: string; key: string }): Promise<string> {
  const filed = await here.on.counter.filed(own)
  assert.ok(filed)
  return shownNumber(filed)
}

test('an official who leaves something out is told what, why and what to do, and nothing is sent', async () => {
  const { id, position } = await here.decided()
  const path = `/bandeja/${id}/notificar`
  const shown = await on.get(path, 'clerk')
  assert.equal(shown.status, 200)
  assert.match(shown.words, /El administrado no aceptó esta vía/)
  const sent = { seen: seenIn(shown.text), position: String(position), channel: 'mailbox' }
  const refused = await on.post(path, { ...sent, appeals: '', body: '', term: '3' }, 'clerk')
  assert.equal(refused.status, 422)
  assert.match(refused.words, /Faltan los recursos que proceden \(artículo 24\.1\.6\)/)
  assert.match(refused.words, /El plazo de los recursos es de 15 días hábiles/)
  assert.equal((await on.get(path)).status, 404)
  assert.equal((await on.get(path, 'rosa')).status, 404)
})

test('the filer opens the mailbox on the page with the key, downloads, and appeals with a document', async () => {
  const own = await here.decided({ consent: 'mailbox' })
  const base = `/presentacion/${own.id}/${own.key}`
  const path = `/bandeja/${own.id}/notificar`
  const sent = { seen: seenIn((await on.get(path, 'clerk')).text), channel: 'mailbox' }
  const made = await on.post(path, { ...sent, ...plan, position: String(own.position) }, 'clerk')
  assert.equal(made.status, 303)
  assert.match((await on.get(path, 'clerk')).words, /enviada, sin acuse/)
  here.on.people.clock.pass(60_000)
  const closed = await on.get(base)
  assert.match(closed.words, /1 notificación sin abrir/)
  assert.match(closed.words, /Si la abres, quedas notificado hoy/)
  const open = /action="([^"]*\/abrir)"/.exec(closed.text)?.[1] ?? ''
  const document = open.replace('/abrir', '/documento')
  assert.equal((await on.get(document)).status, 409)
  assert.equal((await on.post(open, {})).status, 303)
  assert.equal((await on.post(open, {})).status, 303)
  const opened = await on.get(base)
  assert.match(
    opened.words,
    /Reconsideración y apelación, ante Gerencia, dentro de 15 días hábiles/,
  )
  assert.doesNotMatch(opened.words, /sin abrir/)
  assert.match((await on.get(document)).text, /%PDF-1\.7 Resolución/)
  here.on.people.clock.pass(60_000)
  const form = await on.get(`${base}/recurso`)
  assert.match(form.words, /Puedes presentar un recurso hasta el/)
  const short = await on.upload(`${base}/recurso`, { rule: 'RECON', reasons: 'no' }, null)
  assert.equal(short.status, 422)
  assert.match(short.words, /Escribe por qué/)
  const reasons = 'La decisión no tomó en cuenta el plano que presenté.'
  const file = { name: 'plano.pdf', text: '%PDF-1.7 plano' }
  const filed = await on.upload(`${base}/recurso`, { rule: 'RECON', reasons }, file)
  assert.equal(filed.status, 303)
  const after = await on.get(base)
  assert.match(after.words, /plano\.pdf/)
  assert.match(after.words, /Recurso de reconsideración\.pdf/)
})

test('looking at the link of a mail notifies nobody; pressing its button does', async () => {
  const own = await here.decided({ consent: 'email' })
  const path = `/bandeja/${own.id}/notificar`
  const sent = { seen: seenIn((await on.get(path, 'clerk')).text), channel: 'email' }
  await on.post(path, { ...sent, ...plan, position: String(own.position) }, 'clerk')
  await here.deliver()
  const link = /\/notificacion\/[0-9a-f-]{36}\/[0-9A-Z]{16}/.exec(
    here.received.at(-1)?.text ?? '',
  )?.[0]
  assert.ok(link)
  here.on.people.clock.pass(60_000)
  for (let at = 0; at < 3; at++) assert.match((await on.get(link)).words, /Confirmar que lo recibí/)
  assert.equal((await on.get(`${link}/documento`)).status, 409)
  assert.equal((await on.get(link.replace(/.{16}$/, '0'.repeat(16)))).status, 404)
  assert.equal((await on.post(link, {})).status, 303)
  assert.match((await on.get(link)).words, /Notificado el/)
  assert.equal((await on.get(`${link}/documento`)).status, 200)
})

test('a delivery on paper is registered with its receipt, and says what it lacks', async () => {
  const own = await here.decided()
  const path = `/bandeja/${own.id}/notificar`
  const sent = { seen: seenIn((await on.get(path, 'clerk')).text), channel: 'personal' }
  await on.post(path, { ...sent, ...plan, position: String(own.position) }, 'clerk')
  here.on.people.clock.pass(60_000)
  const shown = await on.get(path, 'clerk')
  const action = /action="([^"]*\/entrega)"/.exec(shown.text)?.[1] ?? ''
  const day = here.on.people.clock.now().toISOString().slice(0, 10)
  const told = { seen: seenIn(shown.text), outcome: 'delivered', on: day, receivedBy: '' }
  const refused = await on.upload(action, told, null, 'clerk')
  assert.equal(refused.status, 422)
  assert.match(refused.words, /Falta el cargo, el acta o la página.*Falta quién recibió/)
  const file = { name: 'cargo.pdf', text: '%PDF-1.7 cargo' }
  const again = { ...told, receivedBy: 'El titular' }
  assert.equal((await on.upload(action, again, file, 'clerk')).status, 303)
  assert.match((await on.get(path, 'clerk')).words, /surte efecto/)
})

test('a signed-in person sees the own cases only, joins one by number and key, and acts on it', async () => {
  assert.equal((await on.get('/mis-tramites')).location, '/entrar?next=%2Fmis-tramites')
  assert.match(
    (await on.get('/mis-tramites', 'rosa')).words,
    /Todavía no hay trámites en tu cuenta/,
  )
  const own = await here.file()
  const number = await numberOf(own)
  const wrong = await on.post('/mis-tramites/unir', { number, key: '0'.repeat(16) }, 'rosa')
  assert.equal(wrong.status, 422)
  assert.match(wrong.words, /No hay un expediente con ese número y esa clave/)
  assert.equal((await on.get(`/mis-tramites/${own.id}`, 'rosa')).status, 404)
  const joined = await on.post('/mis-tramites/unir', { number, key: own.key }, 'rosa')
  assert.equal(joined.location, `/mis-tramites/${own.id}`)
  await on.post('/mis-tramites/unir', { number, key: own.key }, 'rosa')
  const list = await on.get('/mis-tramites', 'rosa')
  assert.match(list.words, new RegExp(`${number}.*en trámite.*Lo tiene Oficina mesa-de-partes`))
  const base = `/mis-tramites/${own.id}`
  const one = await on.get(base, 'rosa')
  assert.match(one.words, /se unió a una cuenta/)
  assert.equal((one.text.match(/se unió a una cuenta/g) ?? []).length, 1)
  here.on.people.clock.pass(60_000)
  const agreed = await on.post(
    `${base}/consentimiento`,
    { way: 'mailbox', email: 'rosa@example.pe' },
    'rosa',
  )
  assert.equal(agreed.status, 303)
  assert.match((await on.get(base, 'rosa')).words, /Los avisos van a rosa@example\.pe/)
  await on.post(`${base}/consentimiento`, { way: 'paper' }, 'rosa')
  assert.doesNotMatch((await on.get(base, 'rosa')).words, /Los avisos van a/)
  here.on.people.clock.pass(60_000)
  assert.match((await on.get(`${base}/desistir`, 'rosa')).words, /Tu trámite termina aquí/)
  assert.equal((await on.post(`${base}/desistir`, { reasons: 'Ya no' }, 'rosa')).status, 303)
  assert.match((await on.get(base, 'rosa')).words, /concluido/)
})

test('what was observed is corrected from the page of the account as from the one with the key', async () => {
  const own = await here.file()
  const number = await numberOf(own)
  await on.post('/mis-tramites/unir', { number, key: own.key }, 'rosa')
  here.on.people.clock.pass(1_000)
  await actAsCity(here.parts, own.id, (step) =>
    step.append('observed', {
      clock: { kind: 'observed', stage: 'reception' },
      items: [{ requirement: '', reason: 'Falta el croquis' }],
    }),
  )
  const base = `/mis-tramites/${own.id}`
  const shown = await on.get(base, 'rosa')
  assert.match(shown.words, /Falta el croquis/)
  assert.match(shown.text, new RegExp(`action="${base}/subsanar/archivo"`))
  here.on.people.clock.pass(1_000)
  const croquis = { name: 'croquis.pdf', text: '%PDF-1.7 croquis' }
  const sent = await on.upload(`${base}/subsanar/archivo`, { requirement: '-' }, croquis, 'rosa')
  assert.equal(sent.status, 303)
  assert.match((await on.get(base, 'rosa')).words, /croquis\.pdf/)
  const answers = { asunto: 'Un pedido', texto: 'Pido algo.' }
  const done = await on.post(`${base}/subsanar`, { ...answers, aclaracion: 'Va' }, 'rosa')
  assert.equal(done.location, `${base}?hecho=1`)
  assert.match((await on.get(base, 'rosa')).words, /se subsanó/)
  const again = await on.post(`${base}/subsanar`, { ...answers, aclaracion: 'Otra vez' }, 'rosa')
  assert.equal(again.status, 422)
  // Another account learns nothing of it.
  assert.equal((await on.post(`${base}/subsanar`, answers, 'stranger')).status, 404)
})

test('a mandate for one procedure opens cases of that procedure only', async () => {
  const { people } = here.on
  const agent = await agentOf(here, { party: rosa, scope: 'carta' })
  on.people.set('agent', await people.signIn(agent, null))
  const letter = await here.file()
  const request = await here.file({ code: 'acceso-informacion-publica', answers: saip })
  for (const own of [letter, request]) {
    const number = await numberOf(own)
    assert.equal(
      (await on.post('/mis-tramites/unir', { number, key: own.key }, 'rosa')).status,
      303,
    )
  }
  assert.equal((await on.get(`/mis-tramites/${letter.id}`, 'agent')).status, 200)
  assert.equal((await on.get(`/mis-tramites/${request.id}`, 'agent')).status, 404)
})

const saip = { 'que-pides': 'El presupuesto', como: 'correo electrónico' }

test('an account without the party that filed is told so, and sees nothing', async () => {
  const own = await here.file()
  const number = await numberOf(own)
  const refused = await on.post('/mis-tramites/unir', { number, key: own.key }, 'stranger')
  assert.equal(refused.status, 422)
  assert.match(refused.words, /no está unida a quien presentó/)
  assert.equal((await on.get(`/mis-tramites/${own.id}`, 'stranger')).status, 404)
})

test('pages have their words in three languages, with nothing missing', async () => {
  const own = await here.decided({ consent: 'mailbox' })
  const base = `/presentacion/${own.id}/${own.key}`
  for (const lang of ['es', 'en', 'qu']) {
    for (const path of [base, '/mis-tramites', `/bandeja/${own.id}/notificar`]) {
      const who = path.startsWith('/bandeja') ? 'clerk' : 'rosa'
      const { status, words } = await on.get(`${path}?lang=${lang}`, who)
      assert.equal(status, 200, path)
      assert.doesNotMatch(words, /undefined|null|NaN|\{\$|case-files\./, `${path} ${lang}`)
    }
  }
})
