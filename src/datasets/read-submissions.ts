// Shows what was handed in for publication to those who may know of it.
import { type ActorsView, findRecord, inViewOf, listRecords, namesOfPerson } from '#people'
import { type SubmissionRow, readSubmissions } from './store-submissions.ts'
import type { Submission } from './submission.ts'
import type { WriteContext } from './write-context.ts'

/** Null when it is absent or invisible. @throws PeopleError not-permitted, without the verb `read` */
export async function readSubmission(
  context: WriteContext,
  id: string,
): Promise<Submission | null> {
  return inViewOf(context, async (view) => {
    const record = await findRecord(view, { verb: 'read', kind: 'submission', id })
    const [row] = record === null ? [] : await readSubmissions(view.trx, [record.id])
    return row === undefined ? null : named(view.trx, row)
  })
}

/** The newest that the actor sees, newest first; `limit` at most. */
export async function listSubmissions(
  context: WriteContext,
  { limit }: { limit: number },
): Promise<Submission[]> {
  if (context.actor.kind === 'visitor') return []
  return inViewOf(context, async (view) => {
    const { records } = await listRecords(view, { kind: 'submission', limit })
    const rows = await readSubmissions(
      view.trx,
      records.map(({ id }) => id),
    )
    const place = new Map(records.map(({ id }, at) => [id as string, at]))
    const inOrder = rows.toSorted((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0))
    const whole: Submission[] = []
    for (const row of inOrder) whole.push(await named(view.trx, row))
    return whole
  })
}

async function named(trx: ActorsView['trx'], row: SubmissionRow): Promise<Submission> {
  const names = {
    drafter: await namesOfPerson(trx, row.drafter),
    decidedBy: row.decidedBy === null ? null : await namesOfPerson(trx, row.decidedBy),
  }
  return { ...(row as Omit<Submission, 'names'>), names }
}
