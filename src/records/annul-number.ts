// Annuls a number that was given: it stays, with the reason, and is never given again.
import type { Actor } from '#people'
import type { Clock, Database } from '#platform'
import { RecordsError } from './errors.ts'
import { seriesId } from './note-taken.ts'
import { type Series, ensureSeries, insertAnnulment, numberExists } from './store-numbers.ts'
import { writeEntry } from './write-entry.ts'

export interface Annulment {
  series: Series
  year: number
  number: number
  reason: string
  actor: Actor
}

/** Does nothing when it is annulled already. @throws RecordsError number-not-found */
export async function annulNumber(
  { database, clock }: { database: Database; clock: Clock },
  { series, year, number, reason, actor }: Annulment,
): Promise<void> {
  await database.transaction(async (trx) => {
    const id = await ensureSeries(trx, series)
    if (!(await numberExists(trx, id, year, number))) {
      throw new RecordsError('number-not-found', { series: seriesId(series, year), number })
    }
    if (!(await insertAnnulment(trx, { series: id, year, number, reason, at: clock.now() }))) return
    await writeEntry(trx, clock, {
      act: 'number.annulled',
      actor,
      about: { kind: 'series', id: seriesId(series, year) },
      content: { numbers: [number], reason },
    })
  })
}
