// Auditors see who opened what and can do nothing; nobody else sees the log.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import type { Actor } from '#people'
import { createPageContext } from '#pages'
import { type RouteDefinition, type RouteRequest, createLocale } from '#platform'
import { type Casework, casework } from '../../../test/support/casework.ts'
import { notifyParts } from '../../../test/support/notify.ts'
import type { Official } from '../../../test/support/test-people.ts'
import { type ActParts, firmaPeruDoor } from '../acts/door.ts'
import { CaseFilesError } from '../errors.ts'
import { caseFilesRoutes } from '../routes.ts'
import { openCase } from '../tray/open-case.ts'
import { exportAccessLog, readAccessLog } from './access-log.ts'
import { readWish } from './access-wish.ts'

let on: Casework
let auditor: Official
let routes: RouteDefinition[]
const ids: string[] = []

before(async () => {
  on = await casework()
  const { people } = on.on
  const audits = await people.role(on.institution, 'auditor', ['read', 'list', 'export'], {
    family: 'audit',
  })
  const control = await people.office(on.institution, 'control')
  auditor = await people.official(control, audits, { family: 'audit' })
  ids.push((await on.file()).id, (await on.file()).id)
  const clerk = await on.as(on.clerk)
  for (let at = 0; at < 5; at++) {
    await openCase(parts(), clerk, { id: ids[0] ?? '', document: at === 0 ? null : at })
    people.clock.pass(60_000)
  }
  await openCase(parts(), clerk, { id: ids[1] ?? '' })
  const room = new URL('../', import.meta.url)
  const pages = new URL('../../pages/', import.meta.url)
  const locale = createLocale({
    rooms: [
      { room: 'case-files', folder: room },
      { room: 'pages', folder: pages },
    ],
    timeZone: 'America/Lima',
  })
  const city = {
    ...{ name: 'Prueba', institution: 'Municipalidad', slogan: '', logo: null },
    contact: { email: null, phone: null, address: null },
  }
  const { catalogue, counter, receipts, verifier, calendars, files, records, jobs } = on.on
  const { database, clock } = people
  const url = 'https://tramites.example'
  const acts: ActParts = {
    ...{ database, records, files, jobs, calendars, clock, url, city: 'Lima', timestamps: null },
    ...{ seal: receipts.parts.seal, policy: { trust: [] } },
  }
  routes = caseFilesRoutes({
    ...{ catalogue, counter, receipts, verifier, calendars, files, records, database, clock },
    ...{ acts, prove: (route: RouteDefinition) => route, notify: notifyParts(on.on) },
    firmaPeru: firmaPeruDoor(acts, { url, token: async () => '' }),
    context: ({ lang, url: address, origin }) =>
      createPageContext({
        ...{ lang, url: address, origin, locale, clock, city },
        assets: (name) => `/${name}`,
      }),
  })
})
after(() => on.close())

const parts = () => ({
  database: on.on.people.database,
  clock: on.on.people.clock,
  records: on.on.records,
  calendars: on.on.calendars,
})
const all = () => {
  const { wish } = readWish({}, 'America/Lima')
  assert.ok(wish)
  return wish
}
const hiddenFrom = (error: unknown): boolean =>
  error instanceof CaseFilesError && error.code === 'not-found'

test('each opening is there with who, what and when, newest first, a page at a time', async () => {
  const actor = await on.as(auditor)
  const first = await readAccessLog(parts(), actor, { wish: all(), limit: 4, after: null })
  assert.equal(first.rows.length, 4)
  const second = await readAccessLog(parts(), actor, { wish: all(), limit: 4, after: first.next })
  assert.equal(second.next, null)
  const rows = [...first.rows, ...second.rows]
  assert.deepEqual(
    rows.map(({ document }) => document),
    [null, 4, 3, 2, 1, null],
  )
  assert.ok(rows.every(({ person, office, position }) => person && office && position))
  assert.equal(new Set(rows.map(({ id }) => id)).size, 6)
})

test('the log is narrowed by case, person, office and day', async () => {
  const actor = await on.as(auditor)
  const count = async (query: Record<string, string>): Promise<number> => {
    const { wish } = readWish(query, 'America/Lima')
    assert.ok(wish, JSON.stringify(query))
    return (await readAccessLog(parts(), actor, { wish, limit: 50, after: null })).rows.length
  }
  assert.equal(await count({ expediente: '2026-000001' }), 5)
  assert.equal(await count({ expediente: '2026-2' }), 1)
  assert.equal(await count({ oficina: 'mesa-de-partes' }), 6)
  assert.equal(await count({ oficina: 'licencias' }), 0)
  assert.equal(await count({ desde: '2026-07-20', hasta: '2026-07-20' }), 6)
  assert.equal(await count({ desde: '2026-07-21' }), 0)
  assert.equal(await count({ persona: '%' }), 0, 'a sign of patterns stands for itself')
  const { rows } = await sql<{ number: string; family: string }>`
    SELECT document_number AS number, family_names AS family FROM people.person
    WHERE id = ${on.clerk.person}::uuid`.execute(on.on.people.database.kysely)
  assert.equal(await count({ persona: rows[0]?.number ?? '-' }), 6)
  assert.ok((await count({ persona: rows[0]?.family.toLowerCase() ?? '-' })) >= 6)
})

