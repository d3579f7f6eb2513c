// The city's own answers on their way: what a form said becomes answers with a state, evidence and comment.
import { hashOf } from '../aggregate.ts'
import {
  type Answer,
  type AnswerProblem,
  type AnswerState,
  type Choice,
  checkSubmission,
  isReached,
} from '../answer.ts'
import type { CityProfile } from '../profile.ts'
import { type Question, type Survey, askedIn } from '../survey.ts'
import type { Attestation } from './attestation.ts'

/** States a city may give; the others follow from the edition, the rules and the source. */
export const statesToChoose = [
  'answered',
  'none-of-these',
  'declined',
  'unknown',
  'left-blank',
] as const satisfies readonly AnswerState[]

export const draftStates = ['draft', 'submitted', 'published'] as const
export type DraftState = (typeof draftStates)[number]

export interface Draft {
  answers: Readonly<Record<string, Answer>>
  state: DraftState
  /** Why a reviewer gave it back; null while none did. */
  returned: string | null
  /** Instant at which somebody attested that the answers are the city's; null before. */
  attested: string | null
  /** SHA-256 of the document of what was handed in; absent before, and where none was made. */
  document?: string
  /** The digital signature over it; absent where nobody signed. */
  signature?: Attestation
}

/** What each step of a draft may follow on. */
export const steps: Readonly<
  Record<'save' | 'submit' | 'sign' | 'return' | 'publish', readonly DraftState[]>
> = {
  save: ['draft', 'published'],
  submit: ['draft'],
  sign: ['submitted'],
  return: ['submitted'],
  publish: ['submitted'],
}

type Form = Readonly<Record<string, unknown>>

const textIn = (form: Form, name: string, most = 2000): string => {
  const value = form[name]
  return (typeof value === 'string' ? value : '').trim().slice(0, most)
}

const listIn = (form: Form, name: string): string[] => {
  const value = form[name]
  return value === undefined ? [] : (Array.isArray(value) ? value : [value]).map(String)
}

/** The questions of one section as an edition asked them. */
export function questionsOf(survey: Survey, edition: number, section: number): Question[] {
  return survey.questions.flatMap(({ id, section: own }) => {
    const asked = own === section ? askedIn(survey, id, edition) : undefined
    return asked === undefined ? [] : [asked]
  })
}

/** Sections that have questions, in order. */
export function sectionsOf(survey: Survey): number[] {
  return [...new Set(survey.questions.map(({ section }) => section))].toSorted((a, b) => a - b)
}

/** Says which answers of a section a page was opened with. */
export function sectionMark(
  survey: Survey,
  { answers }: Pick<Draft, 'answers'>,
  edition: number,
  section: number,
): string {
  const own = questionsOf(survey, edition, section).map(({ id }) => [id, answers[id] ?? null])
  return hashOf(own).slice(0, 32)
}

/** Nothing is corrected in silence: what contradicts is kept as typed, and `problemsIn` names it. */
export function readAnswer(question: Question, form: Form): Answer {
  const { id, type } = question
  const state = statesToChoose.find((each) => each === textIn(form, `state-${id}`)) ?? 'left-blank'
  const comment = textIn(form, `comment-${id}`)
  const evidence = textIn(form, `evidence-${id}`)
  const more = { ...(comment === '' ? {} : { comment }), ...(evidence === '' ? {} : { evidence }) }
  if (type === 'count') {
    const value = textIn(form, `value-${id}`)
    return { state, ...(value === '' ? {} : { value: Number(value) }), ...more }
  }
  if (type === 'matrix') {
    const judged = (word: string): string[] =>
      question.options
        .map((option) => option.id)
        .filter((option) => form[`area-${option}`] === word)
    const [sufficient, insufficient] = [judged('sufficient'), judged('insufficient')]
    const says = sufficient.length + insufficient.length > 0
    return { state, ...(says ? { sufficient, insufficient } : {}), ...more }
  }
  const own = textIn(form, `other-${id}`)
    .split('\n')
    .map((line) => line.trim().slice(0, 200))
    .filter((line) => line !== '')
  const choices: Choice[] = [
    ...listIn(form, `choice-${id}`).map((option) => ({ option })),
    ...own.map((other) => ({ other })),
  ]
  return { state, ...(choices.length > 0 ? { choices } : {}), ...more }
}

/**
 * Answers as a sheet holds them: what the edition did not ask and what a rule leaves out has its own
 * state, whatever was typed before the rule applied.
 */
export function completed(survey: Survey, draft: Draft, sheet: CityProfile): CityProfile {
  const answers: Record<string, Answer> = {}
  for (const { id } of survey.questions) {
    const asked = askedIn(survey, id, sheet.edition)
    const given = draft.answers[id] ?? { state: 'left-blank' as const }
    const reached = asked && isReached(asked, { ...sheet, answers: draft.answers })
    if (asked === undefined || (asked.options.length === 0 && asked.type !== 'count')) {
      answers[id] = { state: 'not-asked-in-edition' }
    } else if (reached === false) answers[id] = { state: 'skipped-by-rule' }
    else answers[id] = given
  }
  return { ...sheet, answers }
}

/** What keeps the answers from being handed in; every question by name. */
export function problemsIn(survey: Survey, draft: Draft, sheet: CityProfile): AnswerProblem[] {
  return checkSubmission(survey, completed(survey, draft, sheet))
}
