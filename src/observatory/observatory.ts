// The observatory as pages and files ask it: the survey, the cities, and their newest answer sheets.
import type { Clock, Database } from '#platform'
import { type Aggregate, computeAggregate, leastBase, smallestBase } from './aggregate.ts'
import type { Cohort } from './cohort.ts'
import { type FrozenContent, type ObservatoryReport, importObservatory } from './import-pack.ts'
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
  profilesAt,
  surveyAt,
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
  /** Of the survey; names its published figures as they are now. */
  surveyVersion: number
  /** Fewest answers for a percentage. */
  minimum: number
  /** Cities of each group as they were frozen; absent: as they follow from places and sheets. */
  groups?: Readonly<Record<string, readonly string[]>>
}

export interface FrozenHoldings {
  holdings: Holdings
  when: Date
  /** Over all cities, as they were counted then. */
  figures: readonly Aggregate[]
}

export interface Observatory {
  /** Null before the first import. */
  holdings(): Promise<Holdings | null>
  frozen(survey: string): Promise<FrozenEdition[]>
  /** One that was frozen: it never changes. */
  frozenVersion(scope: string, version: number): Promise<FrozenEdition | null>
  /** What a frozen version of the latest answers was counted from: for figures of any group. */
  frozenHoldings(version: number): Promise<FrozenHoldings | null>
  /** The survey as one version said it, with when it came in. */
  surveyVersion(version: number): Promise<{ survey: Survey; when: Date } | null>
  importPack(folder: URL): Promise<ObservatoryReport>
}

export function createObservatory(parts: {
  database: Database
  clock: Clock
  /** Fewest answers for a percentage; default `smallestBase`, and never below `leastBase`. */
  minimum?: number
}): Observatory {
  const { kysely } = parts.database
  const minimum = Math.max(leastBase, parts.minimum ?? smallestBase)
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
      const holdings = {
        ...{ survey: survey.content, surveyVersion: survey.version, places, profiles, pooled },
        minimum,
      }
      kept = { state, holdings }
      return holdings
    },
    async frozenVersion(scope, version) {
      const survey = await newestSurvey(kysely)
      return survey === null
        ? null
        : frozenAt(kysely, { survey: survey.content.id, scope, version })
    },
    async frozenHoldings(version) {
      const newest = await newestSurvey(kysely)
      if (newest === null) return null
      const { id } = newest.content
      const found = await frozenAt(kysely, { survey: id, scope: 'pooled', version })
      if (found === null) return null
      const content = found.content as FrozenContent
      // Versions from before groups were kept say neither the survey nor the groups: those of now.
      const asked = content.survey ?? newest.version
      const survey = await surveyAt(kysely, { id, version: asked })
      const holdings: Holdings = {
        ...{ survey: survey?.content ?? newest.content, surveyVersion: asked },
        places: await allPlaces(kysely),
        profiles: await profilesAt(kysely, content.sheets),
        ...{ pooled: version, minimum: content.minimum ?? smallestBase },
        ...(content.groups === undefined ? {} : { groups: content.groups }),
      }
      return { holdings, when: found.frozen, figures: content.figures }
    },
    async surveyVersion(version) {
      const newest = await newestSurvey(kysely)
      if (newest === null) return null
      const found = await surveyAt(kysely, { id: newest.content.id, version })
      return found === null ? null : { survey: found.content, when: found.recorded }
    },
    frozen: (survey) => newestFrozen(kysely, survey),
    importPack: (folder) => importObservatory({ ...parts, minimum }, folder),
  }
}

/** Counts over what is held, for sentences and charts; `cohort` leaves out other cities. */
export function countIn(
  { survey, profiles, minimum }: Holdings,
  scope: Scope,
  cohort?: Cohort,
): (question: string, option: string) => Aggregate {
  const group = cohort === undefined ? {} : { cohort: { name: cohort.name, holds: cohort.holds } }
  return (question, option) =>
    computeAggregate(survey, profiles, { question, option, scope, minimum, ...group })
}
