// Finds and repairs letters garbled by reading UTF-8 as windows-1252 (Ã‘ for Ñ).
import { isUtf8 } from 'node:buffer'
import type { Duck } from '../build/duck.ts'
import { literal } from '../build/duck.ts'
import { type CellSource, type KnownCells, sourceOf } from '../columns/known-cells.ts'
import { makeStagingWritable } from '../read/load-staging.ts'
import { STAGING, stagingColumn } from '../read/staged.ts'

// windows-1252 bytes 0x80 to 0x9F; the five unassigned ones stay control characters.
const HIGH = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'
const BYTES = new Map([...HIGH].map((letter, index) => [letter, 0x80 + index]))
const TRAIL = `[\\u0080-\\u00bf${HIGH.slice(0)}]`
const RUN = new RegExp(
  `(?:[\\u00c2-\\u00df]${TRAIL}|[\\u00e0-\\u00ef]${TRAIL}{2}|[\\u00f0-\\u00f4]${TRAIL}{3})+`,
  'gu',
)

/** The text as it was meant, or the same text. Applied again while it helps, at most three times. */
export function repairMojibake(text: string): string {
  let current = text
  for (let round = 0; round < 3; round++) {
    const next = current.replace(RUN, (run) => {
      const bytes = Buffer.from([...run].map((letter) => BYTES.get(letter) ?? letter.charCodeAt(0)))
      return isUtf8(bytes) ? bytes.toString('utf8') : run
    })
    if (next === current) return current
    current = next
  }
  return current
}

export interface Garbled {
  index: number
  /** Cells. */
  count: number
  rowids: number[]
  example: string
  repaired: string
  /** The letters are lost for good (U+FFFD). */
  lost: boolean
}

/** Cells that a repair would change, by column; repairs them where `repair` says so. */
export async function findMojibake(
  duck: Duck,
  given: readonly number[],
  repair: boolean,
  cells: KnownCells | null,
): Promise<Garbled[]> {
  const found: Garbled[] = []
  const open = given.filter((index) => cells?.isSuspicious(index) !== false)
  for (const columns of Map.groupBy(open, (index) => sourceOf(cells, index).table).values()) {
    const from = sourceOf(cells, columns[0]!)
    const foreign = await beyondAscii(duck, columns, from.table)
    const suspect = columns.filter((_, at) => foreign[at] === true)
    if (suspect.length > 0) found.push(...(await garbledAmong(duck, suspect, repair, from)))
  }
  return found.sort((a, b) => a.index - b.index)
}

async function garbledAmong(
  duck: Duck,
  columns: readonly number[],
  repair: boolean,
  from: CellSource,
): Promise<Garbled[]> {
  const list = columns.map(stagingColumn)
  // Signs for money and accents in the middle of a word (BRE´.¢A) cannot be turned back.
  const lostTest = (column: string): string =>
    `contains(${column}, '\ufffd') OR CASE WHEN contains(${column}, '¢') OR contains(${column}, '¤')
      OR contains(${column}, '¬') THEN regexp_matches(${column}, '\\pL[¢¤¦¨¬¯´¸][^\\s]?[¢¤¦¨¬¯´¸]\\pL') ELSE false END`
  const test = (column: string): string =>
    `contains(${column}, 'Ã') OR contains(${column}, 'Â') OR contains(${column}, 'â')`
  const counts = await duck.row(
    `SELECT ${list.map((column) => `sum(${from.weight}) FILTER (${test(column)})::INTEGER, sum(${from.weight}) FILTER (${lostTest(column)})::INTEGER`).join(', ')}
     FROM ${from.table}`,
  )
  const found: Garbled[] = []
  for (const [at, column] of list.entries()) {
    const index = columns[at]!
    if (Number(counts[at * 2]) > 0) {
      const garbled = await garbledCells(duck, index, test(column), repair, from)
      if (garbled) found.push(garbled)
    }
    const lost = Number(counts[at * 2 + 1])
    if (lost === 0) continue
    const rows = await duck.rows(
      `SELECT rowid::INTEGER, ${column} FROM ${STAGING} WHERE ${lostTest(column)} ORDER BY rowid LIMIT 10`,
    )
    const example = String(rows[0]?.[1] ?? '')
    const rowids = rows.map((row) => Number(row[0]))
    found.push({ index, count: lost, rowids, example, repaired: '', lost: true })
  }
  return found
}

/** Of each column: some cell has more bytes than letters. */
async function beyondAscii(
  duck: Duck,
  columns: readonly number[],
  table: string,
): Promise<unknown[]> {
  const tests = columns.map((index) => {
    const column = stagingColumn(index)
    return `bool_or(strlen(${column}) <> length(${column}))`
  })
  return duck.row(`SELECT ${tests.join(', ')} FROM ${table}`)
}

async function garbledCells(
  duck: Duck,
  index: number,
  test: string,
  repair: boolean,
  from: CellSource,
): Promise<Garbled | null> {
  const column = stagingColumn(index)
  const rows = await duck.rows(
    `SELECT ${column}, sum(${from.weight})::INTEGER, min(rowid)::INTEGER FROM ${from.table} WHERE ${test} GROUP BY 1 ORDER BY 3`,
  )
  const changes = rows
    .map(([text, count, rowid]) => ({
      text: String(text),
      fixed: repairMojibake(String(text)),
      count: Number(count),
      rowid: Number(rowid),
    }))
    .filter(({ text, fixed }) => text !== fixed)
  const first = changes[0]
  if (!first) return null
  if (repair) {
    await makeStagingWritable(duck)
    for (let at = 0; at < changes.length; at += 1000) {
      const pairs = changes
        .slice(at, at + 1000)
        .map(({ text, fixed }) => `(${literal(text)}, ${literal(fixed)})`)
      await duck.run(
        `UPDATE ${STAGING} SET ${column} = m.fixed FROM (VALUES ${pairs.join(', ')}) AS m(was, fixed)
         WHERE ${STAGING}.${column} = m.was`,
      )
    }
  }
  return {
    index,
    count: changes.reduce((sum, { count }) => sum + count, 0),
    rowids: changes.slice(0, 10).map(({ rowid }) => rowid),
    example: first.text.slice(0, 100),
    repaired: first.fixed.slice(0, 100),
    lost: false,
  }
}
