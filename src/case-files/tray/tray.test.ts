// Trays: an official sees the cases of the own offices and no others, in order, filtered, counted; opening one is written down.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { type Actor, inViewOf } from '#people'
import { type Casework, casework } from '../../../test/support/casework.ts'
import { dayIn, daysBetween } from '../civil-day.ts'
import { assignCase } from '../case/assign-case.ts'
import { requestReport } from '../case/reports.ts'
import { receiveCase } from '../case/receive-case.ts'
import { routeCase } from '../case/route-case.ts'
import { watchClocks } from '../case/watch-clocks.ts'
import { actInBulk } from './act-in-bulk.ts'
import { type ShownTray, listTray } from './list-tray.ts'
import { openCase } from './open-case.ts'
import { forgetView, saveView, savedViews } from './saved-views.ts'
import { trayStatement } from './store-tray.ts'
import { asParameters, readTrayQuery } from './tray.ts'

let on: Casework
before(async () => {
  on = await casework()
})
after(() => on.close())

const show = async (actor: Actor, query: Record<string, string>, limit = 50): Promise<ShownTray> =>
  listTray(on.parts, actor, { query: readTrayQuery(query), limit })
const idsIn = ({ rows }: ShownTray): string[] => rows.map(({ id }) => id)

const to = {
  motive: 'attention',
  note: 'Mira',
  priority: 'urgent',
  copies: [],
  seen: null,
} as const

test('pages follow one another in each order, without a gap or a repetition', async () => {
  const ids: string[] = []
  for (let at = 0; at < 7; at++) {
    ids.push((await on.file(at % 2 === 0 ? 'carta' : 'queja-por-demora')).id)
  }
  const clerk = await on.as(on.clerk)
  const walk = async (order: string): Promise<string[]> => {
    const seen: string[] = []
    let after = ''
    for (;;) {
      const tray = await show(clerk, { de: 'oficina', orden: order, tras: after }, 3)
      seen.push(...idsIn(tray))
      if (tray.next === null) return seen
      after = `${tray.next.at}_${tray.next.id}`
    }
  }
  assert.deepEqual(await walk('antiguos'), ids)
  assert.deepEqual(await walk('nuevos'), ids.toReversed())
  const due = await walk('vence')
  assert.deepEqual(due.toSorted(), ids.toSorted())
  const complaints = ids.filter((_, at) => at % 2 === 1)
  assert.deepEqual(due.slice(0, 3).toSorted(), complaints.toSorted(), 'three days come first')
})

test('whoever belongs to another office, or to none, sees and counts nothing of them', async () => {
  const { id } = await on.file()
  const lawyer = await on.as(on.lawyer)
  const tray = await show(lawyer, { de: 'oficina' })
  assert.deepEqual([tray.rows, tray.counts.oficina], [[], 0])
  const visitor = { kind: 'visitor' } as const
  assert.deepEqual((await show(visitor, { de: 'oficina' })).rows, [])
  for (const actor of [lawyer, visitor]) assert.equal(await openCase(on.parts, actor, { id }), null)
  const clerk = await on.as(on.clerk)
  assert.equal(await openCase(on.parts, clerk, { id: randomUUID() }), null)
})

test('a role that does not list sees no tray and no count', async () => {
  await on.file()
  const role = await on.on.people.role(on.institution, 'mudo', ['read'])
  const mute = await on.on.people.official(on.desk, role)
  const tray = await show(await on.as(mute), { de: 'oficina' })
  assert.deepEqual([tray.rows, tray.counts.oficina], [[], 0])
})

test('a case goes from tray to tray: to receive, of the office, mine, sent', async () => {
  const { id } = await on.file()
  const [clerk, head] = [await on.as(on.clerk), await on.as(on.head)]
  await routeCase(on.parts, clerk, { ...to, id, to: on.licences })
  const waiting = await show(head, { de: 'recibir' })
  assert.deepEqual(
    waiting.rows.map(({ id: each, n, urgent, note, from }) => ({ each, n, urgent, note, from })),
    [{ each: id, n: 1, urgent: true, note: 'Mira', from: on.desk }],
  )
  const sent = await show(clerk, { de: 'enviados' })
  assert.deepEqual([idsIn(sent)[0], sent.rows[0]?.taken], [id, false])
  on.on.people.clock.pass(1_000)
  await receiveCase(on.parts, head, { id, seen: null })
  assert.deepEqual(idsIn(await show(head, { de: 'recibir' })), [])
  assert.deepEqual(idsIn(await show(head, { de: 'oficina' })), [id])
  const specialist = await on.as(on.specialist)
  assert.deepEqual(idsIn(await show(specialist, { de: 'mios' })), [])
  const { position } = on.specialist
  await assignCase(on.parts, head, { id, seen: null, position, note: '' })
  const mine = await show(specialist, {})
  assert.deepEqual([idsIn(mine), mine.counts.mios], [[id], 1])
  assert.equal(mine.posts.get(position)?.title.startsWith('Puesto'), true)
  const asked = { id, seen: null, office: on.legal, asked: '¿Procede?' }
  await requestReport(on.parts, specialist, asked)
  assert.deepEqual(idsIn(await show(await on.as(on.lawyer), { de: 'informes' })), [id])
})

