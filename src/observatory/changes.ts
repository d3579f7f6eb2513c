// What changed between two editions, over the cities that answered both: the panel, and nothing else.
import { type Answer, type Submission, answerTo } from './answer.ts'
import type { Cohort } from './cohort.ts'
import { ObservatoryError } from './errors.ts'
import type { Holdings } from './observatory.ts'
import { type Place, nameOf } from './profile.ts'
import { type Option, type Survey, askedIn, questionOf } from './survey.ts'

export interface Changes {
  from: number
  to: number
  /** Cities with a sheet of both editions. */
  panel: Place[]
  questions: QuestionChanges[]
}

export interface QuestionChanges {
  question: string
  /** Cities that answered it in both. */
  answered: number
  /** Those whose two answers differ. */
  changed: { place: Place; before: Answer; after: Answer }[]
  /** Options that one of the two editions did not have: no change can be read from them. */
  limited: Option[]
}

/**
 * `from` and `to` default to the first and last edition. Options that one edition did not have are left
 * out of the comparison, so that their absence never passes for a change.
 * @throws ObservatoryError not-found for an edition that is not there
 */
export function changesIn(
  { survey, places, profiles }: Holdings,
  asked: { from?: unknown; to?: unknown },
  lang: string,
  cohort?: Cohort,
): Changes {
  const years = survey.editions.map(({ year }) => year).toSorted((a, b) => a - b)
  const yearOf = (given: unknown, otherwise: number): number => {
    const year = given === undefined || given === '' ? otherwise : Number(given)
    if (!years.includes(year)) throw new ObservatoryError('not-found', { city: String(given) })
    return year
  }
  const from = yearOf(asked.from, years[0] ?? 0)
  const to = yearOf(asked.to, years.at(-1) ?? 0)
  const sheet = (city: string, year: number) =>
    profiles.find((each) => each.city === city && each.edition === year)
  const panel = places
    .filter(({ id }) => cohort?.holds(id) ?? true)
    .flatMap((place) => {
      const [first, last] = [sheet(place.id, from), sheet(place.id, to)]
      return first === undefined || last === undefined ? [] : [{ place, first, last }]
    })
    .toSorted((a, b) => nameOf(a.place, lang).localeCompare(nameOf(b.place, lang), lang))
  const questions = survey.questions.map(({ id }): QuestionChanges => {
    const limited = limitedBetween(survey, id, { from, to })
    const skip = new Set(limited.map((option) => option.id))
    const both = panel
      .map(({ place, first, last }) => ({
        ...{ place, before: answerTo(first, id), after: answerTo(last, id) },
      }))
      .filter((each) => isKnown(each.before) && isKnown(each.after))
    return {
      question: id,
      answered: both.length,
      changed: both.filter((each) => said(each.before, skip) !== said(each.after, skip)),
      limited,
    }
  })
  return { from, to, panel: panel.map(({ place }) => place), questions }
}

/** Options that one of the two editions did not have. */
function limitedBetween(
  survey: Survey,
  id: string,
  { from, to }: { from: number; to: number },
): Option[] {
  const asks = (year: number): Set<string> =>
    new Set(askedIn(survey, id, year)?.options.map((option) => option.id))
  const [before, after] = [asks(from), asks(to)]
  return (questionOf(survey, id)?.options ?? []).filter(
    (option) => before.has(option.id) !== after.has(option.id),
  )
}

/**
 * Whether a city says another thing in one edition than in the other. What is not known in one of them is
 * no change, nor is another order, nor an option that one edition did not have.
 */
export function isChanged(
  survey: Survey,
  id: string,
  [first, last]: readonly [Submission, Submission],
): boolean {
  const [before, after] = [answerTo(first, id), answerTo(last, id)]
  if (!isKnown(before) || !isKnown(after)) return false
  const years = { from: first.edition, to: last.edition }
  const skip = new Set(limitedBetween(survey, id, years).map((option) => option.id))
  return said(before, skip) !== said(after, skip)
}

function isKnown({ state }: Answer): boolean {
  return state === 'answered' || state === 'none-of-these'
}

/** What an answer says, whatever its order, comment and evidence. */
function said(answer: Answer, skip: ReadonlySet<string>): string {
  const choices = (answer.choices ?? [])
    .map((each) => ('option' in each ? each.option : `=${each.other}`))
    .filter((each) => !skip.has(each))
    .toSorted()
  const { value = null, sufficient = [], insufficient = [] } = answer
  return JSON.stringify([choices, value, sufficient.toSorted(), insufficient.toSorted()])
}
