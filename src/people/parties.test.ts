// Tests parties: documents that are checked, who speaks for whom, and from whose cases officials abstain.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { type Official, type TestPeople, act, testPeople } from '../../test/support/test-people.ts'
import type { Actor, PersonId } from './actor.ts'
import { declareInterest } from './declare-interest.ts'
import { endRepresentation } from './end-representation.ts'
import { findRecord } from './find-record.ts'
import { inViewOf } from './in-view-of.ts'
import { partiesOfPerson } from './load-holding.ts'
import { registerParty } from './register-party.ts'
import { registerRecord } from './register-record.ts'
import { represent } from './represent.ts'

let on: TestPeople
let institution: string
let clerk: Official
let party: string
let record: string
let resident: PersonId

before(async () => {
  on = await testPeople()
  institution = await on.institution('Municipalidad de prueba')
  const office = await on.office(institution, 'licencias')
  clerk = await on.official(office, await on.role(institution, 'trabaja', ['read', 'update']))
  resident = await on.person()
  party = await registerParty(on.operator, {
    institution,
    kind: 'resident',
    documentType: 'DNI',
    documentNumber: '71234567',
    name: 'Vecina de prueba',
    identity: { person: resident, how: 'reniec' },
  })
  record = randomUUID()
  const facts = {
    id: record,
    kind: 'case',
    institution,
    custody: office,
    state: 'open',
    parties: [party],
  }
  const level = { level: 'restricted' as const, basis: 'Datos personales', reviewBy: '2027-01-01' }
  await on.database.transaction((trx) =>
    registerRecord(trx, { ...facts, ...level, procedure: 'licencia' }, on.clock.now()),
  )
})
after(() => on.close())

const sees = (actor: Actor, verb = 'read') =>
  inViewOf({ database: on.database, clock: on.clock, actor }, (view) =>
    findRecord(view, { verb, kind: 'case', id: record }),
  )
const until = () => new Date(on.clock.now().getTime() + 86_400_000)

test('a firm needs a RUC with its right digit, a resident a DNI or CE', async () => {
  const firm = { institution, kind: 'firm' as const, documentType: 'RUC' as const, name: 'Firma' }
  await assert.rejects(registerParty(on.operator, { ...firm, documentNumber: '20131312954' }), {
    code: 'bad-document',
  })
  await registerParty(on.operator, { ...firm, documentNumber: '20131312955' })
  await assert.rejects(registerParty(on.operator, { ...firm, documentNumber: '20131312955' }), {
    code: 'already-there',
  })
  await assert.rejects(
    registerParty(on.operator, { ...firm, kind: 'resident', documentNumber: '20131380951' }),
    { code: 'bad-value' },
  )
})

test('a party reads its own case and changes nothing in it', async () => {
  const actor = await on.signIn(resident, null)
  assert.ok(await sees(actor))
  await assert.rejects(sees(actor, 'update'), { detail: { reason: 'verb-not-granted' } })
  assert.equal(await sees(await on.signIn(await on.person(), null)), null)
})

test('a representative sees the case until the representation ends', async () => {
  const person = await on.person()
  const common = { institution, party, person, act }
  await assert.rejects(
    represent(on.operator, { ...common, scope: '*', from: new Date(0), until: until() }),
    { code: 'in-the-past' },
  )
  const representation = await represent(on.operator, { ...common, scope: '*', until: until() })
  assert.ok(await sees(await on.signIn(person, null)))
  on.clock.pass(1000)
  await endRepresentation(on.operator, { institution, representation, act })
  assert.deepEqual(await partiesOfPerson(on.database.kysely, person, on.clock.now()), [])
  assert.equal(await sees(await on.signIn(person, null)), null)
  await assert.rejects(endRepresentation(on.operator, { institution, representation, act }), {
    code: 'ended-already',
  })
})

test('a representative in one procedure sees the cases of that one', async () => {
  for (const [scope, expected] of [
    ['licencia', true],
    ['reclamo', false],
  ] as const) {
    const person = await on.person()
    await represent(on.operator, { institution, party, person, act, scope, until: until() })
    assert.equal((await sees(await on.signIn(person, null))) !== null, expected, scope)
  }
})

test('an official who declared an interest abstains', async () => {
  const actor = await on.signIn(clerk.person, clerk.holding)
  assert.ok(await sees(actor, 'update'))
  const input = { institution, person: clerk.person, party, kind: 'relative' as const }
  await declareInterest(on.as(actor), input)
  await assert.rejects(sees(actor), { detail: { reason: 'conflict' } })
  await assert.rejects(declareInterest(on.as(await on.signIn(resident, null)), input), {
    code: 'not-permitted',
  })
})
