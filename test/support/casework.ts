// A municipality at work for tests: a counter, two offices, a clerk, a head, a specialist, and cases that were filed.
import type { Actor } from '#people'
import type { CaseParts } from '../../src/case-files/case/act-on-case.ts'
import type { Filer } from '../../src/case-files/filing/filer.ts'
import { endHolding } from '../../src/people/end-holding.ts'
import { succeedOffice } from '../../src/people/succeed-office.ts'
import { type TestCounter, testCounter } from './counter.ts'
import { type Official, act } from './test-people.ts'

export const filer: Filer = {
  ...{ document: 'DNI', number: '40000001', name: 'Persona De Prueba' },
  ...{ email: null, address: 'Jirón de la Prueba 1', onBehalfOf: null },
}

export interface Casework {
  on: TestCounter
  parts: CaseParts
  institution: string
  /** Ids of offices: the counter, licences, legal advice. */
  desk: string
  licences: string
  legal: string
  /** At the counter: receives, observes, routes. */
  clerk: Official
  /** Of licences: assigns, stops, sees everything of the office. */
  head: Official
  specialist: Official
  lawyer: Official
  /** Signed in as of now. */
  as(official: Official): Promise<Actor>
  /** A letter, or another procedure, filed now; the clock then passes a second. */
  file(
    code?: string,
    answers?: Record<string, string | number | boolean>,
  ): Promise<{ id: string; key: string }>
  /** Ends the holding of an official now. */
  leave(official: Official): Promise<void>
  /** Closes an office now; another one succeeds it. */
  succeed(office: string, successor: string): Promise<void>
  close(): Promise<void>
}

const desk = ['read', 'list', 'receive', 'route', 'update']
const work = ['read', 'list', 'route', 'update', 'draft']

export async function casework(): Promise<Casework> {
  const on = await testCounter()
  const { people } = on
  const { institution, office } = await on.open()
  const licences = await people.office(institution, 'licencias')
  const legal = await people.office(institution, 'legal')
  const clerks = await people.role(institution, 'mesa', desk)
  const works = await people.role(institution, 'especialista', work)
  const heads = await people.role(institution, 'jefe', [...work, 'assign', 'change-state'], {
    below: true,
  })
  const clerk = await people.official(office, clerks)
  const head = await people.official(licences, heads)
  const specialist = await people.official(licences, works)
  const lawyer = await people.official(legal, works)
  const { database, clock } = people
  return {
    ...{ on, institution, licences, legal, clerk, head, specialist, lawyer, desk: office },
    parts: { database, clock, records: on.records, calendars: on.calendars },
    as: ({ person, holding }) => people.signIn(person, holding),
    async file(code = 'carta', answers = { asunto: 'Un pedido', texto: 'Pido algo.' }) {
      const own = await on.counter.begin(code, { filer, answers })
      await on.counter.file(own, { kind: 'visitor' })
      clock.pass(1_000)
      return own
    },
    leave: ({ holding }) => endHolding(people.operator, { institution, holding, act }),
    async succeed(closed, successor) {
      await succeedOffice(people.operator, { institution, office: closed, successor, act })
    },
    close: () => on.close(),
  }
}
