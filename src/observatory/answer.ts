// What a city answered, the eight states an answer can have, and what contradicts the questionnaire.
import { type Question, type Survey, askedIn, questionOf } from './survey.ts'

/** Never to be read as zero: why there is no answer is part of the data. */
export const answerStates = [
  'answered',
  'none-of-these',
  'not-asked-in-edition',
  'skipped-by-rule',
  'declined',
  'unknown',
  'left-blank',
  'not-in-source',
] as const
export type AnswerState = (typeof answerStates)[number]

/** An option, or the city's own words. */
export type Choice = { option: string } | { other: string }

export interface Answer {
  state: AnswerState
  /** In the order the city gave them; of `single` one. */
  choices?: readonly Choice[]
  /** Of `count`. */
  value?: number
  /** Of `matrix`: what is not in either list was left blank. */
  sufficient?: readonly string[]
  insufficient?: readonly string[]
  /** What is to be known about the answer, in the words of who wrote it down. */
  comment?: string
  /** Where it can be checked: addresses or names of documents. */
  evidence?: string
}

/** What one city said in one edition. A correction is the next version. */
export interface Submission {
  city: string
  edition: number
  version: number
  /** Which percentages stood on the page it was read from. */
  generation: 2019 | 2021
  source: { kind: 'transcription' | 'form'; url: string; extent: string; basis: string }
  answers: Readonly<Record<string, Answer>>
}

export type AnswerProblemCode =
  | 'unknown-question'
  | 'unknown-option'
  | 'option-not-asked'
  | 'more-than-one'
  | 'twice'
  | 'contradicts-base'
  | 'state-and-value'
  | 'bad-count'
  | 'fewer-than-listed'

export interface AnswerProblem {
  code: AnswerProblemCode
  question: string
  option?: string
}

export function answerTo({ answers }: Submission, question: string): Answer {
  return answers[question] ?? { state: 'not-in-source' }
}

/** Ids of the options chosen; the city's own words are left out. */
export function optionsIn({ choices = [] }: Answer): string[] {
  return choices.flatMap((each) => ('option' in each ? [each.option] : []))
}

/** The one option of a `single` answer; null without an answer. */
export function singleIn(answer: Answer): string | null {
  return answer.state === 'answered' ? (optionsIn(answer)[0] ?? null) : null
}

/** Every contradiction with the questionnaire, named by question and option. Empty when there is none. */
export function checkSubmission(survey: Survey, submission: Submission): AnswerProblem[] {
  const problems = Object.entries(submission.answers).flatMap(([id, answer]): AnswerProblem[] => {
    const question = askedIn(survey, id, submission.edition)
    if (question === undefined) return [{ code: 'unknown-question', question: id }]
    return [
      ...checkChoices(survey, question, answer),
      ...checkState(question, answer),
      ...checkBase(question, answer, submission),
    ]
  })
  const count = submission.answers['rolesCount']?.value
  const listed = submission.answers['roles']?.choices?.length ?? 0
  if (count !== undefined && count < listed) {
    problems.push({ code: 'fewer-than-listed', question: 'rolesCount' })
  }
  return problems
}

function checkChoices(survey: Survey, question: Question, answer: Answer): AnswerProblem[] {
  const named = [...optionsIn(answer), ...(answer.sufficient ?? []), ...(answer.insufficient ?? [])]
  const asked = new Set(question.options.map(({ id }) => id))
  const ever = new Set(questionOf(survey, question.id)?.options.map(({ id }) => id))
  const problems: AnswerProblem[] = named
    .filter((option) => !asked.has(option))
    .map((option) => ({
      code: ever.has(option) ? 'option-not-asked' : 'unknown-option',
      question: question.id,
      option,
    }))
  for (const option of new Set(named.filter((each, at) => named.indexOf(each) !== at))) {
    problems.push({ code: 'twice', question: question.id, option })
  }
  if (question.type === 'single' && (answer.choices?.length ?? 0) > 1) {
    problems.push({ code: 'more-than-one', question: question.id })
  }
  return problems
}

function checkState(question: Question, answer: Answer): AnswerProblem[] {
  const { choices = [], value, sufficient = [], insufficient = [] } = answer
  const says =
    choices.length > 0 || value !== undefined || sufficient.length + insufficient.length > 0
  if (says !== (answer.state === 'answered')) {
    return [{ code: 'state-and-value', question: question.id }]
  }
  if (value !== undefined && (question.type !== 'count' || !Number.isInteger(value) || value < 1)) {
    return [{ code: 'bad-count', question: question.id }]
  }
  return []
}

function checkBase(question: Question, answer: Answer, submission: Submission): AnswerProblem[] {
  const reached = isReached(question, submission)
  if (answer.state === 'answered' && reached === false) {
    return [{ code: 'contradicts-base', question: question.id }]
  }
  if (answer.state === 'skipped-by-rule' && reached !== false) {
    return [{ code: 'contradicts-base', question: question.id }]
  }
  return []
}

/** Whether the base rule leads to the question; null where its own answer is not known. */
export function isReached({ base }: Question, submission: Submission): boolean | null {
  if (base === undefined) return true
  const given = singleIn(answerTo(submission, base.question))
  return given === null ? null : base.is.includes(given)
}
