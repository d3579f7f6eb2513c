// The sheets a city keeps about itself, field by field: forms, checks, pages and files follow from this list.
import { frequencies } from './period.ts'
import { directions, lights } from './semaphore.ts'

export const stages = ['idea', 'discovery', 'pilot', 'scale', 'operate', 'stopped'] as const
export type Stage = (typeof stages)[number]

export const decisions = ['stop', 'scale', 'change'] as const

export type FieldType =
  | 'line'
  | 'text'
  | 'number'
  | 'day'
  | 'choice'
  | 'choices'
  /** Rows of cells, one row a line, cells parted by `|`. */
  | 'rows'

export interface Field {
  id: string
  type: FieldType
  required?: boolean
  /** Fixed choices; sentences `observatory.choice.<field>.<value>`. */
  values?: readonly string[]
  /** Or the options of these questions of the survey, so that the city's own work is told in its terms. */
  questions?: readonly string[]
  /** What one line must look like. */
  pattern?: RegExp
  /** Of `rows`: what each cell is. */
  cells?: readonly Cell[]
  least?: number
  most?: number
  /** `observatory.hint.<field>` stands under the label. */
  hint?: true
}

export interface Cell {
  id: string
  type: 'text' | 'number' | 'period' | 'day' | 'choice'
  values?: readonly string[]
  optional?: true
}

const name: Field = { id: 'name', type: 'line', required: true }
const codeOf = (pattern: RegExp): Field => ({
  ...{ id: 'code', type: 'line', required: true, hint: true },
  pattern,
})
const amount = { type: 'number', least: 0 } as const

/** Codes of objectives and actions as in the PEI of Peru (CEPLAN, Guía para el Planeamiento Institucional). */
export const codes = {
  objective: /^OEI\.\d{2}$/,
  action: /^AEI\.\d{2}\.\d{2}$/,
  /** Of the POI; the register that gives them is CEPLAN's. */
  activity: /^[A-Z0-9][A-Z0-9.-]{2,29}$/,
} as const

