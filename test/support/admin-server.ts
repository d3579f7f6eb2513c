// The pages of administration over a small institution; who asks is named by the request.
import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { type Actor, registerRecord } from '#people'
import { adminRoutes } from '#people/pages'
import { createPageContext } from '#pages'
import { type Server, createLocale } from '#platform'
import { createServer } from '#platform/http'
import { succeedOffice } from '../../src/people/succeed-office.ts'
import { registerParty } from '../../src/people/register-party.ts'
import { represent } from '../../src/people/represent.ts'
import { assets, city as identity } from './pages.ts'
import { type Official, type TestPeople, act, testPeople } from './test-people.ts'

const locale = createLocale({
  rooms: ['platform', 'pages', 'people'].map((room) => ({
    room,
    folder: new URL(`../../src/${room}/`, import.meta.url),
  })),
})

export interface AdminServer {
  on: TestPeople
  server: Server
  origin: string
  /** An office with a boss, another official, a restricted record. */
  office: string
  position: string
  holding: string
  record: string
  /** A firm with a representative. */
  party: string
  representation: string
  /** GET as this one of `admin`, `second`, `boss`, `other`; anyone else is nobody. */
  ask(actor: string, url: string): Promise<{ status: number; text: string }>
  /** The document of a person of the test. */
  documentOf(person: string): Promise<string>
  close(): Promise<void>
}

export async function adminServer(): Promise<AdminServer> {
  const on = await testPeople()
  const institution = await on.institution('Municipalidad Metropolitana de Prueba')
  const top = await on.office(institution, 'gerencia-municipal')
  const office = await on.office(institution, 'licencias', top)
  const technology = await on.office(institution, 'tecnologia', top)
  const digital = await on.office(institution, 'gobierno-digital-e-innovacion', top)
  const administers = [
    'manage-organisation',
    'manage-people',
    'appoint',
    'manage-parties',
    'request-break-glass',
    'approve-break-glass',
  ]
  const family = { family: 'administer' } as const
  const admin = await on.role(institution, 'administrador', administers, family)
  const works = await on.role(institution, 'jefe', [
    'read',
    'list',
    'sign',
    'delegate',
    'raise-level',
    'propose-lower-level',
    'lower-level',
    'name-credential',
  ])
  const officials: Record<string, Official> = {
    admin: await on.official(top, admin, family),
    second: await on.official(top, admin, family),
    boss: await on.official(office, works),
    other: await on.official(office, works),
  }
  const position = officials['boss']?.position ?? ''
  const holding = officials['other']?.holding ?? ''
  const actors: Record<string, () => Promise<Actor>> = {}
  for (const [name, { person, holding: held }] of Object.entries(officials)) {
    actors[name] = () => on.signIn(person, held, true)
  }
  on.clock.pass(1000)
  await succeedOffice(on.operator, { institution, office: technology, successor: digital, act })
  const party = await registerParty(on.operator, {
    institution,
    kind: 'firm',
    documentType: 'RUC',
    documentNumber: '20131312955',
    name: 'Empresa de Prueba S.A.C.',
  })
  const until = new Date(on.clock.now().getTime() + 86_400_000)
  const representation = await represent(on.operator, {
    institution,
    party,
    person: await on.person(),
    scope: '*',
    until,
    act,
  })
  const record = randomUUID()
  const closed = { level: 'restricted' as const, basis: 'Datos personales', reviewBy: '2027-01-01' }
  await on.database.transaction((trx) =>
    registerRecord(
      trx,
      { id: record, kind: 'case', institution, custody: office, state: 'open', ...closed },
      on.clock.now(),
    ),
  )
  const server = createServer({
    log: pino({ level: 'silent' }),
    locale,
    metrics: new Registry(),
    clock: on.clock,
    identify: async ({ token }) => {
      const actor = await actors[token ?? '']?.()
      return actor === undefined ? null : { actor, key: token ?? '' }
    },
  })
  server.register(assets.routes())
  const context = (request: { lang: 'es' | 'en' | 'qu'; url: string; origin: string }) =>
    createPageContext({ ...request, locale, clock: on.clock, assets: assets.asset, city: identity })
  const { database, clock } = on
  server.register(adminRoutes({ database, clock, journal: on.operator.journal, context }))
  const { url: origin } = await server.listen({ port: 0 })
  return {
    ...{ on, server, origin, office, position, holding, record, party, representation },
    ask: (actor, url) =>
      server.inject({ url, headers: { authorization: `Bearer ${actor}`, accept: 'text/html' } }),
    async documentOf(person) {
      const row = await database.kysely
        .selectFrom('people.person')
        .select('document_number')
        .where('id', '=', person)
        .executeTakeFirstOrThrow()
      return row.document_number
    },
    async close() {
      await server.close()
      await on.close()
    },
  }
}

/** Presses a button and waits for the page that follows. */
export async function submit(tab: Page, label: string): Promise<void> {
  await Promise.all([
    tab.waitForLoadState('load'),
    tab.getByRole('button', { name: label, exact: true }).click(),
  ])
}
