// Tells those who may publish for an office what they must look after.
import type { Schema } from '#platform'
import type { Transaction } from 'kysely'
import { officesFollowing } from '../store-organisation.ts'
import { publishersOf } from '../store-reviews.ts'
import { type Letters, giveNotice } from './give-notice.ts'
import type { Notice } from './notice.ts'

/** Nobody is told where no office has this name; answers who was told now. */
export async function tellPublishers(
  trx: Transaction<Schema>,
  told: { office: string; notice: Notice; now: Date; mail?: Letters | undefined },
): Promise<string[]> {
  const { office, notice, now, mail } = told
  const [found] = await officesFollowing(trx, office, now)
  if (found === undefined) return []
  const persons = await publishersOf(trx, found.id, now)
  return giveNotice(trx, { persons, notice, now, mail })
}