test('filters narrow by procedure, phase, number, filer and words, folded', async () => {
  const clerk = await on.as(on.clerk)
  const { id } = await on.file('carta', { asunto: 'Vereda rota', texto: 'En el jirón Áncash.' })
  const opened = await openCase(on.parts, clerk, { id })
  const { year = 0, number = 0 } = opened?.filed ?? {}
  const found = async (filters: Record<string, string>): Promise<boolean> =>
    idsIn(await show(clerk, { de: 'oficina', ...filters })).includes(id)
  for (const filters of [
    { palabras: 'ANCASH vered' },
    { quien: 'persona prueba' },
    { quien: '40000001' },
    { numero: String(number) },
    { numero: `${year}-${String(number).padStart(6, '0')}` },
    { tramite: 'carta', fase: 'open' },
    { oficina: on.desk },
  ] as Record<string, string>[]) {
    assert.equal(await found(filters), true, JSON.stringify(filters))
  }
  for (const filters of [
    { palabras: 'zapato' },
    { quien: 'vereda' },
    { numero: '999999' },
    { numero: `${year - 1}-${number}` },
    { tramite: 'licencia-funcionamiento' },
    { fase: 'closed' },
    { oficina: on.legal },
    { palabras: "rota'); drop table x" },
  ] as Record<string, string>[]) {
    assert.equal(await found(filters), false, JSON.stringify(filters))
  }
})

test('due soon and overdue follow the days of the term, and the archive what is over', async () => {
  const clerk = await on.as(on.clerk)
  const { id } = await on.file('licencia-funcionamiento', { riesgo: 'alto', presenta: 'titular' })
  const inTray = async (de: string): Promise<boolean> =>
    idsIn(await show(clerk, { de, tramite: 'licencia-funcionamiento' })).includes(id)
  assert.equal(await inTray('por-vencer'), false)
  on.on.people.clock.set(new Date('2026-07-31T15:00:00Z'))
  const row = (await show(clerk, { de: 'por-vencer', tramite: 'licencia-funcionamiento' })).rows[0]
  assert.deepEqual([row?.id, row?.actBy], [id, '2026-08-05'])
  assert.ok(row?.halfOn && row.mostOn && row.halfOn < row.mostOn)
  on.on.people.clock.set(new Date('2026-08-06T04:59:59Z'))
  assert.deepEqual([await inTray('por-vencer'), await inTray('vencidos')], [true, false])
  on.on.people.clock.set(new Date('2026-08-06T05:00:00Z'))
  assert.deepEqual([await inTray('por-vencer'), await inTray('vencidos')], [false, true])
  assert.equal(await inTray('archivo'), false)
  const log = { info: () => {}, error: (what: object) => assert.fail(JSON.stringify(what)) }
  on.on.people.clock.pass(12 * 86_400_000)
  await watchClocks({ ...on.parts, log })
  assert.equal((await openCase(on.parts, clerk, { id }))?.state.phase, 'approved')
})

test('many at once have each their own outcome, and what one cannot see is not named', async () => {
  const [one, two] = [await on.file(), await on.file()]
  const clerk = await on.as(on.clerk)
  await routeCase(on.parts, clerk, { ...to, id: two.id, to: on.legal })
  on.on.people.clock.pass(1_000)
  const chosen = [one.id, two.id, randomUUID()].map((id) => ({ id, n: null }))
  const what = { act: 'derivar', ...to, to: on.licences } as const
  const outcomes = await actInBulk(on.parts, clerk, { chosen, what })
  assert.deepEqual(
    outcomes.map(({ error }) => error?.code ?? null),
    [null, 'not-permitted', 'not-found'],
  )
  assert.match(outcomes[0]?.number ?? '', /^2026-\d{6}$/)
  assert.equal(outcomes[2]?.number, null)
})

