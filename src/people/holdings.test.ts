// Tests offices, positions and holdings: what verbs and the database refuse, and what a holding grants.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { assertCommented } from '../../test/support/database.ts'
import { type Official, type TestPeople, act, testPeople } from '../../test/support/test-people.ts'
import type { HoldingId, PersonId } from './actor.ts'
import { appoint, substitute } from './appoint.ts'
import { closeOffice } from './close-office.ts'
import { createRole } from './create-role.ts'
import { decide } from './decide.ts'
import { delegate } from './delegate.ts'
import { endHolding } from './end-holding.ts'
import { giveRole } from './give-role.ts'
import { holdingsOf, loadHolding } from './load-holding.ts'
import { registerPerson } from './register-person.ts'
import { renameOffice } from './rename-office.ts'
import { namesOfOffice, readOffices } from './store-organisation.ts'

const day = 86_400_000
let on: TestPeople
let institution: string
let office: string
let head: Official
let headRole: string

before(async () => {
  on = await testPeople()
  institution = await on.institution('Municipalidad de prueba')
  const top = await on.office(institution, 'alcaldia')
  office = await on.office(institution, 'licencias', top)
  headRole = await on.role(institution, 'jefe', [
    'read',
    'list',
    'sign',
    'approve licencia',
    'delegate',
  ])
  head = await on.official(office, headRole)
})
after(() => on.close())

const later = (days: number) => new Date(on.clock.now().getTime() + days * day)
const load = (id: string) => loadHolding(on.database.kysely, id as HoldingId, on.clock.now())

test('every table and column explains itself', () => assertCommented(on.database, ['people']))

describe('holdings', () => {
  test('a titular has the verbs of the roles of the position, in its office', async () => {
    const holding = await load(head.holding)
    assert.ok(holding)
    assert.deepEqual([...holding.verbs].sort(), [
      'approve licencia',
      'delegate',
      'list',
      'read',
      'sign',
    ])
    assert.deepEqual(holding.offices, [office])
    const [summary] = await holdingsOf(on.database.kysely, head.person, on.clock.now())
    assert.equal(summary?.office, 'Oficina licencias')
  })

  test('two titulares do not share a position in time', async () => {
    const other = await on.person()
    const again = {
      institution,
      position: head.position,
      person: other,
      kind: 'titular' as const,
      act,
    }
    await assert.rejects(appoint(on.operator, again), { code: 'position-taken' })
  })

  test('nothing begins before now, and only a titular has no end', async () => {
    const person = await on.person()
    const base = { institution, position: head.position, person, act }
    await assert.rejects(
      appoint(on.operator, { ...base, kind: 'acting', from: later(-1), until: later(2) }),
      { code: 'in-the-past' },
    )
    await assert.rejects(appoint(on.operator, { ...base, kind: 'acting' }), { code: 'needs-end' })
    await assert.rejects(
      appoint(on.operator, { ...base, kind: 'acting', until: later(1), act: ' ' }),
      {
        code: 'no-act',
      },
    )
  })

  test('an acting holder has the powers during the term, not before and not after', async () => {
    const person = await on.person()
    const id = await appoint(on.operator, {
      institution,
      position: head.position,
      person,
      kind: 'acting',
      from: later(1),
      until: later(2),
      act,
    })
    const db = on.database.kysely
    assert.equal(await loadHolding(db, id as HoldingId, later(0)), null)
    assert.ok((await loadHolding(db, id as HoldingId, later(1)))?.verbs.has('sign'))
    assert.equal(await loadHolding(db, id as HoldingId, later(2)), null)
  })

  test('an ended holding is gone at the next question and cannot be ended twice', async () => {
    const person = await on.person()
    const until = later(9)
    const id = await substitute(on.operator, {
      institution,
      position: head.position,
      person,
      until,
      act,
    })
    on.clock.pass(1000)
    assert.ok(await load(id))
    await endHolding(on.operator, { institution, holding: id, act })
    assert.equal(await load(id), null)
    await assert.rejects(endHolding(on.operator, { institution, holding: id, act }), {
      code: 'ended-already',
    })
  })
})

