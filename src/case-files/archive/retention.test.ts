// From closing to destruction: years of the series, lists, what forbids it, and what stays.
import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { sql } from 'kysely'
import type { Actor } from '#people'
import { type TestArchive, filer, testArchive } from '../../../test/support/archive.ts'
import { plainPdf } from '../../../test/support/plain-pdf.ts'
import { superuser } from '../../../test/support/superuser.ts'
import { CaseFilesError } from '../errors.ts'
import { eventsOf, isNamed } from '../filing/store-filings.ts'
import { archiveCase, receiveTransfer, reopenCase, sendToArchive } from './archive-case.ts'
import { destroyCase } from './destroy-case.ts'
import { addPaper, lend, takeBack } from './link-cases.ts'
import { keepIndexes } from './sign-index.ts'
import { entriesOf, signedIndexesOf } from './store-index.ts'
import {
  casesToArchive,
  casesToDestroy,
  casesToTransfer,
  owedByOffice,
  retentionOf,
  transfersTo,
} from './store-retention.ts'
import { verifyCases } from './verify-cases.ts'

let on: TestArchive
let head: Actor
let keeper: Actor
let archivo: string
before(async () => {
  on = await testArchive()
  archivo = await on.on.people.office(on.place.institution, 'archivo')
  head = await on.official(['read', 'list', 'update', 'change-state', 'seal'])
  keeper = await on.official(['read', 'list', 'seal', 'destroy'], archivo)
})
// Each story begins at the same day, so that the calendar reaches to its end.
beforeEach(() => on.on.people.clock.set(new Date('2026-07-20T17:00:00Z')))
after(() => on.close())

const authority = 'Resolución Jefatural AGN 045-2033'
const db = () => on.parts.database.kysely
const refuses = (code: string) => (error: unknown) => (error as { code?: string }).code === code
const fails =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof CaseFilesError && error.code === code

function years(count: number): void {
  on.on.people.clock.pass(count * 366 * 86_400_000)
}

/** Whoever proved to be there before years passed proves it again. */
async function again(actor: Actor): Promise<Actor> {
  assert.equal(actor.kind, 'person')
  if (actor.kind !== 'person') throw new Error('only people')
  return on.on.people.signIn(actor.person, actor.holding?.id ?? null, true)
}

async function closed(): Promise<string> {
  const { id } = await on.file([2])
  await on.finish(id)
  return id
}

async function inCentral(): Promise<string> {
  const id = await closed()
  await archiveCase(on.parts, head, { id })
  years(3)
  const transfer = await sendToArchive(on.parts, head, [id])
  await receiveTransfer(on.parts, keeper, { transfer })
  return id
}

test('closing starts the years of the series, whatever closes it', async () => {
  const id = await closed()
  const kept = await retentionOf(db(), id)
  assert.equal(kept?.level, 'office')
  assert.equal(kept.from, '2026-07-20')
  assert.equal(kept.transferOn, `${2026 + kept.officeYears}-07-20`)
  assert.equal(kept.disposeOn, `${2026 + kept.keepYears}-07-20`)
  const { id: open } = await on.file()
  assert.equal(await retentionOf(db(), open), null)
  await assert.rejects(archiveCase(on.parts, head, { id: open }), fails('not-now'))
})

test('an archived case takes nothing more until an act reopens it', async () => {
  const id = await closed()
  const offices = [on.place.office]
  assert.ok((await casesToArchive(db(), { offices, limit: 50 })).some((each) => each.id === id))
  await archiveCase(on.parts, head, { id })
  assert.equal((await signedIndexesOf(db(), id)).at(-1)?.status, 'E02')
  await assert.rejects(on.add(id, plainPdf(1, 'tarde')), fails('archived'))
  await assert.rejects(archiveCase(on.parts, head, { id }), fails('archived'))
  const why = 'Se encontró un informe que falta.'
  await assert.rejects(reopenCase(on.parts, head, { id, act: '', why }), fails('no-resolution'))
  await assert.rejects(
    reopenCase(on.parts, head, { id, act: authority, why: 'x' }),
    fails('no-words'),
  )
  await reopenCase(on.parts, head, { id, act: authority, why })
  await assert.rejects(
    reopenCase(on.parts, head, { id, act: authority, why }),
    fails('not-archived'),
  )
  await on.add(id, plainPdf(1, 'el informe'))
  on.on.people.clock.pass(40 * 86_400_000)
  await archiveCase(on.parts, head, { id })
  const kept = await retentionOf(db(), id)
  assert.deepEqual([kept?.n, kept?.from], [2, '2026-08-29'])
  assert.deepEqual(
    (await signedIndexesOf(db(), id)).map(({ status, folios }) => [status, folios]),
    [
      ['E02', 2],
      ['E02', 3],
    ],
  )
})

