// The first account is put in charge: institution, post and holding are written down as the operator's acts.
import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { after, before, test } from 'node:test'
import { type TestAccounts, openTestAccounts, password } from '../../test/support/accounts.ts'
import { firstAdministrator } from './first-administrator.ts'
import type { JournalEntry } from './perform.ts'

let here: TestAccounts
const entries: JournalEntry[] = []
before(async () => {
  here = await openTestAccounts({
    first: ({ database, clock }) =>
      firstAdministrator({
        ...{ database, clock, institution: 'Municipalidad de prueba' },
        journal: { write: async (_, entry) => void entries.push(entry) },
      }),
  })
})
after(() => here.close())

const who = { dni: '10000001', given: 'Rosa', family: 'Quispe', email: '' }

test('with nothing imported the RUC is asked for, and the account acts at once', async () => {
  const code = (await here.accounts.firstCode()) ?? ''
  const asked = await here.post('/entrar/codigo', { code, ...who })
  assert.match(asked.text, /name="ruc"/)
  const wrong = await here.post('/entrar/codigo', { code, ...who, ruc: '20131380952' })
  assert.equal(wrong.status, 422)
  const ruc = '20131380951'
  const way = await here.post('/entrar/codigo', { code, ...who, ruc })
  assert.match(way.text, /name="password"/)
  const done = await here.post('/entrar/codigo/clave', { code, ...who, ruc, password })
  assert.equal(done.status, 303, done.text)
  const me = await here.get('/who', done.cookie)
  assert.match(me.text, /"holding":"[0-9a-f-]{36}"/)
  const { rows } = await sql<{ act: string; family: string; verbs: string[] }>`
    SELECT h.act, p.family, array_agg(v.verb ORDER BY v.verb) AS verbs
    FROM people.holding h JOIN people.position p ON p.id = h.position_id
      JOIN people.position_role pr ON pr.position_id = p.id
      JOIN people.role_verb v ON v.role_id = pr.role_id GROUP BY 1, 2`.execute(here.database.kysely)
  assert.equal(rows.length, 1)
  assert.equal(rows[0]?.family, 'administer')
  assert.match(rows[0]?.act ?? '', /consola del servidor; sin resolución/)
  for (const verb of ['manage-organisation', 'manage-people', 'appoint', 'manage-parties']) {
    assert.ok(rows[0]?.verbs.includes(verb), verb)
  }
  assert.deepEqual(
    entries.filter(({ act }) => act !== 'create-role').map(({ act, actor }) => [act, actor.kind]),
    [
      ['register-institution', 'operator'],
      ['open-office', 'operator'],
      ['open-position', 'operator'],
      ['give-role', 'operator'],
      ['appoint', 'operator'],
    ],
  )
})

test('a wrong RUC sent past the question makes nothing', async () => {
  const other = await openTestAccounts({
    first: ({ database, clock }) =>
      firstAdministrator({
        ...{ database, clock, institution: 'Otra' },
        journal: { write: async () => {} },
      }),
  })
  try {
    const code = (await other.accounts.firstCode()) ?? ''
    const answer = await other.post('/entrar/codigo/clave', {
      ...{ code, ...who, password, ruc: '1' },
    })
    assert.notEqual(answer.status, 303)
    assert.equal(await other.accounts.accountCount(), 0)
  } finally {
    await other.close()
  }
})
