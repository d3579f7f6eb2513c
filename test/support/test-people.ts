// A small institution on a real database, for the tests of people: offices, positions, officials, a clock.
import type { Clock } from '#platform'
import type { Actor, HoldingId, PersonId, SessionId } from '#people'
import { appoint } from '../../src/people/appoint.ts'
import { createRole } from '../../src/people/create-role.ts'
import { giveRole } from '../../src/people/give-role.ts'
import { loadHolding, mandatesOfPerson, partiesOfPerson } from '../../src/people/load-holding.ts'
import { openOffice } from '../../src/people/open-office.ts'
import { openPosition } from '../../src/people/open-position.ts'
import type { JournalEntry, PeopleContext } from '../../src/people/perform.ts'
import { registerInstitution } from '../../src/people/register-institution.ts'
import { registerPerson } from '../../src/people/register-person.ts'
import { type TestDatabase, testDatabase } from './database.ts'

export const act = 'Resolución de Alcaldía 001-2026'

export interface TestPeople {
  database: TestDatabase
  clock: Clock & { set(at: Date): void; pass(milliseconds: number): void }
  /** Entries of the journal, in order. */
  entries: JournalEntry[]
  as(actor: Actor): PeopleContext
  operator: PeopleContext
  institution(name: string): Promise<string>
  office(institution: string, slug: string, parent?: string | null): Promise<string>
  role(institution: string, slug: string, verbs: string[], more?: RoleMore): Promise<string>
  /** A position with one role, and a person in it as titular. */
  official(office: string, role: string, more?: OfficialMore): Promise<Official>
  person(): Promise<PersonId>
  /** The person signed in, acting through the holding as it is now. */
  signIn(person: PersonId, holding: string | null, proven?: boolean): Promise<Actor>
  close(): Promise<void>
}

interface RoleMore {
  family?: 'work' | 'administer' | 'audit'
  below?: boolean
}

interface OfficialMore {
  family?: 'work' | 'administer' | 'audit'
}

export interface Official {
  person: PersonId
  position: string
  holding: string
}

/** RUC numbers with right check digits, of bodies that do not exist. */
function rucOf(count: number): string {
  const digits = `20${String(900_000_00 + count).padStart(8, '0')}`
  const weights = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]
  const sum = weights.reduce((total, weight, at) => total + weight * Number(digits[at]), 0)
  return `${digits}${(11 - (sum % 11)) % 10}`
}

/** The clock stands still until it is told to pass. */
export async function testPeople(
  options: { database?: TestDatabase; now?: Date } = {},
): Promise<TestPeople> {
  const database = options.database ?? (await testDatabase(['people']))
  let now = options.now ?? new Date('2026-03-02T15:00:00Z')
  let count = 0
  const clock = {
    now: () => now,
    set: (at: Date) => void (now = at),
    pass: (milliseconds: number) => void (now = new Date(now.getTime() + milliseconds)),
  }
  const entries: JournalEntry[] = []
  const journal = { write: async (_: unknown, entry: JournalEntry) => void entries.push(entry) }
  const as = (actor: Actor): PeopleContext => ({ actor, database, clock, journal })
  const operator = as({ kind: 'operator' })
  const institutionOfOffice = new Map<string, string>()
  let firstInstitution = ''

  async function person(): Promise<PersonId> {
    const documentNumber = String(40_000_000 + count++)
    return (await registerPerson(operator, {
      institution: firstInstitution,
      documentType: 'DNI',
      documentNumber,
      givenNames: 'Persona',
      familyNames: `De Prueba ${count}`,
    })) as PersonId
  }

  return {
    database,
    clock,
    entries,
    as,
    operator,
    person,
    async institution(name) {
      const id = await registerInstitution(operator, { ruc: rucOf(count++), name })
      firstInstitution ||= id
      return id
    },
    async office(institution, slug, parent = null) {
      const id = await openOffice(operator, {
        institution,
        parent,
        slug,
        name: `Oficina ${slug}`,
        act,
      })
      institutionOfOffice.set(id, institution)
      return id
    },
    role: (institution, slug, verbs, more = {}) =>
      createRole(operator, {
        institution,
        slug,
        name: slug,
        family: more.family ?? 'work',
        below: more.below ?? false,
        verbs: verbs.map((name) => {
          const [verb = '', procedure = ''] = name.split(' ')
          return { verb, procedure }
        }),
      }),
    async official(office, role, more = {}) {
      const institution = institutionOfOffice.get(office) ?? ''
      const code = `p${count++}`
      const family = more.family ?? 'work'
      const position = await openPosition(operator, {
        institution,
        office,
        code,
        title: `Puesto ${code}`,
        family,
        act,
      })
      await giveRole(operator, { institution, position, role, act })
      const who = await person()
      const holding = await appoint(operator, {
        institution,
        position,
        person: who,
        kind: 'titular',
        act,
      })
      return { person: who, position, holding }
    },
    async signIn(who, holding, proven = false) {
      const db = database.kysely
      return {
        kind: 'person',
        person: who,
        session: 'session' as SessionId,
        holding: holding === null ? null : await loadHolding(db, holding as HoldingId, now),
        parties: await partiesOfPerson(db, who, now),
        mandates: await mandatesOfPerson(db, who, now),
        provenAt: proven ? now : null,
      }
    },
    close: () => database.close(),
  }
}
