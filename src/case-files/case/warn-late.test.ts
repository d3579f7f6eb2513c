// Whoever asked for information is told once, in time, by which day it comes; that day is then the last one.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { type Casework, casework } from '../../../test/support/casework.ts'
import { warnLate } from './warn-late.ts'

let on: Casework
before(async () => {
  on = await casework()
})
after(() => on.close())

const day = 86_400_000
const asked = { 'que-pides': 'El presupuesto', como: 'correo electrónico' }
const why = 'Hay que reunirlo de tres oficinas'

const dueOf = async (id: string): Promise<string | undefined> => {
  const { rows } = await sql<{ due: string }>`SELECT due_on::text AS due
    FROM case_files.case_file WHERE id = ${id}::uuid`.execute(on.parts.database.kysely)
  return rows[0]?.due
}

test('the day that was told becomes the last one, with the reason beside it', async () => {
  const { id } = await on.file('acceso-informacion-publica', asked)
  // Filed on Monday 20 July; ten working days, of which 23, 27, 28 and 29 July are none.
  const before = await dueOf(id)
  const clerk = await on.as(on.clerk)
  const told = { id, seen: null, why }
  await assert.rejects(warnLate(on.parts, clerk, { ...told, until: 'pronto' }), { code: 'no-day' })
  await assert.rejects(warnLate(on.parts, clerk, { ...told, until: before ?? '' }), {
    code: 'not-now',
  })
  await warnLate(on.parts, clerk, { ...told, until: '2026-09-01' })
  assert.equal(await dueOf(id), '2026-09-01')
  await assert.rejects(warnLate(on.parts, clerk, { ...told, until: '2026-09-02' }), {
    code: 'not-now',
  })
})

test('after two working days, and in other procedures, nothing is told this way', async () => {
  const late = await on.file('acceso-informacion-publica', asked)
  const letter = await on.file()
  const clerk = await on.as(on.clerk)
  const told = { seen: null, why, until: '2026-09-01' }
  await assert.rejects(warnLate(on.parts, clerk, { ...told, id: letter.id }), { code: 'not-now' })
  on.on.clock.pass(4 * day)
  await assert.rejects(warnLate(on.parts, clerk, { ...told, id: late.id }), { code: 'not-now' })
})
