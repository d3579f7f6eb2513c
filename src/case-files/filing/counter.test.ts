// Filing: nothing is lost or done twice, what lacks something is received, and strangers find nothing.
import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { findRecord, inViewOf } from '#people'
import { actAsCity } from '../case/act-on-case.ts'
import { receivedOn } from '../deadlines/answer-by.ts'
import { type TestCounter, testCounter } from '../../../test/support/counter.ts'
import type { Official } from '../../../test/support/test-people.ts'
import { most } from './attach-file.ts'
import type { Own } from './counter.ts'
import { brokenAt } from './event-chain.ts'
import { mediaTypeOf } from './file-kinds.ts'
import { type Filer, readFiler } from './filer.ts'
import { readKey, shownKey } from './filing-key.ts'
import { cleaned, fieldsOf, readAnswers } from './form-answers.ts'
import { eventsOf, isNamed } from './store-filings.ts'

let on: TestCounter
let place: { institution: string; office: string }
before(async () => {
  on = await testCounter()
})
after(() => on.close())

const visitor = { kind: 'visitor' } as const
const filer: Filer = {
  ...{ document: 'DNI', number: '40000001', name: 'Persona De Prueba' },
  ...{ email: null, address: null, onBehalfOf: null },
}
const begin = (code = 'carta'): Promise<Own> =>
  on.counter.begin(code, { filer, answers: { asunto: 'Un pedido', texto: 'Pido algo.' } })
const pdf = Buffer.from('%PDF-1.7\nun documento\n%%EOF\n')

async function* pieces(...parts: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts
}

const attach = (own: Own, name = 'carta.pdf', bytes: Uint8Array = pdf): Promise<void> =>
  on.counter.attach(own, { name, requirement: 'anexos', bytes: pieces(bytes) })

test('without an office that receives nothing is taken, and the page can say so', async () => {
  assert.equal(await on.counter.isOpen(), false)
  const own = await begin()
  await assert.rejects(on.counter.file(own, visitor), { code: 'counter-closed' })
  place = await on.open()
  assert.equal(await on.counter.isOpen(), true)
  const filed = await on.counter.file(own, visitor)
  assert.deepEqual([filed.year, filed.number], [2026, 1])
})

test('a filing has number, day, term and files with their hashes, and its office answers for it', async () => {
  const own = await begin()
  await attach(own)
  const filed = await on.counter.file(own, visitor)
  assert.equal(filed.receivedOn, '2026-07-20')
  // Thirty working days from 21 July 2026, as the sentence says.
  assert.equal(filed.dueOn, '2026-09-07')
  assert.equal(filed.silentOn, null)
  const sha256 = createHash('sha256').update(pdf).digest('hex')
  const [file, ...others] = filed.files
  assert.deepEqual(others, [])
  const { requirement: _, ...kept } = file ?? { requirement: '' }
  assert.deepEqual(kept, {
    ...{ position: 1, name: 'carta.pdf', mediaType: 'application/pdf', sha256 },
    bytes: pdf.length,
    scan: null,
  })
  assert.equal(await on.files.has(sha256 as never), true)
  assert.equal(await isNamed(on.people.database.kysely, sha256), true)
  const { database, clock } = on.people
  const find = { verb: 'read', kind: 'case', id: own.id }
  const seenBy = async (official: Official) => {
    const actor = await on.people.signIn(official.person, official.holding)
    return inViewOf({ database, clock, actor }, (view) => findRecord(view, find))
  }
  const role = await on.people.role(place.institution, 'mesa', ['read', 'list'])
  const record = await seenBy(await on.people.official(place.office, role))
  assert.deepEqual(
    [record?.level, record?.procedure, record?.state, record?.custody],
    ['restricted', 'carta', 'received', place.office],
  )
  const elsewhere = await on.people.office(place.institution, 'otra')
  assert.equal(await seenBy(await on.people.official(elsewhere, role)), null)
  const entries = await on.records.journal.about(on.people.database.kysely, {
    kind: 'case',
    id: own.id,
  })
  assert.deepEqual(
    entries.map(({ act }) => act),
    ['case.filed'],
  )
})

