// Administration over real sign-in: what is sensitive asks for a proof first, and what was sent twice is done once.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import {
  type TestAccounts,
  enrolled,
  makeOrganisation,
  openTestAccounts,
  password,
  signedIn,
} from '../../../test/support/accounts.ts'
import { sensitive } from '../accounts/step-up.ts'
import type { JournalEntry } from '../perform.ts'
import { adminRoutes } from './routes.ts'

let here: TestAccounts
const entries: JournalEntry[] = []
before(async () => {
  here = await openTestAccounts({
    routes: (pages, { database, clock }) =>
      adminRoutes({
        database,
        clock,
        journal: { write: async (_, entry) => void entries.push(entry) },
        context: pages.context,
        prove: (route) => sensitive(pages, route),
      }),
  })
  const person = await enrolled(here)
  await makeOrganisation(here.database, here.now(), {
    admin: { person, verbs: ['manage-organisation', 'manage-people', 'manage-parties', 'appoint'] },
  })
})
after(() => here.close())

const answers = {
  document: '10000077',
  given: 'Luz',
  family: 'Mamani',
  agreed: 'yes',
}

test('questions are asked without a proof; the act asks for one and keeps what was typed', async () => {
  const cookie = await signedIn(here)
  const { agreed: _, ...some } = answers
  const asked = await here.post('/admin/people/new', some, cookie)
  assert.equal(asked.status, 200, asked.text)
  assert.match(asked.text, /Revisa lo que respondiste/)
  const first = await here.post('/admin/people/new', answers, cookie)
  assert.equal(first.status, 403)
  assert.match(first.text, /name="given" value="Luz"/)
  assert.equal(entries.length, 0)
  const done = await here.post(
    '/admin/people/new',
    { ...answers, 'proof-password': password },
    cookie,
  )
  assert.equal(done.status, 200, done.text)
  assert.deepEqual(
    entries.map(({ act }) => act),
    ['register-person'],
  )
})

test('a proof counts for five minutes, for pages and for permission alike', async () => {
  const cookie = await signedIn(here)
  const proven = await here.post(
    '/admin/people/new',
    { ...answers, document: '10000078', 'proof-password': password },
    cookie,
  )
  assert.equal(proven.status, 200)
  const fresh = proven.cookie ?? ''
  here.pass(294_000)
  const soon = await here.post('/admin/people/new', { ...answers, document: '10000079' }, fresh)
  assert.equal(soon.status, 200, soon.text)
  here.pass(2_000)
  const late = await here.post('/admin/people/new', { ...answers, document: '10000080' }, fresh)
  assert.equal(late.status, 403)
})

test('a form that is sent twice is done once and answered alike; a refused one may be sent again', async () => {
  const cookie = await signedIn(here)
  const sent = {
    ...{ kind: 'firm', document: '20131312955', name: 'Empresa de Prueba S.A.C.', agreed: 'yes' },
    'idempotency-key': randomUUID(),
  }
  const before = entries.length
  const two = await Promise.all([1, 2].map(() => here.post('/admin/parties/new', sent, cookie)))
  assert.deepEqual(
    two.map(({ status }) => status),
    [200, 200],
  )
  assert.equal(two[0]?.text, two[1]?.text)
  assert.equal(entries.length, before + 1)
  // The same firm under another key is refused by the question itself, and nothing is written.
  const other = await here.post(
    '/admin/parties/new',
    { ...sent, 'idempotency-key': randomUUID() },
    cookie,
  )
  assert.match(other.text, /Ya está registrado/)
  assert.equal(entries.length, before + 1)
})

test('every form of administration carries a key of its own', async () => {
  const cookie = await signedIn(here)
  const { agreed: _, ...some } = answers
  const [one, two] = await Promise.all(
    [1, 2].map(() => here.post('/admin/people/new', { ...some, document: '10000099' }, cookie)),
  )
  const keyOf = (text: string | undefined): string =>
    /name="idempotency-key" value="([0-9a-f-]{36})"/.exec(text ?? '')?.[1] ?? ''
  assert.notEqual(keyOf(one?.text), '')
  assert.notEqual(keyOf(one?.text), keyOf(two?.text))
})