test('cases go to the central archive with a list, all or none, when their years in the office are over', async () => {
  const ids = [await closed(), await closed()]
  for (const id of ids) await archiveCase(on.parts, head, { id })
  await assert.rejects(sendToArchive(on.parts, head, ids), fails('kept-until'))
  years(3)
  const late = await closed()
  await archiveCase(on.parts, head, { id: late })
  await assert.rejects(sendToArchive(on.parts, head, [...ids, late]), fails('kept-until'))
  const day = on.parts.clock.now().toISOString().slice(0, 10)
  const due = await casesToTransfer(db(), { offices: [on.place.office], day, limit: 100 })
  assert.ok(ids.every((id) => due.some((each) => each.id === id)))
  const owed = await owedByOffice(db(), { institution: on.place.institution, day })
  assert.ok(owed.some(({ cases }) => cases >= 2))
  const transfer = await sendToArchive(on.parts, head, ids)
  assert.deepEqual((await signedIndexesOf(db(), ids[0] ?? '')).at(-1)?.status, 'E03')
  const [list] = await transfersTo(db(), [archivo])
  assert.deepEqual([list?.id, list?.cases.length], [transfer, 2])
  await assert.rejects(receiveTransfer(on.parts, head, { transfer }), fails('not-found'))
  await receiveTransfer(on.parts, keeper, { transfer })
  await assert.rejects(receiveTransfer(on.parts, keeper, { transfer }), fails('not-found'))
  assert.equal((await retentionOf(db(), ids[0] ?? ''))?.level, 'central')
  // Custody moved with the list, and who took it stands in the event.
  const taken = (await eventsOf(db(), ids[0] ?? '')).at(-1)
  assert.equal((taken?.content['by'] as { kind?: string })?.kind, 'official')
  const { rows } = await sql<{ office: string }>`SELECT responsible_office_id AS office
    FROM case_files.case_file WHERE id = ${ids[0]}::uuid`.execute(db())
  assert.equal(rows[0]?.office, archivo)
})

test('nothing is destroyed before its day, without an act, out of the office, or by who may not', async () => {
  const id = await inCentral()
  await assert.rejects(
    destroyCase(on.parts, await again(keeper), { id, authority }),
    fails('kept-until'),
  )
  years(10)
  const now = await again(keeper)
  await assert.rejects(destroyCase(on.parts, now, { id, authority: '  ' }), fails('no-resolution'))
  await assert.rejects(destroyCase(on.parts, keeper, { id, authority }), {
    ...{ code: 'not-permitted', detail: { reason: 'proof-needed' } },
  })
  const plain = await on.official(['read', 'list', 'seal'], archivo)
  await assert.rejects(destroyCase(on.parts, plain, { id, authority }), { code: 'not-permitted' })
  const office = await closed()
  const owner = await on.official(['read', 'destroy'])
  await assert.rejects(
    destroyCase(on.parts, owner, { id: office, authority }),
    fails('not-archived'),
  )
  const early = sql`UPDATE case_files.retention SET level = 'destroyed', destroyed_seq = 1,
    authority = 'x y z', residual = '{}' WHERE case_id = ${office}::uuid`
  await assert.rejects(early.execute(db()), refuses('23000'))
  await assert.rejects(
    sql`SELECT case_files.erase_destroyed(${id}::uuid)`.execute(db()),
    refuses('23000'),
  )
})

test('a held case is not destroyed', async () => {
  const id = await inCentral()
  years(10)
  const words = {
    reason: 'juicio',
    legalAct: 'Resolución judicial 3',
    actor: { kind: 'operator' as const },
  }
  const hold = await on.on.records.placeHold({ about: { kind: 'case', id }, ...words })
  const day = on.parts.clock.now().toISOString().slice(0, 10)
  const due = await casesToDestroy(db(), { offices: [archivo], day, limit: 100 })
  assert.equal(due.find((each) => each.id === id)?.held, true)
  await assert.rejects(destroyCase(on.parts, await again(keeper), { id, authority }), fails('held'))
  assert.equal((await entriesOf(db(), id)).length, 1)
  const around = sql`UPDATE case_files.retention SET level = 'destroyed',
    destroyed_seq = (SELECT max(seq) FROM case_files.event WHERE case_id = ${id}::uuid),
    authority = 'x y z', residual = '{}' WHERE case_id = ${id}::uuid`
  await assert.rejects(around.execute(db()), /A hold keeps this case/)
  await on.on.records.releaseHold({ hold, ...words })
  await destroyCase(on.parts, await again(keeper), { id, authority })
})

