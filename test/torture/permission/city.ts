// Generates a city to be judged: three institutions, forty offices, every kind of principal, many records.
import type { Actor, HoldingId, PartyId, SessionId } from '#people'
import { appoint } from '../../../src/people/appoint.ts'
import { declareInterest } from '../../../src/people/declare-interest.ts'
import { delegate } from '../../../src/people/delegate.ts'
import { loadHolding } from '../../../src/people/load-holding.ts'
import { registerParty } from '../../../src/people/register-party.ts'
import { represent } from '../../../src/people/represent.ts'
import { partiesOf } from '../../../src/people/store-holdings.ts'
import { type Official, type TestPeople, act, testPeople } from '../../support/test-people.ts'
import type { Random } from '../shared/random.ts'
import { addRecord, openSome } from './city-records.ts'
import type { OraclePrincipal, Tables } from './oracle.ts'

export interface Principal {
  oracle: OraclePrincipal
  /** As it is signed in; `proof` is how many seconds ago it proved to be there. */
  actor(proof: number | null): Actor
  /** Its holding and that of whoever it holds from. */
  holding: string | null
  grantor: string | null
  /** Signs in again: the holding as it is now. */
  again(): Promise<void>
}

export interface City {
  on: TestPeople
  tables: Tables
  principals: Principal[]
  institutions: string[]
  offices: { id: string; institution: string }[]
  people: string[]
  close(): Promise<void>
}

const hour = 3_600_000
const workVerbs = [
  'read',
  'list',
  'export',
  'update',
  'route',
  'draft',
  'sign',
  'raise-level',
  'name-credential',
  'propose-lower-level',
]

