// Officials of a running city for journeys: accounts with a password, and posts in the office that publishes.
import assert from 'node:assert/strict'
import { sql } from 'kysely'
import type { PersonId } from '#people'
import { appoint } from '../../src/people/appoint.ts'
import { giveRole } from '../../src/people/give-role.ts'
import { registerParty } from '../../src/people/register-party.ts'
import { openPosition } from '../../src/people/open-position.ts'
import type { TestCity } from './city.ts'
import type { TestDatabase } from './database.ts'
import { act, testPeople } from './test-people.ts'

export const officialsPassword = 'siete llamas azules'
const browser = { 'sec-fetch-site': 'same-origin', accept: 'text/html' }

export interface Posted {
  status: number
  location: string
  /** `rimaq=…` where the answer renews a session, else empty. */
  cookie: string
  text: string
}

/** A form of a page of the city, sent as a browser sends it. */
export async function postForm(
  origin: string,
  path: string,
  body: Record<string, string> | FormData,
  cookie = '',
): Promise<Posted> {
  const answer = await fetch(`${origin}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { ...browser, cookie },
    body: body instanceof FormData ? body : new URLSearchParams(body),
  })
  const set = /\brimaq=[\w-]+/.exec(answer.headers.get('set-cookie') ?? '')?.[0] ?? ''
  const location = answer.headers.get('location') ?? ''
  return { status: answer.status, location, cookie: set, text: await answer.text() }
}

export interface Officials {
  /**
   * An account with the password above and a post in the office of the city's own organisation, or in
   * `office`; answers the cookie of its session.
   */
  official(who: {
    dni: string
    names: string
    verbs: string[]
    office?: string
    /** Default: one that works. */
    family?: 'work' | 'audit'
  }): Promise<{ cookie: string; person: string }>
  /** Whoever files with this document is that person, so that the account has the case. */
  resident(who: { person: string; documentNumber: string; name: string }): Promise<void>
}

export async function cityOfficials(on: TestCity): Promise<Officials> {
  const { database, identity, accounts } = on.city
  const people = await testPeople({ database: database as TestDatabase, now: new Date() })
  const institution = await people.institution('Municipalidad de prueba')
  const offices = new Map<string, string>()
  const officeOf = async (slug: string): Promise<string> => {
    const known = offices.get(slug) ?? (await people.office(institution, slug))
    offices.set(slug, known)
    return known
  }
  return {
    async resident({ person, documentNumber, name }) {
      await registerParty(people.operator, {
        ...{ institution, kind: 'resident', name, documentType: 'DNI', documentNumber },
        identity: { person, how: 'in-person' },
      })
    },
    async official(who) {
      const { dni, names, verbs, office: slug = identity.defaultOrganisation } = who
      const { family: kind = 'work' } = who
      const office = await officeOf(slug)
      const [givenNames = '', ...family] = names.split(' ')
      const email = `p${dni}@example.pe`
      const code = await accounts.invite({ dni, givenNames, familyNames: family.join(' '), email })
      const opened = await postForm(on.origin, '/entrar/codigo/clave', {
        ...{ code, password: officialsPassword },
      })
      assert.equal(opened.status, 303, opened.text)
      const { rows } = await sql<{ id: PersonId }>`SELECT id FROM people.person
        WHERE document_number = ${dni}`.execute(database.kysely)
      const person = rows[0]?.id ?? ''
      const role = await people.role(institution, `rol-${dni}`, verbs, { family: kind })
      const position = await openPosition(people.operator, {
        ...{ institution, office, act, code: `p${dni}`, title: 'Puesto', family: kind },
      })
      await giveRole(people.operator, { institution, position, role, act })
      await appoint(people.operator, { institution, position, person, kind: 'titular', act })
      const signedIn = await postForm(on.origin, '/entrar/clave', {
        ...{ name: dni, password: officialsPassword },
      })
      assert.notEqual(signedIn.cookie, '', signedIn.text)
      return { cookie: signedIn.cookie, person }
    },
  }
}
