// Reduces every cell of a column to its shape (digits become 9) and counts the shapes by SQL.
import type { Duck } from '../build/duck.ts'

/** Cells of one shape. */
export interface Shape {
  /**
   * `#n`: a canonical integer of n characters. Otherwise the trimmed cell with digits as 9,
   * prefixed `Z` (leading zero before a digit) or `D` (zero before a point or comma) and `:`.
   */
  shape: string
  count: number
  /** Lowest rowid and its cell. */
  row: number
  example: string
}

/** More shapes than this and the column is free text. */
const SHAPES = 5000

export function shapeOf(cell: string): string {
  const text = trimCell(cell)
  if (/^-?(0|[1-9]\d{0,17})$/.test(cell) && cell !== '-0') return `#${cell.length}`
  return `${prefixOf(text)}:${text.replace(/[0-8]/g, '9').slice(0, 64)}`
}

function prefixOf(text: string): string {
  const [first, second] = /^[+(\u2212-]/.test(text) ? [text[1], text[2]] : [text[0], text[1]]
  if (first !== '0' || second === undefined) return ''
  if (second >= '0' && second <= '9') return 'Z'
  return second === '.' || second === ',' ? 'D' : ''
}

/** Spaces, no-break spaces and line ends around a cell mean nothing. */
function trimCell(cell: string): string {
  return cell.replace(/^[ \t\r\n\u00a0]+|[ \t\r\n\u00a0]+$/g, '')
}

/** SQL of a trimmed cell; null when nothing is left. */
export function trimmed(column: string): string {
  return `nullif(trim(${column}, E' \\t\\r\\n\u00a0'), '')`
}

/** SQL: the cell is there but holds nothing but blanks. */
export function isBlank(column: string): string {
  // CASE, because DuckDB evaluates both sides of AND for every row. Comparing is cheap: of all
  // cells, those that begin with a blank stand below `!` or at the no-break space.
  return `CASE WHEN (${column} > '' AND ${column} < '!') OR (${column} >= '\u00a0' AND ${column} < '\u00a1')
    THEN ${trimmed(column)} IS NULL ELSE false END`
}

/** What part of a column's cells look like; it decides only how the whole column is asked. */
export interface Sampled {
  /** Fewer than half of the values are different. */
  repetitive: boolean
  /** Shape → cells; blank cells have none. */
  shapes: ReadonlyMap<string, number>
}

export function sampled(cells: readonly string[]): Sampled {
  const counts = new Map<string, number>()
  for (const cell of cells) counts.set(cell, (counts.get(cell) ?? 0) + 1)
  return { ...sampledCounts(counts), repetitive: counts.size * 2 < cells.length }
}

/** Of different cells and how often each stands. */
export function sampledCounts(cells: Iterable<[cell: string, count: number]>): Sampled {
  const shapes = new Map<string, number>()
  for (const [cell, count] of cells) {
    if (cell.trim() === '') continue
    const shape = shapeOf(cell)
    shapes.set(shape, (shapes.get(shape) ?? 0) + count)
  }
  return { repetitive: true, shapes }
}

interface AskedColumn {
  name: string
  sample: Sampled
  /** Its number in the table of different cells, where `table` is that. */
  place?: number
}

/** Shapes of whole columns, most frequent first; null for a column that has too many. */
export async function columnShapes(
  duck: Duck,
  table: string,
  columns: readonly AskedColumn[],
): Promise<(Shape[] | null)[]> {
  const tried = new Set(columns.flatMap(({ sample }) => [...sample.shapes.keys()]))
  const rows = await duck.rows(`
    SELECT k, CASE WHEN quick IS NOT NULL THEN quick WHEN cell IS NULL THEN NULL
      ELSE (CASE WHEN cell >= '1' AND cell < '\u2212' THEN ''
          WHEN regexp_matches(cell, '^[+(\u2212-]?0[0-9]') THEN 'Z'
          WHEN regexp_matches(cell, '^[+(\u2212-]?0[.,]') THEN 'D' ELSE '' END)
        || ':' || left(translate(cell, '012345678', '999999999'), 64) END AS shape,
      sum(n)::INTEGER AS cells, min(r)::INTEGER AS first, arg_min(c, r)
    FROM (SELECT k, r, c, n, quick, CASE WHEN quick IS NULL THEN ${trimmed('c')} END AS cell
      FROM (SELECT k, r, c, n, ${quickShape('c', tried)} AS quick FROM (${cellsOf(table, columns)})))
    GROUP BY 1, 2 HAVING shape IS NOT NULL
    ${columns.length > 1 ? `QUALIFY row_number() OVER (PARTITION BY k ORDER BY cells DESC, first) <= ${SHAPES + 1}` : ''}
    ORDER BY 3 DESC, 4 ${columns.length > 1 ? '' : `LIMIT ${SHAPES + 1}`}`)
  const found = columns.map((): Shape[] => [])
  const places = new Map(columns.map(({ place }, at) => [place ?? at, at]))
  for (const [place, shape, count, row, example] of rows) {
    found[places.get(Number(place))!]!.push({
      shape: String(shape),
      count: Number(count),
      row: Number(row),
      example: String(example),
    })
  }
  return found.map((shapes) => (shapes.length > SHAPES ? null : shapes))
}

/** SQL: place of the column, rowid, cell, how often. */
function cellsOf(table: string, columns: readonly AskedColumn[]): string {
  const names = columns.map(({ name }) => name)
  const places = columns.flatMap(({ place }) => place ?? [])
  if (places.length > 0) {
    return `SELECT k, r, c, n FROM ${table} WHERE c IS NOT NULL AND k IN (${places.join(', ')})`
  }
  if (columns.length > 1) {
    return `SELECT * FROM (SELECT unnest([${[...names.keys()].join(', ')}]) AS k, rowid AS r,
      unnest([${names.join(', ')}]) AS c, 1 AS n FROM ${table}) WHERE c IS NOT NULL`
  }
  // Where few values repeat, each is looked at once.
  const [{ name, sample } = { name: '', sample: null }] = columns
  return sample?.repetitive === true
    ? `SELECT 0 AS k, min(rowid) AS r, ${name} AS c, count(*) AS n FROM ${table} WHERE ${name} IS NOT NULL GROUP BY 3`
    : `SELECT 0 AS k, rowid AS r, ${name} AS c, 1 AS n FROM ${table} WHERE ${name} IS NOT NULL`
}

/** Decimals of different length that are tried one after the other. */
const SCALES = 4

/**
 * SQL: the shape of a cell that DuckDB writes back as it is, which costs a tenth of replacing its
 * digits; null for any other cell. The sample says which casts are worth trying.
 */
function quickShape(cell: string, shapes: ReadonlySet<string>): string {
  const short = `length(${cell}) <= 18`
  const whole = `TRY_CAST(${cell} AS BIGINT)::VARCHAR`
  const cases = [`WHEN ${short} AND ${whole} = ${cell} THEN '#' || length(${cell})`]
  const nines = (length: string): string => `repeat('9', ${length})`
  if ([...shapes].some((shape) => /^Z:9+$/.test(shape))) {
    cases.push(
      `WHEN ${short} AND ${cell} < '1' AND lpad(${whole}, length(${cell})::INTEGER, '0') = ${cell}
        THEN 'Z:' || ${nines(`length(${cell})`)}`,
    )
  }
  if (shapes.has(':9999-99-99')) {
    cases.push(
      `WHEN length(${cell}) = 10 AND ${cell} >= '1' AND TRY_CAST(${cell} AS DATE)::VARCHAR = ${cell}
        THEN ':9999-99-99'`,
    )
  }
  if (shapes.has(':9999-99-99 99:99:99')) {
    cases.push(
      `WHEN length(${cell}) = 19 AND ${cell} >= '1' AND TRY_CAST(${cell} AS TIMESTAMP)::VARCHAR = ${cell}
        THEN ':9999-99-99 99:99:99'`,
    )
  }
  for (const scale of scalesOf(shapes)) {
    // Below ':' stand the digits and the minus; `0` opens no longer number.
    const digits = `ltrim(${cell}, '-')`
    cases.push(
      `WHEN length(${cell}) <= 17 AND TRY_CAST(${cell} AS DECIMAL(18, ${scale}))::VARCHAR = ${cell}
        THEN (CASE WHEN starts_with(${digits}, '0') THEN 'D:' ELSE ':' END)
          || (CASE WHEN ${cell} < '0' THEN '-' ELSE '' END)
          || ${nines(`length(${digits}) - ${scale + 1}`)} || '.${'9'.repeat(scale)}'`,
    )
  }
  return `CASE ${cases.join(' ')} END`
}

function scalesOf(shapes: ReadonlySet<string>): number[] {
  const scales = [...shapes].map((shape) => /^D?:-?9+\.(9{1,9})$/.exec(shape)?.[1]?.length ?? 0)
  return [...new Set(scales)].filter((scale) => scale > 0).slice(0, SCALES)
}
