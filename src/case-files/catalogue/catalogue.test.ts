// Procedures: what may be asked for, versions that stay as they were published, and what a pack brings.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { createJournal } from '#records'
import { createJobs, createLog, systemClock } from '#platform'
import { testDatabase } from '../../../test/support/database.ts'
import { importProcedures } from '../import-procedures.ts'
import { catalogueJob } from '../open-catalogue.ts'
import { createCatalogue } from './catalogue.ts'
import { type ProblemCode, problemsOf } from './check-procedure.ts'
import { asCsv, asJson, entriesOf } from './exchange.ts'
import { findProcedures } from './find-procedures.ts'
import { type ProcedureContent, requirementsFor } from './procedure.ts'

const database = await testDatabase(['people', 'records', 'case-files'])
const clock = systemClock()
const journal = createJournal(clock)
const jobs = createJobs(database, createLog({ level: 'silent' }), clock)
let asked = 0
jobs.define(catalogueJob, async () => void asked++)
const catalogue = createCatalogue({ database, clock, journal, jobs })
const operator = catalogue.as({ kind: 'operator' })
const pack = new URL('../../../packs/lima/procedures.json', import.meta.url)
const entries = entriesOf(readFileSync(pack, 'utf8'), 'procedures.json')
after(async () => {
  await jobs.stop()
  await database.close()
})

function contentOf(code: string, change: Partial<ProcedureContent> = {}): ProcedureContent {
  const found = entries.find((each) => each.code === code)?.content as ProcedureContent
  return { ...structuredClone(found), ...change }
}

const codes = (content: ProcedureContent): ProblemCode[] =>
  problemsOf(content).map(({ code }) => code)

test('the twelve procedures of the pack may be published as they stand', () => {
  assert.equal(entries.length, 12)
  for (const { code, content } of entries) {
    assert.deepEqual(problemsOf(content as ProcedureContent), [], code)
  }
})

test('a requirement that the law forbids is named with its reason, unless a law demands it', () => {
  const licence = contentOf('licencia-funcionamiento')
  const asked = (es: string, more = {}) => ({
    ...licence,
    requirements: [{ id: 'x', text: { es }, kind: 'document' as const, ...more }],
  })
  for (const [text, kind] of [
    ['Copia simple del DNI del titular', 'identity-copy'],
    ['Dos fotografías tamaño carné', 'photographs'],
    ['Comprobante de pago del derecho', 'payment-proof'],
    ['Copia legalizada del contrato', 'certified-copy'],
    ['Vigencia de poder del representante', 'other-entity'],
  ]) {
    const [problem, ...others] = problemsOf(asked(text ?? ''))
    assert.deepEqual(others, [])
    assert.equal(problem?.code, 'requirement-forbidden')
    assert.equal(problem.values['kind'], kind)
    assert.equal(problem.place, '/requirements/0')
  }
  assert.deepEqual(codes(asked('Su licencia anterior', { heldBy: 'this-entity' })), [
    'requirement-forbidden',
  ])
  const demandedBy = { norm: 'Ley 1', rank: 'law', verified: false } as const
  assert.deepEqual(codes(asked('Copia legalizada del contrato', { demandedBy })), [])
  assert.deepEqual(codes(asked('Plan de seguridad y evacuación')), [])
})

