// Reads single values of rows, as a search within an order needs them.
import type { Cell, Column, Manifest } from '../model.ts'
import { comparison, keyOf } from './cells.ts'
import type { Compare } from './cells.ts'
import { seek } from './order-file.ts'
import type { OrderFile } from './order-file.ts'
import type { RowsFile } from './rows-file.ts'

/** An order with what is needed to search it. */
export interface Keyed {
  column: Column
  order: OrderFile
  compare: Compare
  /** The key of the row at a position of the order. */
  keyAt(position: number): Cell
  keyOfRow(row: number): Cell
  /** First position whose key is ≥ `key`, or > `key` with `after`. */
  seek(key: Cell, after: boolean): number
}

export function keyed(column: Column, order: OrderFile, rows: RowsFile): Keyed | null {
  const compare = comparison(column)
  const place = rows.columns.indexOf(column.id)
  if (!compare || place < 0) return null
  const keyOfRow = (row: number) => cellsOf(rows.row(row))[place]!
  const keyAt = (position: number) => keyOfRow(order.at(position))
  return {
    column,
    order,
    compare,
    keyAt,
    keyOfRow,
    seek: (key, after) => seek(order, key, after, compare, keyAt),
  }
}

/** The cells of a row's JSON text, in the order of the manifest. */
export function cellsOf(text: Buffer): Cell[] {
  return JSON.parse(text.toString('utf8')) as Cell[]
}

/** A cursor's value as a key: null for an empty cell, undefined when it is not one of the column. */
export function cursorKey(column: Column, value: Cell): Cell | undefined {
  return value === null ? null : keyOf(column, value)
}

export function columnOf(manifest: Manifest, id: string): Column {
  return manifest.columns.find((column) => column.id === id)!
}
