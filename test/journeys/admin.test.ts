// An administrator's and an official's way through the pages of administration, on a phone and a screen.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import type { Page } from 'playwright-core'
import { type Actor, adminRoutes, registerRecord } from '#people'
import { createPageContext } from '#pages'
import { type Server, createLocale, createServer } from '#platform'
import { succeedOffice } from '../../src/people/succeed-office.ts'
import { registerParty } from '../../src/people/register-party.ts'
import { represent } from '../../src/people/represent.ts'
import { axe, browserAbsent, screenshot, scrollsSideways, withBrowser } from '../support/browser.ts'
import { assets, city as identity } from '../support/pages.ts'
import { type Official, type TestPeople, act, testPeople } from '../support/test-people.ts'

const skip = await browserAbsent()
const locale = createLocale({
  rooms: ['platform', 'pages', 'people'].map((room) => ({
    room,
    folder: new URL(`../../src/${room}/`, import.meta.url),
  })),
})

let on: TestPeople
let server: Server
let origin = ''
let office = ''
let position = ''
let party = ''
let record = ''
const actors: Record<string, () => Promise<Actor>> = {}

before(async () => {
  on = await testPeople()
  const institution = await on.institution('Municipalidad Metropolitana de Prueba')
  const top = await on.office(institution, 'gerencia-municipal')
  office = await on.office(institution, 'licencias', top)
  const technology = await on.office(institution, 'tecnologia', top)
  const digital = await on.office(institution, 'gobierno-digital-e-innovacion', top)
  const administers = [
    'manage-organisation',
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
  ])
  const officials: Record<string, Official> = {
    admin: await on.official(top, admin, family),
    second: await on.official(top, admin, family),
    boss: await on.official(office, works),
    other: await on.official(office, works),
  }
  position = officials['boss']?.position ?? ''
  for (const [name, { person, holding }] of Object.entries(officials)) {
    actors[name] = () => on.signIn(person, holding, true)
  }
  on.clock.pass(1000)
  await succeedOffice(on.operator, { institution, office: technology, successor: digital, act })
  party = await registerParty(on.operator, {
    institution,
    kind: 'firm',
    documentType: 'RUC',
    documentNumber: '20131312955',
    name: 'Empresa de Prueba S.A.C.',
  })
  const until = new Date(on.clock.now().getTime() + 86_400_000)
  await represent(on.operator, {
    institution,
    party,
    person: await on.person(),
    scope: '*',
    until,
    act,
  })
  record = randomUUID()
  const closed = { level: 'restricted' as const, basis: 'Datos personales', reviewBy: '2027-01-01' }
  await on.database.transaction((trx) =>
    registerRecord(
      trx,
      { id: record, kind: 'case', institution, custody: office, state: 'open', ...closed },
      on.clock.now(),
    ),
  )
  server = createServer({
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
  origin = (await server.listen({ port: 0 })).url
})
after(async () => {
  await server?.close()
  await on?.close()
})

const ask = (actor: string, url: string): Promise<{ status: number; text: string }> =>
  server.inject({ url, headers: { authorization: `Bearer ${actor}`, accept: 'text/html' } })

const pages = (): [actor: string, path: string, name: string][] => [
  ['admin', '/admin/organisation', 'organisation'],
  ['admin', `/admin/offices/${office}`, 'office'],
  ['admin', `/admin/appoint?position=${position}`, 'appoint'],
  ['admin', '/admin/parties', 'parties'],
  ['admin', `/admin/parties/${party}`, 'party'],
  ['admin', '/admin/emergencies', 'emergencies'],
  ['boss', '/admin/delegate', 'delegate'],
  ['boss', `/admin/records/case/${record}`, 'record'],
]

test('whoever may not see a page gets the answer of an address that does not exist', async () => {
  const alike = (text: string): string => text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'id')
  const absent = await ask('nobody', '/admin/nothing')
  for (const [actor, path] of pages()) {
    assert.equal((await ask(actor, path)).status, 200, path)
    for (const stranger of ['nobody', actor === 'admin' ? 'boss' : 'admin']) {
      const answer = await ask(stranger, path)
      assert.equal(answer.status, 404, `${stranger} ${path}`)
      assert.equal(alike(answer.text), alike(absent.text))
    }
  }
})

for (const [width, lang] of [
  [360, 'es'],
  [1440, 'en'],
] as const) {
  test(`pages are accessible and fit ${width} px`, { skip }, async () => {
    await withBrowser(async (browser) => {
      const tab = await browser.newPage({ viewport: { width, height: 900 } })
      for (const [actor, path, name] of pages()) {
        await tab.setExtraHTTPHeaders({ authorization: `Bearer ${actor}` })
        await tab.goto(`${origin}${path}${path.includes('?') ? '&' : '?'}lang=${lang}`)
        assert.deepEqual(await axe(tab), [], name)
        assert.equal(await scrollsSideways(tab), false, `${name} scrolls sideways`)
        await screenshot(tab, `admin-${name}-${width}`)
      }
    })
  })
}

async function submit(tab: Page, label: string): Promise<void> {
  await Promise.all([
    tab.waitForLoadState('load'),
    tab.getByRole('button', { name: label, exact: true }).click(),
  ])
}

