// Writes rows as DataStore does: objects, lists, CSV or TSV, as text and without one object per row.
import type { Cell, ColumnType, RowsAnswer } from '@rimaq/tables'
import { fold } from '../solr/analyse.ts'
import { rankOf } from './full-text.ts'
import type { FullText } from './full-text.ts'
import type { RecordsFormat } from './query.ts'

/** JSON text of the value of `records`. Integers beyond 2^53 stay exact digits. */
export function recordsJson(
  answer: RowsAnswer,
  format: RecordsFormat,
  ranks: FullText['ranks'],
  between = ',',
): string {
  const columns = answer.columns
  if (format === 'csv' || format === 'tsv') return JSON.stringify(separated(answer, format, ranks))
  if (ranks.length === 0 && between === ',' && isPlain(answer)) return plainJson(answer, format)
  const writers = columns.map((column) => writer(column.type))
  const keys = [...columns.map(({ id }) => id), ...ranks.map(({ field }) => field)]
  const starts =
    format === 'objects'
      ? keys.map((key, i) => `${i === 0 ? '{' : ','}${JSON.stringify(key)}:`)
      : keys.map((_, i) => (i === 0 ? '[' : ','))
  const end = format === 'objects' ? '}' : ']'
  const empty = format === 'objects' ? '{}' : '[]'
  const rank = ranking(answer, ranks)
  const width = columns.length

  let json = '['
  for (let r = 0; r < answer.rows.length; r++) {
    const row = answer.rows[r]!
    if (r > 0) json += between
    for (let c = 0; c < width; c++) json += starts[c]! + writers[c]!(row[c]!)
    for (let k = 0; k < ranks.length; k++) json += starts[width + k]! + String(rank(row, k))
    json += keys.length === 0 ? empty : end
  }
  return `${json}]`
}

const plainTypes: ReadonlySet<ColumnType> = new Set(['text', 'boolean', 'date', 'time'])

/** True when every cell is written as JSON.stringify writes it: twice as fast as by hand. */
function isPlain({ columns, rows }: RowsAnswer): boolean {
  // SQL may name a column `__proto__`, which no plain object can hold.
  return columns.every(({ id, type }, c) => {
    if (id === '__proto__') return false
    if (type !== 'integer' && type !== 'number') return plainTypes.has(type)
    return rows.every((row) => typeof row[c] !== 'string')
  })
}

function plainJson({ columns, rows }: RowsAnswer, format: 'objects' | 'lists'): string {
  if (format === 'lists') return JSON.stringify(rows)
  const keys = columns.map(({ id }) => id)
  const objects = rows.map((row) => {
    const record: Record<string, Cell> = {}
    for (let c = 0; c < keys.length; c++) record[keys[c]!] = row[c]!
    return record
  })
  return JSON.stringify(objects)
}

type Writer = (cell: Cell) => string

/** How a cell of a type is written as JSON; big integers come as text and are written as digits. */
function writer(type: ColumnType): Writer {
  if (type === 'integer' || type === 'number') {
    return (cell) =>
      cell === null ? 'null' : typeof cell === 'string' ? digits(cell) : number(cell)
  }
  if (type === 'json' || type === 'geometry') {
    return (cell) => (typeof cell === 'string' ? cell : JSON.stringify(cell))
  }
  if (type === 'timestamp') return (cell) => (cell === null ? 'null' : `"${timestamp(cell)}"`)
  return (cell) => (cell === null ? 'null' : JSON.stringify(cell))
}

function digits(cell: string): string {
  return /^-?\d+(\.\d+)?$/.test(cell) ? cell : JSON.stringify(cell)
}

function number(cell: Cell): string {
  return typeof cell === 'number' && !Number.isFinite(cell) ? 'null' : String(cell)
}

/** `YYYY-MM-DDTHH:MI:SS`, with milliseconds only where there are some; DataStore knows no zone. */
export function timestamp(cell: Cell): string {
  return String(cell)
    .replace(' ', 'T')
    .replace(/(?:\.0+)?Z?$/, '')
}

/** The rank of each row by each `q`, as PostgreSQL would number it. */
function ranking(answer: RowsAnswer, ranks: FullText['ranks']): (row: Cell[], k: number) => number {
  const positions = new Map(answer.columns.map(({ id }, i) => [id, i]))
  const words = ranks.map((one) => one.words.map(fold))
  return (row, k) => {
    const column = ranks[k]!.column
    const at = column === null ? undefined : positions.get(column)
    const cells = at === undefined ? row : [row[at]!]
    const text = fold(cells.map((one) => (one === null ? '' : String(one))).join(' '))
    return rankOf(text, words[k]!)
  }
}

/** No header, lines end in LF (PostgreSQL's COPY). */
function separated(answer: RowsAnswer, format: 'csv' | 'tsv', ranks: FullText['ranks']): string {
  const mark = format === 'csv' ? ',' : '\t'
  const special = format === 'csv' ? /[",\r\n]/ : /["\t\r\n]/
  const rank = ranking(answer, ranks)
  const quoted = (cell: Cell): string => {
    if (cell === null) return ''
    const text = String(cell)
    return special.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  let text = ''
  for (const row of answer.rows) {
    const cells = row.map((cell, c) =>
      answer.columns[c]?.type === 'timestamp' && cell !== null ? timestamp(cell) : quoted(cell),
    )
    text += [...cells, ...ranks.map((_, k) => String(rank(row, k)))].join(mark) + '\n'
  }
  return text
}
