// One sheet of the city's house: what was typed becomes content, and what is wrong is named field by field.
import type { Survey } from '../survey.ts'
import { questionOf } from '../survey.ts'
import { type Cell, type Field, type Kind, codes, fieldsOf } from './kinds.ts'
import { frequencyOf } from './period.ts'

export type CellValue = string | number | null
export type FieldValue = string | number | readonly string[] | readonly (readonly CellValue[])[]
export type SheetContent = Readonly<Record<string, FieldValue>>

/** A sheet as it is kept: the newest version of one kind and id. */
export interface Sheet {
  kind: Kind
  /** `OEI.01`, `median-days` … within its kind. */
  id: string
  version: number
  content: SheetContent
  /** Withdrawn sheets stay in the history and are shown no more. */
  withdrawn: boolean
  hash: string
  recorded: Date
}

export type ProblemCode =
  | 'missing'
  | 'not-a-number'
  | 'too-small'
  | 'too-large'
  | 'not-a-day'
  | 'not-a-choice'
  | 'bad-pattern'
  | 'bad-row'
  | 'too-long'
  | 'twice'
  | 'over-100'
  | 'half-a-query'
  | 'no-reason'
  | 'stop-undecided'
  | 'more-than-planned'
  | 'ends-before'
  | 'not-under'

export interface SheetProblem {
  code: ProblemCode
  field: string
  /** Of `rows`: 1 is the first. */
  row?: number
  /** What stood there, shortened. */
  found?: string
}

const longest = { line: 300, text: 8000, rows: 200 } as const

/** Values a choice may have: its own, or the options of the survey's questions. */
export function choicesOf(survey: Survey | null, field: Field): string[] {
  if (field.values) return [...field.values]
  return (field.questions ?? []).flatMap((id) =>
    survey === null ? [] : (questionOf(survey, id)?.options ?? []).map((option) => option.id),
  )
}

/** `form` holds one text per field, a list for many choices. Everything that is wrong, at once. */
export function readSheet(
  kind: Kind,
  form: Readonly<Record<string, unknown>>,
  survey: Survey | null,
): { content: SheetContent; problems: SheetProblem[] } {
  const content: Record<string, FieldValue> = {}
  const problems: SheetProblem[] = []
  for (const field of fieldsOf(kind)) {
    const found = readField(field, form[field.id], choicesOf(survey, field))
    if (found.value !== null) content[field.id] = found.value
    problems.push(...found.problems.map((each) => ({ ...each, field: field.id })))
  }
  if (problems.length === 0) problems.push(...contradictionsIn(kind, content))
  return { content, problems }
}

type Found = { value: FieldValue | null; problems: Omit<SheetProblem, 'field'>[] }
const wrong = (code: ProblemCode, more: Partial<SheetProblem> = {}): Found => ({
  value: null,
  problems: [{ code, ...more }],
})

function readField(field: Field, given: unknown, choices: readonly string[]): Found {
  if (field.type === 'choices') {
    const list = (Array.isArray(given) ? given : given === undefined ? [] : [given]).map(String)
    const stranger = list.find((each) => !choices.includes(each))
    if (stranger !== undefined) return wrong('not-a-choice', { found: stranger })
    return { value: list.length > 0 ? [...new Set(list)] : null, problems: [] }
  }
  const text = (typeof given === 'string' ? given : '').replaceAll('\r\n', '\n').trim()
  if (text === '') return field.required ? wrong('missing') : { value: null, problems: [] }
  switch (field.type) {
    case 'rows':
      return readRows(field.cells ?? [], text)
    case 'number':
      return readNumber(text, field.least, field.most)
    case 'day':
      return frequencyOf(text) === 'day'
        ? { value: text, problems: [] }
        : wrong('not-a-day', { found: text })
    case 'choice':
      return choices.includes(text)
        ? { value: text, problems: [] }
        : wrong('not-a-choice', { found: text })
    case 'line':
    case 'text': {
      if (text.length > longest[field.type]) return wrong('too-long')
      if (field.pattern && !field.pattern.test(text)) return wrong('bad-pattern', { found: text })
      return { value: text, problems: [] }
    }
  }
}

/** Digits with a point before decimals: `1,234.5` and `1234.5`. */
function numberIn(text: string): number | null {
  const bare = /^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text) ? text.replaceAll(',', '') : text
  return /^-?\d+(\.\d+)?$/.test(bare) && Number.isFinite(Number(bare)) ? Number(bare) : null
}

function readNumber(text: string, least = -1e15, most = 1e15): Found {
  const value = numberIn(text)
  if (value === null) return wrong('not-a-number', { found: text.slice(0, 40) })
  if (value < least) return wrong('too-small', { found: text })
  if (value > most) return wrong('too-large', { found: text })
  return { value, problems: [] }
}

