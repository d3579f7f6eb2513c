// A decided case is put back to be decided anew: its whole term runs again, with the act that ordered it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { type Casework, casework } from '../../../test/support/casework.ts'
import { actAsCity } from './act-on-case.ts'
import { receiveCase } from './receive-case.ts'
import { restoreCase } from './restore-case.ts'
import { routeCase } from './route-case.ts'

let on: Casework
before(async () => {
  on = await casework()
})
after(() => on.close())

const day = 86_400_000
const act = 'Resolución de Gerencia 012-2026'
const why = 'Se repone hasta el informe técnico'

async function atLicences(): Promise<string> {
  const { id } = await on.file('licencia-funcionamiento', { riesgo: 'alto', presenta: 'titular' })
  const to = { to: on.licences, motive: 'attention', note: '', priority: 'normal' } as const
  await routeCase(on.parts, await on.as(on.clerk), { ...to, id, seen: null, copies: [] })
  await receiveCase(on.parts, await on.as(on.head), { id, seen: null })
  return id
}

const columns = async (id: string) => {
  const { rows } = await sql<{ phase: string; due: string; silent: string }>`SELECT phase,
      due_on::text AS due, silent_on::text AS silent FROM case_files.case_file
    WHERE id = ${id}::uuid`.execute(on.parts.database.kysely)
  return rows[0]
}

test('after a nullity the term of the procedure runs whole again, and every computation stays', async () => {
  const id = await atLicences()
  const before = await columns(id)
  on.on.clock.pass(day)
  await actAsCity(on.parts, id, (step) => step.append('decided', { clock: { kind: 'decided' } }))
  on.on.clock.pass(day)
  await actAsCity(on.parts, id, (step) =>
    step.append('notified', { clock: { kind: 'notified', channel: 'personal' } }),
  )
  on.on.clock.pass(60 * day)
  const head = await on.as(on.head)
  await assert.rejects(
    restoreCase(on.parts, head, { id, seen: null, reason: 'nullity', act: ' ', why }),
    { code: 'no-resolution' },
  )
  await restoreCase(on.parts, head, { id, seen: null, reason: 'nullity', act, why })
  const now = await columns(id)
  assert.equal(now?.phase, 'open')
  assert.ok((now?.due ?? '') > (before?.due ?? ''), 'another last day')
  assert.ok((now?.silent ?? '') > (now?.due ?? ''), 'silence follows the new term')
  const today = on.on.clock.now().toISOString().slice(0, 10)
  const first = await actAsCity(on.parts, id, async ({ state }) => state.terms)
  const again = first.findLast(({ rule }) => rule === 'EVAL')
  assert.deepEqual([again?.computations[0]?.start, again?.key], [today, 'EVAL/2'])
  const { rows } = await sql<{ key: string; cause: string }>`SELECT key,
      computation -> 'cause' ->> 'kind' AS cause FROM case_files.term
    WHERE case_id = ${id}::uuid AND key LIKE 'EVAL%' ORDER BY n`.execute(on.parts.database.kysely)
  assert.deepEqual(rows, [
    { key: 'EVAL', cause: 'filed' },
    { key: 'EVAL/2', cause: 'restored' },
  ])
})

test('what was not decided is not put back, nor by whoever may not change the state of a case', async () => {
  const id = await atLicences()
  const head = await on.as(on.head)
  const given = { id, seen: null, reason: 'court', act, why } as const
  await assert.rejects(restoreCase(on.parts, head, given), { code: 'not-now' })
  await assert.rejects(restoreCase(on.parts, await on.as(on.specialist), given), {
    code: 'not-permitted',
  })
})