/** `size`: how many records. The same random numbers give the same city but for its ids. */
export async function generateCity(random: Random, size: number): Promise<City> {
  const on = await testPeople()
  const tables: Tables = { above: new Map(), principals: [], records: [] }
  const principals: Principal[] = []
  const institutions: string[] = []
  const offices: City['offices'] = []
  for (const name of ['Municipalidad', 'Autoridad', 'Servicio']) {
    institutions.push(await on.institution(name))
  }
  for (let count = 0; count < 40; count++) {
    const institution = institutions[count < 20 ? 0 : count < 30 ? 1 : 2] ?? ''
    const own = offices.filter((each) => each.institution === institution)
    const parent = own.length === 0 ? null : random.pick(own).id
    const id = await on.office(institution, `oficina-${count}`, parent)
    tables.above.set(id, parent)
    offices.push({ id, institution })
  }
  const now = on.clock.now()
  const at = (hours: number): Date => new Date(now.getTime() + hours * hour)

  const parties: string[] = []
  const residents: string[] = []
  for (let count = 0; count < 6; count++) {
    const person = await on.person()
    residents.push(person)
    parties.push(
      await registerParty(on.operator, {
        institution: institutions[0] ?? '',
        kind: 'resident',
        documentType: 'DNI',
        documentNumber: String(70_000_000 + count),
        name: `Vecino ${count}`,
        identity: { person, how: 'in-person' },
      }),
    )
  }

  interface Post {
    verbs: string[]
    below?: boolean
    family?: 'work' | 'administer' | 'audit'
  }
  let roles = 0
  async function hire(
    name: string,
    office: City['offices'][number],
    post: Post,
  ): Promise<Official & { oracle: OraclePrincipal }> {
    const { below = false, family = 'work', verbs } = post
    const role = await on.role(office.institution, `rol-${roles++}`, verbs, { family, below })
    const official = await on.official(office.id, role, { family })
    const oracle: OraclePrincipal = {
      name,
      person: official.person,
      post: {
        institution: office.institution,
        office: office.id,
        below,
        family,
        verbs,
        from: now.getTime(),
        until: null,
      },
      scopes: null,
      is: [],
      speaksFor: [],
      abstains: [],
    }
    return { ...official, oracle }
  }

  async function add(
    oracle: OraclePrincipal,
    holding: string | null,
    more: { loadAt?: Date; grantor?: string } = {},
  ): Promise<void> {
    const db = on.database.kysely
    const loadAt = more.loadAt ?? now
    let loaded = holding === null ? null : await loadHolding(db, holding as HoldingId, loadAt)
    tables.principals.push(oracle)
    pending.push(async () => {
      const found = await partiesOf(db, oracle.person ?? '', on.clock.now())
      const whole = found.filter(({ scope }) => scope === '*').map(({ party }) => party as PartyId)
      const mandates = found
        .filter(({ scope }) => scope !== '*')
        .map(({ party, scope }) => ({ party: party as PartyId, procedure: scope }))
      principals.push({
        oracle,
        holding,
        grantor: more.grantor ?? null,
        async again() {
          if (holding === null) return
          loaded = await loadHolding(db, holding as HoldingId, on.clock.now())
        },
        actor: (proof) => ({
          kind: 'person',
          person: oracle.person as never,
          session: 'session' as SessionId,
          holding: loaded,
          parties: whole,
          mandates,
          provenAt: proof === null ? null : new Date(on.clock.now().getTime() - proof * 1000),
        }),
      })
    })
  }
  const pending: (() => Promise<void>)[] = []
  const officials: string[] = []

  for (const [place, institution] of institutions.entries()) {
    const own = offices.filter((each) => each.institution === institution)
    const [top, counter, desk] = [own[0], own[1], own[2]]
    if (!top || !counter || !desk) throw new Error('an institution has too few offices')
    const clerk = await hire('counter clerk', counter, {
      verbs: ['read', 'list', 'route', 'update'],
    })
    await add(clerk.oracle, clerk.holding)
    const specialist = await hire('specialist', desk, { verbs: [...workVerbs, 'approve licencia'] })
    specialist.oracle.abstains.push(parties[1] ?? '')
    await declareInterest(on.operator, {
      institution,
      person: specialist.person,
      party: parties[1] ?? '',
      kind: 'relative',
    })
    await add(specialist.oracle, specialist.holding)
    const boss = await hire('boss', top, {
      verbs: [...workVerbs, 'approve', 'lower-level', 'delegate'],
      below: true,
    })
    await add(boss.oracle, boss.holding)
    const adviser = await hire('legal adviser', own[3] ?? desk, {
      verbs: ['read', 'list', 'consult', 'draft'],
    })
    await add(adviser.oracle, adviser.holding)
    const archivist = await hire('archivist', own[4] ?? desk, {
      verbs: ['read', 'list', 'seal'],
      below: true,
    })
    await add(archivist.oracle, archivist.holding)
    const auditor = await hire('auditor', own[5] ?? desk, {
      verbs: ['read', 'list', 'export', 'request-break-glass'],
      family: 'audit',
    })
    await add(auditor.oracle, auditor.holding)
    const glassVerbs = ['manage-people', 'request-break-glass', 'approve-break-glass']
    const admin = await hire('administrator', own[6] ?? desk, {
      verbs: glassVerbs,
      family: 'administer',
    })
    await add(admin.oracle, admin.holding)
    const otherAdmin = await hire('other administrator', own[6] ?? desk, {
      verbs: glassVerbs,
      family: 'administer',
    })
    await add(otherAdmin.oracle, otherAdmin.holding)
    officials.push(clerk.person, specialist.person, boss.person, adviser.person)
    // Acting bosses: before, during and after the term; the last still carries what it was signed in with.
    for (const [name, from, until] of [
      ['before', 10, 20],
      ['during', 0, 20],
      ['after', 0, 1],
    ] as const) {
      const person = await on.person()
      const term = { from: at(from), until: at(until) }
      const holding = await appoint(on.operator, {
        institution,
        position: boss.position,
        person,
        kind: 'acting',
        ...term,
        act,
      })
      const post = boss.oracle.post && {
        ...boss.oracle.post,
        from: term.from.getTime(),
        until: term.until.getTime(),
      }
      await add({ ...boss.oracle, name: `acting boss ${name}`, person, post }, holding, {
        loadAt: at(from),
      })
    }
    const person = await on.person()
    const signedIn = await on.signIn(boss.person, boss.holding, true)
    const listed = ['read', 'list', 'update', 'approve licencia']
    const holding = await delegate(on.as(signedIn), {
      grantor: boss.holding,
      person,
      kind: 'delegate',
      verbs: listed.map((each) => ({
        verb: each.split(' ')[0] ?? '',
        procedure: each.split(' ')[1] ?? '',
      })),
      until: at(30),
      act,
    })
    const post = boss.oracle.post && { ...boss.oracle.post, verbs: listed, until: at(30).getTime() }
    await add({ ...boss.oracle, name: 'delegate', person, post }, holding, {
      grantor: boss.holding,
    })
    if (place === 0) {
      // An official who is a party too, signed in for the office.
      const neighbour = residents[5] ?? ''
      const own = await appoint(on.operator, {
        institution,
        position: specialist.position,
        person: neighbour,
        kind: 'substitute',
        until: at(40),
        act,
      })
      const oracle = {
        ...specialist.oracle,
        name: 'official with an own case',
        person: neighbour,
        is: [parties[5] ?? ''],
        abstains: [],
      }
      await add(
        { ...oracle, post: oracle.post && { ...oracle.post, until: at(40).getTime() } },
        own,
      )
    }
    const role = await on.role(institution, `sistema-${place}`, workVerbs)
    const seat = await on.official(desk.id, role)
    const program = await appoint(on.operator, {
      institution,
      position: seat.position,
      person: null,
      program: 'intercambio',
      kind: 'system',
      act,
    })
    const machine: OraclePrincipal = {
      name: 'system',
      person: null,
      post: {
        institution,
        office: desk.id,
        below: false,
        family: 'work',
        verbs: workVerbs,
        from: now.getTime(),
        until: null,
      },
      scopes: ['read', 'list', 'update'],
      is: [],
      speaksFor: [],
      abstains: [],
    }
    const loaded = await loadHolding(on.database.kysely, program as HoldingId, now)
    if (loaded === null) throw new Error('the system has no holding')
    tables.principals.push(machine)
    principals.push({
      oracle: machine,
      holding: program,
      grantor: null,
      again: async () => {},
      actor: () => ({
        kind: 'system',
        token: null,
        holding: loaded,
        scopes: new Set(machine.scopes),
      }),
    })
  }
  const nobody: OraclePrincipal = {
    name: 'anonymous',
    person: null,
    post: null,
    scopes: null,
    is: [],
    speaksFor: [],
    abstains: [],
  }
  tables.principals.push(nobody)
  const still = { holding: null, grantor: null, again: async () => {} }
  principals.push({ ...still, oracle: nobody, actor: () => ({ kind: 'visitor' }) })
  for (const index of [0, 1]) {
    await add(
      {
        ...nobody,
        name: `resident ${index}`,
        person: residents[index] ?? '',
        is: [parties[index] ?? ''],
      },
      null,
    )
  }
  for (const [name, scope, until] of [
    ['valid', '*', 30],
    ['expired', '*', 1],
    ['of one procedure', 'licencia', 30],
  ] as const) {
    const person = await on.person()
    const term = { from: at(0), until: at(until) }
    await represent(on.operator, {
      institution: institutions[0] ?? '',
      party: parties[0] ?? '',
      person,
      scope,
      ...term,
      act,
    })
    const speaksFor = [
      { party: parties[0] ?? '', scope, from: term.from.getTime(), until: term.until.getTime() },
    ]
    await add({ ...nobody, name: `representative ${name}`, person, speaksFor }, null)
  }
  on.clock.pass(2 * hour)
  for (const make of pending) await make()
  const city: City = {
    on,
    tables,
    principals,
    institutions,
    offices,
    people: officials,
    close: () => on.close(),
  }
  for (let count = 0; count < size; count++) await addRecord(city, random, parties)
  await openSome(city, random)
  return city
}
