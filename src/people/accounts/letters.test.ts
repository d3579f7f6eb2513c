// Owners are told: of a device never seen, of a recovery; and its code comes by mail to nobody else.
import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { after, before, beforeEach, test } from 'node:test'
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
const letters: { to: string; what: string; code?: string; expires?: Date }[] = []
before(async () => {
  here = await openTestAccounts({
    mail: {
      notice: async (_, to, { kind }) => void letters.push({ to, what: kind }),
      code: async (_, to, sent) => void letters.push({ to, what: 'code', ...sent }),
    },
  })
  await enrolled(here)
})
after(() => here.close())
beforeEach(async () => {
  letters.length = 0
  await sql`DELETE FROM people.attempt`.execute(here.database.kysely)
})

const from = (userAgent: string, ip: string) =>
  here.post('/entrar/clave', { name: newcomer.dni, password }, null, {
    headers: { 'user-agent': userAgent },
    ip,
  })

test('a device or network never seen is told to the owner, once for each session; a known one is not', async () => {
  await signedIn(here)
  assert.deepEqual(letters, [], 'the device it was opened with')
  await from('Mozilla/5.0 (Windows NT 10.0) Chrome/140', '203.0.113.9')
  assert.deepEqual(letters, [{ to: newcomer.email, what: 'new-device' }])
  const { rows } = await sql<{ detail: Record<string, string> }>`
    SELECT detail FROM people.notice WHERE kind = 'new-device'`.execute(here.database.kysely)
  assert.deepEqual(rows[0]?.detail, { device: 'Chrome · Windows', place: '203.0.113.0/24' })
  await from('Mozilla/5.0 (Windows NT 10.0) Chrome/140', '203.0.113.77')
  assert.equal(letters.length, 1, 'known by now')
  here.pass(91 * 86_400_000)
  await from('Mozilla/5.0 (Windows NT 10.0) Chrome/140', '203.0.113.77')
  assert.equal(letters.length, 2, 'forgotten after ninety days')
})

test('the head of every page says how many notices wait', async () => {
  const cookie = await signedIn(here)
  const page = await here.get('/cuenta', cookie)
  assert.match(page.text, /href="\/cuenta\/avisos"[^>]*>\s*[1-9]\d* avisos?</)
})

test('a recovery is told at once; its code goes to the owner by mail and is shown to nobody', async () => {
  const verbs = ['manage-people']
  const one = await enrolled(here, { dni: '10000011', email: 'una@example.pe' })
  const two = await enrolled(here, { dni: '10000012', email: 'dos@example.pe' })
  await makeOrganisation(here.database, here.now(), {
    one: { person: one, verbs },
    two: { person: two, verbs },
  })
  letters.length = 0
  const first = await signedIn(here, '10000011')
  const proof = { 'proof-password': password }
  const reason = 'Perdió su teléfono y su clave'
  const asked = await here.post(
    '/cuenta/recuperaciones',
    { name: newcomer.dni, reason, ...proof },
    first,
  )
  assert.equal(asked.status, 303, asked.text)
  assert.deepEqual(
    letters.filter(({ what }) => what === 'recovery').map(({ to }) => to),
    [newcomer.email],
  )
  const { rows } = await sql<{ id: string }>`SELECT id FROM people.recovery`.execute(
    here.database.kysely,
  )
  const recovery = rows[0]?.id ?? ''
  const second = await signedIn(here, '10000012')
  await here.post('/cuenta/recuperaciones/acordar', { recovery, ...proof }, second)
  here.pass(24 * 3_600_000 + 1_000)
  const again = await signedIn(here, '10000012')
  const shown = await here.post('/cuenta/recuperaciones/codigo', { recovery, ...proof }, again)
  assert.equal(shown.status, 200, shown.text)
  const [sent] = letters.filter(({ what }) => what === 'code')
  assert.equal(sent?.to, newcomer.email)
  assert.equal(sent?.expires?.getTime(), here.now().getTime() + 24 * 3_600_000)
  assert.ok(!shown.text.includes(sent?.code ?? '?'))
  const opened = await here.post('/entrar/codigo/clave', {
    code: sent?.code ?? '',
    password: 'ocho vicuñas pardas',
  })
  assert.equal(opened.status, 303, opened.text)
})
