// What time alone brings is written down once, whoever is killed in between; people are reminded; empty posts give back.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { Calendars, amendBook, civilDate, peruCalendar } from '@rimaq/workdays'
import { type Casework, casework } from '../../../test/support/casework.ts'
import { type CaseParts, actAsCity } from './act-on-case.ts'
import { assignCase } from './assign-case.ts'
import { observeCase } from './observe-case.ts'
import { suspendOwnCase } from './pause-case.ts'
import { receiveCase } from './receive-case.ts'
import { routeCase } from './route-case.ts'
import { type Watched, watchClocks } from './watch-clocks.ts'

let on: Casework
before(async () => {
  on = await casework()
})
after(() => on.close())

const day = 86_400_000
const failures: object[] = []
const log = { info: () => {}, error: (what: object) => void failures.push(what) }
const watch = (more: Partial<CaseParts> = {}, batch = 200): Promise<Watched> =>
  watchClocks({ ...on.parts, ...more, log, batch })
const pass = (days: number): void => on.on.people.clock.pass(days * day)

const kindsOf = (id: string): Promise<string[]> =>
  actAsCity(on.parts, id, async ({ events }) => events.map(({ kind }) => kind))

async function column(id: string, name: string): Promise<unknown> {
  const { rows } = await sql<{ value: unknown }>`SELECT ${sql.ref(name)} AS value
    FROM case_files.case_file WHERE id = ${id}::uuid`.execute(on.parts.database.kysely)
  return rows[0]?.value
}

const licence = () => on.file('licencia-funcionamiento', { riesgo: 'alto', presenta: 'titular' })
const to = { motive: 'attention', note: '', priority: 'normal', copies: [], seen: null } as const

async function atSpecialist(id: string): Promise<void> {
  await routeCase(on.parts, await on.as(on.clerk), { ...to, id, to: on.licences })
  const head = await on.as(on.head)
  await receiveCase(on.parts, head, { id, seen: null })
  const { position } = on.specialist
  await assignCase(on.parts, head, { id, seen: null, position, note: '' })
}

test('positive silence is written down the day it comes, once, and a denial is impossible from then on', async () => {
  const { id } = await licence()
  await watch()
  assert.deepEqual(await kindsOf(id), ['filed'])
  // 8 working days to 5 August, and five more for notifying, to 13 August (188.1).
  on.on.people.clock.set(new Date('2026-08-14T04:59:00Z'))
  await watch()
  assert.equal(await column(id, 'phase'), 'open', 'the last day is in time to its end')
  on.on.people.clock.set(new Date('2026-08-14T05:01:00Z'))
  await watch()
  assert.equal(await column(id, 'phase'), 'approved')
  assert.deepEqual(await kindsOf(id), ['filed', 'term-passed', 'silence-came'])
  await watch()
  assert.deepEqual(await kindsOf(id), ['filed', 'term-passed', 'silence-came'])
  await assert.rejects(
    actAsCity(on.parts, id, (step) =>
      step.append('decided', { outcome: 'denied', clock: { kind: 'decided' } }),
    ),
    { code: 'not-now' },
  )
})

test('a denial is impossible from the first instant, before any job has run', async () => {
  const { id } = await licence()
  pass(40)
  assert.equal(await column(id, 'phase'), 'open', 'no job has looked at it')
  await assert.rejects(
    actAsCity(on.parts, id, (step) => step.append('decided', { clock: { kind: 'decided' } })),
    { code: 'not-now' },
  )
})

test('who answers is reminded at 50, 80 and 100 percent, once each; late, the case says so', async () => {
  const { id } = await licence()
  await atSpecialist(id)
  const told = async (): Promise<string[]> => {
    const { rows } = await sql<{ about: string }>`SELECT about FROM people.notice
      WHERE kind = 'case-due' AND about LIKE ${`${id}%`} AND person_id = ${on.specialist.person}
      ORDER BY at, about`.execute(on.parts.database.kysely)
    return rows.map(({ about }) => about.split(' ')[2] ?? '')
  }
  const stages: string[] = []
  for (let days = 0; days < 16; days++) {
    await watch()
    await watch()
    const now = await told()
    if (now.length > stages.length) stages.push(now.at(-1) ?? '')
    assert.deepEqual(now, stages)
    pass(1)
  }
  assert.deepEqual(stages, ['50', '80', '100'])
  assert.ok((await kindsOf(id)).includes('term-passed'))
})

