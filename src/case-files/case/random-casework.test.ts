// Random lives of cases at a municipality: after each verb one office answers, the chain holds, and rebuilding changes nothing.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { PeopleError } from '#people'
import { type Casework, casework } from '../../../test/support/casework.ts'
import type { Official } from '../../../test/support/test-people.ts'
import { CaseFilesError } from '../errors.ts'
import { brokenAt } from '../filing/event-chain.ts'
import { eventsOf } from '../filing/store-filings.ts'
import { assignCase } from './assign-case.ts'
import { correctCase } from './correct-case.ts'
import { actOnOwnCase } from './act-on-case.ts'
import { forwardCase } from './forward-case.ts'
import { observeCase } from './observe-case.ts'
import { paralyseCase, resumeCase, stopCase, suspendOwnCase } from './pause-case.ts'
import { rebuildCases } from './rebuild-cases.ts'
import { receiveCase } from './receive-case.ts'
import { answerReport, requestReport } from './reports.ts'
import { cancelRouting, returnCase } from './return-case.ts'
import { routeCase } from './route-case.ts'
import { watchClocks } from './watch-clocks.ts'

let on: Casework
before(async () => {
  on = await casework()
})
after(() => on.close())

interface Own {
  id: string
  key: string
}

type Verb = (own: Own, who: Official, choice: number) => Promise<unknown>
const visitor = { kind: 'visitor' } as const
const mine = (own: { id: string; key: string }) => ({ by: 'key', ...own, actor: visitor }) as const
const items = ['Falta firmar', 'Falta la fecha'].map((reason) => ({ requirement: '', reason }))
const seen = null
const why = 'Por esta razón'

/** Every verb of the room, by anybody, with and without sense. */
const verbs: Record<string, Verb> = {
  route: async ({ id }, who, choice) =>
    routeCase(on.parts, await on.as(who), {
      ...{ id, seen, to: pick([on.licences, on.legal, on.desk], choice), motive: 'attention' },
      ...{ note: '', priority: 'normal', copies: choice % 2 === 0 ? [on.legal] : [] },
    }),
  receive: async ({ id }, who) => receiveCase(on.parts, await on.as(who), { id, seen }),
  copy: async ({ id }, who, choice) =>
    receiveCase(on.parts, await on.as(who), { id, seen, n: (choice % 4) + 1 }),
  return: async ({ id }, who) => returnCase(on.parts, await on.as(who), { id, seen, reason: why }),
  /** By somebody of an office that may have sent it. */
  cancel: async ({ id }, _, choice) =>
    cancelRouting(on.parts, await on.as(pick([on.clerk, on.head, on.lawyer], choice)), {
      id,
      seen,
    }),
  assign: async ({ id }, who, choice) =>
    assignCase(on.parts, await on.as(who), {
      ...{ id, seen, note: '' },
      position: choice % 5 === 0 ? null : pick([on.clerk, on.head, on.specialist], choice).position,
    }),
  observe: async ({ id }, who, choice) =>
    observeCase(on.parts, await on.as(who), {
      ...{ id, seen, stage: choice % 2 === 0 ? 'reception' : 'later' },
      items: items.slice(choice % 2),
    }),
  correct: async (own, _, choice) =>
    correctCase(on.parts, mine(own), {
      ...{ note: '', answers: { asunto: 'Otro', texto: `Pedido ${choice}` } },
    }),
  suspend: async (own) => suspendOwnCase(on.parts, mine(own), { days: 2, why }),
  stop: async ({ id }, who) =>
    stopCase(on.parts, await on.as(who), { id, seen, reason: 'law', why }),
  resume: async ({ id }, who) => resumeCase(on.parts, await on.as(who), { id, seen }),
  paralyse: async ({ id }, who) => paralyseCase(on.parts, await on.as(who), { id, seen, why }),
  ask: async ({ id }, who, choice) =>
    requestReport(on.parts, await on.as(who), {
      ...{ id, seen, office: pick([on.licences, on.legal, on.desk], choice), asked: why },
    }),
  answer: async ({ id }, who, choice) =>
    answerReport({ ...on.parts, files: on.on.files }, await on.as(who), {
      ...{ id, seen, task: `report-${(choice % 2) + 1}`, report: why },
    }),
  forward: async ({ id }, who) =>
    forwardCase(on.parts, await on.as(who), { id, seen, entity: 'Otra entidad', why }),
  withdraw: async (own) =>
    actOnOwnCase(on.parts, { ...own, actor: visitor }, (step) =>
      step.append('withdrawn', { clock: { kind: 'withdrawn' } }),
    ),
}

function pick<T>(list: readonly T[], choice: number): T {
  return list[choice % list.length] as T
}

/** What ends a case or lets it wait is rarer, so that most steps have something to do. */
const often = Object.entries({
  ...{ route: 5, receive: 5, return: 4, cancel: 4, assign: 3, copy: 3, ask: 3, answer: 4 },
  ...{ observe: 2, correct: 4, resume: 4, suspend: 1, stop: 1, paralyse: 1 },
  ...{ forward: 1, withdraw: 1 },
}).flatMap(([verb, times]) => Array.from({ length: times }, () => verb))
const anyStep = fc.record({
  verb: fc.constantFrom(...often),
  /** Most often somebody of the office that has it. */
  who: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.nat(3) }),
  choice: fc.nat(9),
  /** Most follow at once; some days later. */
  days: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 1, 3),
})

interface Step {
  verb: string
  who: number | null
  choice: number
  days: number
}

