// Reads the cells of a published row, whatever types their column was given.
import type { Provenance, RowFault } from './model.ts'

export type Cell = string | number | boolean | null

/** A table as the shelf hands it over. */
export interface RawTable {
  slug: string
  resource: string
  /** The dataset has more than one table: its name must stand in addresses. */
  among: boolean
  title: { es: string; en?: string; qu?: string }
  version: number
  published: string
  columns: readonly string[]
  /** The first cell is the number of the row. */
  rows: readonly (readonly Cell[])[]
}

/** One row with the names of its columns. */
export class Row {
  readonly #table: RawTable
  readonly #cells: readonly Cell[]

  constructor(table: RawTable, cells: readonly Cell[]) {
    this.#table = table
    this.#cells = cells
  }

  /** Empty where the column is missing or the cell is empty. */
  text(column: string): string {
    const at = this.#table.columns.indexOf(column)
    const cell = at < 0 ? null : this.#cells[at]
    return cell === null || cell === undefined ? '' : String(cell).trim()
  }

  number(column: string): number {
    const text = this.text(column)
    return text === '' ? Number.NaN : Number(text)
  }

  /** si, sí, yes, true, 1; no, false, 0; anything else is not known. */
  flag(column: string): boolean | null {
    const text = this.text(column).toLowerCase()
    if (['si', 'sí', 'yes', 'true', '1'].includes(text)) return true
    return ['no', 'false', '0'].includes(text) ? false : null
  }

  words(column: string): { es: string; en?: string; qu?: string } {
    const en = this.text(`${column}_en`)
    const qu = this.text(`${column}_qu`)
    return { es: this.text(column), ...(en && { en }), ...(qu && { qu }) }
  }

  /** Address of the row in the portal, found by its key. */
  address(key: string): string {
    const { slug, resource, among } = this.#table
    const search = new URLSearchParams({ ...(among && { resource }) })
    search.append('f', `${key}~eq~${this.text(key)}`)
    return `/dataset/${slug}/explore?${search}`
  }

  /** Null where no source is named or it has no day. */
  provenance(key: string): Provenance | null {
    const source = this.text('fuente')
    const checked = this.text('consultado').slice(0, 10)
    if (!/^https?:\/\//.test(source) || !/^\d{4}-\d{2}-\d{2}$/.test(checked)) return null
    const said = this.text('confianza')
    const confidence = said === 'alta' || said === 'media' ? said : 'baja'
    return { source, checked, confidence, row: this.address(key) }
  }

  fault(code: RowFault['code'], found: string, key: string): RowFault {
    const row = Number(this.#cells[0])
    return { table: this.#table.slug, row, code, found, address: this.address(key) }
  }
}

export function rowsOf(table: RawTable | undefined): Row[] {
  return table ? table.rows.map((cells) => new Row(table, cells)) : []
}
