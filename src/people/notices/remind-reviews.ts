// Reminds people, day after day, of closed records whose review is due.
import type { Clock, Database } from '#platform'
import { type Letters, giveNotice } from './give-notice.ts'
import { reviewsDueBy } from '../store-reviews.ts'
import { asProgram } from '../store-view.ts'

/** Days before the day of review at which people are told first. */
const ahead = 14

const day = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** Told once two weeks ahead and once when the day has passed. Answers how many notices are new. */
export async function remindReviews(parts: {
  database: Database
  clock: Clock
  mail?: Letters | undefined
}): Promise<number> {
  const now = parts.clock.now()
  const today = day(now.getTime())
  return parts.database.transaction((trx) =>
    asProgram(trx, now, async () => {
      let told = 0
      const due = await reviewsDueBy(trx, day(now.getTime() + ahead * 86_400_000), now)
      for (const { record, kind, reviewBy, person } of due) {
        const stage = reviewBy < today ? 'over' : 'soon'
        const notice = {
          kind: 'review-due' as const,
          about: `${record} ${reviewBy} ${stage}`,
          path: `/admin/records/${kind}/${record}`,
          detail: { record, review: reviewBy },
        }
        const persons = [person]
        told += (await giveNotice(trx, { persons, notice, now, mail: parts.mail })).length
      }
      return told
    }),
  )
}
