// Observing once, correcting, pausing, asking for reports, and what time alone brings, on a real case.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { type Casework, casework } from '../../../test/support/casework.ts'
import { actAsCity } from './act-on-case.ts'
import { correctCase } from './correct-case.ts'
import { forwardCase } from './forward-case.ts'
import { observeCase } from './observe-case.ts'
import { paralyseCase, resumeCase, stopCase, suspendCase, suspendOwnCase } from './pause-case.ts'
import { receiveCase } from './receive-case.ts'
import { answerReport, extendReport, requestReport } from './reports.ts'
import { routeCase } from './route-case.ts'
import { insertCorrectionFile } from './store-corrections.ts'

let on: Casework
before(async () => {
  on = await casework()
})
after(() => on.close())

const visitor = { kind: 'visitor' } as const
const mine = ({ id, key }: { id: string; key: string }) =>
  ({ by: 'key', id, key, actor: visitor }) as const
const day = 86_400_000
const plan = { requirement: 'plano', reason: 'El plano no está firmado' }
const title = { requirement: '', reason: 'Falta el nombre de la calle' }

const phaseOf = (id: string): Promise<string> =>
  actAsCity(on.parts, id, async ({ state }) => state.phase)
const kindsOf = (id: string): Promise<string[]> =>
  actAsCity(on.parts, id, async ({ events }) => events.map(({ kind }) => kind))
const dueOf = (id: string, key: string): Promise<string | null | undefined> =>
  actAsCity(on.parts, id, async ({ state }) => state.terms.find((term) => term.key === key)?.due)

async function observe(id: string, items = [plan], stage: 'reception' | 'later' = 'reception') {
  return observeCase(on.parts, await on.as(on.clerk), { id, seen: null, stage, items })
}

async function inLicences(id: string): Promise<void> {
  const to = { to: on.licences, motive: 'attention', note: '', priority: 'normal' } as const
  await routeCase(on.parts, await on.as(on.clerk), { ...to, id, seen: null, copies: [] })
  await receiveCase(on.parts, await on.as(on.head), { id, seen: null })
}

test('a filing without its requirements is registered and observed', async () => {
  const { id } = await on.file('licencia-funcionamiento', { riesgo: 'alto', presenta: 'titular' })
  assert.equal(await phaseOf(id), 'open')
  await observe(id, [plan, title])
  assert.equal(await phaseOf(id), 'observed')
  const { rows } = await sql<{ items: unknown[]; due: string | null }>`
    SELECT o.items, c.act_by AS due FROM case_files.observation o
    JOIN case_files.case_file c ON c.id = o.case_id WHERE c.id = ${id}::uuid`.execute(
    on.parts.database.kysely,
  )
  assert.deepEqual(rows, [{ items: [plan, title], due: null }])
  await assert.rejects(inLicences(id), { code: 'waits-for-correction' })
})

test('each observation has its reason, and there is at least one', async () => {
  const { id } = await on.file()
  await assert.rejects(observe(id, []), { code: 'no-items' })
  await assert.rejects(observe(id, [{ requirement: 'plano', reason: ' ' }]), { code: 'say-why' })
})

test('a second observation names only what was not corrected (126.2)', async () => {
  const { id, key } = await on.file()
  await observe(id, [plan, title])
  on.on.people.clock.pass(1_000)
  const answers = { asunto: 'Un pedido', texto: 'Pido que se arregle.' }
  await correctCase(on.parts, mine({ id, key }), { answers, note: '' })
  await assert.rejects(observe(id, [{ requirement: 'poder', reason: 'Falta el poder' }]), {
    code: 'new-items',
  })
  on.on.people.clock.pass(1_000)
  await observe(id, [title])
  const { rows } = await sql<{ only: boolean }>`SELECT uncorrected_only AS only
    FROM case_files.observation WHERE case_id = ${id}::uuid ORDER BY event_seq`.execute(
    on.parts.database.kysely,
  )
  assert.deepEqual(
    rows.map(({ only }) => only),
    [false, true],
  )
  const third = sql`INSERT INTO case_files.observation (case_id, event_seq, stage, items,
      uncorrected_only, corrected_event)
    VALUES (${id}::uuid, 1, 'later', '["x"]', false, 3)`
  await assert.rejects(third.execute(on.parts.database.kysely), { code: '23505' })
})