test('a filing that lacks its documents is received all the same (art. 124.1)', async () => {
  const answers = { riesgo: 'alto', presenta: 'titular' }
  const own = await on.counter.begin('licencia-funcionamiento', { filer, answers })
  const filed = await on.counter.file(own, visitor)
  assert.deepEqual(filed.files, [])
  assert.equal(filed.dueOn, '2026-08-05')
  assert.equal(filed.silentOn, '2026-08-13')
})

test('filed twice, and ten times at once, it is one case with one number', async () => {
  const own = await begin()
  const many = await Promise.all(Array.from({ length: 10 }, () => on.counter.file(own, visitor)))
  assert.equal(new Set(many.map(({ number }) => number)).size, 1)
  assert.equal((await on.counter.file(own, visitor)).number, many[0]?.number)
  assert.equal(await on.counter.draft(own), null)
})

test('a file or a change that comes after the filing is told with its number, not dropped', async () => {
  const own = await begin()
  let arrived = (): void => {}
  const waiting = new Promise<void>((resolve) => (arrived = resolve))
  async function* slow(): AsyncGenerator<Uint8Array> {
    yield pdf
    await waiting
    yield pdf
  }
  const late = on.counter.attach(own, { name: 'tarde.pdf', requirement: '', bytes: slow() })
  const filed = await on.counter.file(own, visitor)
  arrived()
  const number = `2026-${String(filed.number).padStart(6, '0')}`
  const told = { code: 'filed-meanwhile', detail: { number } }
  await assert.rejects(late, told)
  await assert.rejects(attach(own), told)
  await assert.rejects(on.counter.detach(own, 1), told)
  await assert.rejects(on.counter.change(own, { filer, answers: {} }), told)
  assert.deepEqual((await on.counter.filed(own))?.files, [])
})

test('who files can change what was answered while it is a draft', async () => {
  const own = await begin()
  const answers = { asunto: 'Otro pedido', texto: 'Pido otra cosa.' }
  await on.counter.change(own, { filer: { ...filer, email: 'persona@example.pe' }, answers })
  const filed = await on.counter.file(own, visitor)
  assert.deepEqual(filed.answers, answers)
  assert.equal(filed.filer.email, 'persona@example.pe')
})

test('an office that succeeded the one that received receives in its place', async () => {
  const { institution, office } = place
  const next = await on.people.office(institution, 'tramite-documentario')
  const after = await on.people.office(institution, 'atencion-ciudadana')
  on.people.clock.pass(1_000)
  await on.succeed(institution, office, next)
  on.people.clock.pass(1_000)
  await on.succeed(institution, next, after)
  on.people.clock.pass(1_000)
  assert.equal(await on.counter.isOpen(), true)
  const own = await begin()
  await on.counter.file(own, visitor)
  const { rows } = await sql<{ office: string }>`SELECT responsible_office_id AS office
    FROM case_files.case_file WHERE id = ${own.id}::uuid`.execute(on.people.database.kysely)
  assert.equal(rows[0]?.office, after)
  place.office = after
})

test('out of hours counts as the city has set it, and a case keeps what held when it was filed', async () => {
  const evening = new Date('2026-07-20T22:30:00Z')
  const hours = { policy: 'office-hours', closesAt: '16:30' } as const
  assert.equal(receivedOn(evening, on.calendars), '2026-07-20')
  assert.equal(receivedOn(evening, on.calendars, hours), '2026-07-21')
  const before = new Date('2026-07-20T21:29:00Z')
  assert.equal(receivedOn(before, on.calendars, hours), '2026-07-20')
  const strict = on.withHours(hours)
  on.people.clock.set(new Date('2026-07-20T22:30:00Z'))
  const own = await strict.begin('carta', { filer, answers: { asunto: 'a', texto: 'b' } })
  const filed = await strict.file(own, visitor)
  assert.equal(filed.receivedOn, '2026-07-21')
  // A working day more than what came before closing time.
  assert.equal(filed.dueOn, '2026-09-08')
  await actAsCity(on, own.id, (step) => step.refresh())
  assert.equal((await on.counter.filed(own))?.dueOn, '2026-09-08')
})

