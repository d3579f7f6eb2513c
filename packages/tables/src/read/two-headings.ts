// Joins two lines of headings, one that groups columns above one that names them, into `group · name`.
import type { Finding } from '../model.ts'
import { type CellKind, cellKind } from './cell-kinds.ts'
import { guessHeader } from './header.ts'

export interface TwoHeadings {
  heads: string[]
  /** Index of the record that names the columns; the one above it groups them. */
  names: number
}

const TYPED: ReadonlySet<CellKind> = new Set(['number', 'date', 'time', 'money', 'link', 'mail'])

/** A group's name is no sentence. */
const LONGEST = 60

/** `start` is the first record of the table: its group line may be the one before it. */
export function findTwoHeadings(
  records: readonly string[][],
  blank: readonly boolean[],
  start: number,
): TwoHeadings | null {
  for (const names of [start, start + 1]) {
    const group = records[names - 1]
    const row = records[names]
    if (!group || !row || blank[names - 1] === true || blank[names] === true) continue
    const below = records.slice(names + 1, names + 201).filter((_, at) => !blank[names + 1 + at])
    const heads = joinLines(trim(group), trim(row), below)
    if (heads) return { heads, names }
  }
  return null
}

/** Null unless the first line is sparse, the second full, and values stand below both. */
function joinLines(group: string[], names: string[], below: string[][]): string[] | null {
  const width = Math.max(group.length, names.length)
  const columns = [...Array.from({ length: width }).keys()]
  const has = (line: string[], at: number): boolean => (line[at] ?? '') !== ''
  const starts = columns.filter((at) => has(group, at) && has(names, at))
  const spans = starts.some((at) => at + 1 < width && !has(group, at + 1) && has(names, at + 1))
  if (!spans || !columns.every((at) => has(group, at) || has(names, at))) return null
  if (group.filter((cell) => cell !== '').length < 2 && !isOwn(group)) return null
  if (group.some((cell) => cell.length > LONGEST)) return null
  if (![...group, ...names].every(isName) || !standsOverValues(names, group, below)) return null
  if (!guessHeader([names.map((cell, at) => (cell === '' ? (group[at] ?? '') : cell)), ...below]))
    return null
  const heads = carry(group, names, width)
  const repeated = new Set(names).size < names.length && new Set(heads).size === heads.length
  // A title with a date beside it stands over the first column; a group seldom does.
  return repeated || !has(group, 0) || !has(names, 0) ? heads : null
}

/** A lone group stands over columns behind the first. */
function isOwn(group: string[]): boolean {
  return group[0] === '' && group.filter((cell) => cell !== '').length === 1
}

function isName(cell: string): boolean {
  const kind = cellKind(cell)
  return (!TYPED.has(kind) && kind !== 'nothing') || isYear(cell)
}

function isYear(cell: string): boolean {
  return /^(1[89]|20|21)\d{2}$/.test(cell)
}

/** Numbers, dates … in most cells of a column below words, or of other numbers below a year. */
function standsOverValues(names: string[], group: string[], below: string[][]): boolean {
  return Array.from({ length: Math.max(names.length, group.length) }).some((_, at) => {
    const cells = below.map((row) => (row[at] ?? '').trim()).filter((cell) => cell !== '')
    const typed = cells.filter((cell) => TYPED.has(cellKind(cell)) && !isYear(cell))
    return cells.length > 0 && typed.length > cells.length * 0.6
  })
}

/** Each group reaches to the next; the last no further than the one before it, where names repeat. */
function carry(group: string[], names: string[], width: number): string[] {
  const starts = group.flatMap((cell, at) => (cell !== '' && (names[at] ?? '') !== '' ? [at] : []))
  const before = starts.at(-2)
  const last = starts.at(-1) ?? 0
  const repeats = new Set(names.filter((name) => name !== '')).size < names.length
  const end = before !== undefined && repeats ? last + (last - before) : width
  let over = ''
  return Array.from({ length: width }, (_, at) => {
    const own = group[at] ?? ''
    const name = names[at] ?? ''
    if (own !== '') over = own
    if (at >= end) over = ''
    const head = name === '' ? own : joinHeading(over, name)
    if (name === '') over = ''
    return head
  })
}

/** A heading under its group; alone where one of them is missing or says the same. */
export function joinHeading(group: string, name: string): string {
  if (group === '' || name === '' || group === name) return group || name
  return `${group} · ${name}`
}

function trim(record: readonly string[]): string[] {
  return record.map((cell) => cell.trim())
}

/** `rows` are the two lines. */
export function twoHeadingsFinding(heads: readonly string[], rows: number[]): Finding {
  return {
    code: 'two-headings',
    severity: 'notice',
    rows,
    count: rows.length,
    detail: { example: heads.find((head) => head.includes(' · ')) ?? heads[0] ?? '' },
    repaired: true,
  }
}
