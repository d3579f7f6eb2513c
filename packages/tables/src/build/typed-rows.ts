// Writes the one SELECT that gives the rows of a version: typed, repaired, treated, old rows first.
import type { Plan } from '../checks/context.ts'
import type { IngestOptions } from '../ingest.ts'
import type { Column } from '../model.ts'
import type { PrivacyRules } from '../privacy/rules.ts'
import { treatColumn } from '../privacy/treat.ts'
import type { Treatments } from '../privacy/treatments.ts'
import { STAGING } from '../read/staged.ts'
import { hasStep } from '../recipe/resolve.ts'
import { joinColumns, selectJoined } from './append.ts'
import { identifier, literal } from './duck.ts'
import { selectTyped } from './write-parquet.ts'

export interface TypedRows {
  /** `_id` first, then the columns, in the order of the rows. */
  select: string
  /** The same in any order, for counting. */
  unordered: string
  /** Run before either is asked: keeps which rows are alone; null where no cell is emptied. */
  prepare: string | null
  rows: number
  columns: Omit<Column, 'stats'>[]
  /**
   * By id, the columns whose values are made of nothing but their own cells, all of them; null where
   * rows are left out or joined.
   */
  direct: ReadonlyMap<string, DirectColumn> | null
}

export interface DirectColumn {
  /** Position in the staging table, from 0. */
  index: number
  /** SQL over that column. */
  sql: string
}

export interface TypedRowsInput {
  plan: Plan
  options: IngestOptions
  treatments: Treatments
  rules: PrivacyRules
  secrets: ReadonlyMap<string, string>
  /** Table of rowids that are left out, if any are. */
  dropped: string | null
}

export function typedRows(input: TypedRowsInput): TypedRows {
  const { plan, options, treatments, dropped } = input
  const planned = plan.columns.flatMap((column) => {
    const step = treatments.of(column)
    if (column.dropped || step?.do === 'drop-column') return []
    if (step === null) return [column]
    const treated = treatColumn(step, { ...column, from: STAGING }, input.rules, input.secrets)
    const { decimal, format, ...rest } = column
    const same = treated.type === column.type && step.do === 'suppress-cells'
    return [
      {
        ...rest,
        ...treated,
        ...(same && decimal && { decimal }),
        ...(same && format !== undefined && { format }),
      },
    ]
  })
  const out = new Set([...plan.dropped.values()].flat()).size
  const fresh = plan.rows - out
  const previous = options.previous
  if (options.mode === 'append' && previous) {
    const { manifest } = previous
    const kept = manifest.columns.filter((column) => treatments.of(column)?.do !== 'drop-column')
    const rows = manifest.rows + fresh
    const joined = joinColumns(kept, planned).map((column) => {
      const step = treatments.of(column)
      const old = kept.find(({ id }) => id === column.id)
      // Pseudonyms of pseudonyms would part a person's old rows from the new ones.
      const done = step?.do === 'pseudonym' && hasStep(manifest.recipe, step)
      if (!old || step === null || step.do === 'drop-column' || done) return column
      const from = `read_parquet(${literal(previous.parquet)})`
      const before = treatColumn(
        step,
        { sql: identifier(old.id), type: old.type, from },
        input.rules,
        input.secrets,
      )
      return { ...column, before: before.sql }
    })
    const list = joined.map(({ id, after }) => ({ id, sql: after }))
    const after = `(${selectTyped(list, STAGING, dropped, manifest.rows)})`
    const select = selectJoined(joined, previous.parquet, after)
    return finish(select, rows, joined.map(describeColumn), input)
  }
  const columns = planned.map(describeColumn)
  const rows = finish(selectTyped(planned, STAGING, dropped), fresh, columns, input)
  if (dropped !== null || treatments.blank !== null) return rows
  const direct = new Map<string, DirectColumn>()
  for (const column of planned) {
    const index = treatments.of(column) === null ? onlyColumn(column.sql) : null
    if (index !== null) direct.set(column.id, { index, sql: column.sql })
  }
  return { ...rows, direct }
}

/** The one column of the staging table that SQL names, by its position; null where it names several. */
function onlyColumn(sql: string): number | null {
  const names = new Set(sql.match(/\bc\d+\b/g))
  const [name] = names
  return names.size === 1 && name !== undefined ? Number(name.slice(1)) - 1 : null
}

/** Empties the cells of rows in small groups, where a step says so. */
function finish(
  select: string,
  rows: number,
  columns: Omit<Column, 'stats'>[],
  { treatments }: TypedRowsInput,
): TypedRows {
  const step = treatments.blank
  const ids = columns.map(({ id }) => id)
  const list = step === null ? [] : step.columns.filter((id) => ids.includes(id)).map(identifier)
  if (step === null || list.length === 0) {
    return { select, unordered: select, prepare: null, rows, columns, direct: null }
  }
  // Counted once over these columns alone: counting within each question would carry whole rows along.
  const prepare = `CREATE OR REPLACE TEMP TABLE ${ALONE} AS SELECT _id FROM
    (SELECT _id, ${list.join(', ')} FROM (${select}))
    QUALIFY count(*) OVER (PARTITION BY ${list.join(', ')}) < ${step.least}`
  const emptied = list.map((name) => `CASE WHEN a._id IS NULL THEN t.${name} END AS ${name}`)
  const unordered = `SELECT t.* REPLACE (${emptied.join(', ')}) FROM (${select}) t
    LEFT JOIN ${ALONE} a ON a._id = t._id`
  return { select: `${unordered} ORDER BY t._id`, unordered, prepare, rows, columns, direct: null }
}

/** Name of the temporary table of the rows whose cells are emptied. */
const ALONE = 'rows_alone'

function describeColumn(column: Omit<Column, 'stats'>): Omit<Column, 'stats'> {
  const { id, name, type, decimal, format } = column
  return { id, name, type, ...(decimal && { decimal }), ...(format !== undefined && { format }) }
}