describe('delegation', () => {
  const verb = (name: string, procedure = '') => ({ verb: name, procedure })
  let boss: Official
  let person: PersonId

  before(async () => {
    boss = await on.official(office, headRole)
    person = await on.person()
  })

  const give = async (verbs: ReturnType<typeof verb>[], more: object = {}) =>
    delegate(on.as(await on.signIn(boss.person, boss.holding, true)), {
      grantor: boss.holding,
      person,
      kind: 'delegate',
      verbs,
      until: later(5),
      act,
      ...more,
    })

  test('a delegate has what is listed and nothing more, and cannot delegate it', async () => {
    const id = await give([verb('approve', 'licencia'), verb('read')])
    const holding = await load(id)
    assert.deepEqual([...(holding?.verbs ?? [])].sort(), ['approve licencia', 'read'])
    const actor = await on.signIn(person, id, true)
    await assert.rejects(
      delegate(on.as(actor), {
        grantor: id,
        person: head.person,
        kind: 'delegate',
        verbs: [verb('read')],
        until: later(1),
        act,
      }),
      { code: 'not-permitted' },
    )
    // The database too: a delegate's holding cannot be a grantor.
    await assert.rejects(
      delegate(on.operator, {
        grantor: id,
        person: head.person,
        kind: 'delegate',
        verbs: [verb('read')],
        until: later(1),
        act,
      }),
      { code: 'twice-delegated' },
    )
  })

  test('nothing is delegated that the grantor has not', async () => {
    await assert.rejects(give([verb('approve')]), { code: 'beyond-grantor' })
    await assert.rejects(give([verb('seal')]), { code: 'beyond-grantor' })
    await assert.rejects(give([verb('delegate')]), { code: 'beyond-grantor' })
    await assert.rejects(give([]), { code: 'nothing-delegated' })
  })

  test('who delegates proves to be there', async () => {
    const context = on.as(await on.signIn(boss.person, boss.holding, false))
    await assert.rejects(
      delegate(context, {
        grantor: boss.holding,
        person,
        kind: 'delegate',
        verbs: [verb('read')],
        until: later(1),
        act,
      }),
      { code: 'not-permitted', detail: { reason: 'proof-needed' } },
    )
  })

  test('a grantor that suspends its own power gets it back when the delegation ends', async () => {
    const id = await give([verb('sign')], { suspends: true })
    assert.equal((await load(boss.holding))?.verbs.has('sign'), false)
    on.clock.pass(1000)
    await endHolding(on.operator, { institution, holding: id, act })
    assert.equal((await load(boss.holding))?.verbs.has('sign'), true)
  })

  test('a delegation ends with the holding that granted it', async () => {
    const id = await give([verb('read')])
    on.clock.pass(1000)
    assert.ok(await load(id))
    await endHolding(on.operator, { institution, holding: boss.holding, act })
    assert.equal(await load(id), null)
  })
})

describe('the organisation', () => {
  test('an office keeps the names it had', async () => {
    const id = await on.office(institution, 'estadistica')
    on.clock.pass(day)
    await renameOffice(on.operator, { institution, office: id, name: 'Oficina de Datos', act })
    const names = await namesOfOffice(on.database.kysely, id)
    assert.deepEqual(
      names.map(({ name }) => name),
      ['Oficina estadistica', 'Oficina de Datos'],
    )
    const offices = await readOffices(on.database.kysely, institution, on.clock.now())
    assert.equal(offices.find((each) => each.id === id)?.name, 'Oficina de Datos')
  })

  test('an office with something open in it is not closed', async () => {
    await assert.rejects(closeOffice(on.operator, { institution, office, act }), {
      code: 'has-open-parts',
    })
  })

  test('roles of administrators take no verb that works on records', async () => {
    const role = {
      institution,
      slug: 'admin-curioso',
      name: 'x',
      family: 'administer' as const,
      verbs: [{ verb: 'read', procedure: '' }],
    }
    await assert.rejects(createRole(on.operator, role), { code: 'not-found' })
  })

  test('a position of one family takes no role of another', async () => {
    const role = await on.role(institution, 'administra', ['appoint'], { family: 'administer' })
    await assert.rejects(
      giveRole(on.operator, { institution, position: head.position, role, act }),
      { code: 'other-family' },
    )
  })

  test('administrators administer their own institution only', async () => {
    const role = await on.role(institution, 'personal', ['appoint', 'manage-people'], {
      family: 'administer',
    })
    const admin = await on.official(office, role, { family: 'administer' })
    const actor = await on.signIn(admin.person, admin.holding, true)
    const now = on.clock.now()
    const own = { kind: 'organisation', institution: institution as never } as const
    const other = { ...own, institution: '00000000-0000-4000-8000-000000000000' as never }
    assert.deepEqual(decide(actor, 'appoint', own, { now }), { permit: true })
    assert.deepEqual(decide(actor, 'appoint', other, { now }), {
      permit: false,
      reason: 'other-institution',
    })
    assert.deepEqual(decide(actor, 'manage-organisation', own, { now }), {
      permit: false,
      reason: 'verb-not-granted',
    })
  })

  test('a DNI with a wrong check digit is not written down', async () => {
    await assert.rejects(
      registerPerson(on.operator, {
        institution,
        documentType: 'DNI',
        documentNumber: '12345678-0',
        givenNames: 'A',
        familyNames: 'B',
      }),
      { code: 'bad-document' },
    )
  })

  test('every act stands in the journal', () => {
    const acts = new Set(on.entries.map((entry) => entry.act))
    for (const name of [
      'open-office',
      'open-position',
      'give-role',
      'appoint',
      'delegate',
      'end-holding',
      'rename-office',
      'substitute',
    ]) {
      assert.ok(acts.has(name), name)
    }
  })
})