test('the filer corrects with files and answers; only what changed is written, the first day stays', async () => {
  const { id, key } = await on.file()
  const before = await dueOf(id, 'EVAL')
  await observe(id)
  on.on.people.clock.pass(day)
  const nothing = { asunto: 'Un pedido', texto: 'Pido algo.' }
  await assert.rejects(correctCase(on.parts, mine({ id, key }), { answers: nothing, note: '' }), {
    code: 'nothing-corrected',
  })
  const { hash } = await on.on.files.put([Buffer.from('%PDF-1.7 plano')] as never)
  await insertCorrectionFile(on.parts.database.kysely, id, {
    ...{ requirement: 'plano', name: 'plano.pdf', mediaType: 'application/pdf', sha256: hash },
    bytes: 14,
  })
  await correctCase(on.parts, mine({ id, key }), {
    ...{ answers: { ...nothing, texto: 'Pido otra cosa.' }, note: 'Aquí está' },
  })
  const filed = await on.on.counter.filed({ id, key })
  assert.equal(filed?.answers['texto'], 'Pido otra cosa.')
  assert.deepEqual(
    filed?.files.map(({ name, position }) => [name, position]),
    [['plano.pdf', 1]],
  )
  assert.equal(filed?.receivedOn, '2026-07-20')
  assert.notEqual(await dueOf(id, 'EVAL'), before)
  const last = await actAsCity(on.parts, id, async ({ events }) => events.at(-1))
  assert.deepEqual(last?.content['answers'], { texto: 'Pido otra cosa.' })
  await assert.rejects(
    correctCase(on.parts, mine({ id, key }), { answers: nothing, note: 'otra vez' }),
    { code: 'not-now' },
  )
})

test('what was observed on its day is sent on the day of its correction, in time', async () => {
  const { id, key } = await on.file()
  await observe(id)
  on.on.people.clock.pass(1_000)
  const answers = { asunto: 'Un pedido', texto: 'Pido que se arregle.' }
  await correctCase(on.parts, mine({ id, key }), { answers, note: '' })
  await inLicences(id)
  const routing = await actAsCity(on.parts, id, async ({ state }) =>
    state.terms.filter(({ rule }) => rule === 'DERIV').map(({ status }) => status),
  )
  assert.deepEqual(routing, ['cancelled', 'met'])
})

test('not corrected in two working days it is deemed not filed, and nothing more is taken', async () => {
  const { id, key } = await on.file()
  await observe(id)
  on.on.people.clock.pass(10 * day)
  assert.equal(await phaseOf(id), 'not-filed')
  const late = { answers: { asunto: 'x', texto: 'y' }, note: '' }
  await assert.rejects(correctCase(on.parts, mine({ id, key }), late), { code: 'not-now' })
})

test('two days after a filing by the counter it is observed at reception no more (125.6)', async () => {
  const { id } = await on.file()
  on.on.people.clock.pass(10 * day)
  await assert.rejects(observe(id), { code: 'not-now' })
  await observe(id, [plan], 'later')
})

test('what is approved by itself is, once the correction makes it complete (31.1)', async () => {
  const [inForce] = await on.on.catalogue.versions('cambio-de-giro')
  assert.ok(inForce)
  assert.equal(inForce.content.qualification, 'automatic')
  const operator = on.on.catalogue.as({ kind: 'operator' })
  const wanted = { id: 'croquis', kind: 'document', text: { es: 'Croquis del local' } } as const
  await operator.draft('cambio-de-giro', { ...inForce.content, requirements: [wanted] })
  await operator.publish('cambio-de-giro')
  const { id, key } = await on.file('cambio-de-giro', {})
  assert.equal(await phaseOf(id), 'open')
  await observe(id)
  on.on.people.clock.pass(1_000)
  const { hash } = await on.on.files.put([Buffer.from('%PDF-1.7 otro')] as never)
  await insertCorrectionFile(on.parts.database.kysely, id, {
    ...{ requirement: 'croquis', name: 'croquis.pdf', mediaType: 'application/pdf' },
    ...{ sha256: hash, bytes: 13 },
  })
  await correctCase(on.parts, mine({ id, key }), { answers: {}, note: 'Completo' })
  assert.equal(await phaseOf(id), 'approved')
  assert.deepEqual(await kindsOf(id), ['filed', 'observed', 'corrected', 'approved'])
})

