// Tells which other sheets of a workbook hold what may be a table, so that none is left out unseen.
import type { Finding } from '../model.ts'

/** Two rows of two cells; less is a title or a note. */
export const TABLE_CELLS = 4

/** Nothing where the sheet that was read is the only one of a table's size. */
export function tellOthers(sheet: string, others: readonly string[]): Finding[] {
  if (others.length === 0) return []
  const named = others.slice(0, 20).join(', ')
  const detail = { sheet, others: named, first: others[0] ?? '' }
  return [{ code: 'other-sheets', severity: 'notice', count: others.length, detail }]
}
