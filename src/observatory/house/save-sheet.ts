// Writes the next version of a sheet of the house; what says the same as the newest one is not written again.
import type { Transaction } from 'kysely'
import type { Actor } from '#people'
import type { Clock, Database, Jobs, Schema } from '#platform'
import type { Journal } from '#records'
import { hashOf } from '../aggregate.ts'
import { ObservatoryError } from '../errors.ts'
import { newestSurvey } from '../store-observatory.ts'
import type { Kind } from './kinds.ts'
import { mustWrite, personOf } from './permit.ts'
import { type SheetContent, type SheetProblem, idFrom, objectiveOf, readSheet } from './sheet.ts'
import {
  addMeasurement,
  addSheet,
  allMeasurements,
  lockSheet,
  sheetVersions,
} from './store-house.ts'

export interface HouseContext {
  actor: Actor
  database: Database
  clock: Clock
  jobs: Jobs
  journal: Journal
}

/** Name of the job that measures; one indicator where `indicator` is given, else all. */
export const measureJob = 'observatory.measure'

export interface SheetInput {
  kind: Kind
  /** Absent: a new sheet, whose id follows from its code or name. */
  id?: string
  /** As a form sends it. */
  form: Readonly<Record<string, unknown>>
  /** Shown no more; the history stays. */
  withdraw?: boolean
}

/** What was wrong, field by field; nothing was written then. */
export type Saved = { id: string; version: number; changed: boolean } | { problems: SheetProblem[] }

/** @throws ObservatoryError not-permitted, not-found */
export async function saveSheet(context: HouseContext, input: SheetInput): Promise<Saved> {
  const { actor, clock, database } = context
  const now = clock.now()
  mustWrite(actor, 'publish', now)
  const { kind } = input
  return database.transaction(async (trx) => {
    const survey = (await newestSurvey(trx))?.content ?? null
    const { content, problems } = readSheet(kind, input.form, survey)
    if (problems.length > 0) return { problems }
    const id = input.id ?? idFrom(kind, content)
    if (id === null) return { problems: [{ code: 'missing', field: 'name' }] }
    await lockSheet(trx, kind, id)
    const [newest] = await sheetVersions(trx, kind, id)
    if (input.id !== undefined && newest === undefined) throw new ObservatoryError('not-found')
    const first = 'code' in content ? 'code' : 'name'
    if (input.id === undefined && newest !== undefined && !newest.withdrawn) {
      return { problems: [{ code: 'twice', field: first, found: id }] }
    }
    // Its code is its address: another code is another sheet.
    if ('code' in content && content['code'] !== id) {
      return { problems: [{ code: 'bad-pattern', field: 'code', found: String(content['code']) }] }
    }
    const homeless = await orphaned(trx, kind, content)
    if (homeless !== null) return { problems: [homeless] }
    const hash = hashOf(content)
    const withdrawn = input.withdraw === true
    if (newest?.hash === hash && newest.withdrawn === withdrawn) {
      return { id, version: newest.version, changed: false }
    }
    const version = (newest?.version ?? 0) + 1
    await addSheet(trx, {
      ...{ kind, id, version, content, withdrawn, hash, author: personOf(actor), recorded: now },
    })
    if (kind === 'indicator') await afterIndicator(context, trx, { id, content, now })
    await context.journal.write(trx, {
      act: withdrawn ? 'sheet.withdrawn' : 'sheet.saved',
      actor,
      about: { kind: 'sheet', id: `${kind} ${id}` },
      content: { kind, id, version, hash },
    })
    return { id, version, changed: true }
  })
}

/** An action stands under an objective that exists, an activity under an action. */
async function orphaned(
  trx: Transaction<Schema>,
  kind: Kind,
  content: SheetContent,
): Promise<SheetProblem | null> {
  const above =
    kind === 'action'
      ? { kind: 'objective', id: objectiveOf(String(content['code'])) ?? '', field: 'code' }
      : kind === 'activity'
        ? { kind: 'action', id: String(content['action']), field: 'action' }
        : null
  if (above === null) return null
  const [found] = await sheetVersions(trx, above.kind, above.id)
  return found === undefined || found.withdrawn
    ? { code: 'not-under', field: above.field, found: above.id }
    : null
}

/** Values that were typed become revisions; a query is asked by the job, as part of the same act. */
async function afterIndicator(
  { jobs }: HouseContext,
  trx: Transaction<Schema>,
  { id, content, now }: { id: string; content: SheetContent; now: Date },
): Promise<void> {
  const known = await allMeasurements(trx, { indicator: id })
  const rows =
    (content['values'] as readonly (readonly [string, number, string])[] | undefined) ?? []
  for (const [period, value, evidence] of rows) {
    const last = known.findLast((each) => each.period === period)
    if (last?.source === 'typed' && last.value === value && last.evidence === evidence) continue
    const revision = (last?.revision ?? 0) + 1
    await addMeasurement(trx, {
      ...{ indicator: id, period, revision, value, evidence, recorded: now },
      ...{ source: 'typed', sql: null, tables: [] },
    })
  }
  if (content['sql'] === undefined) return
  await jobs.send(measureJob, { indicator: id }, { transaction: trx, once: id })
}
