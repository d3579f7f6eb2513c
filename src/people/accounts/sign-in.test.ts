// Signing in with a password and a code: what counts, what never does, and how guessing is slowed.
import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { after, before, beforeEach, test } from 'node:test'
import {
  type TestAccounts,
  enrolled,
  newcomer,
  openTestAccounts,
  password,
  signedIn,
} from '../../../test/support/accounts.ts'
import { savePassword } from './store-accounts.ts'
import { argon2, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import type { AccountId } from './account.ts'

let here: TestAccounts
before(async () => {
  here = await openTestAccounts()
  await enrolled(here)
})
after(() => here.close())
beforeEach(async () => {
  await sql`DELETE FROM people.attempt`.execute(here.database.kysely)
})

test('a person with the right name and password comes in; the cookie opens nothing but the session', async () => {
  for (const name of ['10000001', ' ROSA@example.pe ', '10.000.001']) {
    const answer = await here.post('/entrar/clave', { name, password })
    assert.equal(answer.status, 303)
    assert.equal(answer.headers['location'], '/cuenta')
    assert.match(
      answer.headers['set-cookie'] ?? '',
      /^rimaq=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/,
    )
    assert.equal(answer.headers['cache-control'], 'no-store')
    const page = await here.get('/cuenta', answer.cookie)
    assert.equal(page.status, 200)
    assert.equal(page.headers['cache-control'], 'no-store')
    assert.match(page.text, /Rosa Quispe/)
  }
})

test('over https the cookie is secure and bound to the host', async () => {
  const { setCookie } = await import('#platform')
  assert.equal(
    setCookie('rimaq', 'v', 'https://datos.example.pe'),
    '__Host-rimaq=v; Path=/; HttpOnly; SameSite=Lax; Secure',
  )
})

test('only the hash of the session is kept', async () => {
  const cookie = await signedIn(here)
  const { rows } = await sql<{ all: string }>`SELECT string_agg(s::text, ' ') AS all
    FROM people.session s`.execute(here.database.kysely)
  assert.ok(!rows[0]?.all.includes(cookie))
})

test('an unknown name, a wrong password and a blocked account are answered alike', async () => {
  const unknown = await here.post('/entrar/clave', {
    name: '10000099',
    password: 'siete llamas rojas',
  })
  const wrong = await here.post('/entrar/clave', {
    name: '10000001',
    password: 'siete llamas rojas',
  })
  assert.equal(unknown.status, 422)
  assert.equal(wrong.status, 422)
  const bare = (text: string): string => text.replaceAll(/100000(01|99)/g, 'N')
  assert.equal(bare(unknown.text), bare(wrong.text))
  assert.equal(wrong.cookie, null)
})

test('the page after the name is the same for names that exist and names that do not', async () => {
  const [a, b] = [
    await here.post('/entrar', { name: '10000001' }),
    await here.post('/entrar', { name: '10000099' }),
  ]
  assert.equal(a.text.replaceAll('10000001', 'N'), b.text.replaceAll('10000099', 'N'))
})

test('a session given by somebody else is not taken over at sign-in', async () => {
  const planted = 'A'.repeat(43)
  const answer = await here.post('/entrar/clave', { name: newcomer.dni, password }, planted)
  assert.notEqual(answer.cookie, planted)
  assert.equal((await here.get('/cuenta', planted)).status, 303)
})

test('two cookies of one name count as none', async () => {
  const cookie = await signedIn(here)
  const page = await here.get('/cuenta', null, {
    cookie: `rimaq=${'A'.repeat(43)}; rimaq=${cookie}`,
  })
  assert.equal(page.status, 303)
})

test('a post from another site is refused, signed in or not', async () => {
  const cookie = await signedIn(here)
  const foreign = { headers: { 'sec-fetch-site': 'cross-site' } }
  assert.equal(
    (await here.post('/entrar/clave', { name: newcomer.dni, password }, null, foreign)).status,
    403,
  )
  assert.equal((await here.post('/salir', {}, cookie, foreign)).status, 403)
  assert.equal((await here.get('/cuenta', cookie)).status, 200)
})

test('after sign-in one is led to a path of ours only', async () => {
  for (const next of ['//evil.example', '/\\evil.example', 'https://evil.example', '/entrar']) {
    const answer = await here.post('/entrar/clave', { name: newcomer.dni, password, next })
    assert.equal(answer.headers['location'], '/cuenta', next)
  }
  const good = await here.post('/entrar/clave', {
    name: newcomer.dni,
    password,
    next: '/dataset?q=a',
  })
  assert.equal(good.headers['location'], '/dataset?q=a')
})

test('sign-in over plain HTTP to another machine is refused', async () => {
  const answer = await here.get('/entrar', null, { host: 'datos.example.pe' })
  assert.equal(answer.status, 403)
  assert.match(answer.text, /https/)
})

test('guessing waits longer and longer, says so, also after a restart; many at once gain nothing', async () => {
  const guess = () =>
    here.post('/entrar/clave', { name: newcomer.dni, password: 'otra cosa larga' }, null, {
      ip: '192.0.2.9',
    })
  const statuses = (await Promise.all(Array.from({ length: 12 }, guess))).map(
    ({ status }) => status,
  )
  assert.equal(statuses.filter((status) => status === 422).length, 5)
  assert.equal(statuses.filter((status) => status === 429).length, 7)
  const waiting = await guess()
  assert.match(waiting.headers['retry-after'] ?? '', /^[12]$/)
  await here.restart()
  assert.equal((await guess()).status, 429)
  here.pass(2_100)
  assert.equal((await guess()).status, 422)
  here.pass(2_100)
  assert.equal((await guess()).status, 429)
})

test('guessing from elsewhere does not keep the owner out who came from here before', async () => {
  await signedIn(here)
  for (let at = 0; at < 70; at++) {
    const ip = `198.51.100.${at + 1}`
    const { status } = await here.post(
      '/entrar/clave',
      { name: newcomer.dni, password: 'no es esta clave' },
      null,
      { ip },
    )
    assert.ok(status === 422 || status === 429)
  }
  const stranger = await here.post('/entrar/clave', { name: newcomer.dni, password }, null, {
    ip: '203.0.113.5',
  })
  assert.equal(stranger.status, 429)
  assert.ok(await signedIn(here))
})

test('one asker who tries many names is slowed', async () => {
  const statuses: number[] = []
  for (let at = 0; at < 35; at++) {
    const answer = await here.post(
      '/entrar/clave',
      { name: `2000${String(at).padStart(4, '0')}`, password: 'x y z w v' },
      null,
      { ip: '192.0.2.77' },
    )
    statuses.push(answer.status)
  }
  assert.ok(statuses.slice(0, 30).every((status) => status === 422))
  assert.ok(statuses.slice(30).some((status) => status === 429))
})

test('a password kept with other costs is computed anew at the next sign-in, and still opens', async () => {
  const db = here.database.kysely
  const { rows } = await sql<{ id: AccountId }>`SELECT id FROM people.account`.execute(db)
  const account = rows[0]?.id as AccountId
  const salt = randomBytes(16)
  const costs = { memory: 8192, passes: 1, lanes: 1 }
  const hash = await promisify(argon2)('argon2id', {
    message: password,
    nonce: salt,
    parallelism: 1,
    tagLength: 32,
    memory: costs.memory,
    passes: costs.passes,
  })
  await savePassword(db, account, { ...costs, salt, hash }, { at: here.now(), chosen: false })
  await signedIn(here)
  const after = await sql<{ memory: number }>`SELECT memory FROM people.password`.execute(db)
  assert.equal(after.rows[0]?.memory, 19_456)
  await signedIn(here)
})

test('passwords that are short, common or the own name are refused in words', async () => {
  const code = await here.accounts.invite({
    ...newcomer,
    dni: '10000002',
    email: 'luz.marina@example.pe',
  })
  const refusals: [string, RegExp][] = [
    ['siete77', /al menos ocho/],
    ['password', /Mucha gente/],
    ['Password2026', /Mucha gente/],
    ['luz.marina', /correo ni tu DNI/],
  ]
  for (const [bad, sentence] of refusals) {
    const answer = await here.post('/entrar/codigo/clave', { code, password: bad })
    assert.equal(answer.status, 422, bad)
    assert.match(answer.text, sentence)
  }
  assert.equal((await here.post('/entrar/codigo/clave', { code, password })).status, 303)
})

test('a code opens once, also for two at the same moment', async () => {
  const code = await here.accounts.invite({
    ...newcomer,
    dni: '10000003',
    email: 'tres@example.pe',
  })
  const both = await Promise.all(
    [1, 2].map(() => here.post('/entrar/codigo/clave', { code, password })),
  )
  assert.deepEqual(both.map(({ status }) => status).toSorted(), [303, 422])
  assert.equal((await here.post('/entrar/codigo/clave', { code, password })).status, 422)
})

test('a code is read with or without hyphens, in small letters; it ends after its time', async () => {
  const code = await here.accounts.invite({ ...newcomer, dni: '10000004', email: null })
  const typed = code.replaceAll('-', ' ').toLowerCase()
  const page = await here.post('/entrar/codigo', { code: typed })
  assert.equal(page.status, 200)
  assert.match(page.text, /Cómo vas a entrar/)
  here.pass(72 * 3_600_000 + 1000)
  assert.equal((await here.post('/entrar/codigo', { code })).status, 422)
})

test('nothing that was typed at the door stands in the log', async () => {
  await here.post('/entrar/clave', { name: newcomer.dni, password: 'canario-en-la-mina' })
  await here.post('/entrar/codigo', { code: 'CANA-CANA-CANA-CANA-CANA' })
  assert.ok(!here.lines.join('').includes('canario'))
  assert.ok(!here.lines.join('').includes('CANA-CANA'))
})
