// Finds latitudes and longitudes in degrees, minutes and seconds, and turns them into decimal degrees.
import { literal } from '../build/duck.ts'
import { firstRows, sourceOf } from '../columns/known-cells.ts'
import { headingWords } from '../infer/code-names.ts'
import { cleanCell } from '../infer/expressions.ts'
import { type Sexagesimal, sexagesimal } from '../infer/sexagesimal.ts'
import { trimmed } from '../infer/shapes.ts'
import { NULL_WORDS } from '../infer/words.ts'
import type { Finding } from '../model.ts'
import { stagingColumn } from '../read/staged.ts'
import { type Axis, type Plan, type PlannedColumn, physicalRows } from './context.ts'
import { axisOfHeading } from './coordinates.ts'

/** Digits of a degree: three before the point, eight after it (a millimetre). */
const DECIMAL = { digits: 11, scale: 8 }

export interface SexagesimalFinding {
  finding: Finding
  /** Makes the column numbers; gives what else is to be told of it. */
  apply: () => Finding[]
}

/** One for each column whose heading, or whose partner's, says latitude or longitude. */
export async function checkSexagesimal(plan: Plan): Promise<SexagesimalFinding[]> {
  const open = plan.columns.filter(
    ({ dropped, type, inferred }) =>
      !dropped && (type === 'text' || type === 'time') && inferred.sql !== 'NULL',
  )
  const found = new Map<PlannedColumn, { axis: Axis; facts: Facts }>()
  for (const column of open) {
    const axis = axisOfHeading(column.name)
    const facts = axis && (await ask(plan, column))
    if (facts && facts.read >= facts.filled * 0.5 && facts.marked > 0)
      found.set(column, { axis, facts })
  }
  const axes = new Set([...found.values()].map(({ axis }) => axis))
  if (axes.size === 1) {
    const partner = await findPartner(plan, open, axes.has('latitude') ? 'longitude' : 'latitude')
    if (partner) found.set(...partner)
  }
  const findings: SexagesimalFinding[] = []
  for (const [column, { axis, facts }] of found) {
    const words = await wordsFinding(plan, column, facts)
    const apply = (): Finding[] => {
      convert(column, axis, facts)
      return words
    }
    findings.push({ finding: await findingOf(plan, column, facts), apply })
  }
  return findings
}

/** A text column without such a heading in which every cell has a letter of this axis. */
async function findPartner(
  plan: Plan,
  columns: readonly PlannedColumn[],
  axis: Axis,
): Promise<[PlannedColumn, { axis: Axis; facts: Facts }] | null> {
  for (const column of columns) {
    if (axisOfHeading(column.name) !== null || column.type !== 'text') continue
    const facts = await ask(plan, column)
    const letters = axis === 'latitude' ? facts.northSouth : facts.eastWest
    if (facts.filled > 0 && letters === facts.filled && facts.read === facts.filled)
      return [column, { axis, facts }]
  }
  return null
}

interface Facts {
  filled: number
  read: number
  marked: number
  northSouth: number
  eastWest: number
  /** Words for nothing. */
  words: { words: string[]; count: number }
  /** The first cell that is read, and its degrees. */
  example: string
  degrees: number
  /** The first cell that is not read. */
  stray: string
}

function cellOf(column: PlannedColumn): string {
  return trimmed(`${stagingColumn(column.index)}::VARCHAR`)
}

function reading(column: PlannedColumn, cell: string): Sexagesimal {
  return sexagesimal(cell, /(^| )(sur|south|oeste|west)( |$)/.test(headingWords(column.name)))
}

