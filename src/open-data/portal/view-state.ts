// The whole state of a view of a table, as it stands in the page's address: filters, order, grouping, chart.
import type { Aggregate, Column, RowsQuery, Sort } from '@rimaq/tables'
import type { MapBounds } from '#pages'
import { isTime } from './column-roles.ts'
import { condition, filterOps, needsNoValue, opsFor } from './filters.ts'
import type { Filter, FilterOp } from './filters.ts'
import { readArea, writeArea } from './map-area.ts'

export const viewKinds = ['table', 'summary', 'chart', 'map'] as const
export type ViewKind = (typeof viewKinds)[number]

export const measureFns = ['count', 'sum', 'avg', 'min', 'max', 'median', 'distinct'] as const
export type MeasureFn = (typeof measureFns)[number]

export const groupSteps = ['year', 'quarter', 'month', 'week', 'day'] as const
export type GroupStep = (typeof groupSteps)[number]

/** `auto` draws a line over time and bars for names. */
export const chartKinds = ['auto', 'bar', 'column', 'line'] as const
export type ChartKind = (typeof chartKinds)[number]

export interface ViewState {
  /** Resource name or id; absent for the first. */
  resource?: string
  /** Version number; absent for the newest. */
  version?: number
  view: ViewKind
  words?: string
  filters: Filter[]
  sort?: { column: string; descending: boolean }
  columns?: string[]
  /** 1-based. */
  page: number
  group?: string
  step?: GroupStep
  /** Second group, for stacked charts. */
  split?: string
  measure: { fn: MeasureFn; column?: string }
  chart: ChartKind
  /** Part of the world the map shows; absent: around what there is. */
  area?: MapBounds
}

export const pageSize = 50

type Values = Record<string, unknown>

/** Reads the state from query values; what does not fit the columns is dropped and reported. */
export function readViewState(
  values: Values,
  columns: readonly Column[],
): { state: ViewState; ignored: string[] } {
  const ignored: string[] = []
  const known = new Set(columns.map((column) => column.id))
  const keep = (id: string | undefined): string | undefined => {
    if (id === undefined || id === '') return undefined
    if (known.has(id)) return id
    ignored.push(id)
    return undefined
  }
  const state: ViewState = {
    view: oneOf(viewKinds, text(values.view)) ?? 'table',
    filters: readFilters(values, known, ignored),
    page: whole(text(values.page)) ?? 1,
    measure: readMeasure(measureText(values), known, ignored),
    chart: oneOf(chartKinds, text(values.chart)) ?? 'auto',
  }
  const resource = text(values.resource)
  if (resource) state.resource = resource
  const version = whole(text(values.version))
  if (version) state.version = version
  const words = text(values.q)?.trim()
  if (words) state.words = words
  const sort = text(values.sort)
  if (sort) {
    const descending = sort.startsWith('-')
    const column = keep(descending ? sort.slice(1) : sort)
    if (column) state.sort = { column, descending }
  }
  const shown = list(values.columns).flatMap((item) => item.split(','))
  const columnsKept = shown.map(keep).filter((id) => id !== undefined)
  if (columnsKept.length > 0) state.columns = columnsKept
  const area = readArea(text(values.area))
  if (area) state.area = area
  const group = keep(text(values.group))
  if (group) state.group = group
  const step = oneOf(groupSteps, text(values.step))
  if (step) state.step = step
  const split = keep(text(values.split))
  if (split) state.split = split
  return { state, ignored }
}

/** A filter being made in the form: a column, and perhaps already a condition and a value. */
export interface Draft {
  column: string
  op?: FilterOp
  value: string
}

/** The new line of the filter form, while it is not finished; null where there is none. */
export function readDraft(values: Values, columns: readonly Column[]): Draft | null {
  const column = columns.find(({ id }) => id === text(values['new-column']))
  if (!column) return null
  const op = oneOf(opsFor(column.type), text(values['new-op']))
  return {
    column: column.id,
    value: (text(values['new-value']) ?? '').trim(),
    ...(op ? { op } : {}),
  }
}

/** Whether a form without script wrote the address: its fields are then joined to the usual ones. */
export function isFormAddress(values: Values): boolean {
  return (
    values['new-column'] !== undefined ||
    values['measure-fn'] !== undefined ||
    Array.isArray(values.columns)
  )
}

/** The address parameters of a state; defaults are left out, so equal views have equal addresses. */
export function writeViewState(state: ViewState): URLSearchParams {
  const out = new URLSearchParams()
  if (state.resource) out.set('resource', state.resource)
  if (state.version) out.set('version', String(state.version))
  if (state.view !== 'table') out.set('view', state.view)
  if (state.words) out.set('q', state.words)
  for (const filter of state.filters) {
    out.append('f', `${filter.column}~${filter.op}~${filter.value}`)
  }
  if (state.sort) out.set('sort', `${state.sort.descending ? '-' : ''}${state.sort.column}`)
  if (state.columns) out.set('columns', state.columns.join(','))
  if (state.group) out.set('group', state.group)
  if (state.step) out.set('step', state.step)
  if (state.split) out.set('split', state.split)
  if (state.measure.fn !== 'count') {
    out.set('measure', `${state.measure.fn}:${state.measure.column ?? ''}`)
  }
  if (state.chart !== 'auto') out.set('chart', state.chart)
  if (state.area) out.set('area', writeArea(state.area))
  if (state.page > 1) out.set('page', String(state.page))
  return out
}