test('numbers of many who file at once follow without a gap', async () => {
  const owns = await Promise.all(Array.from({ length: 20 }, () => begin()))
  const before = await on.counter.file(await begin(), visitor)
  const filed = await Promise.all(owns.map((own) => on.counter.file(own, visitor)))
  const numbers = filed.map(({ number }) => number).toSorted((a, b) => a - b)
  assert.deepEqual(
    numbers,
    Array.from({ length: 20 }, (_, at) => before.number + 1 + at),
  )
})

test('another key, another id and a number alone open nothing', async () => {
  const own = await begin()
  const filed = await on.counter.file(own, visitor)
  const other = await begin()
  assert.equal(await on.counter.filed({ id: own.id, key: other.key }), null)
  assert.equal(await on.counter.filed({ id: randomUUID(), key: own.key }), null)
  const { year, number } = filed
  assert.equal(await on.counter.find({ year, number, key: other.key }), null)
  assert.deepEqual(await on.counter.find({ year, number, key: own.key }), own)
})

test('a key may be typed as people type', () => {
  const key = '0123456789ABCDEF'
  assert.equal(shownKey(key), '0123-4567-89AB-CDEF')
  assert.equal(readKey(' o123-4567 89ab-cdef'), key)
  assert.equal(readKey('OIL0'), '0110')
})

test('a file is judged by what is in it; a refused one leaves no trace', async () => {
  const own = await begin()
  for (const [name, bytes, code] of [
    ['programa.pdf', Buffer.from('MZ\u0000\u0001'), 'file-kind'],
    ['carta.pdf', Buffer.from('solo texto'), 'file-kind'],
    ['carta.exe', pdf, 'file-kind'],
    ['vacio.pdf', Buffer.alloc(0), 'file-empty'],
  ] as const) {
    await assert.rejects(attach(own, name, bytes), { code }, name)
  }
  assert.deepEqual((await on.counter.draft(own))?.files, [])
  assert.equal(mediaTypeOf('a.jpg', Buffer.from([0xff, 0xd8, 0xff, 0xe0])), 'image/jpeg')
  assert.equal(mediaTypeOf('a.docx', Buffer.from('PK\u0003\u0004')), 'application/zip')
  assert.equal(mediaTypeOf('ñandú.csv', Buffer.from('a,ñ\r\n', 'latin1')), 'text/plain')
})

test('names lose what a path is made of, and files have their limit', async () => {
  const own = await begin()
  await attach(own, '../../etc/passwd.pdf')
  assert.equal((await on.counter.draft(own))?.files[0]?.name, '.._.._etc_passwd.pdf')
  for (let at = 1; at < most.files; at++) await attach(own)
  await assert.rejects(attach(own), { code: 'too-many-files' })
  await on.counter.detach(own, 1)
  await attach(own)
  assert.equal((await on.counter.draft(own))?.files.length, most.files)
})

test('a connection that breaks in the middle of a file keeps what came before it', async () => {
  const own = await begin()
  await attach(own)
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield pdf
    throw new Error('the line went down')
  }
  const sent = { name: 'otro.pdf', requirement: '', bytes: broken() }
  await assert.rejects(on.counter.attach(own, sent), /line went down/)
  assert.equal((await on.counter.draft(own))?.files.length, 1)
})

test('events are chained: none is changed, left out or put between', async () => {
  const own = await begin()
  await on.counter.file(own, visitor)
  const { kysely } = on.people.database
  const events = await eventsOf(kysely, own.id)
  assert.equal(events.length, 1)
  assert.equal(brokenAt(events), null)
  const [first] = events
  assert.ok(first)
  assert.equal(brokenAt([{ ...first, content: { ...first.content, procedure: 'otra' } }]), 1)
  for (const statement of [
    sql`UPDATE case_files.event SET kind = 'closed' WHERE case_id = ${own.id}::uuid`,
    sql`DELETE FROM case_files.document WHERE case_id = ${own.id}::uuid`,
    sql`UPDATE case_files.case_file SET number = 999 WHERE id = ${own.id}::uuid`,
    sql`INSERT INTO case_files.event (case_id, seq, at, kind, content, previous_hash, hash)
      VALUES (${own.id}::uuid, 3, now(), 'closed', '{}', ${first.hash}, ${first.hash})`,
    sql`INSERT INTO case_files.event (case_id, seq, at, kind, content, previous_hash, hash)
      VALUES (${own.id}::uuid, 2, now(), 'closed', '{}', ${'0'.repeat(64)}, ${first.hash})`,
    sql`INSERT INTO case_files.event (case_id, seq, at, kind, content, previous_hash, hash)
      VALUES (${own.id}::uuid, 2, '2020-01-01', 'closed', '{}', ${first.hash}, ${first.hash})`,
  ]) {
    await assert.rejects(statement.execute(kysely), ({ code }) => ['42501', '23000'].includes(code))
  }
})

