// A fee that was paid is given back when its filing is deemed not filed: by the program, by the database, once.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { type Casework, casework } from '../../../test/support/casework.ts'
import { actAsCity } from './act-on-case.ts'
import { actorIn } from './event-actor.ts'
import { type Fees, feesOf, hundredthsIn } from './fees.ts'
import { observeCase } from './observe-case.ts'
import { declareFee, registerFee, registerRefund } from './pay-fee.ts'
import { rebuildCases } from './rebuild-cases.ts'
import { type RefundQuery, listRefunds } from '../tray/list-refunds.ts'
import { watchClocks } from './watch-clocks.ts'

let on: Casework
before(async () => {
  on = await casework()
})
after(() => on.close())

const day = 86_400_000
const log = { info: () => {}, error: (what: object) => assert.fail(JSON.stringify(what)) }
const watch = (): Promise<unknown> => watchClocks({ ...on.parts, log })
const items = [{ requirement: '', reason: 'Falta el croquis' }]
const payment = { reference: '0012345', on: '2026-07-20', amount: 4_550 }
const mine = (own: { id: string; key: string }) =>
  ({ by: 'key', ...own, actor: { kind: 'visitor' } }) as const

const read = (id: string): Promise<{ kinds: string[]; fees: Fees; by: unknown[] }> =>
  actAsCity(on.parts, id, async ({ events }) => ({
    kinds: events.map(({ kind }) => kind),
    fees: feesOf(events),
    by: events.map((event) => actorIn(event)?.kind),
  }))

async function phaseOf(id: string): Promise<string | undefined> {
  const { rows } = await sql<{ phase: string }>`SELECT phase FROM case_files.case_file
    WHERE id = ${id}::uuid`.execute(on.parts.database.kysely)
  return rows[0]?.phase
}

/** Filed, paid for twice, and observed. */
async function observed(): Promise<{ id: string; key: string }> {
  const own = await on.file('licencia-funcionamiento', { riesgo: 'alto', presenta: 'titular' })
  const today = on.on.clock.now().toISOString().slice(0, 10)
  await declareFee(on.parts, mine(own), { ...payment, on: today })
  const clerk = await on.as(on.clerk)
  const second = { reference: '77', on: today, amount: 1_000 }
  await assert.rejects(registerFee(on.parts, clerk, { id: own.id, seen: null, payment: second }), {
    code: 'bad-payment',
  })
  await registerFee(on.parts, clerk, {
    ...{ id: own.id, seen: null, payment: { ...second, reference: '0000077' } },
  })
  await observeCase(on.parts, clerk, { id: own.id, seen: null, stage: 'reception', items })
  return own
}

test('what is deemed not filed is refunded', async () => {
  const own = await observed()
  await assert.rejects(declareFee(on.parts, mine(own), { ...payment }), { code: 'paid-already' })
  on.on.clock.pass(7 * day)
  await watch()
  await watch()
  assert.equal(await phaseOf(own.id), 'not-filed')
  const { kinds, fees, by } = await read(own.id)
  assert.deepEqual(kinds.slice(-2), ['deemed-not-filed', 'refund-ordered'])
  assert.deepEqual(by.slice(-2), ['program', 'program'])
  assert.deepEqual([fees.total, fees.ordered?.amount, fees.refunded], [5_550, 5_550, null])
  await assert.rejects(declareFee(on.parts, mine(own), { ...payment, reference: '999' }), {
    code: 'not-now',
  })
  const clerk = await on.as(on.clerk)
  const back = { reference: 'OP-1', on: on.on.clock.now().toISOString().slice(0, 10) }
  await registerRefund(on.parts, clerk, { id: own.id, seen: null, payment: back })
  assert.deepEqual((await read(own.id)).fees.refunded?.amount, 5_550)
  await assert.rejects(registerRefund(on.parts, clerk, { id: own.id, seen: null, payment: back }), {
    code: 'no-refund',
  })
})

