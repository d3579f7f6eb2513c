// Decides whether the first record of a table names its columns or is already data.
import { type CellKind, cellKind } from './cell-kinds.ts'

const TYPED: ReadonlySet<CellKind> = new Set(['number', 'date', 'time', 'money', 'link', 'mail'])

/** A heading is no essay. */
const LONGEST = 1000

/** `records[0]` against the records below it. An all-text table is believed to have a header. */
export function guessHeader(records: string[][]): boolean {
  const head = records[0]
  if (!head) return false
  const cells = head.map((cell) => cell.trim())
  const kinds = cells.map(cellKind)
  const filled = kinds.filter((kind) => kind !== 'empty').length
  if (filled === 0) return false
  const typed = kinds.filter((kind) => TYPED.has(kind)).length
  const body = records.slice(1, 200)
  // Unless words stand over numbers in most columns: then one name of an essay's length is a name.
  if (cells.some((cell) => cell.length > LONGEST)) {
    return typed === 0 && contrast(kinds, body) > 0.5 && !repeatsBelow(cells, body)
  }
  if (body.length === 0) return typed === 0
  if (typed === 0) return !repeatsBelow(cells, body)
  if (
    kinds.some((kind) => kind === 'date' || kind === 'time' || kind === 'link' || kind === 'mail')
  ) {
    return typed < filled && contrast(kinds, body) > typed / filled && !repeatsBelow(cells, body)
  }
  return yearsAsNames(cells, kinds) && !repeatsBelow(cells, body)
}

/** A heading does not occur again as a value of its own column. */
function repeatsBelow(head: string[], body: string[][]): boolean {
  let repeated = 0
  let compared = 0
  // A whole heading row again, as where files were joined, is no value.
  const rows = body.filter((row) => row.some((cell, index) => cell.trim() !== head[index]))
  for (const [index, name] of head.entries()) {
    if (name === '') continue
    compared++
    if (rows.some((row) => row[index]?.trim() === name)) repeated++
  }
  return compared > 0 && repeated / compared > 0.3 && body.length > 1
}

/** Share of columns that hold typed values under a text heading. */
function contrast(kinds: CellKind[], body: string[][]): number {
  let different = 0
  for (const [index, kind] of kinds.entries()) {
    if (TYPED.has(kind)) continue
    const below = body.map((row) => cellKind(row[index] ?? '')).filter((other) => other !== 'empty')
    const typed = below.filter((other) => TYPED.has(other)).length
    if (below.length > 0 && typed / below.length > 0.6) different++
  }
  return different / kinds.length
}

/** Pivot tables name their columns 2019, 2020, 2021; row numbers name them 1, 2, 3. */
function yearsAsNames(cells: string[], kinds: CellKind[]): boolean {
  const numbers = cells.filter((_, index) => kinds[index] === 'number')
  const words = cells.filter((_, index) => kinds[index] !== 'number' && kinds[index] !== 'empty')
  if (numbers.length === 0) return true
  const distinct = new Set(numbers).size === numbers.length
  const years = numbers.every((cell) => /^(1[89]|20|21)\d{2}$/.test(cell))
  const steps = numbers.every(
    (cell, index) => index === 0 || Number(cell) > Number(numbers[index - 1]),
  )
  if (years && distinct && words.length > 0 && (numbers.length > 1 ? steps : false)) return true
  return distinct && words.length > numbers.length * 2 && steps && numbers.length <= 2
}
