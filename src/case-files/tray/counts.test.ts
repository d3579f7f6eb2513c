// The numbers beside the trays are those of their rows, whatever was done, and whoever looks.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { type Actor, PeopleError } from '#people'
import { type Casework, casework } from '../../../test/support/casework.ts'
import { actOnOwnCase } from '../case/act-on-case.ts'
import { assignCase } from '../case/assign-case.ts'
import { receiveCase } from '../case/receive-case.ts'
import { requestReport } from '../case/reports.ts'
import { returnCase } from '../case/return-case.ts'
import { routeCase } from '../case/route-case.ts'
import { CaseFilesError } from '../errors.ts'
import { countedTo, listTray } from './list-tray.ts'
import { readTrayQuery, trays } from './tray.ts'

let on: Casework
before(async () => {
  on = await casework()
})
after(() => on.close())

type Own = { id: string; key: string }
const visitor = { kind: 'visitor' } as const
const common = { seen: null, note: '', priority: 'normal' } as const

/** Each by somebody who often may; what is refused changes nothing. */
const verbs: Record<string, (own: Own, who: Actor, choice: number) => Promise<unknown>> = {
  route: ({ id }, who, choice) =>
    routeCase(on.parts, who, {
      ...{ ...common, id, motive: 'attention', copies: choice % 2 === 0 ? [on.desk] : [] },
      to: [on.licences, on.legal][choice % 2] ?? '',
    }),
  /** By whichever of these it was sent to. */
  receive: async ({ id }, _, choice) => {
    const n = choice === 5 ? 2 : null
    let refused: unknown = null
    for (const official of [on.head, on.lawyer, on.clerk]) {
      try {
        return await receiveCase(on.parts, await on.as(official), { id, seen: null, n })
      } catch (error) {
        refused = error
      }
    }
    throw refused
  },
  return: ({ id }, who) => returnCase(on.parts, who, { id, seen: null, reason: 'No es de aquí' }),
  assign: ({ id }, who, choice) =>
    assignCase(on.parts, who, {
      ...{ ...common, id },
      position: choice % 4 === 0 ? null : on.specialist.position,
    }),
  ask: ({ id }, who, choice) =>
    requestReport(on.parts, who, {
      ...{ id, seen: null, asked: '¿Procede?' },
      office: [on.licences, on.legal][choice % 2] ?? '',
    }),
  withdraw: (own) =>
    actOnOwnCase(on.parts, { ...own, actor: visitor }, (step) =>
      step.append('withdrawn', { clock: { kind: 'withdrawn' } }),
    ),
  /** Nobody sees it in lists any more, whoever has it. */
  secret: ({ id }) =>
    asProgram(
      sql`UPDATE people.record SET level = 3, authority = 'Ley 27806' WHERE id = ${id}::uuid`,
    ),
  /** The office loses its access by hand. */
  end: ({ id }) =>
    asProgram(sql`UPDATE people.record_access SET valid_until = '2026-01-01'
      WHERE record_id = ${id}::uuid AND reason = 'path'`),
}

async function asProgram(statement: ReturnType<typeof sql>): Promise<void> {
  await on.parts.database.transaction(async (trx) => {
    await sql`SELECT set_config('rimaq.principal', 'program', true)`.execute(trx)
    await statement.execute(trx)
  })
}

/** A case goes its way: sent, taken, given to a post, a report asked for; another one is sent only. */
const sensible = [
  ...[0, 1].map((which) => ({ verb: 'route', which, choice: 0, days: 0 })),
  ...['receive', 'assign', 'ask'].map((verb) => ({ verb, which: 0, choice: 1, days: 1 })),
  { verb: 'end', which: 1, choice: 0, days: 9 },
  { verb: 'secret', which: 1, choice: 0, days: 0 },
  { verb: 'withdraw', which: 2, choice: 0, days: 25 },
]

/** Rows of all pages, one after the other. */
async function recount(actor: Actor, de: string): Promise<number> {
  let count = 0
  let after = ''
  for (;;) {
    const query = readTrayQuery({ de, tras: after })
    const { rows, next } = await listTray(on.parts, actor, { query, limit: 40 })
    count += rows.length
    if (next === null) return count
    after = `${next.at}_${next.id}`
  }
}

async function compare(): Promise<void> {
  for (const official of [on.clerk, on.head, on.specialist, on.lawyer]) {
    const actor = await on.as(official)
    const { counts } = await listTray(on.parts, actor, { query: readTrayQuery({}), limit: 1 })
    for (const tray of trays) assert.equal(counts[tray], await recount(actor, tray), tray)
  }
}

test('the number of each tray is that of its rows, after any sequence of verbs and on any day', async () => {
  const seen = new Set<string>()
  const step = fc.record({
    verb: fc.constantFrom(...Object.keys(verbs), 'route', 'receive', 'receive', 'assign', 'ask'),
    which: fc.nat(5),
    choice: fc.nat(5),
    days: fc.constantFrom(0, 0, 0, 1, 9, 25),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 20 }), async (steps) => {
      const cases: Own[] = []
      for (let at = 0; at < 3; at++)
        cases.push(await on.file(at === 0 ? 'queja-por-demora' : 'carta'))
      for (const { verb, which, choice, days } of steps) {
        on.on.people.clock.pass(days * 86_400_000 + 1_000)
        const own = cases[which % cases.length] as Own
        const who = [on.clerk, on.head, on.specialist, on.lawyer][choice % 4] ?? on.clerk
        try {
          await verbs[verb]?.(own, await on.as(who), choice)
          seen.add(verb)
        } catch (error) {
          assert.ok(error instanceof CaseFilesError || error instanceof PeopleError, String(error))
        }
      }
      await compare()
    }),
    { numRuns: 4, seed: 2_026, endOnFailure: true, examples: [[sensible]] },
  )
  for (const verb of ['route', 'receive', 'assign', 'ask', 'withdraw', 'secret', 'end'])
    assert.ok(seen.has(verb), verb)
})

test('no tray is counted further than the page says', async () => {
  const { rows } = await sql<{ source: string }>`SELECT prosrc AS source FROM pg_proc
    WHERE oid = 'case_files.count_trays(uuid[], uuid, date)'::regprocedure`.execute(
    on.parts.database.kysely,
  )
  const limits = [...(rows[0]?.source ?? '').matchAll(/LIMIT (\d+)/g)].map(([, limit]) => limit)
  assert.ok(limits.length >= 15)
  assert.deepEqual(new Set(limits), new Set([String(countedTo)]))
})
