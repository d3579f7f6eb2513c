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
}

export interface Observatory {
  /** Null before the first import. */
  holdings(): Promise<Holdings | null>
  frozen(survey: string): Promise<FrozenEdition[]>
  importPack(folder: URL): Promise<ObservatoryReport>
}

export function createObservatory(parts: { database: Database; clock: Clock }): Observatory {
  const { kysely } = parts.database
  return {
    async holdings() {
      const survey = await newestSurvey(kysely)
      if (survey === null) return null
      const [places, profiles] = await Promise.all([allPlaces(kysely), newestProfiles(kysely)])
      return { survey: survey.content, places, profiles }
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
