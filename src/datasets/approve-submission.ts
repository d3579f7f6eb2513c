// Publishes a waiting file as the second of two people.
import { type Actor, PeopleError } from '#people'
import { TableError, stops } from '@rimaq/tables'
import type { Transaction } from 'kysely'
import type { Schema } from '#platform'
import { DatasetsError } from './errors.ts'
import type { ShelfAct } from './journal.ts'
import type { PublishReport } from './model.ts'
import { noteDataset } from './note-dataset.ts'
import { type PublishOptions, type Settle, publishPermitted } from './publish-file.ts'
import { readDatasets } from './store-read.ts'
import { decideSubmission } from './store-submissions.ts'
import { updateDatasetRow } from './store-write.ts'
import { type Open, answeringFor, lockOpen, noteState } from './submission.ts'
import { type WriteContext, change } from './write-context.ts'

/**
 * Needs the verbs `approve` on the submission, with a fresh proof of presence and by another person
 * than its drafter, and `publish` on the dataset. Both are asked again in the transaction that makes
 * the version: either the version is there and the submission approved, or neither. What the privacy
 * gate stops now stays waiting; what is no longer the file that was reviewed has failed.
 * @throws PeopleError not-found, not-permitted; DatasetsError privacy, decided-already; TableError
 */
export async function approveSubmission(
  context: WriteContext,
  id: string,
  options: Pick<PublishOptions, 'progress' | 'signal'> = {},
): Promise<PublishReport> {
  const person = personOf(context.actor)
  const found = await context.database.transaction((trx) => permitted(trx, context, id))
  const { wanted, original, organisation, slug } = found
  const path = await context.files.local(original.hash as never)
  const request = { ...wanted, organisation, path, name: original.name, dataset: slug }
  const settle: Settle = async (trx, { dataset, version }) => {
    // The dataset may have been made a moment ago: whether it may be is asked of the office.
    const submission = await lockOpen(trx, context, { id, verb: 'approve' })
    await mayPublish(trx, context, submission)
    const acts = await openDraft(trx, context, dataset)
    await decideSubmission(trx, id, {
      ...{ state: 'approved', by: person, at: context.clock.now(), version },
    })
    await noteState(trx, context, { id, state: 'approved' })
    await noteDataset(trx, context, dataset)
    const approved: ShelfAct = {
      act: 'submission.approved',
      about: { kind: 'submission', id },
      content: { dataset, version, drafter: submission.drafter },
    }
    return [...acts, ...overridden(submission, dataset), approved]
  }
  try {
    return await publishPermitted(context, request, { ...options, settle, expected: original.hash })
  } catch (error) {
    if (isForGood(error)) await noteFailed(context, id, { by: person, code: error.code })
    throw error
  }
}

const fleeting: ReadonlySet<string> = new Set(['busy', 'disk-full', 'time-limit', 'memory-limit'])

/** Trying again would end the same way. */
function isForGood(error: unknown): error is TableError | DatasetsError {
  if (error instanceof TableError) {
    return !fleeting.has(error.code) && error.detail['ended'] === undefined
  }
  return (
    error instanceof DatasetsError &&
    (error.code === 'file-changed' || error.code === 'nothing-to-append-to')
  )
}

async function noteFailed(
  context: WriteContext,
  id: string,
  { by, code }: { by: string; code: string },
): Promise<void> {
  await change(context, async (trx) => {
    const { slug, drafter } = await lockOpen(trx, context, { id, verb: 'approve' })
    const at = context.clock.now()
    await decideSubmission(trx, id, { state: 'failed', by, at, reason: code })
    await noteState(trx, context, { id, state: 'failed' })
    const about = { kind: 'submission' as const, id }
    const content = { dataset: slug, drafter, code }
    return { answer: undefined, changes: [], acts: [{ act: 'submission.failed', about, content }] }
  })
}

export function personOf(actor: Actor): string {
  if (actor.kind === 'person') return actor.person
  if (actor.kind === 'visitor') throw new PeopleError('not-found', { what: 'submission' })
  throw new PeopleError('not-permitted', { reason: 'same-person' })
}

async function permitted(
  trx: Transaction<Schema>,
  context: WriteContext,
  id: string,
): Promise<Open> {
  const submission = await lockOpen(trx, context, { id, verb: 'approve' })
  await mayPublish(trx, context, submission)
  return submission
}

async function mayPublish(
  trx: Transaction<Schema>,
  context: WriteContext,
  { slug, organisation }: Open,
): Promise<void> {
  const { actor } = context
  await answeringFor(trx, context, { actor, verb: 'publish', dataset: slug, organisation })
}

/** A draft is published with what was approved for it; what was withdrawn stays so. */
async function openDraft(
  trx: Transaction<Schema>,
  context: WriteContext,
  id: string,
): Promise<ShelfAct[]> {
  const [dataset] = await readDatasets(trx, [id])
  if (dataset?.state !== 'draft') return []
  await updateDatasetRow(trx, id, { state: 'published' }, context.clock.now())
  return [
    {
      act: 'dataset.published',
      about: { kind: 'dataset', id },
      content: { slug: dataset.slug, from: 'draft', to: 'published' },
    },
  ]
}

/** An override that had something to override, with who answers for it and why. */
function overridden({ wanted, report, drafter, id }: Open, dataset: string): ShelfAct[] {
  const override = wanted.privacy?.override
  const open = (report?.privacy?.findings ?? []).filter(stops)
  if (override === undefined || open.length === 0) return []
  return [
    {
      act: 'privacy.overridden',
      about: { kind: 'dataset', id: dataset },
      content: { ...override, person: drafter, submission: id, findings: open.length },
    },
  ]
}
