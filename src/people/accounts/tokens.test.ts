// Tokens: made once, narrow, and over when they should be; forged and foreign ones open nothing.
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
import { isToken, newCode, newToken, readCode } from './secrets.ts'

let here: TestAccounts
let holdings: Record<string, string>
const day = 86_400_000

before(async () => {
  here = await openTestAccounts()
  const person = await enrolled(here)
  holdings = await makeOrganisation(here.database, here.now(), {
    jefa: { person, verbs: ['read', 'publish'] },
    robot: { person: null, verbs: ['read', 'publish', 'query'] },
  })
})
after(() => here.close())
const forget = () => sql`DELETE FROM people.attempt`.execute(here.database.kysely)
beforeEach(forget)

const wish = (more: Record<string, string | string[]> = {}): Record<string, string | string[]> => ({
  name: 'Carga',
  holding: holdings['robot'] ?? '',
  verbs: ['read', 'publish'],
  days: '30',
  'proof-password': password,
  ...more,
})

async function makeOne(more: Record<string, string | string[]> = {}): Promise<string> {
  const answer = await here.post('/cuenta/tokens', wish(more), await signedIn(here))
  return /rmq_[\w-]{46}/.exec(answer.text)?.[0] ?? `none: ${answer.status} ${answer.text}`
}

async function who(headers: Record<string, string>): Promise<{ status: number; scopes: string[] }> {
  const { status, text } = await here.get('/who', null, headers)
  const { scopes = [] } = JSON.parse(text.startsWith('{') ? text : '{}') as { scopes?: string[] }
  return { status, scopes }
}

test('a token acts with the verbs it was given and no others; only its hash is kept', async () => {
  const token = await makeOne()
  assert.ok(isToken(token), token)
  const answer = await who({ authorization: `Bearer ${token}` })
  assert.deepEqual(answer, { status: 200, scopes: ['read', 'publish'] })
  const { rows } = await sql<{ all: string }>`SELECT string_agg(t::text, ' ') AS all
    FROM people.token t`.execute(here.database.kysely)
  assert.ok(!rows[0]?.all.includes(token))
  const line = here.events.find(({ what }) => what === 'token-made')
  assert.equal(line?.detail['verbs'], 'read publish')
  assert.ok(!JSON.stringify(here.events).includes(token))
  assert.ok(!here.lines.join('').includes(token))
})

test('verbs the holding lacks, a holding that is not offered, and more than a year are refused', async () => {
  const cookie = await signedIn(here)
  const wrong: Record<string, string | string[]>[] = [
    { verbs: ['sign'] },
    { verbs: ['read', 'sign'] },
    { holding: holdings['jefa'] ?? '' },
    { holding: '00000000-0000-4000-8000-000000000000' },
  ]
  for (const more of wrong) {
    const answer = await here.post('/cuenta/tokens', wish(more), await signedIn(here))
    assert.equal(answer.status, 422, JSON.stringify(more))
    assert.ok(!answer.text.includes('rmq_'))
  }
  assert.equal((await here.post('/cuenta/tokens', wish({ days: '366' }), cookie)).status, 400)
})

test('forged, cut and foreign tokens are refused with 401, and a cookie beside them does not help', async () => {
  const token = await makeOne()
  const cookie = await signedIn(here)
  const forged = [
    newToken(),
    token.slice(0, -1),
    `${token}x`,
    token.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
    'rmq_',
    'something-else',
  ]
  for (const each of forged) {
    await forget()
    assert.equal((await who({ authorization: `Bearer ${each}` })).status, 401, each)
  }
  await forget()
  const both = await here.get('/who', cookie, { authorization: `Bearer ${newToken()}` })
  assert.equal(both.status, 401)
  assert.match(both.headers['www-authenticate'] ?? '', /^Bearer/)
  assert.equal((await who({ authorization: 'Basic cm9zYTp4' })).status, 200)
})

test('guessing tokens is slowed, and a valid one from the same place goes on', async () => {
  const statuses: number[] = []
  const valid = await makeOne()
  for (let at = 0; at < 10; at++) {
    statuses.push((await who({ authorization: `Bearer ${newToken()}` })).status)
  }
  assert.deepEqual(statuses.slice(0, 5), [401, 401, 401, 401, 401])
  assert.equal(statuses.at(-1), 429)
  assert.equal((await who({ authorization: `Bearer ${valid}` })).status, 200)
})

test('a token ends at its time, with its holding, with its maker’s account, and when it is taken back', async () => {
  const db = here.database.kysely
  const [a, b, c] = [await makeOne({ days: '1' }), await makeOne(), await makeOne()]
  const status = async (token: string): Promise<number> => {
    await forget()
    return (await who({ authorization: `Bearer ${token}` })).status
  }
  here.pass(day)
  assert.deepEqual([await status(a), await status(b)], [401, 200])
  const before = here.now()
  here.setClock(new Date(before.getTime() - 2 * day))
  assert.equal(await status(a), 401, 'not with the clock set back')
  here.setClock(before)
  const state = (to: string, at: Date | null) =>
    sql`UPDATE people.account SET state = ${to}, blocked = ${at}`.execute(db)
  await state('blocked', here.now())
  assert.equal(await status(b), 401)
  await state('active', null)
  assert.equal(await status(b), 200)
  const cookie = await signedIn(here)
  const page = await here.get('/cuenta', cookie)
  for (const [, id = ''] of page.text.matchAll(/name="token" value="([\w-]+)"/g)) {
    await here.post('/cuenta/tokens/retirar', { token: id }, cookie)
  }
  assert.deepEqual([await status(b), await status(c)], [401, 401])
  const d = await makeOne()
  assert.equal(await status(d), 200)
  here.pass(1000)
  await sql`UPDATE people.holding SET valid_until = ${here.now()}, end_act = 'Resolución 9'
    WHERE id = ${holdings['robot']}`.execute(db)
  assert.equal(await status(d), 401)
})

test('nobody takes back the token of somebody else', async () => {
  await enrolled(here, { dni: '10000005', email: 'cinco@example.pe' })
  const theirs = await signedIn(here, '10000005')
  const { rows } = await sql<{ id: string }>`SELECT id FROM people.token`.execute(
    here.database.kysely,
  )
  const answer = await here.post('/cuenta/tokens/retirar', { token: rows[0]?.id ?? '' }, theirs)
  assert.equal(answer.status, 404)
  assert.equal(newcomer.dni, '10000001')
})

test('codes have the letters of Crockford’s alphabet and are read as people write them', () => {
  for (let at = 0; at < 200; at++) {
    const code = newCode(8)
    assert.match(code, /^([0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}$/)
    const written = code
      .toLowerCase()
      .replaceAll('0', 'o')
      .replaceAll('1', 'l')
      .replaceAll('-', ' ')
    assert.equal(readCode(written), code)
  }
  for (const bad of ['', 'ABCD', 'U'.repeat(20), 'A'.repeat(44), "' OR 1=1 --"]) {
    assert.equal(readCode(bad), null)
  }
})