test('what cannot be read is a mistake beside its box', () => {
  assert.deepEqual(readWish({ expediente: 'x' }, 'America/Lima').faults, ['expediente'])
  assert.deepEqual(readWish({ desde: '2026-02-30', hasta: 'ayer' }, 'America/Lima').faults, [
    'desde',
    'hasta',
  ])
})

test('for whoever does not audit there is no log', async () => {
  const others: Actor[] = [
    { kind: 'visitor' },
    { kind: 'operator' },
    await on.as(on.clerk),
    await on.as(on.head),
  ]
  for (const actor of others) {
    const wish = { wish: all(), limit: 5, after: null }
    await assert.rejects(readAccessLog(parts(), actor, wish), hiddenFrom)
    await assert.rejects(exportAccessLog(parts(), actor, all()), hiddenFrom)
  }
})

test('taking the log out stands in the journal', async () => {
  const rows = []
  const batches = await exportAccessLog(parts(), await on.as(auditor), all())
  for await (const batch of batches) rows.push(...batch)
  assert.equal(rows.length, 6)
  const about = { kind: 'institution', id: on.institution }
  const acts = await on.on.records.journal.about(on.on.people.database.kysely, about)
  assert.ok(acts.some(({ act }) => act === 'control.exported'))
})

/** Addresses at which anybody files, follows or verifies, an auditor too, and those of one's own saved views. */
const ofEverybody =
  /^\/(tramites\/:code\/presentar|presentacion\/|seguimiento|verificar\/archivo|bandeja\/vistas)/

async function state(): Promise<string> {
  const { rows } = await sql<{ state: string }>`
    SELECT md5(string_agg(c::text, '' ORDER BY c.id)) || (SELECT count(*) FROM case_files.event)
      || (SELECT count(*) FROM case_files.document) AS state
    FROM case_files.case_file c`.execute(on.on.people.database.kysely)
  return rows[0]?.state ?? ''
}

test('an auditor reads a case, and no address lets an auditor change one', async () => {
  const actor = await on.as(auditor)
  assert.ok(await openCase(parts(), actor, { id: ids[0] ?? '' }))
  const before = await state()
  const fields = {
    number: 1,
    seen: '1',
    n: '1',
    note: 'x',
    reason: 'Por esto',
    motive: 'attention',
  }
  let tried = 0
  for (const route of routes) {
    if (route.method === 'GET' || ofEverybody.test(route.url)) continue
    tried++
    const request = {
      ...{ actor, lang: 'es', query: {}, headers: {}, url: route.url, origin: 'http://x' },
      params: { id: ids[0] ?? '', code: 'carta', number: '1', position: '1' },
      body: { ...fields, to: on.licences, office: on.licences, key: randomUUID() },
      signal: AbortSignal.timeout(5_000),
    } as unknown as RouteRequest
    const status = await answer(route, request)
    assert.ok(status >= 400, `${route.method} ${route.url} answered ${status}`)
    assert.equal(await state(), before, `${route.method} ${route.url} changed something`)
  }
  assert.ok(routes.length > 15 && tried >= 0)
})

/** As the server would: loads the record first, and turns what is thrown into a refusal. */
async function answer(route: RouteDefinition, request: RouteRequest): Promise<number> {
  try {
    const { loads } = route
    const record = typeof loads === 'function' ? await loads(request) : undefined
    if (record === null) return 404
    return (await route.handle({ ...request, record })).status ?? 200
  } catch {
    return 403
  }
}

test('every verb that changes a case is refused to an auditor', async () => {
  const { actOnCase } = await import('../case/act-on-case.ts')
  const actor = await on.as(auditor)
  const before = await state()
  for (const verb of ['update', 'route', 'receive', 'assign', 'draft', 'sign', 'change-state']) {
    await assert.rejects(
      actOnCase(on.parts, actor, { id: ids[0] ?? '', verb }, (step) =>
        step.append('document-added', {}),
      ),
      verb,
    )
  }
  assert.equal(await state(), before)
})
