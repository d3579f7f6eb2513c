// Reads the question of an API call: where, q, columns, sort, groups and measures.
import { Refusal } from '#platform'
import type { Aggregate, Condition, RowsQuery, Sort } from '@rimaq/tables'

type FaultReason = Refusal['faults'][number]['reason']
type Given = Record<string, unknown>

/** The part of a question that rows, exports and aggregates share. Throws `invalid-input`. */
export function filtersOf(query: Given): Pick<RowsQuery, 'where' | 'search'> {
  const where = jsonOf(query, 'where')
  const words = textOf(query, 'q') ?? textOf(query, 'search')
  if (where !== undefined && !isCondition(where, 0)) throw wrong('where', 'wrong-shape')
  return {
    ...(where === undefined ? {} : { where: where }),
    ...(words ? { search: { words, prefix: true } } : {}),
  }
}

/** Columns and order besides. */
export function rowsOf(query: Given): RowsQuery {
  const columns = namesOf(query, 'columns')
  const sort = sortOf(query)
  return {
    ...filtersOf(query),
    ...(columns ? { columns } : {}),
    ...(sort ? { sort } : {}),
    ...(query['distinct'] === true ? { distinct: true } : {}),
  }
}

/** `a,-b`: a ascending, then b descending. */
function sortOf(query: Given): Sort[] | undefined {
  return namesOf(query, 'sort')?.map((name) =>
    name.startsWith('-') ? { column: name.slice(1), descending: true } : { column: name },
  )
}

const functions = new Set(['count', 'sum', 'avg', 'min', 'max', 'median', 'distinct'])
const periods = new Set(['year', 'quarter', 'month', 'week', 'day', 'hour'])

/** `group=fecha:month,distrito` or `monto:100` (bins); `measures=count,sum:monto`. */
export function aggregateOf(query: Given): Aggregate {
  const group = (namesOf(query, 'group') ?? []).map((name): Aggregate['group'][number] => {
    const [column = '', by] = name.split(':')
    if (by === undefined) return { column }
    if (periods.has(by)) return { column, by: by as 'year' }
    const width = Number(by)
    if (!(width > 0) || !Number.isFinite(width)) throw wrong('group', 'not-one-of')
    return { column, by: { width } }
  })
  const measures = (namesOf(query, 'measures') ?? ['count']).map(
    (name): Aggregate['measures'][number] => {
      const [fn = '', column] = name.split(':')
      if (!functions.has(fn)) throw wrong('measures', 'not-one-of')
      if (column === undefined && fn !== 'count') throw wrong('measures', 'missing')
      return { fn: fn as 'count', ...(column === undefined ? {} : { column }) }
    },
  )
  const sort = namesOf(query, 'sort')?.map((name) => {
    const by = Number(name.replace(/^-/, ''))
    if (!Number.isInteger(by) || by < 0 || by >= group.length + measures.length) {
      throw wrong('sort', 'not-one-of')
    }
    return { by, descending: name.startsWith('-') }
  })
  const limit = query['limit'] as number | undefined
  return {
    group,
    measures,
    ...filtersOf(query),
    ...(sort ? { sort } : {}),
    ...(limit === undefined ? {} : { limit }),
  }
}

function textOf(query: Given, name: string): string | undefined {
  const value = query[name]
  return typeof value === 'string' ? value : undefined
}

function namesOf(query: Given, name: string): string[] | undefined {
  const value = textOf(query, name)
  if (value === undefined || value === '') return undefined
  return value.split(',').map((one) => one.trim())
}

function jsonOf(query: Given, name: string): unknown {
  const value = textOf(query, name)
  if (value === undefined || value === '') return undefined
  try {
    return JSON.parse(value)
  } catch {
    throw wrong(name, 'wrong-shape')
  }
}

const comparisons = new Set(['eq', 'ne', 'lt', 'lte', 'gt', 'gte'])
const deepest = 20

/** Whether a stranger's JSON has the shape of a `Condition`; the engine checks columns and values. */
export function isCondition(value: unknown, depth: number): value is Condition {
  if (typeof value !== 'object' || value === null || depth > deepest) return false
  const given = value as Given
  const inside = (one: unknown): boolean => isCondition(one, depth + 1)
  if (Array.isArray(given['and'])) return given['and'].every(inside)
  if (Array.isArray(given['or'])) return given['or'].every(inside)
  if ('not' in given) return inside(given['not'])
  if (Array.isArray(given['within'])) {
    return given['within'].length === 4 && given['within'].every((one) => Number.isFinite(one))
  }
  if (typeof given['column'] !== 'string') return false
  if ('is' in given) return given['is'] === 'null' || given['is'] === 'not-null'
  const op = given['op']
  if (op === 'in' || op === 'not-in') {
    return Array.isArray(given['value']) && given['value'].every(isCell)
  }
  if (op === 'contains' || op === 'starts') return typeof given['value'] === 'string'
  return typeof op === 'string' && comparisons.has(op) && isCell(given['value'])
}

function isCell(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
}

export function wrong(name: string, reason: FaultReason): Refusal {
  return new Refusal('invalid-input', { faults: [{ in: 'query', name, reason, values: {} }] })
}