async function ask(plan: Plan, column: PlannedColumn): Promise<Facts> {
  const { degrees, marked, letter } = reading(column, 'c')
  const source = sourceOf(plan.cells, column.index)
  const [filled, read, signed, northSouth, eastWest, example, value, stray, nothing, list] =
    await plan.duck.row(
      `WITH cells AS (SELECT rowid AS r, ${source.weight} AS n, ${cellOf(column)} AS c FROM ${source.table}),
         v AS (SELECT r, n, c, w, CASE WHEN NOT w THEN ${degrees} END AS d, CASE WHEN NOT w THEN ${marked} END AS m,
             CASE WHEN NOT w THEN ${letter} END AS l
           FROM (SELECT r, n, c, ${isNothing('c')} AS w FROM cells WHERE c IS NOT NULL))
       SELECT ${countOf('NOT w')}, ${countOf('d IS NOT NULL')}, ${countOf('m AND d IS NOT NULL')},
         ${countOf(`l IN ('N', 'S')`)}, ${countOf(`l IN ('E', 'W')`)},
         arg_min(c, r) FILTER (m AND d IS NOT NULL), arg_min(d, r) FILTER (m AND d IS NOT NULL),
         arg_min(c, r) FILTER (NOT w AND d IS NULL), ${countOf('w')}, list(DISTINCT c) FILTER (w) FROM v`,
    )
  return {
    filled: Number(filled),
    read: Number(read),
    marked: Number(signed),
    northSouth: Number(northSouth),
    eastWest: Number(eastWest),
    words: { words: texts(list).sort(), count: Number(nothing) },
    example: String(example ?? ''),
    degrees: Number(value ?? 0),
    stray: String(stray ?? ''),
  }
}

function countOf(test: string): string {
  return `coalesce(sum(n) FILTER (${test}), 0)::INTEGER`
}

/** SQL: the cell says in words that there is nothing. */
function isNothing(cell: string): string {
  return `coalesce(lower(${cell}) IN (${[...NULL_WORDS].map(literal).join(', ')}), false)`
}

/** The first ten rows that pass a test, SQL over the column. */
async function rowsWhere(plan: Plan, { index }: PlannedColumn, test: string): Promise<number[]> {
  const source = sourceOf(plan.cells, index)
  return physicalRows(plan, await firstRows(plan.duck, plan.cells, { index, source, test }))
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}

async function findingOf(plan: Plan, column: PlannedColumn, facts: Facts): Promise<Finding> {
  const strays = facts.filled - facts.read
  const cell = cellOf(column)
  const test = `${cell} IS NOT NULL AND NOT ${isNothing(cell)} AND ${reading(column, cell).degrees} IS NULL`
  return {
    code: 'sexagesimal-coordinates',
    severity: 'warning',
    column: column.id,
    ...(strays > 0 && { rows: await rowsWhere(plan, column, test) }),
    count: strays > 0 ? strays : facts.filled,
    detail: {
      example: facts.example,
      repaired: String(Number(facts.degrees.toFixed(6))),
      ...(strays > 0 && { stray: facts.stray }),
    },
    ...(strays === 0 && { repair: { do: 'decimal-degrees', column: column.id } }),
  }
}

function convert(column: PlannedColumn, axis: Axis, { words }: Facts): void {
  column.type = 'number'
  column.decimal = DECIMAL
  column.format = `dd°mm'ss"`
  column.axis = axis
  const cell = cleanCell(`${stagingColumn(column.index)}::VARCHAR`, words.words)
  column.sql = `(${reading(column, cell).degrees})::DECIMAL(${DECIMAL.digits}, ${DECIMAL.scale})`
}

/** What is told of the words that become empty where the column is converted. */
async function wordsFinding(
  plan: Plan,
  column: PlannedColumn,
  { words }: Facts,
): Promise<Finding[]> {
  if (words.count === 0) return []
  return [
    {
      code: 'null-words',
      severity: 'notice',
      column: column.id,
      rows: await rowsWhere(plan, column, isNothing(cellOf(column))),
      count: words.count,
      detail: { words: words.words.join(', ') },
      repair: { do: 'null-words', column: column.id, words: words.words },
      repaired: true,
    },
  ]
}