test('a filing keeps the text of the procedure it was made under', async () => {
  const own = await begin('apelacion')
  await on.counter.file(own, visitor)
  const [inForce] = await on.catalogue.versions('apelacion')
  assert.ok(inForce)
  const operator = on.catalogue.as({ kind: 'operator' })
  const changed = { ...inForce.content, term: { amount: 20, unit: 'working-days' } }
  await operator.draft('apelacion', changed)
  await operator.publish('apelacion')
  const filed = await on.counter.filed(own)
  assert.equal(filed?.version, 1)
  assert.equal(filed.term?.amount, 30)
})

test('a draft under a text that ended meanwhile is not filed, and says so', async () => {
  const own = await begin('reconsideracion')
  await on.catalogue.as({ kind: 'operator' }).retire('reconsideracion', 'Ordenanza 3-2026')
  await assert.rejects(on.counter.file(own, visitor), { code: 'procedure-changed' })
  assert.notEqual(await on.counter.draft(own), null)
})

test('control characters in what was typed are dropped, line ends kept', () => {
  assert.equal(cleaned(' a\u0000b\r\nc\u001b[31m '), 'ab\nc[31m')
})

test('drafts begun thirty days ago are erased, others are not', async () => {
  const old = await begin()
  on.people.clock.pass(29 * 86_400_000)
  const young = await begin()
  assert.equal(await on.counter.eraseOldDrafts(), 0)
  on.people.clock.pass(2 * 86_400_000)
  assert.ok((await on.counter.eraseOldDrafts()) >= 1)
  assert.equal(await on.counter.draft(old), null)
  assert.notEqual(await on.counter.draft(young), null)
})

test('who files is judged by the form of the document', () => {
  const sent = { 'filer-document': 'RUC', 'filer-number': '20131380951', 'filer-name': 'Firma' }
  assert.equal(readFiler(sent).filer?.number, '20131380951')
  const faults = (change: object): string[] =>
    readFiler({ ...sent, ...change }).faults.map(({ field, fault }) => `${field} ${fault}`)
  assert.deepEqual(faults({ 'filer-number': '20131380952' }), ['filer-number bad-form'])
  assert.deepEqual(faults({ 'filer-document': 'DNI' }), ['filer-number bad-form'])
  assert.deepEqual(faults({ 'filer-email': 'a@b' }), ['filer-email bad-email'])
  assert.deepEqual(faults({ 'filer-name': ' ' }), ['filer-name missing'])
  assert.deepEqual(readFiler({}).faults.length, 3)
})

test('answers have the types of the form, and each fault names its field', async () => {
  const [version] = await on.catalogue.versions('evento-publico')
  assert.ok(version)
  const fields = fieldsOf(version.content)
  const good = { nombre: 'Feria', fecha: '2026-12-01', lugar: 'Plaza', aforo: '300' }
  const { answers, faults } = readAnswers(fields, { ...good, 'lugar-propio': 'false' })
  assert.deepEqual(faults, [])
  assert.deepEqual(answers, { ...good, aforo: 300, 'lugar-propio': false })
  const wrong = readAnswers(fields, { ...good, fecha: '2026-02-30', aforo: '0' })
  assert.deepEqual(
    wrong.faults.map(({ field, fault }) => `${field} ${fault}`),
    ['fecha bad-date', 'aforo too-small', 'lugar-propio missing'],
  )
})
