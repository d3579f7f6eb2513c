// Runs one SELECT in a child and gathers its rows as JSON cells, within a bound of bytes.
import type { DuckDBConnection } from '@duckdb/node-api'
import { TableError } from '../model.ts'
import type { Cell } from '../model.ts'
import { cellReader } from './cells.ts'
import type { Selected } from './protocol.ts'

export interface SelectLimits {
  /** Rows at most; what is beyond is left unread and `truncated` is true. */
  rows: number
  /** Bytes of the answer at most, roughly; beyond: `memory-limit`. */
  bytes: number
}

/** Reads chunk by chunk, so that an endless result is left at the limit instead of gathered. */
export async function select(
  connection: DuckDBConnection,
  sql: string,
  limits: SelectLimits,
): Promise<Selected> {
  const result = await connection.stream(sql)
  const readers = result.columnTypes().map(cellReader)
  const columns = result.columnNames().map((name, index) => ({ name, type: readers[index]!.type }))
  const rows: Cell[][] = []
  let bytes = 0
  for (;;) {
    const chunk = await result.fetchChunk()
    if (chunk === null || chunk.rowCount === 0) return { columns, rows, truncated: false }
    const wanted = Math.min(chunk.rowCount, limits.rows - rows.length)
    const first = rows.length
    for (let row = 0; row < wanted; row += 1) rows.push([])
    readers.forEach(({ cell }, index) => {
      const values = chunk.getColumnValues(index)
      for (let row = 0; row < wanted; row += 1) {
        const value = cell(values[row]!)
        bytes += typeof value === 'string' ? value.length + 3 : 6
        rows[first + row]![index] = value
      }
    })
    if (bytes > limits.bytes) throw new TableError('memory-limit', { bytes: limits.bytes })
    if (wanted < chunk.rowCount) return { columns, rows, truncated: true }
  }
}