/** A life in which every verb is done by who may: clerk, head, specialist and lawyer are 0 to 3. */
const sensible: Step[] = (
  [
    ...[
      ['assign', 0, 3],
      ['route', 0, 0],
      ['cancel', 0, 0],
      ['route', 0, 0],
      ['copy', 3, 3],
    ],
    ...[
      ['return', 1, 0],
      ['route', 0, 0],
      ['receive', 1, 0],
      ['ask', 1, 1],
      ['answer', 3, 0],
    ],
    ...[
      ['observe', 1, 1],
      ['correct', 0, 0],
      ['suspend', 0, 0],
      ['resume', 1, 0],
      ['stop', 1, 0],
    ],
    ...[
      ['resume', 1, 0],
      ['paralyse', 1, 0],
      ['resume', 1, 0],
      ['forward', 1, 0],
    ],
  ] as [string, number, number][]
).map(([verb, who, choice]) => ({ verb, who, choice, days: 0 }))
const givenUp: Step[] = [{ verb: 'withdraw', who: 0, choice: 0, days: 0 }]

interface Standing {
  office: string
  open: number
  /** Custody and access say the same office, and the post is of it. */
  agrees: boolean
}

async function standing(id: string): Promise<Standing> {
  return on.parts.database.transaction(async (trx) => {
    await sql`SELECT set_config('rimaq.principal', 'program', true)`.execute(trx)
    const { rows } = await sql<Standing>`
      SELECT c.responsible_office_id AS office,
        (SELECT count(*)::int FROM case_files.movement m WHERE m.case_id = c.id AND NOT copy
          AND coalesce(received_event, returned_event, cancelled_event) IS NULL) AS open,
        r.custody_office_id = c.responsible_office_id
          AND (SELECT array_agg(a.principal) = ARRAY['office:' || c.responsible_office_id]
            FROM people.record_access a WHERE a.record_id = c.id AND a.reason = 'custody'
            AND coalesce(a.valid_until, 'infinity') > ${on.parts.clock.now()})
          AND (c.responsible_position_id IS NULL OR EXISTS (SELECT FROM people.position p
            WHERE p.id = c.responsible_position_id AND p.office_id = c.responsible_office_id))
          AS agrees
      FROM case_files.case_file c JOIN people.record r ON r.id = c.id
      WHERE c.id = ${id}::uuid`.execute(trx)
    const [row] = rows
    assert.ok(row)
    return row
  })
}

test('random sequences of verbs never leave a case with zero or two responsibles', async () => {
  const done = new Map<string, number>()
  const refused = new Set<string>()
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 12, maxLength: 26 }), async (steps) => {
      const own = await on.file(pick(['carta', 'licencia-funcionamiento'], steps.length), {
        ...{ asunto: 'Un pedido', texto: 'Pido algo.', riesgo: 'alto', presenta: 'titular' },
      })
      for (const { verb, who, choice, days } of steps) {
        on.on.people.clock.pass(days * 86_400_000 + 1_000)
        const { office } = await standing(own.id)
        const official =
          who !== null
            ? pick([on.clerk, on.head, on.specialist, on.lawyer], who)
            : office === on.licences
              ? pick([on.head, on.head, on.specialist], choice)
              : office === on.legal
                ? on.lawyer
                : on.clerk
        try {
          await verbs[verb]?.(own, official, choice)
          done.set(verb, (done.get(verb) ?? 0) + 1)
        } catch (error) {
          const known = error instanceof CaseFilesError || error instanceof PeopleError
          assert.ok(known, String(error))
          refused.add(error.code)
        }
        const after = await standing(own.id)
        assert.ok(after.agrees && after.office !== null && after.open <= 1, verb)
      }
      const events = await eventsOf(on.parts.database.kysely, own.id)
      assert.equal(brokenAt(events), null)
    }),
    { numRuns: 20, seed: 27_444, endOnFailure: true, examples: [[sensible], [givenUp]] },
  )
  for (const verb of Object.keys(verbs)) assert.ok(done.has(verb), `${verb} was never done`)
  for (const code of ['under-way', 'same-office', 'not-permitted', 'not-now']) {
    assert.ok(refused.has(code), `nothing was refused with ${code}`)
  }
})

test('what is read from events is equal when it is read again, and what was falsified comes back', async () => {
  const log = { info: () => {}, error: (what: object) => assert.fail(JSON.stringify(what)) }
  await watchClocks({ ...on.parts, log })
  const first = await rebuildCases(on.parts, { write: true })
  assert.ok(first.cases >= 20)
  assert.deepEqual(first, { ...first, different: [], broken: [], terms: [] })
  const { kysely } = on.parts.database
  const { rows } = await sql<{ id: string }>`UPDATE case_files.case_file
    SET phase = 'decided', act_by = '2020-01-01' WHERE phase = 'open' RETURNING id`.execute(kysely)
  await sql`UPDATE case_files.movement SET received_event = NULL
    WHERE received_event IS NOT NULL AND copy`.execute(kysely)
  const unread = await sql<{ id: string }>`UPDATE case_files.page_text SET readers = '{}'
    WHERE case_id = (SELECT id FROM case_files.case_file WHERE phase = 'closed' ORDER BY id LIMIT 1)
    RETURNING case_id AS id`.execute(kysely)
  const told = await rebuildCases(on.parts, { write: false })
  assert.ok(rows.length > 0 && told.different.length > rows.length)
  assert.ok(told.different.includes(unread.rows[0]?.id ?? ''), 'those for whom pages are searched')
  const again = await rebuildCases(on.parts, { write: true })
  assert.deepEqual(again.different, told.different, 'only told, nothing was written')
  assert.deepEqual((await rebuildCases(on.parts, { write: true })).different, [])
})