test('what a destroyed case was stays; what it held is nowhere any more', async () => {
  const { id } = await on.file([2])
  const shared = plainPdf(3, 'en dos expedientes')
  await on.add(id, shared)
  const { id: other } = await on.file([1])
  await on.add(other, shared)
  // What other parts write about a case goes with it: here the receipt with its code.
  await on.on.receipts.make(id)
  const paper = 'Plano en papel, caja 3'
  await addPaper(on.parts, head, { id, paper, folios: 2 })
  await on.finish(id)
  await keepIndexes({ database: on.parts.database, clock: on.parts.clock, seal: on.seal })
  await archiveCase(on.parts, head, { id })
  years(3)
  await receiveTransfer(on.parts, keeper, { transfer: await sendToArchive(on.parts, head, [id]) })
  years(10)
  const hashes = (await entriesOf(db(), id)).flatMap(({ document }) => document?.sha256 ?? [])
  const before = await eventsOf(db(), id)
  const folios = (await entriesOf(db(), id)).at(-1)?.last
  const loan = { id, paper, office: 'archivo', holder: 'Sala de lectura', dueOn: '2045-01-01' }
  await lend(on.parts, keeper, loan)
  await assert.rejects(
    destroyCase(on.parts, await again(keeper), { id, authority }),
    fails('in-use'),
  )
  await takeBack(on.parts, keeper, { id, paper })
  await destroyCase(on.parts, await again(keeper), { id, authority })
  const { rows } = await sql<{
    whole: string
  }>`SELECT (SELECT jsonb_agg(to_jsonb(c)) FROM case_files.case_file c
      WHERE id = ${id}::uuid)::text || (SELECT jsonb_agg(to_jsonb(e)) FROM case_files.event e
      WHERE case_id = ${id}::uuid)::text || (SELECT coalesce(jsonb_agg(to_jsonb(t)), '[]') FROM records.content t
      JOIN records.entry x ON x.id = t.entry WHERE x.about_id = ${id})::text AS whole`.execute(db())
  for (const word of [
    filer.name,
    filer.number,
    filer.email ?? '',
    filer.address ?? '',
    'Pido algo',
  ]) {
    assert.equal(rows[0]?.whole.includes(word), false, word)
  }
  assert.deepEqual(await entriesOf(db(), id), [])
  assert.deepEqual(await Promise.all(hashes.map((hash) => isNamed(db(), hash))), [
    false,
    true,
    false,
  ])
  // The chain still leads from the first event to the last, and the index tells what was in it.
  const left = await eventsOf(db(), id)
  assert.deepEqual(
    left.slice(0, before.length).map(({ hash }) => hash),
    before.map(({ hash }) => hash),
  )
  assert.equal(left.at(-1)?.kind, 'destroyed')
  const kept = await retentionOf(db(), id)
  assert.deepEqual([kept?.level, kept?.authority], ['destroyed', authority])
  assert.deepEqual([kept?.residual?.['documents'], kept?.residual?.['folios']], [3, folios])
  assert.equal(kept?.residual?.['index'], (await signedIndexesOf(db(), id)).at(-1)?.contentHash)
  assert.deepEqual((await verifyCases(db())).findings, [])
  await assert.rejects(
    destroyCase(on.parts, await again(keeper), { id, authority }),
    fails('not-archived'),
  )
})

test('the audit finds an event, a folio, an index and a document that were changed', async () => {
  const { id } = await on.file([2, 2])
  await keepIndexes({ database: on.parts.database, clock: on.parts.clock, seal: null })
  const client = await superuser(on.on.people.database)
  const changes: [change: string, back: string, code: string][] = [
    [
      `UPDATE case_files.event SET content = jsonb_set(content, '{filer,name}', '"Otra"') WHERE case_id = $1`,
      `UPDATE case_files.event SET content = jsonb_set(content, '{filer,name}', '"${filer.name}"') WHERE case_id = $1`,
      'case-event',
    ],
    [
      `UPDATE case_files.case_file SET last_seq = last_seq + 1 WHERE id = $1`,
      `UPDATE case_files.case_file SET last_seq = last_seq - 1 WHERE id = $1`,
      'case-event',
    ],
    [
      `UPDATE case_files.index_entry SET last_folio = 9 WHERE case_id = $1 AND position = 2`,
      `UPDATE case_files.index_entry SET last_folio = 4 WHERE case_id = $1 AND position = 2`,
      'case-index',
    ],
    [
      `UPDATE case_files.document SET bytes = bytes + 1 WHERE case_id = $1 AND position = 1`,
      `UPDATE case_files.document SET bytes = bytes - 1 WHERE case_id = $1 AND position = 1`,
      'case-index',
    ],
  ]
  for (const [change, back, code] of changes) {
    await client.query(change, [id])
    const { findings } = await verifyCases(db())
    assert.deepEqual(
      findings.map((each) => each.code),
      [code],
      change,
    )
    assert.ok(findings[0]?.what.startsWith(id))
    await client.query(back, [id])
  }
  assert.deepEqual((await verifyCases(db())).findings, [])
  await client.end()
})
