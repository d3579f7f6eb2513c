// Sessions: how long they live, what ends them at once, and what never brings them back.
import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { after, before, test } from 'node:test'
import {
  type TestAccounts,
  doings,
  enrolled,
  makeOrganisation,
  newcomer,
  openTestAccounts,
  password,
  signedIn,
} from '../../../test/support/accounts.ts'

let here: TestAccounts
let holdings: Record<string, string>
const minute = 60_000
const second = { dni: '10000002', email: 'dos@example.pe', givenNames: 'Dos' }
const third = { dni: '10000003', email: 'tres@example.pe', givenNames: 'Tres' }

before(async () => {
  here = await openTestAccounts()
  const signer = await enrolled(here)
  const clerk = await enrolled(here, second)
  await enrolled(here, third)
  holdings = await makeOrganisation(here.database, here.now(), {
    firma: { person: signer, verbs: ['read', 'sign'] },
    mesa: { person: clerk, verbs: ['read', 'route'] },
    otra: { person: clerk, verbs: ['read', 'assign'] },
  })
})
after(() => here.close())

async function who(cookie: string | null): Promise<{ kind: string; holding: string | null }> {
  return JSON.parse((await here.get('/who', cookie)).text) as {
    kind: string
    holding: string | null
  }
}
const isOpen = async (cookie: string | null): Promise<boolean> =>
  (await who(cookie)).kind === 'person'

test('with one holding a session acts through it; it idles out after fifteen minutes where it signs', async () => {
  const cookie = await signedIn(here)
  assert.deepEqual(await who(cookie), { kind: 'person', holding: holdings['firma'], scopes: [] })
  here.pass(14 * minute)
  assert.ok(await isOpen(cookie))
  here.pass(15 * minute)
  assert.ok(!(await isOpen(cookie)))
})

test('without a holding that signs it idles out after thirty minutes', async () => {
  const cookie = await signedIn(here, third.dni)
  assert.deepEqual(await who(cookie), { kind: 'person', holding: null, scopes: [] })
  here.pass(29 * minute)
  assert.ok(await isOpen(cookie))
  here.pass(30 * minute)
  assert.ok(!(await isOpen(cookie)))
})

test('ten hours after sign-in it ends however busy one was, also when it was renewed', async () => {
  let cookie = await signedIn(here, second.dni)
  for (let passed = 0; passed < 600 - 20; passed += 20) {
    here.pass(20 * minute)
    assert.ok(await isOpen(cookie), `${passed}`)
  }
  const renewed = await here.post('/cuenta/cargo', { holding: holdings['mesa'] ?? '' }, cookie)
  cookie = renewed.cookie ?? ''
  assert.ok(await isOpen(cookie))
  here.pass(20 * minute)
  assert.ok(!(await isOpen(cookie)))
})

test('with several holdings one chooses one, and switching gives a new id; the old one is over', async () => {
  const entry = await here.post('/entrar/clave', { name: second.dni, password, next: '/dataset' })
  assert.equal(entry.headers['location'], '/cuenta/cargo?next=%2Fdataset')
  assert.deepEqual(await who(entry.cookie), { kind: 'person', holding: null, scopes: [] })
  const page = await here.get('/cuenta/cargo?next=%2Fdataset', entry.cookie)
  assert.match(page.text, /Cargo mesa, Oficina de prueba/)
  const form = { holding: holdings['mesa'] ?? '', next: '/dataset' }
  const chosen = await here.post('/cuenta/cargo', form, entry.cookie)
  assert.equal(chosen.headers['location'], '/dataset')
  assert.notEqual(chosen.cookie, entry.cookie)
  assert.equal((await who(chosen.cookie)).holding, holdings['mesa'])
  assert.ok(!(await isOpen(entry.cookie)))
  const other = await here.post(
    '/cuenta/cargo',
    { holding: holdings['firma'] ?? '' },
    chosen.cookie,
  )
  assert.equal(other.status, 422)
  assert.equal((await who(chosen.cookie)).holding, holdings['mesa'])
})

