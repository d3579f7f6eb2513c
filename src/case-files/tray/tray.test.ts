// The tray: an official sees the cases of the own office and no others, and opening one is written down.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import type { Actor } from '#people'
import { type TestCounter, testCounter } from '../../../test/support/counter.ts'
import { dayIn, daysBetween } from '../civil-day.ts'
import type { Filer } from '../filing/filer.ts'
import { listCases } from './list-cases.ts'
import { type TrayParts, openCase } from './open-case.ts'

let on: TestCounter
let parts: TrayParts
let clerk: Actor
let neighbour: Actor
before(async () => {
  on = await testCounter()
  const { people } = on
  const { institution, office } = await on.open()
  const role = await people.role(institution, 'mesa', ['read', 'list'])
  const elsewhere = await people.office(institution, 'otra')
  const here = await people.official(office, role)
  const there = await people.official(elsewhere, role)
  clerk = await people.signIn(here.person, here.holding)
  neighbour = await people.signIn(there.person, there.holding)
  parts = { database: people.database, clock: people.clock, records: on.records }
})
after(() => on.close())

const filer: Filer = {
  ...{ document: 'DNI', number: '40000001', name: 'Persona De Prueba' },
  ...{ email: null, address: null, onBehalfOf: null },
}

async function file(): Promise<string> {
  const answers = { asunto: 'Un pedido', texto: 'Pido algo.' }
  const own = await on.counter.begin('carta', { filer, answers })
  await on.counter.file(own, { kind: 'visitor' })
  on.people.clock.pass(1_000)
  return own.id
}

test('pages follow one another, newest first, without a gap or a repetition', async () => {
  const ids: string[] = []
  for (let at = 0; at < 7; at++) ids.unshift(await file())
  const seen: string[] = []
  let place: Awaited<ReturnType<typeof listCases>>['next'] = null
  do {
    const page = await listCases(parts, clerk, { limit: 3, after: place })
    seen.push(...page.cases.map(({ id }) => id))
    place = page.next
  } while (place !== null)
  assert.deepEqual(seen, ids)
})

test('whoever belongs to another office, or to none, sees nothing of them', async () => {
  const id = await file()
  for (const actor of [neighbour, { kind: 'visitor' } as const]) {
    assert.deepEqual((await listCases(parts, actor, { limit: 10 })).cases, [])
    assert.equal(await openCase(parts, actor, { id }), null)
  }
  assert.equal(await openCase(parts, clerk, { id: randomUUID() }), null)
})

test('a case is late when its last day is over, not before (art. 140.1)', () => {
  const days = (now: string): number => daysBetween(dayIn(new Date(now)), '2026-08-05')
  assert.equal(days('2026-08-05T16:59:00Z'), 0)
  assert.equal(days('2026-08-05T17:01:00Z'), 0)
  assert.equal(days('2026-08-06T04:59:59Z'), 0)
  assert.equal(days('2026-08-06T05:00:00Z'), -1)
  assert.equal(days('2026-08-02T12:00:00Z'), 3)
})

test('opening a case stands in the journal before anything of it is shown', async () => {
  const id = await file()
  const opened = await openCase(parts, clerk, { id, document: 1 })
  assert.equal(opened?.filed.filer.name, 'Persona De Prueba')
  assert.deepEqual(
    opened.events.map(({ kind }) => kind),
    ['filed'],
  )
  const about = { kind: 'case', id }
  const acts = await on.records.journal.about(on.people.database.kysely, about)
  assert.deepEqual(
    acts.map(({ act }) => act),
    ['case.filed', 'case.read'],
  )
})
