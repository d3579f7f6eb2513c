// The bookmark handed out with a page, so that the next page starts right after its last row.
import type { Sort } from '../query-model.ts'
import { TableError } from '../model.ts'
import type { Cell } from '../model.ts'

/** Where a page ended: the sort values of its last row, and its `_id`, which breaks ties. */
export interface Cursor {
  /** One value per sort column, as JSON carries it; empty when the order is `_id` alone. */
  values: Cell[]
  id: number
}

/** The effective order of a query: everything after `_id` is dropped, since `_id` is unique. */
export function effectiveSort(sort: Sort[] | undefined): Required<Sort>[] {
  const order: Required<Sort>[] = []
  for (const { column, descending = false, nulls = 'last' } of sort ?? []) {
    if (order.some((earlier) => earlier.column === column)) continue
    order.push({ column, descending, nulls })
    if (column === '_id') break
  }
  if (order.length === 1 && order[0]!.column === '_id' && !order[0]!.descending) return []
  return order
}

/**
 * Base64url of `[id, values, order]`. The order travels along so that a cursor used with another
 * sort is refused instead of answering with wrong rows.
 */
export function encodeCursor(cursor: Cursor, sort: Sort[] | undefined): string {
  const content = JSON.stringify([cursor.id, cursor.values, signature(sort)])
  return Buffer.from(content, 'utf8').toString('base64url')
}

/** Throws `bad-page` when the text is no cursor, or belongs to another sort. */
export function decodeCursor(text: string, sort: Sort[] | undefined): Cursor {
  let content: unknown
  try {
    content = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch (cause) {
    throw new TableError('bad-page', { after: text.slice(0, 100) }, { cause })
  }
  if (!Array.isArray(content)) throw new TableError('bad-page', { after: text.slice(0, 100) })
  const [id, values, order] = content as unknown[]
  const fits =
    Number.isSafeInteger(id) &&
    Array.isArray(values) &&
    values.length === effectiveSort(sort).length &&
    values.every((value) => value === null || /^(string|number|boolean)$/.test(typeof value)) &&
    order === signature(sort)
  if (!fits) throw new TableError('bad-page', { after: text.slice(0, 100) })
  return { id: id as number, values: values as Cell[] }
}

function signature(sort: Sort[] | undefined): string {
  return effectiveSort(sort)
    .map(({ column, descending, nulls }) => `${column}${descending ? '-' : '+'}${nulls[0]}`)
    .join(' ')
}
