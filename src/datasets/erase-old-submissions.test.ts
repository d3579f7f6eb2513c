// Tests how files that were not published are erased: when, what stays, and what a legal hold forbids.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { placeHold, releaseHold } from '../../test/support/holds.ts'
import { type PublishingOffice, publishingOffice } from '../../test/support/publishing-office.ts'

const day = 86_400_000
const keep = 90 * day
let on: PublishingOffice
before(async () => {
  on = await publishingOffice()
})
after(() => on.close())

let count = 0
async function handIn(dataset: string): Promise<{ id: string; hash: string }> {
  count += 1
  const path = await on.file('obras.csv', `MONTO,DISTRITO\n${count},ATE\n2,LIMA\n`)
  const actor = await on.signIn(on.drafter)
  const id = await on.handIn(actor, { path, name: 'obras.csv', dataset })
  return { id, hash: (await on.as(actor).submission(id))?.original.hash ?? '' }
}

const chief = async () => on.as(await on.signIn(on.chief, true))
const find = async (id: string) => (await chief()).submission(id)
const erase = () => on.shelf.shelf.eraseOldSubmissions({ keep })
const isKept = (hash: string) => on.shelf.shelf.isReferenced(hash)

test('what was refused is erased when its time is over, and who decided what stays', async () => {
  const { id, hash } = await handIn('rechazado')
  const { table, manifest } = (await find(id)) ?? { table: '', manifest: '' }
  await (await chief()).refuseSubmission(id, 'Falta la fuente')
  on.people.clock.pass(keep - day)
  assert.equal(await erase(), 0)
  assert.equal(await isKept(hash), true)
  on.people.clock.pass(2 * day)
  assert.equal(await erase(), 1)
  assert.equal(await erase(), 0)
  for (const each of [hash, table, manifest]) assert.equal(await isKept(each ?? ''), false)
  const found = await find(id)
  assert.deepEqual(
    [found?.state, found?.reason, found?.decidedBy, found?.report, found?.original.name],
    ['refused', 'Falta la fuente', on.chief.person, null, '–'],
  )
  assert.ok(found?.erasedAt)
  const { rows } = await sql<{
    act: string
    body: string | null
  }>`SELECT e.act, c.body::text AS body
    FROM records.entry e LEFT JOIN records.content c ON c.entry = e.id
    WHERE e.about_id = ${id} ORDER BY e.at, e.act`.execute(on.shelf.database.kysely)
  assert.deepEqual(
    rows.map(({ act, body }) => [act, body !== null]),
    [
      ['submission.made', false],
      ['submission.refused', true],
      ['submission.erased', true],
    ],
  )
})

test('what waits, and what was approved, is never erased', async () => {
  const waiting = await handIn('espera')
  const approved = await handIn('aprobado')
  await (await chief()).approveSubmission(approved.id)
  on.people.clock.pass(10 * keep)
  assert.equal(await erase(), 0)
  assert.equal(await isKept(waiting.hash), true)
  assert.equal((await find(waiting.id))?.state, 'waiting')
  assert.equal(await isKept(approved.hash), true)
})

test('a legal hold on the submission or on its file keeps it, until it is released', async () => {
  const ground = { database: on.shelf.database, clock: on.people.clock }
  const actor = { kind: 'operator' } as const
  const act = { reason: 'Juicio', legalAct: 'Oficio 1-2026' }
  for (const which of ['submission', 'file'] as const) {
    const { id, hash } = await handIn(`retenido-${which}`)
    await on.as(await on.signIn(on.drafter)).withdrawSubmission(id)
    const about = { kind: which, id: which === 'file' ? hash : id }
    const hold = await placeHold(ground, { about, ...act, actor })
    on.people.clock.pass(keep + day)
    assert.equal(await erase(), 0)
    assert.equal(await isKept(hash), true)
    await releaseHold(ground, { hold, ...act, actor })
    assert.equal(await erase(), 1)
    assert.equal(await isKept(hash), false)
  }
})

test('a file that was published too is kept, though its refused twin is erased', async () => {
  const path = await on.file('doble.csv', 'MONTO\n71\n72\n')
  const actor = await on.signIn(on.drafter)
  const wish = { path, name: 'doble.csv', dataset: 'doble' }
  const first = await on.handIn(actor, { ...wish, note: 'Uno' })
  await (await chief()).refuseSubmission(first, 'Otra vez')
  const second = await on.handIn(actor, wish)
  await (await chief()).approveSubmission(second)
  const hash = (await find(second))?.original.hash ?? ''
  on.people.clock.pass(keep + day)
  assert.equal(await erase(), 1)
  assert.equal(await isKept(hash), true)
})

test('the database erases as a whole or not at all, and only what was decided', async () => {
  const { id } = await handIn('entero')
  const db = on.shelf.database.kysely
  const refuse = async (query: ReturnType<typeof sql>, why: RegExp): Promise<void> => {
    await assert.rejects(query.execute(db), why)
  }
  await refuse(
    sql`UPDATE datasets.submission SET original_hash = NULL WHERE id = ${id}`,
    /decided once|stays|has_file/,
  )
  await refuse(
    sql`UPDATE datasets.submission SET erased_at = now() + interval '99 years', original_hash = NULL
      WHERE id = ${id}`,
    /erased_keeps_nothing/,
  )
  await (await chief()).refuseSubmission(id, 'No')
  await refuse(
    sql`UPDATE datasets.submission SET erased_at = now() + interval '99 years', original_hash = NULL
      WHERE id = ${id}`,
    /erased_keeps_nothing/,
  )
  await refuse(sql`UPDATE datasets.submission SET wanted = '{}' WHERE id = ${id}`, /decided once/)
})