test('the filer suspends where silence approves, thirty days at most; the clock goes on afterwards', async () => {
  const { id, key } = await on.file('licencia-funcionamiento', {
    ...{ riesgo: 'alto', presenta: 'titular' },
  })
  const due = await dueOf(id, 'EVAL')
  const ask = (days: number, why = 'Espero una partida') =>
    suspendOwnCase(on.parts, mine({ id, key }), { days, why })
  await assert.rejects(ask(31), { code: 'no-days' })
  await assert.rejects(ask(5, ''), { code: 'say-why' })
  await ask(5)
  assert.equal(await phaseOf(id), 'suspended')
  on.on.people.clock.pass(1_000)
  const clerk = await on.as(on.clerk)
  await resumeCase(on.parts, clerk, { id, seen: null })
  assert.equal(await dueOf(id, 'EVAL'), due, 'resumed on the day it was suspended')
  on.on.people.clock.pass(1_000)
  await suspendCase(on.parts, clerk, { id, seen: null, days: 3, why: 'Lo pidió por carta' })
  assert.ok(((await dueOf(id, 'EVAL')) ?? '') > (due ?? ''))
  const letter = await on.file()
  await assert.rejects(
    suspendOwnCase(on.parts, mine(letter), { days: 3, why: 'Lo pido' }),
    { code: 'not-now' },
    'where silence does not approve',
  )
})

test('a law or a court stops the clock by whoever heads the office, until it is resumed', async () => {
  const { id } = await on.file()
  await inLicences(id)
  const stop = { id, seen: null, reason: 'court', why: 'Medida cautelar 12-2026' } as const
  await assert.rejects(stopCase(on.parts, await on.as(on.specialist), stop), {
    code: 'not-permitted',
  })
  await stopCase(on.parts, await on.as(on.head), stop)
  assert.equal(await dueOf(id, 'EVAL'), null)
  on.on.people.clock.pass(7 * day)
  await resumeCase(on.parts, await on.as(on.specialist), { id, seen: null })
  assert.ok(await dueOf(id, 'EVAL'))
  await paralyseCase(on.parts, await on.as(on.specialist), {
    ...{ id, seen: null, why: 'No trajo lo pedido' },
  })
  assert.equal(await phaseOf(id), 'paralysed')
})

test('another office is asked for a report, reads the case, and answers with a document', async () => {
  const { id } = await on.file()
  await inLicences(id)
  const specialist = await on.as(on.specialist)
  const parts = { ...on.parts, files: on.on.files }
  const task = await requestReport(on.parts, specialist, {
    ...{ id, seen: null, office: on.legal, asked: '¿Procede?' },
  })
  assert.equal(task, 'report-1')
  const due = await dueOf(id, task)
  await extendReport(on.parts, specialist, { id, seen: null, task, days: 2 })
  assert.ok(((await dueOf(id, task)) ?? '') > (due ?? ''))
  const report = { id, seen: null, task, report: 'Sí procede.' }
  await assert.rejects(answerReport(parts, specialist, report), { code: 'not-yours' })
  await answerReport(parts, await on.as(on.lawyer), report)
  await assert.rejects(answerReport(parts, await on.as(on.lawyer), report), { code: 'not-asked' })
  const { rows } = await sql<{ name: string; origin: string; kind: string }>`
    SELECT name, origin, kind FROM case_files.document WHERE case_id = ${id}::uuid`.execute(
    on.parts.database.kysely,
  )
  assert.deepEqual(rows, [{ name: 'informe-1.txt', origin: 'entity', kind: 'report' }])
})

test('a case for another entity is forwarded and ends here', async () => {
  const { id } = await on.file()
  const clerk = await on.as(on.clerk)
  const where = { id, seen: null, why: 'Es de su competencia' }
  await assert.rejects(forwardCase(on.parts, clerk, { ...where, entity: ' ' }), { code: 'no-name' })
  await forwardCase(on.parts, clerk, { ...where, entity: 'Municipalidad de Lince' })
  assert.equal(await phaseOf(id), 'closed')
})
