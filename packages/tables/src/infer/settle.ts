// Looks at the columns as inferred: lost values, words for nothing, cells of mere blanks.
import { literal } from '../build/duck.ts'
import { type CellSource, firstRows } from '../columns/known-cells.ts'
import { stagingColumn } from '../read/staged.ts'
import { cleanCell } from './expressions.ts'
import { type InferOptions, type Inferred, NOTHING, textCell } from './inferred.ts'
import { isBlank, trimmed } from './shapes.ts'

/** The first ten rows that hold a word for nothing. */
export async function locateNullWords(
  options: InferOptions,
  source: (index: number) => CellSource,
  columns: Map<number, Inferred>,
): Promise<void> {
  for (const [index, { nullWords }] of columns) {
    if (!nullWords || nullWords.count === nullWords.rows.length) continue
    const list = nullWords.words.map((word) => literal(word.toLowerCase())).join(', ')
    const test = `lower(${trimmed(stagingColumn(index))}) IN (${list})`
    const rows = await firstRows(options.duck, options.cells, {
      index,
      source: source(index),
      test,
    })
    nullWords.rows = rows.sort((a, b) => a - b)
  }
}

/** Text columns without cells of mere blanks, which are nearly all, are taken as they are. */
export async function settleBlanks(
  { duck, cells }: InferOptions,
  source: (index: number) => CellSource,
  columns: Map<number, Inferred>,
): Promise<void> {
  const texts = [...columns].filter(
    ([index, { type, sql }]) => type === 'text' && sql === textCell(stagingColumn(index), []),
  )
  const sure = ([index]: [number, Inferred]): boolean => cells !== null && !cells.mayBeBlank(index)
  for (const [index, column] of texts.filter(sure)) column.sql = stagingColumn(index)
  const open = texts.filter((each) => !sure(each))
  for (const [table, group] of byTable(open, source)) {
    const counts = await duck.row(
      `SELECT ${group.map(([index]) => `count(*) FILTER (${isBlank(stagingColumn(index))})::INTEGER`).join(', ')}
       FROM ${table}`,
    )
    for (const [at, [index, column]] of group.entries()) {
      if (Number(counts[at]) === 0) column.sql = stagingColumn(index)
    }
  }
}

/** Columns that one statement can ask. */
function byTable(
  columns: [number, Inferred][],
  source: (index: number) => CellSource,
): Map<string, [number, Inferred][]> {
  return Map.groupBy(columns, ([index]) => source(index).table)
}

/** Every filled cell must have become a value; a column where one did not stays text. */
export async function verify(
  options: InferOptions,
  source: (index: number) => CellSource,
  columns: Map<number, Inferred>,
): Promise<void> {
  const { duck } = options
  const typed = [...columns]
    .filter(([, { type }]) => !['text', 'json', 'geometry'].includes(type))
    .filter(([, column]) => column.mixed?.forced !== true && column.proven !== true)
  const lost = (column: Inferred, index: number): string => {
    const words = column.nullWords?.words ?? []
    return `(${cleanCell(`${stagingColumn(index)}::VARCHAR`, words)}) IS NOT NULL AND (${column.sql}) IS NULL`
  }
  for (const [table, group] of byTable(typed, source)) {
    const counts = await duck.row(
      `SELECT ${group.map(([index, column]) => `coalesce(sum(${source(index).weight}) FILTER (${lost(column, index)}), 0)::INTEGER`).join(', ')}
       FROM ${table}`,
    )
    for (const [at, [index, column]] of group.entries()) {
      const count = Number(counts[at])
      if (count === 0) continue
      const test = lost(column, index)
      const rows = await firstRows(options.duck, options.cells, {
        index,
        source: source(index),
        test,
      })
      const [example] = await duck.row(
        `SELECT ${stagingColumn(index)}::VARCHAR FROM ${table} WHERE ${test} ORDER BY rowid LIMIT 1`,
      )
      columns.set(index, {
        type: 'text',
        sql: textCell(stagingColumn(index), []),
        ...NOTHING,
        mixed: { almost: column.type, count, rows, example: String(example ?? '') },
      })
    }
  }
}