test('whichever verb is the first to see that the days are over orders the refund with it', async () => {
  const own = await observed()
  on.on.clock.pass(7 * day)
  // No job has run; rebuilding writes the phase that the day says.
  assert.equal(await phaseOf(own.id), 'observed')
  await rebuildCases(on.parts, { write: true })
  const { kinds, fees } = await read(own.id)
  assert.deepEqual(kinds.slice(-2), ['deemed-not-filed', 'refund-ordered'])
  assert.equal(fees.ordered?.amount, 5_550)
})

test('the database refuses a case that is deemed not filed and keeps its fee', async () => {
  const own = await observed()
  const { database } = on.parts
  await assert.rejects(
    database.transaction((trx) =>
      sql`UPDATE case_files.case_file SET phase = 'not-filed' WHERE id = ${own.id}::uuid`.execute(
        trx,
      ),
    ),
    { code: '23000' },
  )
  assert.equal(await phaseOf(own.id), 'observed')
})

test('without a payment nothing is ordered, and what cannot be a payment is refused in words', async () => {
  const own = await on.file()
  const clerk = await on.as(on.clerk)
  const today = on.on.clock.now().toISOString().slice(0, 10)
  for (const wrong of [
    { reference: '1', on: today, amount: 100 },
    { reference: '1234', on: '2999-01-01', amount: 100 },
    { reference: '1234', on: 'ayer', amount: 100 },
    { reference: '1234', on: today, amount: 0 },
    { reference: '1234', on: today, amount: hundredthsIn('4,555') },
  ]) {
    await assert.rejects(registerFee(on.parts, clerk, { id: own.id, seen: null, payment: wrong }), {
      code: 'bad-payment',
    })
  }
  assert.deepEqual(
    [hundredthsIn('45.5'), hundredthsIn('45,05'), hundredthsIn('7')],
    [4550, 4505, 700],
  )
  await observeCase(on.parts, clerk, {
    id: own.id,
    seen: null,
    stage: 'reception',
    items,
  })
  on.on.clock.pass(7 * day)
  await watch()
  assert.deepEqual((await read(own.id)).kinds, ['filed', 'observed', 'deemed-not-filed'])
})

test('refunds to be paid are listed with their day and whose they are, and move to the paid ones', async () => {
  const own = await observed()
  on.on.clock.pass(7 * day)
  await watch()
  const clerk = await on.as(on.clerk)
  const ask = (more: Partial<RefundQuery> = {}) => {
    const query = { open: true, office: null, until: null, after: null, ...more }
    return listRefunds(on.parts, clerk, { query, limit: 50 })
  }
  const row = (await ask()).rows.find(({ id }) => id === own.id)
  assert.equal(row?.amount, 5_550)
  assert.ok((await ask()).offices.get(row?.office ?? ''))
  const dayBefore = new Date(on.on.clock.now().getTime() - day).toISOString().slice(0, 10)
  assert.equal(
    (await ask({ until: dayBefore })).rows.some(({ id }) => id === own.id),
    false,
  )
  const strange = '00000000-0000-4000-8000-000000000000'
  assert.deepEqual((await ask({ office: strange })).rows, [])
  // Page by page the same rows, each once.
  const whole = (await ask()).rows.map(({ id }) => id)
  const paged: string[] = []
  for (let after: RefundQuery['after'] = null; ;) {
    const query = { open: true, office: null, until: null, after }
    const { rows, next } = await listRefunds(on.parts, clerk, { query, limit: 1 })
    paged.push(...rows.map(({ id }) => id))
    if (next === null) break
    after = next
  }
  assert.deepEqual(paged, whole)
  const visitor = { query: { open: true, office: null, until: null, after: null }, limit: 5 }
  assert.deepEqual((await listRefunds(on.parts, { kind: 'visitor' }, visitor)).rows, [])
  const back = { reference: 'OP-2', on: on.on.clock.now().toISOString().slice(0, 10) }
  await registerRefund(on.parts, clerk, { id: own.id, seen: null, payment: back })
  assert.equal(
    (await ask()).rows.some(({ id }) => id === own.id),
    false,
  )
  const paid = (await ask({ open: false })).rows.find(({ id }) => id === own.id)
  assert.equal(paid?.paidOn, back.on)
})
