// Answers a plain SELECT with GROUP BY, DISTINCT or measures from groups of the index files.
import type { Cell, ColumnType, Manifest, TableFiles } from '../model.ts'
import type { Aggregate, Condition, SqlAnswer } from '../query-model.ts'
import { comparison } from '../index-files/cells.ts'
import type { NamedItem, PlainAnswers } from './plain-answer.ts'
import type { PlainMeasure, PlainSelect, PlainTerm } from './plain-select.ts'

/** Groups and measures as `aggregateByIndex` gives them, or null. */
export type GroupAnswer = (table: TableFiles, query: Aggregate) => Promise<Cell[][] | null>

/** Groups sorted here at most: more would keep others waiting. */
const MOST_GROUPS = 10_000

interface GroupedSelect extends Omit<PlainSelect, 'items'> {
  items: NamedItem[]
  condition: Condition
}

/** Where the answer finds what it shows or sorts by: a place among groups and then measures. */
interface Layout {
  groups: string[]
  measures: PlainMeasure[]
}

export async function answerPlainGroups(
  plain: GroupedSelect,
  table: TableFiles,
  answers: PlainAnswers,
): Promise<SqlAnswer | null> {
  const { manifest } = table
  const layout = layoutOf(plain, manifest)
  if (!layout) return null
  const shown = plain.items.map((item) => placeOf(item, layout))
  const order = plain.order.map((one) => ({ ...one, at: orderPlace(one.by, plain, layout) }))
  if (shown.includes(-1) || order.some(({ at }) => at === -1)) return null
  const types = typesOf(layout, manifest)
  if (!types) return null
  const found = await answers.groups(table, {
    group: layout.groups.map((column) => ({ column })),
    measures: layout.measures,
    ...(plain.where.length > 0 ? { where: plain.condition } : {}),
    limit: MOST_GROUPS + 1,
  })
  if (!found || found.length > MOST_GROUPS) return null
  const compares = order.map(({ at, descending, nulls }) => ({
    at,
    sign: descending ? -1 : 1,
    empty: nulls === 'first' ? -1 : 1,
    compare: comparison(types[at]!)!,
  }))
  if (compares.length > 0) {
    found.sort((a, b) => {
      for (const { at, sign, empty, compare } of compares) {
        const [left, right] = [a[at]!, b[at]!]
        const difference =
          left === null || right === null
            ? (Number(left === null) - Number(right === null)) * empty
            : compare(left, right) * sign
        if (difference !== 0) return difference
      }
      return 0
    })
  }
  const wanted = Math.min(plain.limit ?? Infinity, answers.limit)
  const rows = found.slice(plain.offset, plain.offset + wanted)
  const truncated = found.length - plain.offset > wanted && wanted < (plain.limit ?? Infinity)
  return {
    columns: plain.items.map(({ name }, at) => ({ name, type: types[shown[at]!]!.type })),
    rows: rows.map((row) => shown.map((at) => row[at]!)),
    truncated,
  }
}

/** Null when a shown column is not grouped by, which DuckDB refuses in its own words. */
function layoutOf(plain: GroupedSelect, manifest: Manifest): Layout | null {
  const measures = [...plain.items, ...plain.order.map(({ by }) => by)].filter(
    (one): one is NamedItem & PlainMeasure => typeof one === 'object' && 'fn' in one,
  )
  const columns = plain.items.flatMap((item) => ('fn' in item ? [] : [item.column]))
  if (plain.distinct) {
    if (plain.groups.length > 0 || measures.length > 0) return null
    return { groups: columns, measures: [{ fn: 'count' }] }
  }
  const groups = plain.groups.map((term) => groupOf(term, plain.items, manifest))
  if (groups.includes(null) || !columns.every((column) => groups.includes(column))) return null
  const different = new Map<string, PlainMeasure>()
  for (const { fn, column } of measures) {
    different.set(`${fn} ${column}`, column === undefined ? { fn } : { fn, column })
  }
  if (different.size === 0) different.set('count', { fn: 'count' })
  return { groups: [...new Set(groups as string[])], measures: [...different.values()] }
}

function groupOf(term: PlainTerm, items: NamedItem[], manifest: Manifest): string | null {
  if (typeof term === 'object') return null
  if (typeof term === 'string' && manifest.columns.some(({ id }) => id === term)) return term
  const item = typeof term === 'number' ? items[term] : items.find(({ name }) => name === term)
  return item && !('fn' in item) ? item.column : null
}

function placeOf(item: PlainMeasure | { column: string }, layout: Layout): number {
  if (!('fn' in item)) return layout.groups.indexOf(item.column)
  const at = layout.measures.findIndex(({ fn, column }) => fn === item.fn && column === item.column)
  return at < 0 ? -1 : layout.groups.length + at
}

function orderPlace(by: PlainTerm, { items }: GroupedSelect, layout: Layout): number {
  if (typeof by === 'object') return placeOf(by, layout)
  const item = typeof by === 'number' ? items[by] : items.find(({ name }) => name === by)
  if (item) return placeOf(item, layout)
  return typeof by === 'string' ? layout.groups.indexOf(by) : -1
}

type Typed = Parameters<typeof comparison>[0]

/** Columns of the answer by type, as DuckDB names it: sums of whole numbers are whole. */
function typesOf({ groups, measures }: Layout, manifest: Manifest): Typed[] | null {
  const column = (id: string) => manifest.columns.find((one) => one.id === id)
  const counted: ColumnType = 'integer'
  const types = [
    ...groups.map(column),
    ...measures.map(({ fn, column: id }) => {
      const of = id === undefined ? undefined : column(id)
      if (id !== undefined && !of) return undefined
      if (fn === 'count' || fn === 'distinct') return plainType(counted)
      if (!of) return undefined
      return fn === 'avg' ? plainType('number') : fn === 'sum' ? plainType(of.type) : of
    }),
  ]
  return types.every((type) => type !== undefined) ? types : null
}

function plainType(type: ColumnType): Typed {
  const stats = { nulls: 0, distinct: 0, min: null, max: null, top: [] }
  return { id: '', name: '', type, stats }
}
