// What a survey of cities is: editions, questions, options, and figures that others published from it.
export interface Words {
  es: string
  en: string
}

export interface Edition {
  /** Names the edition. */
  year: number
  /** Cities that answered; null where that was never published. */
  respondents: number | null
  note: Words
}

export interface Option extends Words {
  id: string
  /** Years that asked it; absent: every edition. */
  editions?: readonly number[]
  /** As it stands inside a sentence. */
  inline?: Words
  example?: Words
}

/** `count` is a whole number; `matrix` judges each option as sufficient or insufficient. */
export type QuestionType = 'single' | 'multi' | 'count' | 'matrix'

/** A concept that outlives editions; what one edition asked of it is given by `askedIn`. */
export interface Question {
  id: string
  /** 1 goals and approach, 2 organisation, 3 funding, 4 data, 5 evaluation (Annex A of the 2019 report). */
  section: number
  type: QuestionType
  /** Whether the question was seen in the questionnaire, or put together from its answers. */
  wording: 'verified' | 'reconstructed'
  /** Number in the questionnaire, where it was seen. */
  code?: string
  text: Words
  /** Asked only where another question has one of these answers. */
  base?: { question: string; is: readonly string[] }
  /** Shares the options of another question. */
  optionsOf?: string
  options: readonly Option[]
}

/** Options are merged on `exact` only; `none` breaks the series. */
export interface Crosswalk {
  question: string
  from: string
  to: string
  relation: 'exact' | 'close' | 'broader' | 'narrower' | 'none'
  note: string
}

export type Scope = number | 'pooled'

/** A figure of others, cited and never computed here. */
export interface PublishedAggregate {
  id: string
  question: string
  option?: string
  scope: Scope
  unit: 'percent' | 'cities' | 'order'
  value?: number
  /** The words that stood in place of the number; the number is then the difference to 100. */
  words?: 'more-than-half' | 'over-one-third'
  /** Of unit `order`: options, the most frequent first. */
  order?: readonly string[]
  /** Pages of cities and the report say different things of the same question. */
  in: 'profiles' | 'report'
  url: string
  conflicts?: Words
}

export interface Survey {
  id: string
  name: Words
  owner: string
  citation: string
  url: string
  editions: readonly Edition[]
  /** Cities that answered at least once. */
  pooledRespondents: number
  questions: readonly Question[]
  crosswalk: readonly Crosswalk[]
  published: readonly PublishedAggregate[]
}

/** The concept with all options it ever had; undefined for one nobody asked. */
export function questionOf(survey: Survey, id: string): Question | undefined {
  const question = survey.questions.find((each) => each.id === id)
  if (question?.optionsOf === undefined) return question
  const { options = [] } = survey.questions.find((each) => each.id === question.optionsOf) ?? {}
  return { ...question, options }
}

/** The question as one edition asked it: with the options of that year. */
export function askedIn(survey: Survey, id: string, year: number): Question | undefined {
  const question = questionOf(survey, id)
  if (question === undefined || !survey.editions.some((each) => each.year === year))
    return undefined
  return { ...question, options: question.options.filter((each) => isAsked(each, year)) }
}

export function isAsked({ editions }: Option, year: number): boolean {
  return editions === undefined || editions.includes(year)
}

/** The figure a page of that generation showed; `in: 'report'` figures are never taken. */
export function publishedFor(
  survey: Survey,
  question: string,
  option: string,
  scope: Scope,
): PublishedAggregate | undefined {
  return survey.published.find(
    (each) =>
      each.question === question &&
      each.option === option &&
      each.scope === scope &&
      each.in === 'profiles',
  )
}

/** Options that some editions did not have: what footnotes under lists say. */
export function limitedOptions(
  survey: Survey,
  id: string,
): { option: Option; asked: number[]; absent: number[] }[] {
  const years = survey.editions.map(({ year }) => year)
  return (questionOf(survey, id)?.options ?? [])
    .filter((option) => years.some((year) => !isAsked(option, year)))
    .map((option) => ({
      option,
      asked: years.filter((year) => isAsked(option, year)),
      absent: years.filter((year) => !isAsked(option, year)),
    }))
}

export function wordsOf(words: Words, lang: string): string {
  return lang === 'en' ? words.en : words.es
}
