// Counts answers: how many cities were asked, answered and chose, with the share and its interval.
import { createHash } from 'node:crypto'
import { type Json, canonicalJson } from '@rimaq/ledger'
import { type Submission, answerTo, isReached, optionsIn } from './answer.ts'
import { type Scope, type Survey, askedIn } from './survey.ts'

/** Below it a share is not written as a percentage, where the city says nothing else. */
export const smallestBase = 10

/** A city may ask for fewer answers, but for no fewer than these: one answer more or less is 20 points of five. */
export const leastBase = 5

export interface Aggregate {
  question: string
  option: string
  scope: Scope
  /** Name of the group of cities; `all` for every one that is held. */
  cohort: string
  /** Cities with an answer sheet. */
  places: number
  /** Of these, asked: the edition had the option and the base rule led to it. */
  asked: number
  answered: number
  chosen: number
  /** How many of `answered` come from each edition, by year. */
  from: Record<string, number>
  /** 0 to 100, not rounded; null while `suppressed`. */
  percent: number | null
  /** Wilson's interval at 95 %, 0 to 100; null while `suppressed`. */
  low: number | null
  high: number | null
  suppressed: 'too-few' | 'nobody-asked' | null
  /** SHA-256 of the answers it was counted from. */
  dataVersion: string
}

export interface AggregateQuestion {
  question: string
  option: string
  scope: Scope
  cohort?: { name: string; holds(city: string): boolean }
  minimum?: number
}

/**
 * Computed from the sheets that are held. `pooled` takes each city's latest edition that asked the
 * option, so that a city counts once. A city's own words never enter a share.
 */
export function computeAggregate(
  survey: Survey,
  submissions: readonly Submission[],
  { question, option, scope, cohort, minimum = smallestBase }: AggregateQuestion,
): Aggregate {
  const held = submissions.filter(({ city }) => cohort?.holds(city) ?? true)
  const sheets = scope === 'pooled' ? latest(survey, held, question, option) : newest(held, scope)
  const asked = sheets.filter((sheet) => {
    const put = askedIn(survey, question, sheet.edition)
    return put?.options.some(({ id }) => id === option) === true && isReached(put, sheet) !== false
  })
  const answered = asked.filter((sheet) =>
    ['answered', 'none-of-these'].includes(answerTo(sheet, question).state),
  )
  const chosen = answered.filter((sheet) => optionsIn(answerTo(sheet, question)).includes(option))
  const from: Record<string, number> = {}
  for (const { edition } of answered) from[edition] = (from[edition] ?? 0) + 1
  const suppressed =
    asked.length === 0 ? 'nobody-asked' : answered.length < minimum ? 'too-few' : null
  const [low, high] = suppressed ? [null, null] : wilson(chosen.length, answered.length)
  return {
    question,
    option,
    scope,
    cohort: cohort?.name ?? 'all',
    places: new Set(sheets.map(({ city }) => city)).size,
    asked: asked.length,
    answered: answered.length,
    chosen: chosen.length,
    from,
    percent: suppressed ? null : (100 * chosen.length) / answered.length,
    low,
    high,
    suppressed,
    dataVersion: hashOf(
      answered
        .map((sheet) => ({
          city: sheet.city,
          edition: sheet.edition,
          answer: answerTo(sheet, question),
        }))
        .toSorted((a, b) => (a.city < b.city ? -1 : 1)),
    ),
  }
}

/** The newest version of each city's sheet of one edition. */
function newest(submissions: readonly Submission[], year: number): Submission[] {
  return one(submissions.filter(({ edition }) => edition === year))
}

function latest(
  survey: Survey,
  submissions: readonly Submission[],
  question: string,
  option: string,
): Submission[] {
  return one(
    submissions.filter(({ edition }) =>
      askedIn(survey, question, edition)?.options.some(({ id }) => id === option),
    ),
  )
}

function one(submissions: readonly Submission[]): Submission[] {
  const byCity = new Map<string, Submission>()
  for (const each of submissions) {
    const known = byCity.get(each.city)
    const later =
      known === undefined ||
      each.edition > known.edition ||
      (each.edition === known.edition && each.version > known.version)
    if (later) byCity.set(each.city, each)
  }
  return [...byCity.values()]
}

/** Score interval of a share (E. B. Wilson, JASA 22, 1927, p. 209), at 95 %, in percent. */
export function wilson(chosen: number, of: number): [low: number, high: number] {
  const z = 1.959963984540054
  const share = chosen / of
  const middle = share + (z * z) / (2 * of)
  const half = z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of))
  const whole = 1 + (z * z) / of
  return [(100 * (middle - half)) / whole, (100 * (middle + half)) / whole]
}

/** SHA-256 of the canonical JSON (RFC 8785), in hexadecimal. */
export function hashOf(content: unknown): string {
  return createHash('sha256')
    .update(canonicalJson(JSON.parse(JSON.stringify(content)) as Json))
    .digest('hex')
}
