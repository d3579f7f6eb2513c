// A table as an office edits it: rows of texts with their columns, written back whole as a new version.
import { writeCsv } from '#platform'
import type { OpenTable, RawTable } from '#visit'
import type { Kind } from './kinds.ts'

/** Texts by column. */
export type Row = Readonly<Record<string, string>>

export interface OpenRows {
  /** Ids of the columns, and what the file calls them. */
  columns: readonly { id: string; name: string }[]
  rows: readonly Row[]
  /** Version they were read from; null where the table is new. */
  base: string | null
  number: number
}

/** An empty table has the columns of its kind. */
export function rowsFrom(open: OpenTable | null, kind: Kind): OpenRows {
  if (open === null) {
    const columns = columnsOf(kind).map((id) => ({ id, name: id }))
    return { columns, rows: [], base: null, number: 0 }
  }
  const { table, columns, base } = open
  const rows = table.rows.map((cells) =>
    Object.fromEntries(columns.map(({ id }, at) => [id, textOf(cells[at + 1])])),
  )
  return { columns, rows, base, number: table.version }
}

/** Key and state first, so that a reader of the file sees what a row is. */
function columnsOf({ key, fields, name }: Kind): string[] {
  const own = fields.map(({ id }) => id)
  const more = name === 'avisos' ? ['estado', 'emitido'] : name === 'paradas' ? ['orden'] : []
  return [...new Set([key, ...own, ...more])]
}

/** Yes and no as the forms write them; everything else as it stands in the table. */
function textOf(cell: RawTable['rows'][number][number] | undefined): string {
  if (typeof cell === 'boolean') return cell ? 'si' : 'no'
  return cell === null || cell === undefined ? '' : String(cell)
}

/** With columns that only the changed rows have at the end. */
export function withRows(open: OpenRows, rows: readonly Row[]): OpenRows {
  const known = new Set(open.columns.map(({ id }) => id))
  const added = [...new Set(rows.flatMap((row) => Object.keys(row)))]
    .filter((id) => !known.has(id) && rows.some((row) => (row[id] ?? '') !== ''))
    .map((id) => ({ id, name: id }))
  return { ...open, columns: [...open.columns, ...added], rows }
}

export function csvOf({ columns, rows }: OpenRows): string {
  return writeCsv(
    columns.map(({ name }) => name),
    rows.map((row) => columns.map(({ id }) => row[id] ?? '')),
  )
}

/** As Vive reads it, to ask what it would show and what it would refuse. */
export function rawOf(open: OpenRows, kind: Pick<Kind, 'table'>): RawTable {
  return {
    ...{ slug: kind.table, resource: kind.table, among: false, title: { es: '' } },
    ...{ version: 0, published: '', geometry: null },
    columns: ['_id', ...open.columns.map(({ id }) => id)],
    rows: open.rows.map((row, at) => [at + 1, ...open.columns.map(({ id }) => row[id] ?? '')]),
  }
}
