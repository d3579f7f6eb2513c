// Paper at the counter: the same numbers and rules, by officials who receive, at the hour it was handed in.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Actor } from '#people'
import { type TestCounter, testCounter } from '../../../../test/support/counter.ts'
import { eventsOf } from '../../filing/store-filings.ts'
import { readPaper } from './paper.ts'

let on: TestCounter
let receiver: Actor
let reader: Actor
let neighbour: Actor

before(async () => {
  on = await testCounter()
  const { institution, office } = await on.open()
  const { people } = on
  const receives = await people.role(institution, 'mesa', ['read', 'list', 'receive'])
  const reads = await people.role(institution, 'lectura', ['read', 'list'])
  const elsewhere = await people.office(institution, 'otra')
  const signIn = async (where: string, role: string): Promise<Actor> => {
    const { person, holding } = await people.official(where, role)
    return people.signIn(person, holding)
  }
  receiver = await signIn(office, receives)
  reader = await signIn(office, reads)
  neighbour = await signIn(elsewhere, receives)
})
after(() => on.close())

const filer = {
  ...{ document: 'DNI' as const, number: '40000001', name: 'Persona De Prueba' },
  ...{ email: null, address: null, onBehalfOf: null },
}
const paper = { sheets: 12, original: 'returned' as const, handedIn: null, reason: null }
const told = { filer, answers: {}, paper }

test('an official who receives registers paper in the same series, with sheets and channel', async () => {
  const own = await on.counter.beginPaper('carta', told, receiver)
  const filed = await on.counter.file(own, receiver)
  const online = await on.counter.begin('carta', { filer, answers: { asunto: 'a', texto: 'b' } })
  const next = await on.counter.file(online, { kind: 'visitor' })
  assert.deepEqual([filed.number, next.number], [1, 2])
  assert.deepEqual(filed.paper, paper)
  assert.equal(next.paper, null)
  const [event] = await eventsOf(on.database.kysely, own.id)
  assert.deepEqual(event?.content['paper'], paper)
})

test('who does not receive, or not there, neither begins nor files paper', async () => {
  for (const actor of [reader, neighbour, { kind: 'visitor' } as const]) {
    assert.equal(await on.counter.mayReceive(actor), false)
    await assert.rejects(on.counter.beginPaper('carta', told, actor), { name: 'PeopleError' })
  }
  const own = await on.counter.beginPaper('carta', told, receiver)
  await assert.rejects(on.counter.file(own, { kind: 'visitor' }), { name: 'PeopleError' })
  assert.notEqual(await on.counter.draft(own), null)
})

test('the hour it was handed in counts, on the same day only', async () => {
  // Ten in the morning in Lima.
  const at = { ...told, paper: { ...paper, handedIn: '2026-07-20T13:05:00.000Z', reason: 'Cola' } }
  const own = await on.counter.beginPaper('carta', at, receiver)
  const filed = await on.counter.file(own, receiver)
  assert.equal(filed.filedAt.toISOString(), '2026-07-20T13:05:00.000Z')
  const [event] = await eventsOf(on.database.kysely, own.id)
  assert.equal(event?.at.toISOString(), '2026-07-20T13:05:00.000Z')
  assert.equal(event?.content['registered'], '2026-07-20T15:00:00.000Z')
  const late = await on.counter.beginPaper('carta', at, receiver)
  on.clock.pass(24 * 3_600_000)
  await assert.rejects(on.counter.file(late, receiver), { code: 'paper-time' })
})

test('what is said of the paper is judged, each fault by its field', () => {
  const here = { now: new Date('2026-07-20T15:00:00Z'), zone: 'America/Lima' }
  const good = { 'paper-sheets': '3', 'paper-original': 'kept' }
  assert.deepEqual(readPaper(good, here).paper, {
    ...{ sheets: 3, original: 'kept', handedIn: null, reason: null },
  })
  const timed = { ...good, 'paper-time': '9:40', 'paper-reason': 'No había luz' }
  assert.equal(readPaper(timed, here).paper?.handedIn, '2026-07-20T14:40:00.000Z')
  const faults = (change: object): string[] =>
    readPaper({ ...good, ...change }, here).faults.map(({ field, fault }) => `${field} ${fault}`)
  assert.deepEqual(faults({ 'paper-sheets': '0' }), ['paper-sheets not-a-number'])
  assert.deepEqual(faults({ 'paper-original': '' }), ['paper-original missing'])
  assert.deepEqual(faults({ 'paper-time': '10:01', 'paper-reason': 'x' }), ['paper-time bad-form'])
  assert.deepEqual(faults({ 'paper-time': '9:00' }), ['paper-reason missing'])
})