export const kinds = {
  objective: [
    codeOf(codes.objective),
    name,
    { id: 'type', type: 'choice', required: true, values: ['I', 'II'], hint: true },
    { id: 'priority', type: 'number', least: 1, most: 99 },
    { id: 'policy', type: 'line', hint: true },
  ],
  action: [
    codeOf(codes.action),
    { id: 'good', type: 'line', required: true, hint: true },
    { id: 'attribute', type: 'line', required: true },
    { id: 'users', type: 'line', required: true },
    { id: 'priority', type: 'number', least: 1, most: 99 },
    { id: 'office', type: 'line', required: true },
    { id: 'offices', type: 'rows', cells: [{ id: 'office', type: 'text' }] },
  ],
  activity: [
    codeOf(codes.activity),
    name,
    { id: 'action', type: 'line', required: true, pattern: codes.action },
    { id: 'measure', type: 'line' },
    { id: 'physical', ...amount },
    { id: 'budget', ...amount },
    { id: 'office', type: 'line' },
  ],
  indicator: [
    name,
    { id: 'of', type: 'line', required: true, hint: true },
    { id: 'unit', type: 'line', required: true, hint: true },
    { id: 'justification', type: 'text' },
    { id: 'formula', type: 'text', required: true },
    { id: 'numerator', type: 'text' },
    { id: 'denominator', type: 'text' },
    { id: 'terms', type: 'text' },
    { id: 'direction', type: 'choice', required: true, values: directions },
    { id: 'frequency', type: 'choice', required: true, values: frequencies },
    { id: 'office', type: 'line', required: true },
    { id: 'source', type: 'line', required: true },
    { id: 'evidenceRules', type: 'text' },
    { id: 'limitations', type: 'text' },
    { id: 'coverage', type: 'line' },
    { id: 'cutOff', type: 'line' },
    { id: 'available', type: 'line' },
    { id: 'baseline', type: 'rows', hint: true, cells: periodAndValue() },
    { id: 'targets', type: 'rows', hint: true, cells: periodAndValue() },
    { id: 'tolerance', type: 'number', least: 0, most: 100, hint: true },
    { id: 'dataset', type: 'line', hint: true, pattern: /^[a-z0-9]+(-[a-z0-9]+)*$/ },
    { id: 'sql', type: 'text', hint: true },
    {
      ...{ id: 'values', type: 'rows', hint: true },
      cells: [...periodAndValue(), { id: 'evidence', type: 'text' }],
    },
    { id: 'freshDays', type: 'number', least: 1, most: 3660, hint: true },
    { id: 'override', type: 'choice', values: lights, hint: true },
    { id: 'overrideReason', type: 'text' },
  ],
  project: [
    name,
    { id: 'stage', type: 'choice', required: true, values: stages },
    { id: 'summary', type: 'text', required: true },
    { id: 'office', type: 'line', required: true },
    {
      ...{ id: 'taskGroup', type: 'rows', hint: true },
      cells: [
        { id: 'office', type: 'text' },
        { id: 'delegate', type: 'text' },
      ],
    },
    { id: 'areas', type: 'choices', questions: ['areas'] },
    { id: 'roles', type: 'choices', questions: ['roles'] },
    { id: 'activity', type: 'choice', questions: ['activities'] },
    {
      ...{ id: 'funding', type: 'rows', hint: true },
      cells: [
        { id: 'source', type: 'text' },
        { id: 'amount', type: 'number' },
      ],
    },
    { id: 'partners', type: 'rows', cells: [{ id: 'partner', type: 'text' }] },
    { id: 'serves', type: 'line', hint: true },
    { id: 'dataset', type: 'line', pattern: /^[a-z0-9]+(-[a-z0-9]+)*$/ },
    {
      ...{ id: 'milestones', type: 'rows', hint: true },
      cells: [
        { id: 'day', type: 'day' },
        { id: 'what', type: 'text' },
        { id: 'done', type: 'day', optional: true },
      ],
    },
    {
      ...{ id: 'decisions', type: 'rows', hint: true },
      cells: [
        { id: 'day', type: 'day' },
        { id: 'decision', type: 'choice', values: decisions },
        { id: 'reason', type: 'text' },
      ],
    },
    { id: 'design', type: 'text' },
    { id: 'result', type: 'text' },
    { id: 'document', type: 'line' },
  ],
  budget: [
    { id: 'year', type: 'number', required: true, least: 2000, most: 2100 },
    { id: 'fund', type: 'choice', required: true, questions: ['sources'] },
    { id: 'funded', type: 'choice', required: true, questions: ['funded'] },
    { id: 'planned', required: true, ...amount },
    { id: 'executed', ...amount },
    { id: 'source', type: 'line', required: true },
  ],
  training: [
    name,
    { id: 'day', type: 'day', required: true },
    { id: 'hours', required: true, ...amount },
    { id: 'people', required: true, ...amount },
    { id: 'office', type: 'line', required: true },
    { id: 'source', type: 'line' },
  ],
  partnership: [
    name,
    { id: 'partner', type: 'choice', required: true, questions: ['partners', 'dataPartners'] },
    { id: 'data', type: 'choice', required: true, values: ['yes', 'no'] },
    { id: 'purpose', type: 'text', required: true },
    { id: 'areas', type: 'choices', questions: ['areas'] },
    { id: 'from', type: 'day' },
    { id: 'until', type: 'day' },
    { id: 'document', type: 'line' },
  ],
} as const satisfies Record<string, readonly Field[]>

export type Kind = keyof typeof kinds

export const kindNames = Object.keys(kinds) as Kind[]

export function fieldsOf(kind: Kind): readonly Field[] {
  return kinds[kind]
}

function periodAndValue(): [Cell, Cell] {
  return [
    { id: 'period', type: 'period' },
    { id: 'value', type: 'number' },
  ]
}
