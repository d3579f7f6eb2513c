// Erases the files of what was refused, withdrawn or never read, once the time for keeping them is over.
import type { ShelfKeeping } from './journal.ts'
import { eraseSubmission, lockSubmission, submissionsToErase } from './store-submissions.ts'
import { type WriteContext, change } from './write-context.ts'

/** Submissions looked for in one step. */
const step = 100

/** Written into the journal with each erasure. */
const basis = 'retention of what was not published (RIMAQ_KEEP_REFUSED)'

/**
 * Those decided longer ago than `keep` milliseconds; what a legal hold stands on, by itself or on its
 * file, stays. Who handed in and who decided stays too. The sweep of the file store removes the bytes.
 * Answers how many were erased; from when `stopped` on nothing more.
 */
export async function eraseOldSubmissions(
  context: WriteContext,
  keeping: ShelfKeeping,
  { keep, stopped = () => false }: { keep: number; stopped?: () => boolean },
): Promise<number> {
  const before = new Date(context.clock.now().getTime() - keep)
  let erased = 0
  let after: string | null = null
  for (;;) {
    const ids: string[] = await submissionsToErase(context.database.kysely, {
      ...{ before, after, limit: step },
    })
    for (const id of ids) {
      if (stopped()) return erased
      if (await eraseOne(context, keeping, id)) erased += 1
    }
    if (ids.length < step) return erased
    after = ids.at(-1) ?? null
  }
}

async function eraseOne(
  context: WriteContext,
  keeping: ShelfKeeping,
  id: string,
): Promise<boolean> {
  return change(context, async (trx) => {
    const row = await lockSubmission(trx, id)
    const files = [row?.original.hash, row?.table, row?.manifest].filter(Boolean) as string[]
    const about = { kind: 'submission' as const, id }
    const held = [about, ...files.map((hash) => ({ kind: 'file', id: hash }))]
    for (const each of held) {
      if (await keeping.isHeld(trx, each)) return { answer: false, changes: [], acts: [] }
    }
    if (row === null || row.erasedAt !== null) return { answer: false, changes: [], acts: [] }
    await eraseSubmission(trx, id, context.clock.now())
    const { actor } = context
    await keeping.eraseContents(trx, { act: 'submission.made', about, basis, actor })
    const content = { dataset: row.slug, state: row.state, basis }
    return { answer: true, changes: [], acts: [{ act: 'submission.erased', about, content }] }
  })
}
