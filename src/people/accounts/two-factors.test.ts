// Where the city asks for two factors, a password alone acts through no holding; and secrets lie sealed.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { after, before, test } from 'node:test'
import {
  type TestAccounts,
  enrolled,
  makeOrganisation,
  openTestAccounts,
  password,
  signedIn,
} from '../../../test/support/accounts.ts'
import type { AccountId } from './account.ts'
import { secretBox } from './secret-box.ts'
import { sealOpenTotps, totpOf } from './store-totp.ts'
import { hotp, stepAt } from './totp.ts'

let here: TestAccounts
let holdings: Record<string, string>
const resident = { dni: '10000002', email: 'dos@example.pe', givenNames: 'Dos' }

before(async () => {
  here = await openTestAccounts({ twoFactors: true })
  const official = await enrolled(here)
  await enrolled(here, resident)
  holdings = await makeOrganisation(here.database, here.now(), {
    firma: { person: official, verbs: ['read', 'sign'] },
  })
})
after(() => here.close())

async function holdingOf(cookie: string | null): Promise<string | null> {
  const { text } = await here.get('/who', cookie)
  return (JSON.parse(text) as { holding: string | null }).holding
}

async function kept(): Promise<{ account: AccountId; secret: Buffer }> {
  const { rows } = await sql<{ account: AccountId; secret: Buffer }>`SELECT account_id AS account,
    secret FROM people.totp`.execute(here.database.kysely)
  return rows[0]!
}

test('with a password alone an official is as any resident, and is told what to add', async () => {
  const cookie = await signedIn(here)
  assert.equal(await holdingOf(cookie), null)
  assert.match((await here.get('/cuenta', cookie)).text, /Todavía no actúas con tu cargo/)
  const wanted = await here.post('/cuenta/cargo', { holding: holdings['firma'] ?? '' }, cookie)
  assert.equal(wanted.status, 422)
  assert.match(wanted.text, /Con la clave sola no se actúa con un cargo/)
  assert.equal(await holdingOf(cookie), null)
})

test('nothing of it is said to somebody without a post', async () => {
  const cookie = await signedIn(here, resident.dni)
  const { text } = await here.get('/cuenta', cookie)
  assert.doesNotMatch(text, /Todavía no actúas/)
})

test('with the code it acts from then on, and no longer once the code is taken away', async () => {
  const cookie = await signedIn(here)
  const begun = await here.post('/cuenta/segundo', { 'proof-password': password }, cookie)
  const { account, secret } = await kept()
  const open = here.accounts.parts.box.open(secret, account)!
  const code = (): string => hotp(open, stepAt(here.now()))
  const set = await here.post('/cuenta/segundo/confirmar', { code: code() }, begun.cookie)
  assert.equal(set.status, 303, set.text)
  const chosen = await here.post(
    '/cuenta/cargo',
    { holding: holdings['firma'] ?? '' },
    begun.cookie,
  )
  assert.equal(chosen.status, 303, chosen.text)
  assert.equal(await holdingOf(chosen.cookie), holdings['firma'])

  here.pass(60_000)
  const asked = await here.post('/entrar/clave', { name: '10000001', password })
  const second = /name="second" value="([\w-]{43})"/.exec(asked.text)?.[1] ?? ''
  const entry = await here.post('/entrar/segundo', { second, code: code() })
  assert.equal(await holdingOf(entry.cookie), holdings['firma'], 'its only post at once')

  await sql`UPDATE people.totp SET confirmed = NULL`.execute(here.database.kysely)
  assert.equal(await holdingOf(entry.cookie), null, 'an open session follows at once')
})

test('the secret of codes opens for its account and key alone, and older ones are sealed at the start', async () => {
  const { box } = here.accounts.parts
  const { account } = await kept()
  const secret = randomBytes(20)
  const db = here.database.kysely
  await sql`UPDATE people.totp SET secret = ${secret}`.execute(db)
  assert.equal(await sealOpenTotps(db, box), 1)
  assert.equal(await sealOpenTotps(db, box), 0)
  const { secret: sealed } = await kept()
  assert.ok(!sealed.includes(secret))
  assert.deepEqual((await totpOf(db, box, account))?.secret, secret)
  assert.equal(box.open(sealed, 'another account'), null)
  assert.equal(secretBox('another key', 'second factor').open(sealed, account), null)
  for (let at = 0; at < sealed.length; at++) {
    const changed = Buffer.from(sealed)
    changed[at] = changed[at]! ^ 1
    assert.equal(box.open(changed, account), null, `byte ${at}`)
  }
  assert.equal(box.open(Buffer.alloc(0), account), null)
})
