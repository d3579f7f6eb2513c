// Decides which columns are worth a sorted index, within a budget of bytes.
import type { Column } from '../model.ts'
import type { BuildOptions, Workshop } from './build.ts'
import { comparison, quoted } from './cells.ts'

/** Bytes a row takes in a packed order at most on average: measured 0.2 to 3.3. */
const BYTES_PER_ROW = 3
const SMALLEST_BUDGET = 128 * 2 ** 20
const LONGEST_TEXT = 4096

/**
 * Every column of a moderate table; of a large one the key, then dates, then texts whose values
 * repeat (what readers filter by: districts, kinds), then the others from left to right, until the
 * budget (128 MiB, or twice the Parquet file if that is more) is used up.
 * Columns JSON cannot carry exactly, or whose text would not compare as DuckDB does, have none.
 */
export async function chooseOrders(shop: Workshop, options: BuildOptions): Promise<Column[]> {
  const { manifest } = shop.table
  const budget = options.orderBytes ?? Math.max(SMALLEST_BUDGET, 2 * manifest.parquet.bytes)
  const able = manifest.columns.filter((column) => comparison(column) !== null)
  const bad = await uncomparable(shop, able)
  const wanted = options.orders ?? []
  const rank = (column: Column) => {
    if (wanted.includes(column.id)) return 0
    if (manifest.key?.includes(column.id)) return 1
    if (column.type === 'date' || column.type === 'timestamp') return 2
    const repeats = column.stats.distinct * 4 <= manifest.rows
    return repeats && (column.type === 'text' || column.type === 'boolean') ? 3 : 4
  }
  const sorted = able.filter((column) => !bad.has(column.id))
  sorted.sort((a, b) => rank(a) - rank(b))
  let bytes = 0
  return sorted.filter((column) => {
    bytes += manifest.rows * BYTES_PER_ROW
    return rank(column) === 0 || bytes <= budget
  })
}

/** Columns with NaN or infinity, years outside 1–9999, or very long texts. */
async function uncomparable(shop: Workshop, columns: Column[]): Promise<Set<string>> {
  const tests = columns.map((column) => {
    const name = quoted(column.id)
    if (column.type === 'number' && !column.decimal) return `bool_or(NOT isfinite(${name}))`
    if (column.type === 'date' || column.type === 'timestamp') {
      return `bool_or(NOT isfinite(${name}) OR year(${name}) NOT BETWEEN 1 AND 9999)`
    }
    if (column.type === 'text') return `max(strlen(${name})) > ${LONGEST_TEXT}`
    return 'false'
  })
  if (tests.length === 0) return new Set()
  const result = await shop.connection.runAndReadAll(
    `SELECT ${tests.join(', ')} FROM ${shop.source}`,
  )
  const row = result.getRows()[0]!
  return new Set(columns.filter((_, at) => row[at] === true).map((column) => column.id))
}
