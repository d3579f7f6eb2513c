// Reads a small table file as rows of text in a disposable child of the platform's sandbox, with the place of each row.
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Duck } from './build/duck.ts'
import { type Cell, TableError, type TableErrorCode } from './model.ts'
import { readTable } from './read/read-table.ts'
import { STAGING, stagingColumn } from './read/staged.ts'
import { unwrapFile } from './read/unwrap.ts'

export interface RowsInput {
  /** The file on this machine. */
  path: string
  /** Its name as the sender gave it. */
  name: string
  /** Existing folder for what is only needed meanwhile. */
  temp: string
  /** Rows at most; what is more is told by `truncated`. */
  most: number
}

export type RowsOutcome =
  | {
      /** As the file has them. */
      heads: string[]
      rows: (string | null)[][]
      /** Line, sheet row or record of each row, from 1. */
      places: number[]
      truncated: boolean
    }
  | { error: { code: TableErrorCode; detail: Record<string, Cell> } }

/** A table that people fill in by hand: what is larger is no such table. */
const limits = { columns: 200, bytes: 64 << 20, unpackRatio: 200, memory: 256 << 20 } as const

/** A refusal that a person can act on is an answer, not a crash. */
export async function run({ path, name, temp, most }: RowsInput): Promise<RowsOutcome> {
  const folder = mkdtempSync(join(temp, 'rows-'))
  let duck: Duck | null = null
  try {
    if (statSync(path).size === 0) throw new TableError('empty-file', { name })
    const file = await unwrapFile({ path, name, temp: folder, limits })
    duck = await Duck.open({ temp: folder, memory: limits.memory, threads: 1, onDisk: false })
    const staged = await readTable({
      ...{ duck, path: file.path, name: file.name, temp: folder },
      ...(file.sheet === undefined ? {} : { sheet: file.sheet }),
      ...{ columns: limits.columns, bytes: limits.bytes, unpackRatio: limits.unpackRatio },
    })
    const columns = staged.heads.map((_, at) => stagingColumn(at))
    const found =
      staged.rows === 0
        ? []
        : await duck.rows(
            `SELECT rowid, ${columns.join(', ')} FROM ${STAGING} ORDER BY rowid LIMIT ${most + 1}`,
          )
    return {
      heads: staged.heads,
      rows: found.slice(0, most).map(([, ...cells]) => cells.map(textOf)),
      places: found.slice(0, most).map(([rowid]) => staged.rowOf(Number(rowid))),
      truncated: found.length > most,
    }
  } catch (error) {
    if (!(error instanceof TableError)) throw error
    return { error: { code: error.code, detail: error.detail } }
  } finally {
    duck?.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function textOf(cell: unknown): string | null {
  return cell === null || cell === undefined ? null : String(cell)
}
