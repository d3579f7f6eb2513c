// Hands a wide table out in copies of few columns, because each question about it costs by its width.
import type { Duck } from './duck.ts'

/** DuckDB prepares a question about one of 2,000 columns in 8 ms, about one of 100 in under one. */
const WIDE = 200
const PART = 100

/** Rows up to which preparing a question costs more than its answer. */
const SHORT = 20_000

/** Its columns are better asked together. */
export function isShort(rows: number): boolean {
  return rows <= SHORT
}

export interface Part {
  /** Name or function to select from; rows keep their order and rowid. */
  table: string
  /** Positions of the first column and after the last. */
  from: number
  to: number
}

/** Calls `work` with each part in turn; a table that is not wide is one part, itself. */
export async function inParts(
  duck: Duck,
  { table, columns }: { table: string; columns: readonly string[] },
  work: (part: Part) => Promise<void>,
): Promise<void> {
  if (columns.length <= WIDE) return work({ table, from: 0, to: columns.length })
  for (let from = 0; from < columns.length; from += PART) {
    const names = columns.slice(from, from + PART)
    await duck.run(`CREATE OR REPLACE TEMP TABLE part AS SELECT ${names.join(', ')} FROM ${table}`)
    await work({ table: 'part', from, to: from + names.length })
  }
  await duck.run('DROP TABLE part')
}
