// Checks that numbers have no gap, and are those the journal says were given, annulled and set apart.
import { keysHash, seriesId } from '../note-taken.ts'
import type { Db } from '../store-journal.ts'
import type { AuditReport } from './findings.ts'
import {
  type AuditedNumber,
  type SeriesRow,
  blocksOf,
  numbersOf,
  seriesYears,
} from './store-audit.ts'
import type { Told } from './verify-rows.ts'

export interface NumbersOptions {
  told: Told
  report: AuditReport
  /**
   * Whether rows may be there whose entry still waits for its place, or was erased: then numbers that
   * the journal does not tell of are no finding.
   */
  incomplete: boolean
}

export async function verifyNumbers(db: Db, options: NumbersOptions): Promise<void> {
  const seen = new Set<string>()
  for (const series of await seriesYears(db)) {
    const id = seriesId(series, series.year)
    seen.add(id)
    await verifySeries(db, series, id, options)
  }
  for (const [id, batches] of options.told.numbers) {
    if (seen.has(id) || batches.length === 0) continue
    options.report.findings.push({ code: 'number-altered', what: `${id}: 1` })
  }
}

async function verifySeries(
  db: Db,
  series: SeriesRow,
  id: string,
  { told, report, incomplete }: NumbersOptions,
): Promise<void> {
  const rows = await allNumbers(db, series)
  const blocks = await blocksOf(db, series)
  report.checked.numbers += rows.size
  const add = (code: 'number-gap' | 'number-altered' | 'number-unaccounted', what: unknown): void =>
    void report.findings.push({ code, what: `${id}: ${what}` })
  const apart = (number: number): boolean =>
    blocks.some(({ first, last }) => number >= first && number <= last)
  const top = Math.max(0, ...blocks.map(({ last }) => last), ...lastOf(rows))
  for (let number = 1; number <= top; number++) {
    if (!rows.has(number) && !apart(number)) add('number-gap', number)
  }
  const accounted = new Set<number>()
  for (const { numbers, keys } of told.numbers.get(id) ?? []) {
    const own = numbers.map((number) => rows.get(number)?.key ?? '')
    if (keysHash(own) !== keys) add('number-altered', numbers[0])
    for (const number of numbers) accounted.add(number)
  }
  const annulled = told.annulled.get(id) ?? new Map<number, string>()
  for (const [number, row] of rows) {
    if (!accounted.has(number) && !incomplete) add('number-unaccounted', number)
    const reason = annulled.get(number) ?? null
    if (row.annulled !== reason && !(incomplete && reason === null)) add('number-altered', number)
  }
  const reserved = new Map((told.blocks.get(id) ?? []).map((each) => [each.block, each]))
  for (const block of blocks) {
    const said = reserved.get(block.id)
    reserved.delete(block.id)
    if (!said && incomplete) continue
    const same =
      said?.first === block.first && said.last === block.last && said.reason === block.reason
    if (!same) add('number-altered', `${block.first}–${block.last}`)
  }
  for (const { first, last } of reserved.values()) add('number-altered', `${first}–${last}`)
}

function lastOf(rows: ReadonlyMap<number, unknown>): number[] {
  const last = [...rows.keys()].at(-1)
  return last === undefined ? [] : [last]
}

async function allNumbers(db: Db, series: SeriesRow): Promise<Map<number, AuditedNumber>> {
  const rows = new Map<number, AuditedNumber>()
  for (let after = 0; ;) {
    const part = await numbersOf(db, series, after, 10_000)
    for (const row of part) rows.set(row.number, row)
    const last = part.at(-1)
    if (!last) return rows
    after = last.number
  }
}
