// Verbs on a case: who may, what the clock allows, and that an official is told what happened in between.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import type { Actor } from '#people'
import { type TestCounter, testCounter } from '../../../test/support/counter.ts'
import { CaseFilesError } from '../errors.ts'
import { brokenAt } from '../filing/event-chain.ts'
import type { Filer } from '../filing/filer.ts'
import { type CaseParts, actAsCity, actOnCase, actOnOwnCase } from './act-on-case.ts'

let on: TestCounter
let parts: CaseParts
let clerk: Actor
let neighbour: Actor
before(async () => {
  on = await testCounter()
  const { people } = on
  const { institution, office } = await on.open()
  const role = await people.role(institution, 'mesa', ['read', 'list', 'update'])
  const elsewhere = await people.office(institution, 'otra')
  const here = await people.official(office, role)
  const there = await people.official(elsewhere, role)
  clerk = await people.signIn(here.person, here.holding)
  neighbour = await people.signIn(there.person, there.holding)
  const { database, clock } = people
  parts = { database, clock, records: on.records, calendars: on.calendars }
})
after(() => on.close())

const filer: Filer = {
  ...{ document: 'DNI', number: '40000001', name: 'Persona De Prueba' },
  ...{ email: null, address: null, onBehalfOf: null },
}
const observed = { clock: { kind: 'observed', stage: 'reception' }, items: ['plano'] }

async function file(): Promise<{ id: string; key: string }> {
  const answers = { asunto: 'Un pedido', texto: 'Pido algo.' }
  const own = await on.counter.begin('carta', { filer, answers })
  await on.counter.file(own, { kind: 'visitor' })
  on.people.clock.pass(1_000)
  return own
}

const fails =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof CaseFilesError && error.code === code

async function row(id: string): Promise<{ phase: string; due: string | null; terms: number }> {
  const { rows } = await sql<{ phase: string; due: string | null; terms: number }>`
    SELECT phase, due_on::text AS due,
      (SELECT count(*)::int FROM case_files.term t WHERE t.case_id = c.id) AS terms
    FROM case_files.case_file c WHERE id = ${id}::uuid`.execute(on.people.database.kysely)
  const [found] = rows
  assert.ok(found)
  return found
}

test('an event writes phase, last day and terms with it, and its correction starts the term anew', async () => {
  const { id, key } = await file()
  const filed = await row(id)
  assert.equal(filed.phase, 'open')
  // 30 working days from 20 July 2026; 23, 27 (by decree), 28 and 29 July and 6 August do not count.
  assert.equal(filed.due, '2026-09-07')
  await actOnCase(parts, clerk, { id, verb: 'update', seen: 1 }, (step) =>
    step.append('observed', observed),
  )
  const standing = await row(id)
  assert.deepEqual([standing.phase, standing.due], ['observed', null])
  assert.ok(standing.terms > filed.terms)
  on.people.clock.pass(86_400_000)
  await actOnOwnCase(parts, { id, key, actor: { kind: 'visitor' } }, (step) =>
    step.append('corrected', { clock: { kind: 'corrected' } }),
  )
  const corrected = await row(id)
  assert.deepEqual([corrected.phase, corrected.due], ['open', '2026-09-08'])
  await actAsCity(parts, id, async ({ events }) => {
    assert.equal(brokenAt(events), null)
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['filed', 'observed', 'corrected'],
    )
  })
  const acts = await on.records.journal.about(on.people.database.kysely, { kind: 'case', id })
  assert.deepEqual(
    acts.map(({ act }) => act),
    ['case.filed', 'case.observed', 'case.corrected'],
  )
})

test('what the law does not let follow is refused, and nothing of it stays', async () => {
  const { id } = await file()
  const observe = (): Promise<number> =>
    actOnCase(parts, clerk, { id, verb: 'update' }, (step) => step.append('observed', observed))
  await observe()
  await assert.rejects(observe(), fails('not-now'))
  await assert.rejects(
    actOnCase(parts, clerk, { id, verb: 'update' }, async (step) => {
      await step.append('withdrawn', { clock: { kind: 'withdrawn' } })
      throw new Error('the power went')
    }),
    /the power went/,
  )
  assert.equal((await row(id)).phase, 'observed')
})

test('the second of two officials is told, and nothing is overwritten', async () => {
  const { id } = await file()
  const add = (seen: number): Promise<number> =>
    actOnCase(parts, clerk, { id, verb: 'update', seen }, (step) =>
      step.append('document-added', { kind: 'report' }),
    )
  const both = await Promise.allSettled([add(1), add(1)])
  assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  const refused = both.find(({ status }) => status === 'rejected') as PromiseRejectedResult
  assert.ok(fails('case-moved')(refused.reason))
  await actAsCity(parts, id, async ({ events }) => assert.equal(events.length, 2))
})

test('a case of another office, one without its key and none are the same to who asks', async () => {
  const { id } = await file()
  const nothing = async (): Promise<void> => {}
  for (const ask of [
    () => actOnCase(parts, neighbour, { id, verb: 'update' }, nothing),
    () => actOnCase(parts, clerk, { id: randomUUID(), verb: 'update' }, nothing),
    () => actOnOwnCase(parts, { id, key: '0'.repeat(16), actor: { kind: 'visitor' } }, nothing),
  ]) {
    await assert.rejects(ask(), fails('not-found'))
  }
})

test('a clock set back stops the work in words', async () => {
  const { id } = await file()
  const { clock } = on.people
  const before = clock.now()
  clock.set(new Date(before.getTime() - 3_600_000))
  await assert.rejects(
    actAsCity(parts, id, (step) => step.append('document-added', {})),
    fails('clock-back'),
  )
  clock.set(before)
})
