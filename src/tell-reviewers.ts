// Tells those who may approve a handed-in file that it waits, in the transaction that hands it in.
import type { ShelfJournal } from '#datasets'
import { type Letters, tellReviewers } from '#people'
import type { Clock } from '#platform'

/** The shelf knows no notices: its journal is where its acts are heard of. */
export function tellingJournal(
  journal: ShelfJournal,
  about: { clock: Clock; mail: Letters | undefined },
): ShelfJournal {
  const { clock, mail } = about
  return {
    async write(trx, entry) {
      const written = await journal.write(trx, entry)
      // What its drafter still looks at waits for nobody else.
      const waits =
        entry.act === 'submission.sent' ||
        (entry.act === 'submission.made' && entry.content['review'] === true)
      if (waits) {
        const { id } = entry.about
        const title = String(entry.content['dataset'] ?? '')
        const path = `/revisar/${id}`
        await tellReviewers(trx, { submission: id, title, path, now: clock.now(), mail })
      }
      return written
    },
  }
}
