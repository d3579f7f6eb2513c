// Accumulation keeps each case's own folios, separation undoes it with an act, and a part on paper is out once.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Actor } from '#people'
import { type TestArchive, testArchive } from '../../../test/support/archive.ts'
import { plainPdf } from '../../../test/support/plain-pdf.ts'
import { CaseFilesError } from '../errors.ts'
import { eventsOf } from '../filing/store-filings.ts'
import { readIndex } from './index-content.ts'
import { accumulate, addPaper, lend, separate, takeBack } from './link-cases.ts'
import { eniXmlOf, makeIndex } from './sign-index.ts'
import { entriesOf, signedIndexesOf } from './store-index.ts'
import { linksOf, openLoans } from './store-links.ts'

let on: TestArchive
let head: Actor
before(async () => {
  on = await testArchive()
  head = await on.official(['read', 'list', 'update', 'change-state', 'seal'])
})
after(() => on.close())

const act = 'Resolución Gerencial 12-2026'
const db = () => on.parts.database.kysely
const fails =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof CaseFilesError && error.code === code

test('an accumulated case keeps its own folios', async () => {
  const { id } = await on.file([2])
  const { id: other } = await on.file([3, 4])
  const before = await entriesOf(db(), other)
  await accumulate(on.parts, head, { id, other, act })
  assert.deepEqual(await entriesOf(db(), other), before)
  const [first, note] = await entriesOf(db(), id)
  assert.deepEqual([first?.last, note?.first, note?.last, note?.subCase?.folios], [2, 3, 3, 7])
  const [index] = await signedIndexesOf(db(), other)
  assert.equal(note?.subCase?.index, index?.contentHash)
  await on.add(id, plainPdf(1, 'después'))
  assert.equal((await entriesOf(db(), id)).at(-1)?.first, 4)
  // Who did it stands in both, and the norm's index holds the other one whole.
  for (const each of [id, other]) {
    const last = (await eventsOf(db(), each)).find(({ kind }) => kind.startsWith('accumulated'))
    assert.equal(last?.content['act'], act)
  }
  const { database, clock } = on.parts
  await database.transaction((trx) => makeIndex(trx, { id, status: 'E01', now: clock.now() }))
  const content = readIndex((await signedIndexesOf(db(), id)).at(-1)?.content ?? '')
  assert.ok(content)
  const xml = await eniXmlOf(db(), content)
  assert.equal(xml.match(/<eniconexpind:ExpedienteIndizado/g)?.length, 1)
  assert.equal(xml.match(/<eniconexpind:DocumentoIndizado/g)?.length, 4)
})

test('nothing comes into a case that was accumulated; it goes where the case goes on', async () => {
  const { id } = await on.file([1])
  const { id: other } = await on.file([1])
  await accumulate(on.parts, head, { id, other, act })
  await assert.rejects(on.add(other, plainPdf(1, 'tarde')), fails('accumulated'))
})

test('no case is accumulated twice, nor to itself, nor in a circle, nor without a resolution', async () => {
  const [{ id: a }, { id: b }, { id: c }] = [await on.file(), await on.file(), await on.file()]
  await assert.rejects(accumulate(on.parts, head, { id: a, other: a, act }), fails('accumulated'))
  await assert.rejects(
    accumulate(on.parts, head, { id: a, other: b, act: ' ' }),
    fails('no-resolution'),
  )
  await accumulate(on.parts, head, { id: a, other: b, act })
  await assert.rejects(accumulate(on.parts, head, { id: c, other: b, act }), fails('accumulated'))
  await assert.rejects(accumulate(on.parts, head, { id: b, other: c, act }), fails('accumulated'))
  const twice = await Promise.allSettled([
    accumulate(on.parts, head, { id: a, other: c, act }),
    accumulate(on.parts, head, { id: a, other: c, act }),
  ])
  assert.equal(twice.filter(({ status }) => status === 'fulfilled').length, 1)
})

test('separated by an act, it goes on by itself, and the note of its folios stays where it stood', async () => {
  const { id } = await on.file([2])
  const { id: other } = await on.file([3])
  await assert.rejects(separate(on.parts, head, { id, other, act }), fails('not-accumulated'))
  await accumulate(on.parts, head, { id, other, act })
  await separate(on.parts, head, { id, other, act: 'Resolución Gerencial 15-2026' })
  assert.deepEqual(
    (await entriesOf(db(), id)).map(({ last }) => last),
    [2, 3],
  )
  await on.add(other, plainPdf(2, 'otra vez solo'))
  assert.deepEqual(
    (await entriesOf(db(), other)).map(({ last }) => last),
    [3, 5],
  )
  const [link] = await linksOf(db(), other)
  assert.deepEqual([link?.goesOn, link?.endedAct], [false, 'Resolución Gerencial 15-2026'])
  await accumulate(on.parts, head, { id, other, act })
})

test('who may not change both cases joins neither', async () => {
  const { id } = await on.file()
  const { id: other } = await on.file()
  const clerk = await on.official(['read', 'list', 'update'])
  await assert.rejects(accumulate(on.parts, clerk, { id, other, act }), { code: 'not-permitted' })
  const elsewhere = await on.on.people.office(on.place.institution, 'lejos')
  const stranger = await on.official(['read', 'list', 'change-state'], elsewhere)
  await assert.rejects(accumulate(on.parts, stranger, { id, other, act }), fails('not-found'))
  assert.deepEqual(await linksOf(db(), id), [])
})

test('a part on paper has its folios, and is lent to one at a time', async () => {
  const { id } = await on.file([2])
  const paper = 'Plano A-1, caja 12'
  await addPaper(on.parts, head, { id, paper: `  ${paper} `, folios: 5 })
  const entries = await entriesOf(db(), id)
  assert.deepEqual([entries[1]?.paper, entries[1]?.first, entries[1]?.last], [paper, 3, 7])
  await assert.rejects(addPaper(on.parts, head, { id, paper, folios: 1 }), fails('loan'))
  await on.on.people.office(on.place.institution, 'obras')
  const loan = { id, paper, office: 'obras', holder: 'Inspectora de obras', dueOn: '2026-07-24' }
  const lent = await Promise.allSettled([lend(on.parts, head, loan), lend(on.parts, head, loan)])
  assert.deepEqual(lent.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
  await assert.rejects(lend(on.parts, head, { ...loan, paper: 'Otra cosa' }), fails('loan'))
  await assert.rejects(lend(on.parts, head, { ...loan, office: 'no-hay' }), fails('loan'))
  const [open] = await openLoans(db(), on.place.institution, 10)
  assert.deepEqual([open?.paper, open?.office, open?.dueOn], [paper, 'Oficina obras', '2026-07-24'])
  await takeBack(on.parts, head, { id, paper })
  await assert.rejects(takeBack(on.parts, head, { id, paper }), fails('loan'))
  assert.deepEqual(await openLoans(db(), on.place.institution, 10), [])
  await lend(on.parts, head, loan)
})
