// Movements of a case: one office answers at every instant, what is under way is taken, returned or called back.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { findRecord, inViewOf } from '#people'
import { type Casework, casework } from '../../../test/support/casework.ts'
import { actAsCity } from './act-on-case.ts'
import { assignCase } from './assign-case.ts'
import { receiveCase } from './receive-case.ts'
import { cancelRouting, returnCase } from './return-case.ts'
import { type Routing, routeCase } from './route-case.ts'

let on: Casework
before(async () => {
  on = await casework()
})
after(() => on.close())

const plain = { motive: 'attention', note: '', priority: 'normal', copies: [], seen: null } as const

async function toLicences(id: string, more: Partial<Routing> = {}): Promise<void> {
  await routeCase(on.parts, await on.as(on.clerk), { ...plain, id, to: on.licences, ...more })
  on.on.people.clock.pass(1_000)
}

interface Standing {
  office: string
  position: string | null
  custody: string
  open: number
}

async function standing(id: string): Promise<Standing> {
  return on.parts.database.transaction(async (trx) => {
    await sql`SELECT set_config('rimaq.principal', 'program', true)`.execute(trx)
    const { rows } = await sql<Standing>`SELECT c.responsible_office_id AS office,
        c.responsible_position_id AS position, r.custody_office_id AS custody,
        (SELECT count(*)::int FROM case_files.movement m WHERE m.case_id = c.id AND NOT copy
          AND coalesce(received_event, returned_event, cancelled_event) IS NULL) AS open
      FROM case_files.case_file c JOIN people.record r ON r.id = c.id
      WHERE c.id = ${id}::uuid`.execute(trx)
    const [row] = rows
    assert.ok(row)
    assert.equal(row.office, row.custody, 'who answers has it in custody')
    return row
  })
}

test('a case that is sent answers to the other office at once, and is taken there', async () => {
  const { id } = await on.file()
  assert.equal((await standing(id)).office, on.desk)
  await toLicences(id, { note: 'Por competencia', priority: 'urgent' })
  assert.deepEqual(await standing(id), {
    ...{ office: on.licences, position: null, custody: on.licences, open: 1 },
  })
  await assert.rejects(
    routeCase(on.parts, await on.as(on.head), { ...plain, id, to: on.legal }),
    { code: 'under-way' },
    'what nobody has taken is not sent on',
  )
  await assert.rejects(
    receiveCase(on.parts, await on.as(on.clerk), { id, seen: null }),
    { code: 'not-permitted' },
    'the office that sent it cannot take it',
  )
  await receiveCase(on.parts, await on.as(on.specialist), { id, seen: null })
  assert.equal((await standing(id)).open, 0)
  await assert.rejects(receiveCase(on.parts, await on.as(on.head), { id, seen: null }), {
    code: 'not-under-way',
  })
})

test('sent on the day it came, the same-day rule is met; later it is met late', async () => {
  const derived = (id: string): Promise<string | undefined> =>
    actAsCity(
      on.parts,
      id,
      async ({ state }) => state.terms.find(({ key }) => key === 'DERIV')?.status,
    )
  const { id } = await on.file()
  await toLicences(id)
  assert.equal(await derived(id), 'met')
  const late = await on.file()
  on.on.people.clock.pass(86_400_000)
  assert.equal(await derived(late.id), 'overdue')
  await toLicences(late.id)
  assert.equal(await derived(late.id), 'met-late')
})

test('it goes back within the day, with its reason, to whoever had it', async () => {
  const { id } = await on.file()
  const clerk = await on.as(on.clerk)
  await assignCase(on.parts, clerk, { id, seen: null, position: on.clerk.position, note: '' })
  await toLicences(id)
  const head = await on.as(on.head)
  await assert.rejects(returnCase(on.parts, head, { id, seen: null, reason: ' ' }), {
    code: 'say-why',
  })
  await returnCase(on.parts, head, { id, seen: null, reason: 'No es de esta oficina' })
  const back = await standing(id)
  assert.deepEqual([back.office, back.position, back.open], [on.desk, on.clerk.position, 0])
  await toLicences(id)
  on.on.people.clock.pass(86_400_000)
  await assert.rejects(
    returnCase(on.parts, await on.as(on.head), { id, seen: null, reason: 'Ya es tarde' }),
    { code: 'return-too-late' },
  )
})

