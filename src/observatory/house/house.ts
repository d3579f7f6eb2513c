// The city's own house as pages ask it: plan, indicators, portfolio, budget, training and partnerships.
import type { Actor } from '#people'
import type { Clock, Database, Jobs } from '#platform'
import type { Journal } from '#records'
import type { StoredSheet } from './store-house.ts'
import { type Indicator, indicatorFrom } from './indicator.ts'
import { type Kind, type Stage, kindNames, stages } from './kinds.ts'
import { type MeasureParts, measureIndicator } from './measure-indicator.ts'
import { type Saved, type SheetInput, measureJob, saveSheet } from './save-sheet.ts'
import { type Sheet, type SheetContent, objectiveOf } from './sheet.ts'
import { allMeasurements, lastChecks, newestSheets, sheetVersions } from './store-house.ts'

/** Everything at one moment; withdrawn sheets are left out. */
export interface HouseView {
  sheets: Readonly<Record<Kind, readonly Sheet[]>>
  indicators: readonly Indicator[]
}

export interface House {
  /** `at`: as it stood at that instant, which never changes any more. */
  view(at?: Date): Promise<HouseView>
  /** Every version of one sheet, the newest first. */
  versions(kind: Kind, id: string): Promise<StoredSheet[]>
  as(actor: Actor): { save(input: SheetInput): Promise<Saved> }
  /** Measures now; for the job and for the officials' button. */
  measure(id: string): ReturnType<typeof measureIndicator>
  /** Asks the job to measure all indicators; `after`: not before. */
  askToMeasure(after?: Date): Promise<void>
}

export interface HouseParts extends MeasureParts {
  jobs: Jobs
  journal: Journal
}

/** Defines the job `observatory.measure`; call before `jobs.work()`. */
export function createHouse(parts: HouseParts): House {
  const { database, clock, jobs } = parts
  jobs.define<{ indicator?: string }>(measureJob, async ({ indicator }) => {
    if (indicator !== undefined) {
      await measureIndicator(parts, indicator)
      return
    }
    for (const { id } of await newestSheets(database.kysely, ['indicator'])) {
      await measureIndicator(parts, id)
    }
  })
  return {
    view: (at) => readView(database, clock, at ?? null),
    versions: (kind, id) => sheetVersions(database.kysely, kind, id),
    as: (actor) => ({ save: (input) => saveSheet({ ...parts, actor }, input) }),
    measure: (id) => measureIndicator(parts, id),
    askToMeasure: (after) =>
      jobs.send(measureJob, {}, after === undefined ? { once: 'all' } : { once: 'later', after }),
  }
}

/** Without who wrote it: that is for the journal. */
export function sheetFrom({
  kind,
  id,
  version,
  content,
  withdrawn,
  hash,
  recorded,
}: StoredSheet): Sheet {
  return {
    kind: kind as Kind,
    id,
    version,
    content: content as SheetContent,
    withdrawn,
    hash,
    recorded,
  }
}

async function readView({ kysely }: Database, clock: Clock, at: Date | null): Promise<HouseView> {
  const stored = await newestSheets(kysely, kindNames, at)
  const open = stored.filter(({ withdrawn }) => !withdrawn).map(sheetFrom)
  const sheets = Object.fromEntries(
    kindNames.map((kind) => [kind, open.filter((each) => each.kind === kind)]),
  ) as unknown as Record<Kind, Sheet[]>
  const values = await allMeasurements(kysely, { at })
  const checks = await lastChecks(kysely, at)
  const now = at ?? clock.now()
  const indicators = sheets.indicator.map((sheet) => {
    const own = values.filter(({ indicator }) => indicator === sheet.id)
    return indicatorFrom(sheet, own, checks.get(sheet.id) ?? null, now)
  })
  return { sheets, indicators }
}

/** The indicators of one objective, action or project. */
export function indicatorsOf({ indicators }: HouseView, code: string): Indicator[] {
  return indicators.filter(({ sheet }) => sheet.content['of'] === code)
}

/** Objectives with their actions, and these with their activities, by code. */
export function planOf({ sheets }: HouseView): {
  objective: Sheet
  actions: { action: Sheet; activities: Sheet[] }[]
}[] {
  return sheets.objective.map((objective) => ({
    objective,
    actions: sheets.action
      .filter(({ id }) => objectiveOf(id) === objective.id)
      .map((action) => ({
        action,
        activities: sheets.activity.filter(({ content }) => content['action'] === action.id),
      })),
  }))
}

export function projectsBy({ sheets }: HouseView): Map<Stage, Sheet[]> {
  return new Map(
    stages.map((stage) => [
      stage,
      sheets.project.filter(({ content }) => content['stage'] === stage),
    ]),
  )
}
