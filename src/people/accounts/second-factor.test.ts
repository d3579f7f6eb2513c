// A code after the password: set up, asked for, used once, replaced by a printed one, lost and taken away.
import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { after, before, beforeEach, test } from 'node:test'
import {
  type Answered,
  type TestAccounts,
  enrolled,
  newcomer,
  openTestAccounts,
  password,
  signedIn,
} from '../../../test/support/accounts.ts'
import { hotp, stepAt } from './totp.ts'

let here: TestAccounts
before(async () => {
  here = await openTestAccounts()
  await enrolled(here)
})
after(() => here.close())
beforeEach(async () => {
  await sql`DELETE FROM people.attempt`.execute(here.database.kysely)
  // Codes that were used belong to steps that are over.
  here.pass(120_000)
})

async function secret(): Promise<Buffer> {
  const { rows } = await sql<{ secret: Buffer; account: string }>`SELECT secret,
    account_id AS account FROM people.totp`.execute(here.database.kysely)
  const [row] = rows
  return here.accounts.parts.box.open(row!.secret, row!.account) as Buffer
}

const code = async (steps = 0): Promise<string> => hotp(await secret(), stepAt(here.now()) + steps)
const signIn = (): Promise<Answered> => here.post('/entrar/clave', { name: newcomer.dni, password })
const secondOf = ({ text }: Answered): string =>
  /name="second" value="([\w-]{43})"/.exec(text)?.[1] ?? ''

test('it is asked for from the first right code on, and each code opens one session', async () => {
  const cookie = await signedIn(here)
  const shown = await here.post('/cuenta/segundo', { 'proof-password': password }, cookie)
  assert.match(shown.text, /otpauth:\/\/totp\/Lima:/)
  const fresh = shown.cookie ?? ''
  assert.ok((await signIn()).cookie, 'not asked for before it is confirmed')
  const wrong = await here.post('/cuenta/segundo/confirmar', { code: '000000' }, fresh)
  assert.equal(wrong.status, 422)
  const done = await here.post('/cuenta/segundo/confirmar', { code: await code() }, fresh)
  assert.equal(done.status, 303)
  assert.equal(here.events.at(-1)?.what, 'second-factor-set')

  here.pass(60_000)
  const asked = await signIn()
  assert.equal(asked.status, 200)
  assert.equal(asked.cookie, null, 'the password alone opens nothing')
  const used = await code()
  const open = await here.post('/entrar/segundo', { second: secondOf(asked), code: used })
  assert.equal(open.status, 303, open.text)
  assert.ok(open.cookie)
  const again = await here.post('/entrar/segundo', { second: secondOf(asked), code: await code(1) })
  assert.equal(again.status, 422, 'the step counts once')
  const replayed = await here.post('/entrar/segundo', {
    second: secondOf(await signIn()),
    code: used,
  })
  assert.equal(replayed.status, 422)
  assert.equal(replayed.cookie, null, 'the code counts once')
  const retry = await here.post('/entrar/segundo', {
    second: secondOf(replayed),
    code: await code(1),
  })
  assert.equal(retry.status, 303, 'a wrong code leads to another try')
})

test('password and code prove presence together; the password alone does not', async () => {
  const open = await here.post('/entrar/segundo', {
    second: secondOf(await signIn()),
    code: await code(),
  })
  here.pass(301_000)
  const cookie = open.cookie ?? ''
  const alone = await here.post('/do', { value: 'x', 'proof-password': password }, cookie)
  assert.equal(alone.status, 422)
  assert.match(alone.text, /proof-code/)
  const both = await here.post(
    '/do',
    { value: 'x', 'proof-password': password, 'proof-code': await code() },
    cookie,
  )
  assert.match(both.text, /done x/)
})

test('a printed code stands in for a lost phone, once', async () => {
  const open = await here.post('/entrar/segundo', {
    second: secondOf(await signIn()),
    code: await code(),
  })
  const printed = await here.post('/cuenta/codigos', {}, open.cookie)
  const [first = ''] = [...printed.text.matchAll(/<code>([0-9A-Z-]{20,})<\/code>/g)].map(
    (match) => match[1] ?? '',
  )
  assert.match(first, /^([0-9A-Z]{4}-){5}[0-9A-Z]{4}$/, '120 bits')
  const byPaper = await here.post('/entrar/segundo', {
    second: secondOf(await signIn()),
    code: first.toLowerCase(),
  })
  assert.equal(byPaper.status, 303, byPaper.text)
  const twice = await here.post('/entrar/segundo', {
    second: secondOf(await signIn()),
    code: first,
  })
  assert.equal(twice.status, 422)
})

test('guessing is slowed, whoever asks from wherever', async () => {
  let slowed = 0
  for (let at = 0; at < 60 && slowed === 0; at++) {
    const asked = await signIn()
    if (asked.status === 429) break
    const answer = await here.post(
      '/entrar/segundo',
      { second: secondOf(asked), code: '123456' },
      null,
      { ip: `10.${at}.0.1` },
    )
    if (answer.status === 429) slowed = at
  }
  assert.ok(slowed > 0 && slowed <= 51, String(slowed))
})

test('a code from the operator takes the app away', async () => {
  const given = await here.accounts.codeFor({ name: newcomer.dni, kind: 'dni' })
  const answer = await here.post('/entrar/codigo/clave', { code: given, password })
  assert.equal(answer.status, 303, answer.text)
  here.pass(60_000)
  assert.ok((await signIn()).cookie)
})
