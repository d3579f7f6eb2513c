// The first account of an installation: only by the console's code, once, and never over the network.
import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { after, before, beforeEach, test } from 'node:test'
import { type TestAccounts, openTestAccounts, password } from '../../../test/support/accounts.ts'

let here: TestAccounts
before(async () => {
  here = await openTestAccounts()
})
after(() => here.close())
beforeEach(() => sql`DELETE FROM people.attempt`.execute(here.database.kysely))

const who = { dni: '10000001', given: 'Rosa', family: 'Quispe', email: '' }
const make = (code: string, more: Record<string, string> = {}) =>
  here.post('/entrar/codigo/clave', { code, ...who, password, ...more })

test('without a code nothing makes an account: there is no set-up page and no default password', async () => {
  for (const path of ['/setup', '/entrar/nuevo', '/register', '/admin', '/cuenta']) {
    assert.notEqual((await here.get(path)).status, 200, path)
  }
  for (const [name, word] of [
    ['admin', 'admin'],
    ['admin@example.pe', 'password'],
  ] as const) {
    const answer = await here.post('/entrar/clave', { name, password: word })
    assert.equal(answer.status, 422)
  }
  assert.equal((await make('')).status, 422)
  assert.equal(await here.accounts.accountCount(), 0)
})

test('a newer code takes the place of the one before, and after a day neither counts', async () => {
  const old = (await here.accounts.firstCode()) ?? ''
  const newer = (await here.accounts.firstCode()) ?? ''
  assert.equal((await make(old)).status, 422)
  assert.equal((await here.post('/entrar/codigo', { code: newer })).status, 200)
  here.pass(24 * 3_600_000)
  assert.equal((await make(newer)).status, 422)
  assert.equal(await here.accounts.accountCount(), 0)
})

test('the code is never in a page, an address, or the log', async () => {
  const code = (await here.accounts.firstCode()) ?? ''
  for (const path of ['/entrar', '/entrar/codigo', '/salir']) {
    assert.ok(!(await here.get(path)).text.includes(code))
  }
  assert.ok(!here.lines.join('').includes(code))
  const { rows } = await sql<{ all: string }>`SELECT string_agg(c::text, ' ') AS all
    FROM people.code c`.execute(here.database.kysely)
  assert.ok(!rows[0]?.all.includes(code))
})

test('answers that are missing or wrong are asked again, one at a time', async () => {
  const code = (await here.accounts.firstCode()) ?? ''
  const first = await here.post('/entrar/codigo', { code })
  assert.match(first.text, /name="dni"/)
  const wrong = await here.post('/entrar/codigo', { code, dni: '12' })
  assert.equal(wrong.status, 422)
  const second = await here.post('/entrar/codigo', { code, dni: '10000001' })
  assert.match(second.text, /name="given"/)
  assert.match(second.text, /type="hidden" name="dni" value="10000001"/)
  assert.equal((await make(code, { family: '' })).status, 422)
  assert.equal((await make(code, { email: 'no es correo' })).status, 422)
  assert.equal(await here.accounts.accountCount(), 0)
})

test('of two who send the code at once, one makes the account; afterwards there is no first code', async () => {
  const code = (await here.accounts.firstCode()) ?? ''
  const both = await Promise.all([make(code), make(code, { dni: '10000002' })])
  assert.deepEqual(both.map(({ status }) => status).toSorted(), [303, 422])
  assert.equal(await here.accounts.accountCount(), 1)
  assert.equal(await here.accounts.firstCode(), null)
})
