// Writes down in the journal which numbers were given, so that none can be taken away unseen.
import { createHash } from 'node:crypto'
import { canonicalJson } from '@rimaq/ledger'
import type { Clock } from '#platform'
import type { Db } from './store-journal.ts'
import type { NumberRow, Series } from './store-numbers.ts'
import { writeEntry } from './write-entry.ts'

/** Id of a series of one year, as records about it are named. */
export function seriesId({ institution, kind }: Series, year: number): string {
  return `${institution}/${kind}/${year}`
}

/** SHA-256 over the keys in the order of their numbers, hex. */
export function keysHash(keys: readonly string[]): string {
  return createHash('sha256').update(canonicalJson(keys)).digest('hex')
}

/** One entry for the numbers of one transaction; they follow each other. */
export async function noteTaken(
  db: Db,
  clock: Clock,
  { series, year, rows }: { series: Series; year: number; rows: readonly NumberRow[] },
): Promise<void> {
  const numbers = rows.map(({ number }) => number)
  await writeEntry(db, clock, {
    act: 'number.taken',
    actor: { kind: 'program' },
    about: { kind: 'series', id: seriesId(series, year) },
    content: { numbers, keys: keysHash(rows.map(({ key }) => key)) },
  })
}