test('terms, silence, fees and channels are held to Law 27444', () => {
  const licence = contentOf('licencia-funcionamiento')
  const law = { norm: 'Ley 1', rank: 'law', verified: true } as const
  const long = { amount: 31, unit: 'working-days' } as const
  assert.deepEqual(codes({ ...licence, term: long }), ['term-too-long'])
  assert.deepEqual(codes({ ...licence, term: { ...long, basis: law } }), [])
  const calendar = { amount: 15, unit: 'calendar-days', basis: law } as const
  assert.deepEqual(codes({ ...licence, term: calendar }), ['term-unit'])
  const own = { amount: 12, unit: 'working-days', rule: 'SAIP' } as const
  assert.deepEqual(codes({ ...licence, term: own }), ['term-rule'])
  assert.deepEqual(codes({ ...licence, term: null }), ['term-missing'])
  assert.deepEqual(codes({ ...licence, qualification: 'automatic' }), ['term-with-automatic'])
  assert.deepEqual(codes({ ...licence, qualification: 'negative-silence' }), [
    'silence-unjustified',
  ])
  assert.deepEqual(codes({ ...licence, fee: { amount: 12.5 } }), [
    'fee-without-basis',
    'fee-without-way',
  ])
  const { open: _open, ...told } = licence
  assert.deepEqual(codes({ ...told, fee: { amount: null } }), ['fee-open'])
  assert.deepEqual(codes({ ...licence, channels: ['counter'] }), ['not-online'])
  assert.deepEqual(codes({ ...licence, basis: [] }), ['no-basis'])
  const { appeal: _, ...offices } = licence.offices
  assert.deepEqual(codes({ ...licence, offices }), ['no-appeal'])
})

test('a form and the conditions on it must fit together', () => {
  const licence = contentOf('licencia-funcionamiento')
  const when = (field: string, is: string) => ({
    ...licence,
    requirements: [
      { id: 'x', text: { es: 'Plano' }, kind: 'document' as const, when: { field, is } },
    ],
  })
  assert.deepEqual(codes(when('color', 'azul')), ['condition-unknown-field'])
  assert.deepEqual(codes(when('riesgo', 'enorme')), ['condition-unknown-value'])
  const form = (field: object, required: string[] = []) => ({
    ...contentOf('carta'),
    form: { type: 'object' as const, properties: { asunto: field }, required },
  })
  assert.deepEqual(codes(form({ type: 'string', title: 'A', pattern: '(' })), ['form-field'])
  assert.deepEqual(codes(form({ type: 'object', title: 'A' })), ['form-field'])
  assert.deepEqual(codes(form({ type: 'string', title: 'A' }, ['otro'])), ['form-required'])
})

test('requirements follow the answers', () => {
  const licence = contentOf('licencia-funcionamiento')
  const ids = (answers: Record<string, unknown>) =>
    requirementsFor(licence, answers).map(({ id }) => id)
  assert.deepEqual(ids({}), ['solicitud'])
  assert.deepEqual(ids({ riesgo: 'alto', presenta: 'titular' }), ['solicitud', 'planos'])
  assert.deepEqual(ids({ riesgo: 'bajo', 'autorizacion-sectorial': true }), [
    'solicitud',
    'condiciones',
    'sectorial',
  ])
})

test('a draft is seen by nobody until it is published, and then stays as it was', async () => {
  assert.deepEqual(await operator.draft('carta', contentOf('carta')), { number: 1, changed: true })
  assert.deepEqual(await operator.draft('carta', contentOf('carta')), { number: 1, changed: false })
  assert.deepEqual(await catalogue.inForce(), [])
  assert.deepEqual(await operator.publish('carta'), { number: 1 })
  await assert.rejects(operator.publish('carta'), { code: 'nothing-to-publish' })
  const renamed = contentOf('carta', { name: { es: 'Carta a la municipalidad' } })
  assert.deepEqual(await operator.draft('carta', renamed), { number: 2, changed: true })
  assert.equal((await catalogue.inForce())[0]?.content.name.es, 'Carta o escrito')
  await operator.publish('carta')
  const [second, first] = await catalogue.versions('carta')
  assert.deepEqual([second?.state, first?.state], ['published', 'retired'])
  assert.ok(first?.retired && second?.published && first.retired <= second.published)
  const change = sql`UPDATE case_files.procedure_version SET content = '{}' WHERE number = 2`
  await assert.rejects(change.execute(database.kysely), { code: '23000' })
  await assert.rejects(sql`DELETE FROM case_files.procedure_version`.execute(database.kysely), {
    code: '42501',
  })
})