test('a person is appointed question by question, without JavaScript', { skip }, async () => {
  const person = await on.person()
  await withBrowser(async (browser) => {
    const context = await browser.newContext({
      javaScriptEnabled: false,
      viewport: { width: 360, height: 900 },
    })
    const tab = await context.newPage()
    await tab.setExtraHTTPHeaders({ authorization: 'Bearer admin' })
    await tab.goto(`${origin}/admin/appoint?position=${position}`)
    await tab.fill('#document', '12345678-0')
    await submit(tab, 'Continuar')
    assert.match((await tab.textContent('.error-summary')) ?? '', /Revisa el número/)
    await screenshot(tab, 'admin-appoint-error')
    await tab.fill('#document', String(40_000_000 + Number(await numberOf(person))))
    await submit(tab, 'Continuar')
    await tab.check('input[value=acting]')
    await submit(tab, 'Continuar')
    await tab.fill('#until', '2026-12-31')
    await submit(tab, 'Continuar')
    await tab.fill('#act', 'Resolución de Alcaldía 77-2026')
    await submit(tab, 'Continuar')
    await screenshot(tab, 'admin-appoint-summary')
    await submit(tab, 'Designar')
    assert.match((await tab.textContent('.notice-success')) ?? '', /31 de diciembre de 2026/)
    await tab.goto(`${origin}/admin/offices/${office}`)
    assert.match((await tab.textContent('#positions')) ?? '', /Encargado \(e\)/)
  })
  assert.equal(on.entries.at(-1)?.act, 'appoint')
})

/** Place of the person in the order of the test's documents. */
async function numberOf(person: string): Promise<string> {
  const row = await on.database.kysely
    .selectFrom('people.person')
    .select('document_number')
    .where('id', '=', person)
    .executeTakeFirstOrThrow()
  return String(Number(row.document_number) - 40_000_000)
}

test('an official delegates what is ticked, and nothing else', { skip }, async () => {
  const person = await on.person()
  await withBrowser(async (browser) => {
    const tab = await browser.newPage({ viewport: { width: 360, height: 900 } })
    await tab.setExtraHTTPHeaders({ authorization: 'Bearer boss' })
    await tab.goto(`${origin}/admin/delegate`)
    await tab.fill('#document', String(40_000_000 + Number(await numberOf(person))))
    await submit(tab, 'Continuar')
    await submit(tab, 'Continuar')
    assert.match((await tab.textContent('h1')) ?? '', /Qué delegas/)
    await tab.getByLabel('firmar', { exact: true }).check()
    await tab.getByLabel('leer', { exact: true }).check()
    await screenshot(tab, 'admin-delegate-verbs')
    await submit(tab, 'Continuar')
    await tab.check('input[value=no]')
    await submit(tab, 'Continuar')
    await tab.fill('#until', '2026-12-31')
    await submit(tab, 'Continuar')
    await tab.fill('#act', 'Resolución de Gerencia 9-2026')
    await submit(tab, 'Continuar')
    assert.match((await tab.textContent('.summary-list')) ?? '', /leer, firmar|firmar, leer/)
    await submit(tab, 'Delegar')
    assert.match((await tab.textContent('.notice-success')) ?? '', /vale desde ahora/)
  })
  const last = on.entries.at(-1)
  assert.ok(last)
  assert.equal(last.act, 'delegate')
  assert.equal((last.content['verbs'] as unknown[]).length, 2)
})

test('two people lower a level, and one of them cannot do it alone', { skip }, async () => {
  await withBrowser(async (browser) => {
    const tab = await browser.newPage()
    await tab.setExtraHTTPHeaders({ authorization: 'Bearer boss' })
    await tab.goto(`${origin}/admin/records/case/${record}`)
    await tab.selectOption('#lower-level', 'institution')
    await tab.fill('#lower-reason', 'Ya no contiene datos personales')
    await submit(tab, 'Proponer')
    await submit(tab, 'Estoy de acuerdo: bajar el nivel')
    assert.match((await tab.textContent('.notice-error')) ?? '', /segunda persona/)
    await tab.setExtraHTTPHeaders({ authorization: 'Bearer other' })
    await tab.goto(`${origin}/admin/records/case/${record}`)
    await submit(tab, 'Estoy de acuerdo: bajar el nivel')
    assert.match((await tab.textContent('.summary-list')) ?? '', /De la institución/)
  })
})

test('emergency access is asked for by one and agreed to by another', { skip }, async () => {
  await withBrowser(async (browser) => {
    const tab = await browser.newPage()
    await tab.setExtraHTTPHeaders({ authorization: 'Bearer admin' })
    await tab.goto(`${origin}/admin/emergencies`)
    await tab.fill('#record', record)
    await tab.fill('#reason', 'El juzgado pide el expediente hoy mismo')
    await submit(tab, 'Pedir acceso')
    assert.equal(await tab.getByRole('button', { name: 'Estoy de acuerdo' }).count(), 0)
    await tab.setExtraHTTPHeaders({ authorization: 'Bearer second' })
    await tab.goto(`${origin}/admin/emergencies`)
    await submit(tab, 'Estoy de acuerdo')
    assert.match((await tab.textContent('.notice-success')) ?? '', /treinta minutos/)
  })
  const answer = await ask('admin', `/admin/records/case/${record}`)
  assert.equal(answer.status, 200)
})
