// Reads the starting content of the observatory: one survey, and the profiles of cities with their sources.
import { readFile } from 'node:fs/promises'
import { type Answer, type Choice, checkSubmission } from './answer.ts'
import { ObservatoryError } from './errors.ts'
import { type CitiesContent, type ProfileContent, citiesShape, surveyShape } from './pack-shape.ts'
import type { CityProfile, Place } from './profile.ts'
import { type Survey, questionOf } from './survey.ts'

export interface ObservatoryPack {
  survey: Survey
  places: Place[]
  profiles: CityProfile[]
  /** The shares that stood on each page that was read, by `city/edition`. */
  shown: Map<string, Readonly<Record<string, string>>>
}

/** `survey.json` and `cities.json` of the folder. @throws ObservatoryError bad-pack, bad-answers */
export async function readPack(folder: URL): Promise<ObservatoryPack> {
  const survey = (await readShaped(folder, 'survey.json', surveyShape)) as Survey
  const { cities } = (await readShaped(folder, 'cities.json', citiesShape)) as CitiesContent
  const profiles: CityProfile[] = []
  const shown: ObservatoryPack['shown'] = new Map()
  for (const city of cities) {
    for (const each of city.profiles) {
      const profile = profileFrom(survey, city.id, each)
      const [problem] = checkSubmission(survey, profile)
      if (problem !== undefined) {
        throw new ObservatoryError('bad-answers', {
          city: city.id,
          edition: each.edition,
          ...problem,
        })
      }
      profiles.push(profile)
      shown.set(`${city.id}/${each.edition}`, each.shown)
    }
  }
  const places = cities.map(({ id, name, country, at: [longitude = 0, latitude = 0] }) => ({
    id,
    name,
    country,
    at: [longitude, latitude] as const,
  }))
  return { survey, places, profiles, shown }
}

interface Shape {
  Check(value: unknown): boolean
  Errors(value: unknown): { instancePath: string; message: string }[]
}

async function readShaped(folder: URL, name: string, shape: Shape): Promise<unknown> {
  const text = await readFile(new URL(name, folder), 'utf8')
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch (cause) {
    throw new ObservatoryError('bad-pack', { file: name, place: '', found: 'JSON' }, { cause })
  }
  if (shape.Check(content)) return content
  const [first] = shape.Errors(content)
  throw new ObservatoryError('bad-pack', {
    file: name,
    place: first?.instancePath ?? '',
    found: first?.message ?? '',
  })
}

function profileFrom(survey: Survey, city: string, content: ProfileContent): CityProfile {
  const { edition, generation, url, extent, basis, population } = content
  const [value = null, year = null] = population ?? []
  return {
    city,
    edition,
    version: 1,
    generation,
    source: { kind: 'transcription', url, extent, basis },
    answers: answersOf(survey, content),
    facts: {
      mayor: content.mayor,
      population: value === null ? null : { value, year },
      officers: content.officers,
      spotlight: content.spotlight,
      structure: content.structure ?? null,
    },
  }
}

function answersOf(survey: Survey, content: ProfileContent): Record<string, Answer> {
  const answers: Record<string, Answer> = {}
  for (const { id, base } of survey.questions) {
    const choices = content.answers[id]
    const given = base && content.answers[base.question]?.[0]
    if (choices !== undefined) {
      answers[id] = { state: 'answered', choices: choices.map(choiceFrom) }
    } else if (content.none?.includes(id)) answers[id] = { state: 'none-of-these' }
    else if (given !== undefined && !base?.is.includes(given)) {
      answers[id] = { state: 'skipped-by-rule' }
    } else answers[id] = { state: 'not-in-source' }
  }
  if (content.rolesCount !== undefined) {
    answers['rolesCount'] = { state: 'answered', value: content.rolesCount }
  }
  if (content.data !== undefined && questionOf(survey, 'data') !== undefined) {
    answers['data'] = { state: 'answered', ...content.data }
  }
  for (const [id, comment] of Object.entries(content.comments ?? {})) {
    const answer = answers[id]
    if (answer !== undefined) answers[id] = { ...answer, comment }
  }
  for (const id of Object.keys(content.answers)) {
    answers[id] ??= { state: 'answered', choices: content.answers[id]?.map(choiceFrom) ?? [] }
  }
  return answers
}

/** `transport` is an option, `=City resilience` the city's own words. */
function choiceFrom(text: string): Choice {
  return text.startsWith('=') ? { other: text.slice(1) } : { option: text }
}