function readRows(cells: readonly Cell[], text: string): Found {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  if (lines.length > longest.rows || text.length > longest.text * 2) return wrong('too-long')
  const rows: CellValue[][] = []
  const problems: Found['problems'] = []
  for (const [at, line] of lines.entries()) {
    const parts = line.split('|').map((part) => part.trim())
    const row = cells.map((cell, index) => readCell(cell, parts[index] ?? ''))
    if (parts.length > cells.length || row.includes(undefined)) {
      problems.push({ code: 'bad-row', row: at + 1, found: line.trim().slice(0, 80) })
    } else rows.push(row.map((each) => each ?? null))
  }
  if (problems.length === 0 && cells[0]?.type === 'period') {
    const periods = rows.map(([period]) => period)
    const again = periods.findIndex((each, at) => periods.indexOf(each) !== at)
    if (again >= 0) problems.push({ code: 'twice', row: again + 1, found: String(periods[again]) })
  }
  return { value: problems.length === 0 && rows.length > 0 ? rows : null, problems }
}

/** Undefined where the cell is wrong. */
function readCell(cell: Cell, text: string): CellValue | undefined {
  if (text === '') return cell.optional ? null : undefined
  switch (cell.type) {
    case 'text':
      return text.slice(0, 500)
    case 'number':
      return numberIn(text) ?? undefined
    case 'period':
      return frequencyOf(text) === null ? undefined : text
    case 'day':
      return frequencyOf(text) === 'day' ? text : undefined
    case 'choice':
      return cell.values?.includes(text) ? text : undefined
  }
}

/** What each field allows by itself and the sheet as a whole does not. */
function contradictionsIn(kind: Kind, content: SheetContent): SheetProblem[] {
  const problems: SheetProblem[] = []
  const has = (field: string): boolean => content[field] !== undefined
  const rows = (field: string): readonly (readonly CellValue[])[] =>
    (content[field] as readonly (readonly CellValue[])[] | undefined) ?? []
  if (kind === 'indicator') {
    if (has('sql') !== has('dataset')) problems.push({ code: 'half-a-query', field: 'sql' })
    if (has('override') && !has('overrideReason')) {
      problems.push({ code: 'no-reason', field: 'overrideReason' })
    }
    if (content['unit'] === '%') {
      for (const field of ['baseline', 'targets', 'values']) {
        const at = rows(field).findIndex(([, value]) => Number(value) > 100)
        if (at >= 0) problems.push({ code: 'over-100', field, row: at + 1 })
      }
    }
  }
  if (kind === 'project' && content['stage'] === 'stopped') {
    // Stopping is a result, so it has a date and a reason.
    const stopped = rows('decisions').some(([, decision]) => decision === 'stop')
    if (!stopped) problems.push({ code: 'stop-undecided', field: 'decisions' })
  }
  if (kind === 'budget' && Number(content['executed'] ?? 0) > Number(content['planned'])) {
    problems.push({ code: 'more-than-planned', field: 'executed' })
  }
  if (
    kind === 'partnership' &&
    has('from') &&
    has('until') &&
    content['until']! < content['from']!
  ) {
    problems.push({ code: 'ends-before', field: 'until' })
  }
  return problems
}

/** The objective an action stands under: AEI.01.02 under OEI.01. */
export function objectiveOf(action: string): string | null {
  return codes.action.test(action) ? `OEI.${action.slice(4, 6)}` : null
}

/** Content as a form shows it again. */
export function formOf(
  kind: Kind,
  content: SheetContent,
): Record<string, string | readonly string[]> {
  return Object.fromEntries(
    fieldsOf(kind).map((field) => {
      const value = content[field.id]
      if (value === undefined) return [field.id, field.type === 'choices' ? [] : '']
      if (field.type === 'choices') return [field.id, value as readonly string[]]
      if (field.type === 'rows') {
        const lines = (value as readonly (readonly CellValue[])[]).map((row) =>
          row
            .map((cell) => (cell === null ? '' : String(cell)))
            .join(' | ')
            .replace(/( \| )+$/, ''),
        )
        return [field.id, lines.join('\n')]
      }
      return [field.id, String(value)]
    }),
  )
}

/** `OEI.01` as it stands; a name as `mediana-de-dias`. Null where nothing is left of it. */
export function idFrom(kind: Kind, content: SheetContent): string | null {
  if (typeof content['code'] === 'string') return content['code']
  const from =
    kind === 'budget'
      ? [content['year'], content['fund'], content['funded']].join('-')
      : String(content['name'] ?? '')
  const bare = from
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '')
  return bare === '' ? null : bare
}
