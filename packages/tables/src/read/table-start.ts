// Finds where a table begins below titles and notes, and how wide it is.

/** The commonest number of cells. */
export function modalWidth(records: string[][], blank: boolean[]): number {
  const groups = new Map<number, number>()
  for (const [index, row] of records.entries()) {
    if (!blank[index]) groups.set(row.length, (groups.get(row.length) ?? 0) + 1)
  }
  let width = 1
  let most = 0
  for (const [length, count] of groups) {
    if (count > most || (count === most && length > width)) {
      width = length
      most = count
    }
  }
  return width
}

/** Index of the header: the first record as wide as the table, after titles and notes. */
export function firstRegular(records: string[][], blank: boolean[], width: number): number {
  const first = records.findIndex((_, index) => !blank[index])
  if (first === -1) return 0
  for (let index = first; index < Math.min(records.length, 60); index++) {
    const row = records[index]!
    if (blank[index]) continue
    const filled = row.filter((cell) => cell.trim() !== '').length
    const comment = /^\s*(#|\/\/)/.test(row[0] ?? '') && row.length < width
    if (comment) continue
    if (row.length >= width && (width < 3 || filled >= Math.max(2, width * 0.4))) return index
    if (row.length > 1 && row.length >= width - 1 && filled === row.length) return index
  }
  return first
}