test('of two tabs that renew one session at once, one gets a new one and the other none', async () => {
  const cookie = await signedIn(here, second.dni)
  const both = await Promise.all(
    ['mesa', 'otra'].map((name) =>
      here.post('/cuenta/cargo', { holding: holdings[name] ?? '' }, cookie),
    ),
  )
  assert.equal(both.filter((answer) => answer.cookie !== null).length, 1)
  // The other one is refused, or finds its session over already and is led to the door.
  const other = both.find((answer) => answer.cookie === null)
  assert.ok(other?.status === 422 || other?.headers['location']?.startsWith('/entrar'))
})

test('a form opened under one holding is not done under another', async () => {
  const entry = await signedIn(here, second.dni)
  const mesa = await here.post('/cuenta/cargo', { holding: holdings['mesa'] ?? '' }, entry)
  const otra = await here.post('/cuenta/cargo', { holding: holdings['otra'] ?? '' }, mesa.cookie)
  const done = doings.length
  const form = { value: 'oficio', acting: holdings['mesa'] ?? '', 'proof-password': password }
  const answer = await here.post('/do', form, otra.cookie)
  assert.equal(answer.status, 409)
  assert.match(answer.text, /otra pestaña/)
  assert.equal(doings.length, done)
})

test('when the holding ends, the next request of its session is over', async () => {
  const entry = await signedIn(here, second.dni)
  const { cookie } = await here.post('/cuenta/cargo', { holding: holdings['otra'] ?? '' }, entry)
  assert.ok(await isOpen(cookie))
  here.pass(1000)
  await sql`UPDATE people.holding SET valid_until = ${here.now()}, end_act = 'Resolución 2'
    WHERE id = ${holdings['otra']}`.execute(here.database.kysely)
  assert.ok(!(await isOpen(cookie)))
  const { rows } = await sql<{ n: number }>`SELECT count(*) AS n FROM people.session
    WHERE ended_why = 'holding-ended'`.execute(here.database.kysely)
  assert.equal(rows[0]?.n, 1)
})

test('a clock set back brings no session and no holding back, also over a restart', async () => {
  const idle = await signedIn(here, third.dni)
  const live = await signedIn(here, third.dni)
  here.pass(20 * minute)
  assert.ok(await isOpen(live))
  here.pass(20 * minute)
  const before = here.now()
  assert.ok(await isOpen(live))
  here.setClock(new Date(before.getTime() - 25 * minute))
  assert.ok(!(await isOpen(idle)), 'idle at the true time')
  assert.ok(await isOpen(live))
  await here.restart()
  assert.ok(!(await isOpen(idle)), 'after a restart')
  const late = here.accounts.parts.time
  assert.ok(late.behind() > 24 * minute)
  assert.ok(late.now() >= new Date(before.getTime() - 5_000))
  here.pass(31 * minute)
  assert.ok(!(await isOpen(live)), 'time goes on although the clock is behind')
  const entry = await signedIn(here, second.dni)
  const ended = await here.post('/cuenta/cargo', { holding: holdings['otra'] ?? '' }, entry)
  assert.equal(ended.status, 422, 'the holding that ended stays ended')
  here.setClock(new Date(before.getTime() + 40 * minute))
})

test('negative control: without the memory of the time, the clock set back would open the session again', async () => {
  const cookie = await signedIn(here, third.dni)
  const begun = here.now()
  here.pass(31 * minute)
  const db = here.database.kysely
  await sql`UPDATE people.time_seen SET at = ${begun}`.execute(db)
  here.setClock(begun)
  await here.restart()
  await sql`UPDATE people.time_seen SET at = ${begun}`.execute(db)
  const naive = await here.get('/who', cookie)
  // The steady clock was begun at the forged time: only its memory had kept the session closed.
  assert.equal((JSON.parse(naive.text) as { kind: string }).kind, 'person')
})

test('signing out ends the session, empties what the site left, and two tabs are out together', async () => {
  const cookie = await signedIn(here, third.dni)
  const out = await here.post('/salir', {}, cookie)
  assert.equal(out.status, 303)
  assert.match(out.headers['set-cookie'] ?? '', /^rimaq=; .*Max-Age=0/)
  assert.equal(out.headers['clear-site-data'], '"cache", "storage"')
  assert.ok(!(await isOpen(cookie)))
  assert.equal((await here.post('/salir', {}, cookie)).status, 303)
})

