// What is handed in for publication, and where permission for it is asked.
import {
  type Actor,
  PeopleError,
  type Place,
  noteRecord,
  officeOf,
  permitNew,
  permitNow,
  placeOf,
  reachOf,
} from '#people'
import type { Transaction } from 'kysely'
import type { Schema } from '#platform'
import { DatasetsError } from './errors.ts'
import type { PublishReport, PublishRequest } from './model.ts'
import { noteDataset } from './note-dataset.ts'
import { idOfDataset, readDatasets } from './store-read.ts'
import {
  type SubmissionRow,
  type SubmissionState,
  hasOrganisation,
  lockSubmission,
} from './store-submissions.ts'
import type { WriteContext } from './write-context.ts'

/** What is to happen with a file: as `PublishRequest`, less what only the console may ask for. */
export interface SubmitRequest extends Pick<
  PublishRequest,
  'path' | 'name' | 'dataset' | 'title' | 'resource' | 'key' | 'mode' | 'note' | 'organisation'
> {
  repairs?: 'all' | 'recipe' | 'none'
  privacy?: {
    apply?: boolean
    /** Why it may be published in spite of the findings; a signed-in person answers for it. */
    override?: { reason: string }
  }
}

export interface Submission extends Omit<SubmissionRow, 'report' | 'wanted'> {
  wanted: Omit<PublishRequest, 'path' | 'name' | 'dataset' | 'dryRun'>
  /** Null until the file was read. */
  report: PublishReport | null
  /** Of the people, as the city knows them. */
  names: { drafter: string | null; decidedBy: string | null }
}

export type Open = Omit<Submission, 'names'>

/** Verbs that each state allows; none where it is decided. */
export const submissionVerbs: Readonly<Record<SubmissionState, readonly string[]>> = {
  reading: ['draft'],
  ready: ['draft'],
  waiting: ['approve', 'draft'],
  approved: [],
  refused: [],
  withdrawn: [],
  failed: [],
  unreadable: [],
}

export interface Answering {
  place: Place
  organisation: string
  slug: string
  /** Its id; null for one that does not exist yet. */
  dataset: string | null
}

/**
 * The office that answers for the dataset, existing or not, when the actor may do this there now.
 * @throws PeopleError not-found (also for a token narrowed to something else), not-permitted
 */
export async function answeringFor(
  trx: Transaction<Schema>,
  context: WriteContext,
  asked: { actor: Actor; verb: string; dataset: string; organisation?: string | undefined },
): Promise<Answering> {
  const { actor, verb } = asked
  const now = context.clock.now()
  if (actor.kind === 'visitor') throw new PeopleError('not-found', { what: 'dataset' })
  if (actor.kind === 'operator' || actor.holding === null) {
    // The console publishes by itself; a submission is the act of a person in office.
    throw new PeopleError('not-permitted', { reason: 'verb-not-granted' })
  }
  const id = await idOfDataset(trx, asked.dataset)
  const [dataset] = id === null ? [] : await readDatasets(trx, [id])
  const slug = dataset?.slug ?? asked.dataset
  const organisation =
    dataset?.organisation.slug ?? asked.organisation ?? (await ownOrganisation(trx, context, actor))
  if (organisation === null) throw new DatasetsError('no-organisation', { dataset: slug })
  const reach = reachOf(actor)
  const outside =
    (reach?.dataset ?? slug) !== slug && reach?.dataset !== dataset?.id
      ? true
      : (reach?.organisation ?? organisation) !== organisation
  if (outside) throw new PeopleError('not-found', { what: 'dataset' })
  const place = await placeOf(trx, organisation, now)
  if (dataset === undefined) {
    await permitNew(trx, { actor, verb, kind: 'dataset', place, now })
    return { place, organisation, slug, dataset: null }
  }
  // A dataset older than its office is not known to permission yet.
  await noteDataset(trx, context, dataset.id)
  await permitNow(trx, { actor, find: { verb, kind: 'dataset', id: dataset.id }, now })
  return { place, organisation, slug, dataset: dataset.id }
}

/** That of the actor's office where it publishes under its own name, else the installation's. */
async function ownOrganisation(
  trx: Transaction<Schema>,
  context: WriteContext,
  actor: Actor,
): Promise<string | null> {
  const slug = await officeOf(trx, actor)
  const own = slug !== null && (await hasOrganisation(trx, slug))
  return own ? slug : context.defaultOrganisation
}

/**
 * The submission, held until the transaction ends, when it is undecided and the actor may do this
 * with it. @throws PeopleError not-found, not-permitted; DatasetsError decided-already
 */
export async function lockOpen(
  trx: Transaction<Schema>,
  context: WriteContext,
  asked: { id: string; verb: string },
): Promise<Open> {
  const { actor, clock } = context
  const row = await lockSubmission(trx, asked.id)
  if (row === null) throw new PeopleError('not-found', { what: 'submission' })
  const find = { verb: 'read', kind: 'submission', id: row.id }
  const now = clock.now()
  await permitNow(trx, { actor, find, now })
  const transitions = submissionVerbs
  if (transitions[row.state].length === 0) {
    throw new DatasetsError('decided-already', { dataset: row.slug })
  }
  await permitNow(trx, { actor, find: { ...find, verb: asked.verb, transitions }, now })
  return row as Open
}

/** The same for what only its drafter may do. @throws PeopleError not-permitted for anybody else */
export async function lockOwn(
  trx: Transaction<Schema>,
  context: WriteContext,
  id: string,
): Promise<Open> {
  const found = await lockOpen(trx, context, { id, verb: 'draft' })
  const { actor } = context
  if (actor.kind !== 'person' || actor.person !== found.drafter) {
    throw new PeopleError('not-permitted', { reason: 'not-in-custody' })
  }
  return found
}

/** Tells permission in what state the submission is now. */
export async function noteState(
  trx: Transaction<Schema>,
  context: Pick<WriteContext, 'clock'>,
  { id, state }: { id: string; state: SubmissionState },
): Promise<void> {
  await noteRecord(trx, id, { state }, context.clock.now())
}
