// Finds rows that are no records: empty ones, totals, and exact copies.
import { DISTINCT } from '../columns/known-cells.ts'
import type { Finding } from '../model.ts'
import { STAGING, stagingColumn } from '../read/staged.ts'
import { type Plan, type PlannedColumn, isNumeric, physicalRows } from './context.ts'

/** Rows in which every cell is empty (delimiters only). */
export async function checkEmptyRows(plan: Plan): Promise<Finding | null> {
  if (plan.cells?.noEmptyRows === true) return null
  const cells = plan.columns.map(({ index }) => `${stagingColumn(index)}::VARCHAR`)
  const rows = await plan.duck.rows(
    `SELECT rowid::INTEGER FROM ${STAGING} WHERE coalesce(${cells.join(', ')}) IS NULL ORDER BY rowid`,
  )
  if (rows.length === 0 || plan.columns.length < 2) return null
  const rowids = rows.map((row) => Number(row[0]))
  plan.dropped.set('empty', rowids)
  return {
    code: 'empty-rows',
    severity: 'notice',
    rows: physicalRows(plan, rowids),
    count: rowids.length,
    repair: { do: 'drop-rows', where: 'empty' },
  }
}

const LABEL =
  '^(sub ?)?total(es)?( (general|nacional|regional|final))?:?$|^total (general|de|del|nacional)\\b|^suma( total)?:?$'

/**
 * Rows that repeat the sum of others. The label alone is not enough: the row must be the last, or
 * have no other text, or hold the sum of another column's remaining rows.
 */
export async function checkTotals(plan: Plan): Promise<Finding | null> {
  const texts = plan.columns.filter((column) => column.type === 'text' && !column.dropped)
  const numbers = plan.columns.filter((column) => isNumeric(column.type) && !column.dropped)
  if (texts.length === 0 || numbers.length === 0 || plan.rows < 3) return null
  const labels = await withLabels(plan, texts)
  if (labels.length === 0) return null
  const labelled = labels.map(({ index }) => isLabel(`${stagingColumn(index)}::VARCHAR`))
  const filled = texts.map(({ index }) => `(${stagingColumn(index)} IS NOT NULL)::INTEGER`)
  const rows = await plan.duck.rows(
    `SELECT rowid::INTEGER, ${filled.join(' + ')}, ${numbers.map(({ sql }) => `(${sql})::DOUBLE`).join(', ')}
     FROM ${STAGING} WHERE ${labelled.join(' OR ')} ORDER BY rowid LIMIT 10001`,
  )
  if (rows.length === 0 || rows.length > Math.max(1, plan.rows * 0.2)) return null
  const groups = await plan.duck.rows(
    `SELECT ${filled.join(' + ')}, count(*)::INTEGER, ${numbers.map(({ sql }) => `sum((${sql})::DOUBLE)`).join(', ')}
     FROM ${STAGING} WHERE NOT (${labelled.join(' OR ')}) GROUP BY 1 ORDER BY 1`,
  )
  const usual = medianOf(groups.map(([cells, count]) => [Number(cells), Number(count)]))
  const sums = numbers.map((_, at) => {
    const values = groups.map((group) => group[at + 2]).filter((sum) => sum !== null)
    return values.length === 0 ? Number.NaN : values.reduce<number>((a, b) => a + Number(b), 0)
  })
  const totals = rows.filter(([rowid, filledCells, ...values]) => {
    if (values.every((value) => value === null)) return false
    const last = Number(rowid) === plan.rows - 1
    const bare = Number(filledCells) === 1 && usual > 1
    const sum = values.some((value, at) => value !== null && isClose(Number(value), sums[at]!))
    return last || bare || sum
  })
  if (totals.length === 0) return null
  const rowids = totals.map((row) => Number(row[0]))
  plan.dropped.set('totals', rowids)
  return {
    code: 'totals-row',
    severity: 'warning',
    rows: physicalRows(plan, rowids),
    count: rowids.length,
    repair: { do: 'drop-rows', where: 'totals' },
  }
}

/** Columns that may have a label: those whose cells, read apart, have none are left out. */
async function withLabels({ duck, cells }: Plan, texts: PlannedColumn[]): Promise<PlannedColumn[]> {
  if (!cells) return texts
  const found: PlannedColumn[] = []
  const open = texts.filter(({ index }) => cells.longestDigits(index) === null)
  const parted = Map.groupBy(open, ({ index }) =>
    cells.isDistinct(index) ? DISTINCT : cells.source(index).table,
  )
  for (const [table, columns] of parted) {
    const places = columns.map(({ index }) => index)
    const tests = places.map((index) => `bool_or(${isLabel(stagingColumn(index))})`)
    const labelled =
      table === DISTINCT
        ? (
            await duck.rows(
              `SELECT DISTINCT k FROM ${DISTINCT} WHERE k IN (${places.join(', ')}) AND ${isLabel('c')}`,
            )
          ).map(([place]) => Number(place))
        : (await duck.row(`SELECT ${tests.join(', ')} FROM ${table}`)).flatMap((some, at) =>
            some === true ? places[at]! : [],
          )
    found.push(...columns.filter(({ index }) => labelled.includes(index)))
  }
  return found
}

/** SQL: only cells that begin with the letters of a label, or blanks, are compared with it. */
function isLabel(cell: string): string {
  return `CASE WHEN (${cell} >= 'S' AND ${cell} < 'U') OR (${cell} >= 's' AND ${cell} < 'u') OR ${cell} < '!'
    THEN regexp_matches(lower(trim(${cell})), '${LABEL}') ELSE false END`
}

/** Of values in order with how often each stands; the middle of the two middle ones. */
function medianOf(counted: [value: number, count: number][]): number {
  const total = counted.reduce((sum, [, count]) => sum + count, 0)
  const at = (place: number): number => {
    let seen = 0
    return counted.find(([, count]) => (seen += count) > place)?.[0] ?? 0
  }
  return (at(Math.floor((total - 1) / 2)) + at(Math.floor(total / 2))) / 2
}

function isClose(value: number, sum: number): boolean {
  return value !== 0 && Math.abs(value - sum) <= Math.abs(sum) * 0.001
}

/** Rows that repeat an earlier row in every cell. */
export async function checkDuplicateRows(plan: Plan): Promise<Finding | null> {
  if (plan.columns.length < 2 || plan.rows < 2 || plan.cells?.noCopies === true) return null
  const cells = plan.columns.map(({ index }) => stagingColumn(index))
  const empty = `coalesce(${cells.map((cell) => `${cell}::VARCHAR`).join(', ')}) IS NULL`
  const hashes = `(SELECT rowid AS r, hash(${cells.join(', ')}) AS h FROM ${STAGING} WHERE NOT (${empty}))`
  const [all, distinct] = await plan.duck.row(
    `SELECT count(*)::INTEGER, count(DISTINCT h)::INTEGER FROM ${hashes}`,
  )
  const count = Number(all) - Number(distinct)
  if (count === 0) return null
  const rows = await plan.duck.rows(
    `WITH seen AS (SELECT h, min(r) AS first FROM ${hashes} GROUP BY h HAVING count(*) > 1)
     SELECT a.r::INTEGER FROM ${hashes} a JOIN seen ON a.h = seen.h WHERE a.r <> first ORDER BY 1 LIMIT 10`,
  )
  return {
    code: 'duplicate-rows',
    severity: 'notice',
    rows: physicalRows(
      plan,
      rows.map((row) => Number(row[0])),
    ),
    count,
  }
}