test('signing out everywhere ends every session; one may also end a single other one', async () => {
  const [a, b, c] = [
    await signedIn(here, third.dni),
    await signedIn(here, third.dni),
    await signedIn(here, third.dni),
  ]
  const page = await here.get('/cuenta', a)
  const listed = [...page.text.matchAll(/name="session" value="([\w-]+)"/g)].map(
    ([, id]) => id ?? '',
  )
  assert.ok(listed.length >= 2)
  for (const session of listed) await here.post('/cuenta/sesiones/cerrar', { session }, a)
  assert.deepEqual([await isOpen(a), await isOpen(b), await isOpen(c)], [true, false, false])
  const d = await signedIn(here, third.dni)
  await here.post('/salir', { all: '1' }, a)
  assert.deepEqual([await isOpen(a), await isOpen(d)], [false, false])
})

test('nobody ends the session of somebody else', async () => {
  const theirs = await signedIn(here, third.dni)
  const mine = await signedIn(here, newcomer.dni)
  const { rows } = await sql<{ id: string }>`SELECT s.id FROM people.session s
    JOIN people.sign_in_name n ON n.account_id = s.account_id AND n.name = ${third.dni}
    WHERE s.ended IS NULL`.execute(here.database.kysely)
  for (const { id } of rows) await here.post('/cuenta/sesiones/cerrar', { session: id }, mine)
  assert.ok(await isOpen(theirs))
})

test('blocking an account ends its sessions with the next request', async () => {
  const cookie = await signedIn(here, third.dni)
  const name = { name: third.dni, kind: 'dni' as const }
  await here.accounts.setBlocked(name, true)
  assert.ok(!(await isOpen(cookie)))
  assert.equal((await here.post('/entrar/clave', { name: third.dni, password })).status, 422)
  await here.accounts.setBlocked(name, false)
  assert.ok(!(await isOpen(cookie)))
})

test('the database itself keeps ended sessions ended', async () => {
  await assert.rejects(
    sql`UPDATE people.session SET ended = NULL, ended_why = NULL WHERE ended IS NOT NULL`.execute(
      here.database.kysely,
    ),
    /never opens again/,
  )
})

test('a cookie of another installation, or none of ours, is a visitor', async () => {
  for (const cookie of ['B'.repeat(43), 'x', "';--", 'a'.repeat(500)]) {
    assert.equal((await who(cookie)).kind, 'visitor')
  }
})

test('what is sensitive asks again, keeps what was typed, and then does it in a renewed session', async () => {
  const cookie = await signedIn(here, third.dni)
  const done = doings.length
  const typed = { value: 'Oficio "12" <b>', tags: ['a', 'b'] }
  const asked = await here.post('/do', typed, cookie)
  assert.equal(asked.status, 403)
  assert.equal(doings.length, done)
  assert.match(asked.text, /Confirma que eres tú/)
  assert.match(asked.text, /name="value" value="Oficio &quot;12&quot; &lt;b&gt;"/)
  assert.equal(asked.text.match(/name="tags"/g)?.length, 2)
  const wrong = await here.post('/do', { ...typed, 'proof-password': 'no' }, cookie)
  assert.equal(wrong.status, 422)
  assert.equal(doings.length, done)
  const right = await here.post('/do', { ...typed, 'proof-password': password }, cookie)
  assert.equal(right.status, 200)
  assert.equal(doings.at(-1)?.value, typed.value)
  assert.ok(right.cookie !== null && right.cookie !== cookie)
  assert.ok(!(await isOpen(cookie)))
  assert.equal((await here.post('/do', typed, right.cookie)).status, 200)
  here.pass(5 * minute + 1)
  assert.equal((await here.post('/do', typed, right.cookie)).status, 403)
})

test('a visitor is not asked to prove anything but led to the door', async () => {
  const answer = await here.post('/do', { value: 'x' })
  assert.equal(answer.status, 303)
  assert.match(answer.headers['location'] ?? '', /^\/entrar/)
})
