// Tests the import of an organisation: all or nothing, repeatable, with a reason for each row.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestPeople, testPeople } from '../../test/support/test-people.ts'
import { importPeople } from './import-people.ts'
import { createStartingRoles } from './register-institution.ts'
import { positionByCode, readOffices } from './store-organisation.ts'
import { holdersOf } from './store-people.ts'

const head =
  'clase;codigo;nombre;apellidos;depende_de;oficina;puesto;familia;roles;documento;forma;desde;hasta;acto'
const right = [
  head,
  'oficina;alcaldia;Alcaldía;;;;;;;;;2023-01-01;;Ordenanza 1',
  'oficina;licencias;Licencias;;alcaldia;;;;;;;;;Ordenanza 1',
  'puesto;jefe-licencias;Jefe de licencias;;;licencias;;;jefe;;;;;Ordenanza 2',
  'persona;;Ana;Quispe;;;;;;DNI 41234567;;;;',
  'designacion;;;;;;jefe-licencias;;;DNI 41234567;titular;2023-01-01;;Resolución 7',
].join('\n')

let on: TestPeople
let institution: string

before(async () => {
  on = await testPeople()
  institution = await on.institution('Municipalidad de prueba')
  await createStartingRoles(on.operator, institution)
})
after(() => on.close())

const run = (text: string, dryRun = false) =>
  importPeople(on.operator, { institution, text, dryRun })
const offices = () => readOffices(on.database.kysely, institution, on.clock.now())

test('a dry run reports each row and stores nothing', async () => {
  const report = await run(right, true)
  assert.deepEqual(
    report.rows.map(({ said }) => said),
    ['office-opened', 'office-opened', 'position-opened', 'person-registered', 'begins-now'],
  )
  assert.deepEqual([report.changed, report.stored], [5, false])
  assert.deepEqual(await offices(), [])
})

test('one wrong row keeps all out, and the rows after it are judged as well', async () => {
  const wrong = right
    .replace('DNI 41234567;;;;', 'DNI 41234567-0;;;;')
    .replace(';;alcaldia;', ';;alcaldía;')
  const report = await run(wrong)
  assert.deepEqual(
    report.rows.map(({ said, error }) => error?.code ?? said),
    ['office-opened', 'unknown', 'unknown', 'bad-document', 'unknown'],
  )
  assert.equal(report.stored, false)
  assert.deepEqual(await offices(), [])
})

test('a right file is stored once, and nothing changes when it is imported again', async () => {
  assert.equal((await run(right)).stored, true)
  const again = await run(right)
  assert.deepEqual([again.changed, again.stored], [0, true])
  assert.deepEqual(
    (await offices()).map(({ slug }) => slug),
    ['alcaldia', 'licencias'],
  )
  const db = on.database.kysely
  const position = await positionByCode(db, institution, 'jefe-licencias')
  const [holder, ...more] = await holdersOf(db, position?.id ?? '', on.clock.now())
  assert.equal(holder?.names, 'Ana Quispe')
  assert.deepEqual(more, [])
})

test('a file with other headings is refused', async () => {
  await assert.rejects(run('a,b\n1,2'), { code: 'bad-value' })
})