test('whoever sent it calls it back while nobody has taken it', async () => {
  const { id } = await on.file()
  await toLicences(id)
  await assert.rejects(cancelRouting(on.parts, await on.as(on.head), { id, seen: null }), {
    code: 'not-yours',
  })
  await cancelRouting(on.parts, await on.as(on.clerk), { id, seen: null })
  assert.deepEqual([(await standing(id)).office, (await standing(id)).open], [on.desk, 0])
  await toLicences(id)
  await receiveCase(on.parts, await on.as(on.head), { id, seen: null })
  await assert.rejects(cancelRouting(on.parts, await on.as(on.clerk), { id, seen: null }), {
    code: 'not-under-way',
  })
})

test('a copy is read by the office that was told, which answers for nothing', async () => {
  const { id } = await on.file()
  const lawyer = async () => on.as(on.lawyer)
  const seen = async (): Promise<boolean> =>
    inViewOf({ ...on.parts, actor: await lawyer() }, async (view) => {
      return (await findRecord(view, { verb: 'read', kind: 'case', id })) !== null
    })
  assert.equal(await seen(), false)
  await toLicences(id, { copies: [on.legal] })
  assert.equal(await seen(), true)
  assert.equal((await standing(id)).office, on.licences)
  await receiveCase(on.parts, await lawyer(), { id, seen: null, n: 2 })
  await assert.rejects(routeCase(on.parts, await lawyer(), { ...plain, id, to: on.desk }), {
    code: 'not-permitted',
  })
  assert.equal((await standing(id)).open, 1, 'the case itself is still on its way')
})

test('a case is given to posts of its office that somebody holds, and to no others', async () => {
  const { id } = await on.file()
  await toLicences(id)
  const head = await on.as(on.head)
  await receiveCase(on.parts, head, { id, seen: null })
  const give = (position: string) =>
    assignCase(on.parts, head, { id, seen: null, position, note: 'Para hoy' })
  await assert.rejects(give(on.clerk.position), { code: 'no-post' })
  await give(on.specialist.position)
  assert.equal((await standing(id)).position, on.specialist.position)
  await assert.rejects(
    assignCase(on.parts, await on.as(on.specialist), {
      ...{ id, seen: null, position: on.head.position, note: '' },
    }),
    { code: 'not-permitted' },
    'only who heads the office gives work to others',
  )
  const own = { id, seen: null, position: on.specialist.position, note: '' }
  await assignCase(on.parts, await on.as(on.specialist), own)
})

test('an office of another institution, and none at all, cannot be sent a case', async () => {
  const { id } = await on.file()
  const other = await on.on.people.institution('Otra municipalidad')
  const foreign = await on.on.people.office(other, 'afuera')
  for (const to of [foreign, '00000000-0000-4000-8000-000000000000']) {
    await assert.rejects(toLicences(id, { to }), { code: 'no-office' })
  }
  await assert.rejects(toLicences(id, { to: on.desk }), { code: 'same-office' })
  await assert.rejects(toLicences(id, { copies: [foreign] }), { code: 'no-office' })
})

test('the second of two officials is told who did what in between', async () => {
  const { id } = await on.file()
  await toLicences(id)
  const failed = await receiveCase(on.parts, await on.as(on.head), { id, seen: 1 }).then(
    () => null,
    (error: unknown) => error,
  )
  const { code, detail } = failed as { code: string; detail: Record<string, unknown> }
  assert.equal(code, 'case-moved')
  assert.equal(detail['kind'], 'routed')
  assert.match(String(detail['who']), /^Persona De Prueba/)
})

test('two movements of one case are never open, whatever writes them', async () => {
  const { id } = await on.file()
  await toLicences(id)
  const second = sql`INSERT INTO case_files.movement (case_id, n, from_office, to_office, motive,
      note, priority, copy, sent_at, sent_event)
    VALUES (${id}::uuid, 9, ${on.licences}::uuid, ${on.legal}::uuid, 'attention', '', 'normal',
      false, now(), 1)`
  await assert.rejects(second.execute(on.parts.database.kysely), { code: '23505' })
  const nobody = sql`UPDATE case_files.case_file SET responsible_office_id = NULL
    WHERE id = ${id}::uuid`
  await assert.rejects(nobody.execute(on.parts.database.kysely), { code: '23514' })
})
