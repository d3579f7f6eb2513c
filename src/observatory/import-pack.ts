// Takes over the pack's survey and city profiles, and freezes the figures that follow from them.
import type { Clock, Database } from '#platform'
import { type Aggregate, computeAggregate, hashOf } from './aggregate.ts'
import { citiesOf } from './cohort.ts'
import { membersOf } from './groups.ts'
import type { CityProfile } from './profile.ts'
import { readPack } from './read-pack.ts'
import {
  type Db,
  type StoredProfile,
  addFrozen,
  addPlace,
  addProfile,
  addSurvey,
  allPlaces,
  lockObservatory,
  newestFrozen,
  newestProfiles,
  newestSurvey,
} from './store-observatory.ts'
import { type Scope, type Survey, questionOf } from './survey.ts'

export interface ObservatoryReport {
  places: number
  profiles: number
  /** Scopes whose figures were counted anew. */
  frozen: string[]
}

/**
 * Idempotent: what says the same adds nothing. A sheet that a city answered itself is left alone; a
 * transcription that reads differently now becomes the next version.
 * @throws ObservatoryError bad-pack, bad-answers
 */
export async function importObservatory(
  { database, clock, minimum }: { database: Database; clock: Clock; minimum: number },
  folder: URL,
): Promise<ObservatoryReport> {
  const pack = await readPack(folder)
  return database.transaction(async (trx) => {
    const now = clock.now()
    await lockObservatory(trx)
    const known = await newestSurvey(trx)
    const hash = hashOf(pack.survey)
    if (known?.hash !== hash) {
      const version = (known?.version ?? 0) + 1
      await addSurvey(trx, { content: pack.survey, version, hash }, now)
    }
    let places = 0
    for (const place of pack.places) if (await addPlace(trx, place)) places++
    const profiles = await addProfiles(trx, pack.profiles, now)
    return { places, profiles, frozen: await freezeFigures(trx, { minimum, now }) }
  })
}

async function addProfiles(trx: Db, profiles: readonly CityProfile[], now: Date): Promise<number> {
  const held = new Map(
    (await newestProfiles(trx)).map((each) => [`${each.city}/${each.edition}`, each]),
  )
  let added = 0
  for (const profile of profiles) {
    const hash = contentHash(profile)
    const known = held.get(`${profile.city}/${profile.edition}`)
    if (known !== undefined && (known.hash === hash || known.source.kind === 'form')) continue
    await addProfile(trx, { ...profile, version: (known?.version ?? 0) + 1 }, hash, now)
    added++
  }
  return added
}

/** Of what was answered, whatever version it is. */
export function contentHash({ version: _, ...content }: CityProfile): string {
  return hashOf(content)
}

/** What is kept of a scope; what is optional came later than the first ones that were frozen. */
export interface FrozenContent {
  note: string
  /** Fewest answers for a percentage. */
  minimum?: number
  /** Version of the survey. */
  survey?: number
  sheets: readonly { city: string; edition: number; version: number; hash: string }[]
  /** Of `pooled`: the cities of each group, so that figures of a group can be counted again as they were. */
  groups?: Readonly<Record<string, readonly string[]>>
  figures: readonly Aggregate[]
}

/** Counts every option of every question; a scope whose figures are the same is not written again. */
export async function freezeFigures(
  trx: Db,
  { minimum, now }: { minimum: number; now: Date },
): Promise<string[]> {
  const survey = await newestSurvey(trx)
  if (survey === null) return []
  const { content: asked } = survey
  const [profiles, places] = [await newestProfiles(trx), await allPlaces(trx)]
  const newest = new Map((await newestFrozen(trx, asked.id)).map((each) => [each.scope, each]))
  const scopes: Scope[] = [...asked.editions.map(({ year }) => year), 'pooled']
  const written: string[] = []
  for (const scope of scopes) {
    const content: FrozenContent = {
      note: 'Counted from a convenience sample of transcribed profiles; not the survey.',
      ...{ minimum, survey: survey.version },
      ...(scope === 'pooled' ? { groups: membersOf(citiesOf({ places, profiles })) } : {}),
      ...figuresOf(asked, profiles, { scope, minimum }),
    }
    const hash = hashOf(content)
    const known = newest.get(String(scope))
    if (known?.hash === hash) continue
    const version = (known?.version ?? 0) + 1
    await addFrozen(trx, asked.id, { scope: String(scope), version, content, hash, frozen: now })
    written.push(String(scope))
  }
  return written
}

function figuresOf(
  survey: Survey,
  profiles: readonly StoredProfile[],
  { scope, minimum }: { scope: Scope; minimum: number },
): Pick<FrozenContent, 'sheets' | 'figures'> {
  const sheets = profiles.filter(({ edition }) => scope === 'pooled' || edition === scope)
  const figures = survey.questions
    .filter(({ type }) => type === 'single' || type === 'multi')
    .flatMap(({ id }) =>
      (questionOf(survey, id)?.options ?? []).map((option) =>
        computeAggregate(survey, sheets, { question: id, option: option.id, scope, minimum }),
      ),
    )
  return {
    sheets: sheets.map(({ city, edition, version, hash }) => ({ city, edition, version, hash })),
    figures,
  }
}
