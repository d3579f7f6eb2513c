// The answers of one city as a table and back again: what is written can be read in and is the same.
import {
  type Answer,
  type AnswerProblem,
  type AnswerProblemCode,
  type AnswerState,
  type Choice,
  answerStates,
  checkSubmission,
} from '../answer.ts'
import type { FigureFile } from '../files/figure-file.ts'
import type { CityProfile } from '../profile.ts'
import { type Question, type Survey, askedIn } from '../survey.ts'

/** One row for each choice, or one with the state alone. In Spanish, as the dataset of the portal. */
export const answerColumns = [
  ...['ciudad_id', 'edicion', 'pregunta', 'estado', 'opcion', 'palabras_propias', 'valor'],
  ...['evidencia', 'nota'],
] as const

type Cell = string | number | null

export function answerSheetTable(
  survey: Survey,
  { city, edition, answers }: Pick<CityProfile, 'city' | 'edition' | 'answers'>,
): Pick<FigureFile, 'columns' | 'rows'> {
  const rows = survey.questions.flatMap(({ id }) => {
    const answer = answers[id] ?? { state: 'not-in-source' as const }
    const { state, evidence = null, comment = null } = answer
    return partsOf(answer).map(({ option, own, value }): Cell[] => [
      ...[city, edition, id, state, option, own, value, evidence, comment],
    ])
  })
  return { columns: answerColumns.map((id) => ({ id, label: id })), rows }
}

interface Part {
  option: string | null
  own: string | null
  value: Cell
}

function partsOf(answer: Answer): Part[] {
  const none: Part = { option: null, own: null, value: null }
  if (answer.value !== undefined) return [{ ...none, value: answer.value }]
  const parts: Part[] = [
    ...(answer.choices ?? []).map((each) =>
      'option' in each ? { ...none, option: each.option } : { ...none, own: each.other },
    ),
    ...(answer.sufficient ?? []).map((option) => ({ ...none, option, value: 'sufficient' })),
    ...(answer.insufficient ?? []).map((option) => ({ ...none, option, value: 'insufficient' })),
  ]
  return parts.length > 0 ? parts : [none]
}

export type ImportProblemCode =
  | AnswerProblemCode
  | 'no-column'
  | 'too-many-rows'
  | 'other-city'
  | 'other-edition'
  | 'unknown-state'
  | 'states-differ'
  | 'notes-differ'
  | 'bad-value'
  | 'no-question'

/** What is wrong, where it stands in the file, and about which question. */
export interface ImportProblem {
  code: ImportProblemCode
  /** Line, sheet row or record; null: the file as a whole. */
  row: number | null
  question: string | null
  found: string
}

export interface ReadRows {
  heads: readonly string[]
  rows: readonly (readonly (string | null)[])[]
  places: readonly number[]
  truncated: boolean
}

interface Line {
  row: number
  question: string
  state: string
  option: string
  own: string
  value: string
  evidence: string
  comment: string
}

/**
 * Answers of the questions the file names; others are not touched. Nothing is corrected in silence:
 * with problems there are no answers. `sheet` is what the file is to become part of.
 */
export function answersFrom(
  survey: Survey,
  sheet: CityProfile,
  read: ReadRows,
): { answers: Record<string, Answer>; problems: ImportProblem[] } {
  const { lines, problems } = linesOf(sheet, read)
  const byQuestion = Map.groupBy(lines, ({ question }) => question)
  const answers: Record<string, Answer> = {}
  for (const [id, own] of byQuestion) {
    const question = askedIn(survey, id, sheet.edition)
    const [first] = own
    if (first === undefined) continue
    if (question === undefined) {
      problems.push({ code: 'unknown-question', row: first.row, question: id, found: id })
      continue
    }
    const { answer, problems: more } = answerOf(question, own)
    problems.push(...more)
    answers[id] = answer
  }
  if (problems.length === 0) {
    const whole = { ...sheet, answers: { ...sheet.answers, ...answers } }
    problems.push(
      ...checkSubmission(survey, whole)
        .filter(({ question }) => byQuestion.has(question))
        .map((each) => placed(each, byQuestion.get(each.question) ?? [])),
    )
  }
  const at = (row: number | null): number => row ?? 0
  return { answers, problems: problems.toSorted((a, b) => at(a.row) - at(b.row)) }
}

