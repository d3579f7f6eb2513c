// Finds the day a table speaks of in its cut-off column, as Peruvian offices write it.
import type { Cell, Manifest } from '@rimaq/tables'

/** `FECHA_CORTE`, `Fecha de corte`: the column the national guide for open data asks for. */
const cutOff = /^fecha_(de_)?corte$/

function plainDay(value: Cell): string | null {
  const text = String(value)
  const parts = /^(\d{4})-?(\d{2})-?(\d{2})(?:[T ].*)?$/.exec(text)
  if (parts === null) return null
  const day = `${parts[1]}-${parts[2]}-${parts[3]}`
  const date = new Date(`${day}T00:00:00Z`)
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== day ? null : day
}

/** Latest day in the cut-off column, as yyyy-mm-dd; null without such a column or day. */
export function asOfDay(manifest: Pick<Manifest, 'columns'>): string | null {
  const column = manifest.columns.find(({ id }) => cutOff.test(id))
  return column === undefined ? null : plainDay(column.stats.max)
}
