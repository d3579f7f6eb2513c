// Tells those who may approve a handed-in file in its office that it waits for them.
import type { Schema } from '#platform'
import type { Transaction } from 'kysely'
import { lockRecord } from '../store-records.ts'
import { approversOf } from '../store-reviews.ts'
import { asProgram } from '../store-view.ts'
import { type Letters, giveNotice } from './give-notice.ts'

/** In the transaction that hands it in; nobody is told where no record was registered. */
export async function tellReviewers(
  trx: Transaction<Schema>,
  told: {
    submission: string
    title: string
    path: string
    now: Date
    mail?: Letters | undefined
  },
): Promise<string[]> {
  const { submission, title, path, now, mail } = told
  return asProgram(trx, now, async () => {
    const record = await lockRecord(trx, submission)
    if (record === null) return []
    const all = await approversOf(trx, record.custody, now)
    const persons = all.filter((person) => person !== record.drafter)
    const notice = { kind: 'submission' as const, about: submission, path, detail: { title } }
    return giveNotice(trx, { persons, notice, now, mail })
  })
}