/** The address of a changed view; a change of anything but the page goes back to page 1. */
export function changed(state: ViewState, change: Partial<ViewState>): ViewState {
  const next = { ...state, ...change }
  if (change.page === undefined) next.page = 1
  return next
}

/** The rows that the state asks for. */
export function rowsQuery(state: ViewState, columns: readonly Column[]): RowsQuery {
  const query: RowsQuery = { limit: pageSize, offset: (state.page - 1) * pageSize, count: 'exact' }
  const where = condition(state.filters, columns)
  if (where) query.where = where
  if (state.words) query.search = { words: state.words, prefix: true }
  if (state.sort) query.sort = [sortOf(state.sort)]
  if (state.columns) query.columns = ['_id', ...state.columns]
  else query.columns = ['_id', ...columns.map((column) => column.id)]
  return query
}

/** The step that shows a date column's span in some tens of groups. */
export function stepFor(column: Pick<Column, 'stats'>): GroupStep {
  const { min, max } = column.stats
  const days = (Date.parse(String(max)) - Date.parse(String(min))) / 86_400_000
  if (Number.isNaN(days)) return 'month'
  return days > 366 * 12 ? 'year' : days > 100 ? 'month' : 'day'
}

/** The groups that the state asks for, or null while no column is chosen. */
export function aggregateQuery(
  state: ViewState,
  columns: readonly Column[],
  limit: number,
): Aggregate | null {
  if (!state.group) return null
  const column = columns.find((candidate) => candidate.id === state.group)
  if (!column) return null
  const dated = column.type === 'date' || column.type === 'timestamp'
  const group: Aggregate['group'] = [
    dated ? { column: column.id, by: state.step ?? stepFor(column) } : { column: column.id },
  ]
  if (state.split) group.push({ column: state.split })
  const measure = state.measure.column
    ? { fn: state.measure.fn, column: state.measure.column }
    : { fn: 'count' as const }
  const query: Aggregate = {
    group,
    measures: [measure],
    sort: isTime(column) ? [{ by: 0 }] : [{ by: group.length, descending: true }, { by: 0 }],
    limit,
  }
  const where = condition(state.filters, columns)
  if (where) query.where = where
  if (state.words) query.search = { words: state.words, prefix: true }
  return query
}

function sortOf(sort: { column: string; descending: boolean }): Sort {
  return { column: sort.column, descending: sort.descending, nulls: 'last' }
}

function readFilters(values: Values, known: Set<string>, ignored: string[]): Filter[] {
  const filters: Filter[] = []
  const add = (column: string, op: string, value: string): void => {
    const kind = oneOf(filterOps, op)
    if (!kind || !known.has(column)) ignored.push(column)
    else if (value !== '' || needsNoValue(kind)) filters.push({ column, op: kind, value })
  }
  for (const item of list(values.f)) {
    const [column = '', op = '', ...rest] = item.split('~')
    add(column, op, rest.join('~'))
  }
  // The filter form without script sends its new line as three fields.
  const column = text(values['new-column'])
  if (column) add(column, text(values['new-op']) ?? 'eq', (text(values['new-value']) ?? '').trim())
  return filters
}

/** The form without script sends function and column as two fields. */
function measureText(values: Values): string | undefined {
  const fn = text(values['measure-fn'])
  return fn ? `${fn}:${text(values['measure-column']) ?? ''}` : text(values.measure)
}

function readMeasure(
  value: string | undefined,
  known: Set<string>,
  ignored: string[],
): ViewState['measure'] {
  const [name, column] = (value ?? '').split(':')
  const fn = oneOf(measureFns, name)
  if (!fn || fn === 'count') return { fn: 'count' }
  if (column && known.has(column)) return { fn, column }
  if (column) ignored.push(column)
  return { fn: 'count' }
}

function oneOf<T extends string>(allowed: readonly T[], value: string | undefined): T | undefined {
  return allowed.find((candidate) => candidate === value)
}

function text(value: unknown): string | undefined {
  if (Array.isArray(value)) return text(value[0])
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined
}

function list(value: unknown): string[] {
  if (Array.isArray(value)) return value.filter((item) => typeof item === 'string')
  return typeof value === 'string' ? [value] : []
}

function whole(value: string | undefined): number | undefined {
  return value && /^[1-9]\d{0,9}$/.test(value) ? Number(value) : undefined
}
