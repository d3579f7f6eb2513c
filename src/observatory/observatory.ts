// The observatory as pages and files ask it: the survey, the cities, and their newest answer sheets.
import type { Clock, Database } from '#platform'
import { type Aggregate, computeAggregate } from './aggregate.ts'
import type { Cohort } from './cohort.ts'
import { type ObservatoryReport, importObservatory } from './import-pack.ts'
import type { Place } from './profile.ts'
import {
  type FrozenEdition,
  type StoredProfile,
  allPlaces,
  frozenAt,
  growth,
  newestFrozen,
  newestProfiles,
  newestSurvey,
} from './store-observatory.ts'
import type { Scope, Survey } from './survey.ts'

/** Everything at one moment. */
export interface Holdings {
  survey: Survey
  places: Place[]
  /** The newest version of each sheet, by city and edition. */
  profiles: StoredProfile[]
  /** Version of the frozen figures of the latest answers; null while there are none. */
  pooled: number | null
}

export interface Observatory {
  /** Null before the first import. */
  holdings(): Promise<Holdings | null>
  frozen(survey: string): Promise<FrozenEdition[]>
  /** One that was frozen: it never changes. */
  frozenVersion(scope: string, version: number): Promise<FrozenEdition | null>
  importPack(folder: URL): Promise<ObservatoryReport>
}

export function createObservatory(parts: { database: Database; clock: Clock }): Observatory {
  const { kysely } = parts.database
  let kept: { state: string; holdings: Holdings } | null = null
  return {
    async holdings() {
      // Everything only grows: the counts tell whether something came.
      const state = await growth(kysely)
      if (kept?.state === state) return kept.holdings
      const survey = await newestSurvey(kysely)
      if (survey === null) return null
      const [places, profiles, frozen] = await Promise.all([
        allPlaces(kysely),
        newestProfiles(kysely),
        newestFrozen(kysely, survey.content.id),
      ])
      const pooled = frozen.find(({ scope }) => scope === 'pooled')?.version ?? null
      const holdings = { survey: survey.content, places, profiles, pooled }
      kept = { state, holdings }
      return holdings
    },
    async frozenVersion(scope, version) {
      const survey = await newestSurvey(kysely)
      return survey === null
        ? null
        : frozenAt(kysely, { survey: survey.content.id, scope, version })
    },
    frozen: (survey) => newestFrozen(kysely, survey),
    importPack: (folder) => importObservatory(parts, folder),
  }
}

/** Counts over what is held, for sentences and charts; `cohort` leaves out other cities. */
export function countIn(
  { survey, profiles }: Holdings,
  scope: Scope,
  cohort?: Cohort,
): (question: string, option: string) => Aggregate {
  const group = cohort === undefined ? {} : { cohort: { name: cohort.name, holds: cohort.holds } }
  return (question, option) =>
    computeAggregate(survey, profiles, { question, option, scope, ...group })
}
