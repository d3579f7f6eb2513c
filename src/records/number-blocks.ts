// Sets numbers apart in advance for a printed list, and takes back what was written on it by hand.
import { randomUUID } from 'node:crypto'
import type { Transaction } from 'kysely'
import type { Actor } from '#people'
import type { Clock, Database, Schema } from '#platform'
import { RecordsError } from './errors.ts'
import { noteTaken, seriesId } from './note-taken.ts'
import {
  type NumberBlock,
  type Series,
  ensureSeries,
  findBlock,
  highest,
  insertAnnulments,
  insertBlock,
  insertNumbers,
  lockSeries,
  numbersOfKeys,
  unusedOf,
} from './store-numbers.ts'
import { writeEntry } from './write-entry.ts'

interface Ground {
  database: Database
  clock: Clock
}

/** How many numbers fit on one list. */
const mostInBlock = 10_000

/**
 * The next `size` numbers of the series, given to nobody yet; the numbers after them go on being
 * given. @throws RecordsError bad-number
 */
export async function reserveBlock(
  { database, clock }: Ground,
  {
    series,
    year,
    size,
    reason,
    actor,
  }: {
    series: Series
    year: number
    size: number
    reason: string
    actor: Actor
  },
): Promise<{ id: string; first: number; last: number }> {
  if (!Number.isInteger(size) || size < 1 || size > mostInBlock) {
    throw new RecordsError('bad-number', { field: 'size' })
  }
  return database.transaction(async (trx) => {
    const id = await ensureSeries(trx, series)
    await lockSeries(trx, id)
    const first = (await highest(trx, id, year)) + 1
    const block = { id: randomUUID(), series: id, year, first, last: first + size - 1, reason }
    await insertBlock(trx, { ...block, at: clock.now() })
    await writeEntry(trx, clock, {
      act: 'block.reserved',
      actor,
      about: { kind: 'series', id: seriesId(series, year) },
      content: { block: block.id, first, last: block.last, reason },
    })
    return { id: block.id, first, last: block.last }
  })
}

/**
 * Enters what was written on the list: `key` was given `number` by hand. `work` is done in the same
 * transaction. Entered before, nothing happens. @throws RecordsError block-not-found, not-in-block
 */
export async function enterReserved(
  { database, clock }: Ground,
  { block, number, key }: { block: string; number: number; key: string },
  work: (trx: Transaction<Schema>) => Promise<void> = async () => {},
): Promise<void> {
  await database.transaction(async (trx) => {
    const found = await blockOrThrow(trx, block)
    await lockSeries(trx, found.series)
    const [known] = await numbersOfKeys(trx, found.series, [key])
    if (known?.number === number && known.year === found.year) return
    const free = await unusedOf(trx, found)
    if (known || !free.includes(number)) throw new RecordsError('not-in-block', { number })
    const { series, year } = found
    await insertNumbers(trx, { series, year, numbers: [number], keys: [key], at: clock.now() })
    await noteTaken(trx, clock, { series: found, year, rows: [{ year, number, key }] })
    await work(trx)
  })
}

/** Ends the use of a list: numbers nobody got are annulled with the reason. Answers them. */
export async function closeBlock(
  { database, clock }: Ground,
  { block, reason, actor }: { block: string; reason: string; actor: Actor },
): Promise<number[]> {
  return database.transaction(async (trx) => {
    const found = await blockOrThrow(trx, block)
    await lockSeries(trx, found.series)
    const numbers = await unusedOf(trx, found)
    if (numbers.length === 0) return []
    const { series, year } = found
    const at = clock.now()
    const rows = numbers.map((number) => ({ year, number, key: `block ${block} ${number}` }))
    await insertNumbers(trx, { series, year, numbers, keys: rows.map(({ key }) => key), at })
    await insertAnnulments(trx, { series, year, numbers, reason, at })
    await noteTaken(trx, clock, { series: found, year, rows })
    await writeEntry(trx, clock, {
      act: 'block.closed',
      actor,
      about: { kind: 'series', id: seriesId(found, year) },
      content: { block, numbers, reason },
    })
    return numbers
  })
}

async function blockOrThrow(trx: Transaction<Schema>, id: string): Promise<NumberBlock & Series> {
  const found = await findBlock(trx, id)
  if (!found) throw new RecordsError('block-not-found', { block: id })
  return found
}