test('what is not corrected is deemed not filed, and a suspension that ends says so', async () => {
  const { id } = await on.file()
  const items = [{ requirement: '', reason: 'Falta el nombre' }]
  const clerk = await on.as(on.clerk)
  await observeCase(on.parts, clerk, { id, seen: null, stage: 'reception', items })
  const paused = await licence()
  const why = 'Espero una partida'
  const mine = { by: 'key', ...paused, actor: { kind: 'visitor' } } as const
  await suspendOwnCase(on.parts, mine, { days: 2, why })
  pass(7)
  await watch()
  await watch()
  assert.deepEqual(await kindsOf(id), ['filed', 'observed', 'deemed-not-filed'])
  assert.equal(await column(id, 'phase'), 'not-filed')
  assert.deepEqual(
    (await kindsOf(paused.id)).filter((kind) => kind === 'term-resumed'),
    ['term-resumed'],
  )
})

test('a new decree moves terms that run, says so, and changes none that has ended', async () => {
  const { id } = await on.file()
  const late = await licence()
  await watch()
  const today = on.on.people.clock.now().toISOString().slice(0, 10)
  const [before, dueLate] = [await column(id, 'due_on'), await column(late.id, 'due_on')]
  // Two working days of the weeks to come, declared today.
  const from = on.on.calendars.at().add(civilDate(today), 10)
  const days = [from, on.on.calendars.at().add(from, 1)]
  const book = amendBook(
    peruCalendar(),
    [
      {
        ...peruCalendar().entries.find(({ id: each }) => each === 'pe-ds-042-2025-pcm')!,
        id: 'decree',
        date: { on: days },
        published: civilDate(today),
      },
    ],
    { known: civilDate(on.on.calendars.at().add(civilDate(today), 9)) },
  )
  const calendars = new Calendars(book, on.on.calendars.scope)
  on.on.people.clock.set(new Date(`${on.on.calendars.at().add(civilDate(today), 9)}T15:00:00Z`))
  await watch({ calendars })
  assert.notEqual(await column(id, 'due_on'), before)
  const { rows } = await sql<{ cause: string }>`SELECT computation -> 'cause' ->> 'kind' AS cause
    FROM case_files.term WHERE case_id = ${id}::uuid AND key = 'EVAL' ORDER BY n`.execute(
    on.parts.database.kysely,
  )
  assert.deepEqual(
    rows.map(({ cause }) => cause),
    ['filed', 'calendar'],
  )
  assert.equal((await kindsOf(id)).filter((kind) => kind === 'recomputed').length, 1)
  assert.equal(await column(late.id, 'due_on'), dueLate, 'its term had ended by then')
  await watch({ calendars })
  assert.equal((await kindsOf(id)).filter((kind) => kind === 'recomputed').length, 1)
})

test('a case moves on when a holding ends', async () => {
  const { id } = await on.file()
  await atSpecialist(id)
  assert.equal(await column(id, 'responsible_position_id'), on.specialist.position)
  await on.leave(on.specialist)
  on.on.people.clock.pass(1_000)
  await watch()
  assert.equal(await column(id, 'responsible_position_id'), null)
  assert.equal(await column(id, 'responsible_office_id'), on.licences)
  assert.equal((await kindsOf(id)).at(-1), 'moved-on')
})

test('a case of an office that was closed is with the office that succeeded it', async () => {
  const { id } = await on.file()
  await routeCase(on.parts, await on.as(on.clerk), { ...to, id, to: on.legal })
  const successor = await on.on.people.office(on.institution, 'asesoria')
  on.on.people.clock.pass(1_000)
  await on.succeed(on.legal, successor)
  on.on.people.clock.pass(1_000)
  await watch()
  assert.equal(await column(id, 'responsible_office_id'), successor)
})

test('stopped after any case, the next run goes on where it was', async () => {
  const many: string[] = []
  for (let at = 0; at < 5; at++) many.push((await licence()).id)
  pass(40)
  let looked = 0
  await watchClocks({ ...on.parts, log, batch: 2 }, () => looked++ > 3)
  await watch({}, 2)
  for (const id of many) assert.equal(await column(id, 'phase'), 'approved')
  assert.deepEqual(failures, [])
})