test('a view is kept under its name by one person, and holds only what the tray understands', async () => {
  const [head, clerk] = [await on.as(on.head), await on.as(on.clerk)]
  const parts = on.parts
  await saveView(parts, head, { name: 'Quejas', query: 'de=oficina&tramite=carta&otro=1' })
  await saveView(parts, head, { name: 'Quejas', query: 'de=oficina&tramite=queja-por-demora' })
  const [view, ...others] = await savedViews(parts.database, head)
  assert.deepEqual(others, [])
  assert.equal(view?.query, 'de=oficina&tramite=queja-por-demora')
  assert.deepEqual(await savedViews(parts.database, clerk), [])
  await forgetView(parts.database, clerk, view?.id ?? '')
  assert.equal((await savedViews(parts.database, head)).length, 1, 'not by somebody else')
  await assert.rejects(saveView(parts, head, { name: ' ', query: '' }), { code: 'no-name' })
  await forgetView(parts.database, head, view?.id ?? '')
  assert.deepEqual(await savedViews(parts.database, head), [])
})

test('what stands in an address is read as it is written, and nonsense is left out', () => {
  const query = {
    de: 'vencidos',
    orden: 'nuevos',
    fase: 'open',
    numero: '2026-000007',
    quien: 'Ana',
  }
  assert.deepEqual(asParameters(readTrayQuery(query)), { ...query, numero: '2026-7' })
  const nonsense = { de: 'x', orden: '1', fase: 'lost', numero: 'abc', oficina: '1', tras: 'a_b' }
  assert.deepEqual(asParameters(readTrayQuery(nonsense)), {})
})

test('a page reads one index per office in its order, and sorts no table', async () => {
  const { kysely } = on.parts.database
  await sql`SET enable_seqscan = off`.execute(kysely)
  const head = await on.as(on.head)
  const plans = await inViewOf({ ...on.parts, actor: head }, async ({ trx }) => {
    await sql`SET LOCAL enable_seqscan = off`.execute(trx)
    await sql`SET LOCAL enable_bitmapscan = off`.execute(trx)
    const found: Record<string, string> = {}
    for (const de of [
      'mios',
      'oficina',
      'recibir',
      'vencidos',
      'enviados',
      'archivo',
      'informes',
    ]) {
      const { tray, order, filters } = readTrayQuery({ de })
      const { institution, licences, head: boss } = on
      const scope = { tray, filters, institution, offices: [licences], position: boss.position }
      const statement = trayStatement(
        { ...scope, today: '2026-08-01' },
        { order, after: null, limit: 51 },
      )
      const { rows } = await sql<{ 'QUERY PLAN': string }>`EXPLAIN ${statement}`.execute(trx)
      found[de] = rows.map((row) => row['QUERY PLAN']).join('\n')
    }
    return found
  })
  const wanted = {
    mios: 'case_tray_by_position',
    oficina: 'case_tray_by_office',
    vencidos: 'case_tray_by_office',
    recibir: 'movement_to_receive',
    enviados: 'movement_sent',
    informes: 'task_to_answer',
  }
  for (const [tray, index] of Object.entries(wanted)) {
    assert.match(plans[tray] ?? '', new RegExp(`using ${index}`), `${tray}: ${plans[tray]}`)
  }
})

test('a case is late when its last day is over, not before (art. 140.1)', () => {
  const days = (now: string): number =>
    daysBetween(dayIn(new Date(now), 'America/Lima'), '2026-08-05')
  assert.equal(days('2026-08-05T16:59:00Z'), 0)
  assert.equal(days('2026-08-06T04:59:59Z'), 0)
  assert.equal(days('2026-08-06T05:00:00Z'), -1)
})

test('opening a case stands in the journal before anything of it is shown', async () => {
  const { id } = await on.file()
  const opened = await openCase(on.parts, await on.as(on.clerk), { id, document: 1 })
  assert.equal(opened?.filed.filer.name, 'Persona De Prueba')
  assert.deepEqual(
    opened.events.map(({ kind }) => kind),
    ['filed'],
  )
  const about = { kind: 'case', id }
  const acts = await on.on.records.journal.about(on.parts.database.kysely, about)
  assert.deepEqual(
    acts.map(({ act }) => act),
    ['case.filed', 'case.read'],
  )
})
