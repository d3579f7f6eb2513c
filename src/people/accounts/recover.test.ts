// Recovery of an account takes two other people and a day, and its owner can stop it.
import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { after, before, test } from 'node:test'
import {
  type TestAccounts,
  enrolled,
  makeOrganisation,
  newcomer,
  openTestAccounts,
  password,
  signedIn,
} from '../../../test/support/accounts.ts'

let here: TestAccounts
const lost = { dni: '10000004', email: 'perdida@example.pe' }
const [a, b, clerk] = ['10000001', '10000002', '10000003']

before(async () => {
  here = await openTestAccounts()
  const first = await enrolled(here)
  const second = await enrolled(here, { dni: b, email: 'b@example.pe' })
  const third = await enrolled(here, { dni: clerk, email: 'c@example.pe' })
  await enrolled(here, lost)
  await makeOrganisation(here.database, here.now(), {
    una: { person: first, verbs: ['manage-people'] },
    dos: { person: second, verbs: ['manage-people'] },
    mesa: { person: third, verbs: ['read'] },
  })
})
after(() => here.close())

const proof = { 'proof-password': password }
const ask = async (who: string | undefined, name = lost.dni) =>
  here.post(
    '/cuenta/recuperaciones',
    { name, reason: 'En persona, con su DNI', ...proof },
    await signedIn(here, who),
  )
async function openId(): Promise<string> {
  const { rows } = await sql<{ id: string }>`SELECT id FROM people.recovery
    WHERE stopped IS NULL AND done IS NULL`.execute(here.database.kysely)
  return rows[0]?.id ?? ''
}
const act = async (what: string, who: string | undefined) =>
  here.post(
    `/cuenta/recuperaciones/${what}`,
    { recovery: await openId(), ...proof },
    await signedIn(here, who),
  )

test('who does not administer people learns nothing of recoveries and cannot ask for one', async () => {
  assert.equal((await here.get('/cuenta/recuperaciones', await signedIn(here, clerk))).status, 404)
  assert.equal((await ask(clerk)).status, 404)
  assert.equal(await openId(), '')
})

test('one person alone does not get the code, nor before the day is over', async () => {
  assert.equal((await ask(a)).status, 303)
  assert.equal((await act('acordar', a)).status, 422)
  assert.equal((await act('codigo', a)).status, 422)
  const told = await here.get('/cuenta', await signedIn(here, lost.dni))
  assert.match(told.text, /Alguien pidió recuperar tu cuenta/)
  assert.equal((await act('acordar', b)).status, 303)
  assert.equal((await act('codigo', a)).status, 422)
  here.pass(23 * 3_600_000)
  assert.equal((await act('codigo', b)).status, 422)
})

test('the owner stops it, and the code is not given', async () => {
  const mine = await signedIn(here, lost.dni)
  const recovery = await openId()
  assert.equal((await here.post('/cuenta/recuperaciones/detener', { recovery }, mine)).status, 303)
  here.pass(2 * 3_600_000)
  const late = await here.post(
    '/cuenta/recuperaciones/codigo',
    { recovery, ...proof },
    await signedIn(here, a),
  )
  assert.equal(late.status, 422)
})

test('after two agreed and a day passed, the code opens the account once and ends what was open', async () => {
  const old = await signedIn(here, lost.dni)
  assert.equal((await ask(b)).status, 303)
  assert.equal((await act('acordar', a)).status, 303)
  here.pass(24 * 3_600_000)
  const fresh = await signedIn(here, lost.dni)
  const shown = await act('codigo', b)
  const code = /([0-9A-Z]{4}-){7}[0-9A-Z]{4}/.exec(shown.text)?.[0] ?? ''
  assert.equal(shown.status, 200)
  const taken = await here.post('/entrar/codigo/clave', { code, password: 'nueve alpacas rubias' })
  assert.equal(taken.status, 303)
  for (const cookie of [old, fresh]) assert.equal((await here.get('/cuenta', cookie)).status, 303)
  assert.equal((await here.get('/cuenta', taken.cookie)).status, 200)
  assert.equal((await here.post('/entrar/codigo/clave', { code, password })).status, 422)
  assert.deepEqual(
    here.events.filter(({ what }) => what.startsWith('recovery')).map(({ what }) => what),
    [
      'recovery-asked',
      'recovery-agreed',
      'recovery-stopped',
      'recovery-asked',
      'recovery-agreed',
      'recovery-done',
    ],
  )
})

test('nobody asks for their own account, and the database refuses one person twice', async () => {
  assert.equal((await ask(a, newcomer.dni)).status, 422)
  await assert.rejects(
    sql`INSERT INTO people.recovery (account_id, reason, asked_by, asked, agreed_by, ready)
      SELECT id, 'sin segunda persona', id, now(), id, now() FROM people.account LIMIT 1`.execute(
      here.database.kysely,
    ),
    /check/,
  )
})
