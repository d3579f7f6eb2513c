// Random schedules of holds, releases and erasures, some at once: nothing that is held is ever destroyed.
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { sql } from 'kysely'
import { type TestRecords, operator, testRecords } from '../support/test-records.ts'
import type { Outcome, TortureOptions } from './shared/report.ts'

export interface HoldsOptions extends TortureOptions {
  /** Schedules; default 10,000. */
  count?: number
}

type Step =
  | { kind: 'hold'; record: number; on: 'dataset' | 'entry' }
  | { kind: 'release'; which: number }
  | { kind: 'erase'; record: number }
  | { kind: 'both'; record: number; on: 'dataset' | 'entry' }

const record = fc.integer({ min: 0, max: 1 })
const target = fc.constantFrom('dataset' as const, 'entry' as const)
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('hold' as const), record, on: target }),
  fc.record({ kind: fc.constant('release' as const), which: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ kind: fc.constant('erase' as const), record }),
  fc.record({ kind: fc.constant('both' as const), record, on: target }),
)

interface Tally {
  erased: number
  refused: number
  held: number
  schedules: number
}

const words = { reason: 'juicio', legalAct: 'Resolución 1', actor: operator }

export async function holds(options: HoldsOptions): Promise<Outcome[]> {
  const count = options.count ?? (options.short ? 150 : 10_000)
  const on = await testRecords()
  const tally: Tally = { erased: 0, refused: 0, held: 0, schedules: 0 }
  const wrong: string[] = []
  try {
    const schedule = fc.array(step, { minLength: 1, maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(schedule, async (steps) => {
        const destroyed = await play(on, steps, tally)
        tally.schedules += 1
        if (tally.schedules % 1_000 === 0) options.report(`${tally.schedules} schedules`)
        if (destroyed.length > 0) throw new Error(destroyed.join('; '))
      }),
      { numRuns: count, seed: options.seed },
    )
  } catch (error) {
    wrong.push(error instanceof Error ? error.message : String(error))
  } finally {
    await on.close()
  }
  const { erased, refused, held, schedules } = tally
  return [
    {
      torture: 'holds',
      what: 'random schedules of holds, releases and erasures, also at once',
      passed: wrong.length === 0 && erased > 0 && refused > 0,
      figures:
        wrong[0] ??
        `${schedules} schedules, ${held} holds placed, ${erased} contents erased, ${refused} erasures refused, 0 held things destroyed`,
    },
    {
      torture: 'holds',
      what: 'control: the judge sees an erasure under a hold',
      passed:
        judge(
          [
            { act: 'hold.placed', about: 'd', hold: 'h' },
            { act: 'content.erased', about: 'e', hold: null },
          ],
          new Map([['e', 'd']]),
        ).length === 1,
      figures: 'a journal with one such act is refused',
    },
  ]
}

async function play(
  { records, database }: TestRecords,
  steps: Step[],
  tally: Tally,
): Promise<string[]> {
  // Each schedule has records of its own.
  const own = await Promise.all(
    [randomUUID(), randomUUID()].map(async (id) => {
      const about = { kind: 'dataset', id }
      const made = {
        act: 'dataset.updated' as const,
        actor: operator,
        about,
        content: { secret: id },
      }
      return { about, entry: await database.transaction((trx) => records.journal.write(trx, made)) }
    }),
  )
  const placed: string[] = []
  const place = async ({
    record: at,
    on,
  }: {
    record: number
    on: 'dataset' | 'entry'
  }): Promise<void> => {
    const chosen = own[at]
    if (!chosen) return
    const about = on === 'entry' ? { kind: 'entry', id: chosen.entry } : chosen.about
    placed.push(await records.placeHold({ about, ...words }))
    tally.held += 1
  }
  const erase = async ({ record: at }: { record: number }): Promise<void> => {
    const entry = own[at]?.entry ?? ''
    await records.eraseContent({ entry, basis: 'Ley 29733', actor: operator }).then(
      () => (tally.erased += 1),
      (error: { code?: string }) => {
        if (error.code !== 'held') throw error
        tally.refused += 1
      },
    )
  }
  for (const each of steps) {
    if (each.kind === 'hold') await place(each)
    else if (each.kind === 'erase') await erase(each)
    else if (each.kind === 'both') await Promise.all([place(each), erase(each)])
    else {
      const [hold] = placed.splice(each.which, 1)
      if (hold !== undefined) await records.releaseHold({ hold, ...words })
    }
  }
  const { rows: journal } = await sql<Told>`
    SELECT e.act, e.about_id AS about, c.body::jsonb ->> 'hold' AS hold
    FROM records.waiting w JOIN records.entry e ON e.id = w.entry
    LEFT JOIN records.content c ON c.entry = e.id
    WHERE e.about_id = ANY(${own.flatMap(({ about, entry }) => [about.id, entry])}::text[])
    ORDER BY w.seq`.execute(database.kysely)
  return judge(journal, new Map(own.map(({ about, entry }) => [entry, about.id])))
}

interface Told {
  act: string
  about: string
  hold: string | null
}

/** Reads the journal in its order: was anything erased while a hold on it, or on its record, was in force? */
function judge(journal: readonly Told[], recordOf: ReadonlyMap<string, string>): string[] {
  const force = new Map<string, Set<string>>()
  const destroyed: string[] = []
  for (const { act, about, hold } of journal) {
    const own = force.get(about) ?? new Set<string>()
    force.set(about, own)
    if (act === 'hold.placed' && hold !== null) own.add(hold)
    if (act === 'hold.released' && hold !== null) own.delete(hold)
    if (act !== 'content.erased') continue
    const over = force.get(recordOf.get(about) ?? '')
    if (own.size > 0 || (over?.size ?? 0) > 0) destroyed.push(`${about} was erased under a hold`)
  }
  return destroyed
}