/** The row that holds the option, else the first of the question. */
function placed({ code, question, option }: AnswerProblem, lines: readonly Line[]): ImportProblem {
  const own = lines.filter((each) => each.option === option)
  const line = (code === 'twice' ? own.at(-1) : own[0]) ?? lines[0]
  return { code, row: line?.row ?? null, question, found: option ?? '' }
}

function linesOf(
  { city, edition }: CityProfile,
  { heads, rows, places, truncated }: ReadRows,
): { lines: Line[]; problems: ImportProblem[] } {
  const problems: ImportProblem[] = []
  const named = heads.map((head) => head.trim().toLowerCase())
  for (const needed of ['pregunta', 'estado']) {
    if (!named.includes(needed)) {
      problems.push({ code: 'no-column', row: null, question: null, found: needed })
    }
  }
  if (truncated) {
    const found = String(rows.length)
    problems.push({ code: 'too-many-rows', row: null, question: null, found })
  }
  if (problems.length > 0) return { lines: [], problems }
  const lines = rows.flatMap((cells, at): Line[] => {
    const cell = (name: string): string => (cells[named.indexOf(name)] ?? '').trim()
    const row = places[at] ?? at + 1
    if (cells.every((each) => (each ?? '').trim() === '')) return []
    const question = cell('pregunta')
    if (question === '') problems.push({ code: 'no-question', row, question: null, found: '' })
    const said = [
      { name: 'ciudad_id', mine: city, code: 'other-city' as const },
      { name: 'edicion', mine: String(edition), code: 'other-edition' as const },
    ]
    for (const { name, mine, code } of said) {
      const found = cell(name)
      if (found !== '' && found !== mine) problems.push({ code, row, question, found })
    }
    return [
      {
        ...{ row, question, state: cell('estado'), option: cell('opcion'), value: cell('valor') },
        ...{ own: cell('palabras_propias'), evidence: cell('evidencia'), comment: cell('nota') },
      },
    ]
  })
  return { lines: lines.filter(({ question }) => question !== ''), problems }
}

function answerOf(
  { id, type }: Question,
  lines: readonly Line[],
): { answer: Answer; problems: ImportProblem[] } {
  const problems: ImportProblem[] = []
  const fault = (code: ImportProblemCode, { row }: Line, found: string): void => {
    problems.push({ code, row, question: id, found })
  }
  const [first] = lines as readonly [Line, ...Line[]]
  const state = answerStates.find((each) => each === first.state)
  if (state === undefined) fault('unknown-state', first, first.state)
  for (const line of lines) {
    if (line.state !== first.state) fault('states-differ', line, line.state)
    const same = line.evidence === first.evidence && line.comment === first.comment
    if (!same) fault('notes-differ', line, line.evidence || line.comment)
  }
  const { evidence, comment } = first
  const notes = {
    ...(comment === '' ? {} : { comment }),
    ...(evidence === '' ? {} : { evidence }),
  }
  const known: AnswerState = state ?? 'left-blank'
  if (type === 'count') {
    const [line] = lines.filter((each) => each.value !== '' || each.option !== '')
    const value = Number(line?.value)
    if (line !== undefined && !(Number.isInteger(value) && value >= 1)) {
      fault('bad-count', line, line.value || line.option)
    }
    if (lines.length > 1) fault('more-than-one', lines[1] ?? first, lines[1]?.value ?? '')
    return {
      answer: { state: known, ...(line === undefined ? {} : { value }), ...notes },
      problems,
    }
  }
  if (type === 'matrix') {
    const judged = (word: string): string[] =>
      lines.flatMap(({ option, value }) => (value === word ? [option] : []))
    for (const line of lines) {
      const fits = line.option === '' ? line.value === '' : /^(in)?sufficient$/.test(line.value)
      if (!fits) fault('bad-value', line, line.value)
    }
    const [sufficient, insufficient] = [judged('sufficient'), judged('insufficient')]
    const says = sufficient.length + insufficient.length > 0
    return {
      answer: { state: known, ...(says ? { sufficient, insufficient } : {}), ...notes },
      problems,
    }
  }
  for (const line of lines) if (line.value !== '') fault('bad-value', line, line.value)
  const choices = lines.flatMap(({ option, own }): Choice[] => [
    ...(option === '' ? [] : [{ option }]),
    ...(own === '' ? [] : [{ other: own }]),
  ])
  return {
    answer: { state: known, ...(choices.length > 0 ? { choices } : {}), ...notes },
    problems,
  }
}