test('what is not permitted, not shaped or not publishable is refused and changes nothing', async () => {
  const visitor = catalogue.as({ kind: 'visitor' })
  await assert.rejects(visitor.draft('otro', contentOf('carta')), { code: 'not-permitted' })
  await assert.rejects(operator.draft('otro', { name: 'x' }), { code: 'bad-procedure' })
  await assert.rejects(operator.draft('Otro Nombre', contentOf('carta')), { code: 'bad-procedure' })
  await operator.draft('otro', contentOf('carta', { channels: ['mail'] }))
  await assert.rejects(operator.publish('otro'), { code: 'not-publishable' })
  await assert.rejects(operator.publish('ninguno'), { code: 'not-found' })
  await assert.rejects(operator.retire('carta', ' '), { code: 'no-act' })
  assert.deepEqual(
    (await catalogue.inForce()).map(({ code }) => code),
    ['carta'],
  )
})

test('a retired procedure names the norm in the journal, and another version may follow', async () => {
  await operator.retire('carta', 'Ordenanza 1-2026')
  await assert.rejects(operator.retire('carta', 'Ordenanza 1-2026'), { code: 'nothing-to-retire' })
  const { rows } = await sql<{ act: string }>`SELECT act FROM records.entry
    WHERE about_kind = 'procedure' ORDER BY at, act`.execute(database.kysely)
  assert.equal(rows.filter(({ act }) => act === 'procedure.retired').length, 1)
  assert.deepEqual(await operator.draft('carta', contentOf('carta')), { number: 3, changed: true })
  await operator.publish('carta')
})

test('two writers of one procedure never make the same number', async () => {
  const names = Array.from({ length: 8 }, (_, at) => `Carta ${at}`)
  await Promise.all(
    names.map((es) => operator.draft('paralelo', contentOf('carta', { name: { es } }))),
  )
  assert.equal((await catalogue.versions('paralelo')).length, 1)
  await Promise.allSettled(names.map(() => operator.publish('paralelo')))
  const versions = await catalogue.versions('paralelo')
  assert.deepEqual(
    versions.map(({ state }) => state),
    ['published'],
  )
})

test('a pack brings what the city does not know, once, and leaves alone what it does', async () => {
  const first = await importProcedures(catalogue, { kind: 'operator' }, pack)
  assert.equal(first.published.length, 11)
  assert.ok(!first.published.includes('carta'))
  const again = await importProcedures(catalogue, { kind: 'operator' }, pack)
  assert.deepEqual(again.published, [])
})

test('what is exported can be read in again, and the table quotes what it must', async () => {
  const list = await catalogue.inForce()
  const read = entriesOf(JSON.stringify(asJson(list)), 'x.json')
  assert.deepEqual(
    read.map(({ code }) => code),
    list.map(({ code }) => code),
  )
  assert.deepEqual(
    read.map(({ content }) => content),
    list.map(({ content }) => content),
  )
  assert.throws(() => entriesOf('[]', 'x.json'), { code: 'bad-file' })
  const lines = asCsv(list).trimEnd().split('\r\n')
  assert.equal(lines.length, list.length + 1)
  assert.match(lines.find((line) => line.startsWith('carta,')) ?? '', /,"Ley 27444, Ley del/)
})

test('the dataset of the portal is made once for many changes that wait', async () => {
  assert.equal(await jobs.drain([catalogueJob]), 1)
  assert.equal(asked, 1)
  await operator.retire('paralelo', 'Ordenanza 2-2026')
  assert.equal(await jobs.drain([catalogueJob]), 1)
})

test('words find a procedure without accents, those in its name first', async () => {
  const list = await catalogue.inForce()
  const found = (words: string) => findProcedures(list, words).map(({ code }) => code)
  assert.equal(found('informacion publica')[0], 'acceso-informacion-publica')
  assert.equal(found('LICENCIA funcionamiento')[0], 'licencia-funcionamiento')
  assert.deepEqual(found('zapato'), [])
  assert.equal(found('  ').length, list.length)
})
