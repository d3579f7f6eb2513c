// Takes a file of an official or a program and keeps it; a job reads it, and a second person decides.
import { type Actor, PeopleError, drafterBehind, registerRecord } from '#people'
import { checkSlug } from './dataset-input.ts'
import { DatasetsError } from './errors.ts'
import { plain } from './journal.ts'
import type { PublishRequest } from './model.ts'
import { checkOverride } from './pass-gate.ts'
import { type ReadJob, readJob } from './read-submission.ts'
import { decideSubmission, findSame, insertSubmission } from './store-submissions.ts'
import { type SubmitRequest, answeringFor, lockOwn, noteState } from './submission.ts'
import { type WriteContext, change } from './write-context.ts'

export interface Submitted {
  id: string
}

export interface SubmitOptions {
  /** One of the actor's own that this takes the place of. */
  replaces?: string | null
  /** Goes to the second person as soon as it was read (default); else its drafter looks first. */
  review?: boolean
}

/**
 * Keeps the file and sends the job that reads it as publishing would, with the strict privacy gate.
 * The same file and wishes again are the same submission.
 * @throws PeopleError not-found, not-permitted; DatasetsError bad-slug, bad-value, no-organisation
 */
export async function submitFile(
  context: WriteContext,
  request: SubmitRequest,
  { replaces = null, review = true }: SubmitOptions = {},
): Promise<Submitted> {
  const { actor, database, clock } = context
  const asked = { actor, verb: 'draft', ...request }
  const names = await database.transaction(async (trx) => {
    await answeringFor(trx, context, asked)
    return (await drafterBehind(trx, actor)).names
  })
  const wanted = wantedOf(request, actor, names)
  const { path, name } = request
  checkSlug(request.dataset)
  checkOverride({ ...wanted, path, name, dataset: request.dataset })
  const stored = await context.files.putFile(path)
  return change(context, async (trx) => {
    // Storing may have taken minutes: what counts is who may do this now.
    const { place, organisation, dataset, slug } = await answeringFor(trx, context, asked)
    const { person } = await drafterBehind(trx, actor)
    const now = clock.now()
    const input = { drafter: person, slug, wanted, original: { ...stored, name } }
    const same = await findSame(trx, input)
    if (same !== null) return { answer: { id: same }, changes: [], acts: [] }
    if (replaces !== null) await giveWay(trx, context, replaces)
    const id = await insertSubmission(trx, {
      ...{ ...input, organisation, review, replaces, dataset, submitted: now },
      holding: holdingOf(actor),
      token: actor.kind === 'system' ? actor.token : null,
    })
    const { institution, office: custody } = place
    const record = { id, kind: 'submission', institution, custody, state: 'reading' }
    await registerRecord(trx, { ...record, level: 'institution', drafter: person }, now)
    const job: ReadJob = { submission: id }
    await context.jobs.send(readJob, job, { transaction: trx, once: id })
    const content = plain({ dataset: slug, name, wanted, replaces, review, files: [stored.hash] })
    return {
      answer: { id },
      changes: [],
      acts: [{ act: 'submission.made', about: { kind: 'submission', id }, content }],
    }
  })
}

function holdingOf(actor: Actor): string {
  const holding = actor.kind === 'person' || actor.kind === 'system' ? actor.holding : null
  if (holding === null) throw new PeopleError('not-permitted', { reason: 'verb-not-granted' })
  return holding.id
}

/** What is kept of the wishes; an override is a person's, by the name the city knows them under. */
function wantedOf(
  { path: _path, name, dataset: _dataset, privacy, ...rest }: SubmitRequest,
  actor: Actor,
  names: string,
): Omit<PublishRequest, 'path' | 'name' | 'dataset'> {
  if (name.length === 0 || name.length > 300) {
    throw new DatasetsError('bad-value', { field: 'name', value: name.slice(0, 100) })
  }
  const { apply, override } = privacy ?? {}
  if (override === undefined) return { ...rest, ...(apply === true && { privacy: { apply } }) }
  if (actor.kind !== 'person') {
    throw new PeopleError('not-permitted', { reason: 'verb-not-granted' })
  }
  return { ...rest, privacy: { override: { by: names, reason: override.reason.trim() } } }
}

async function giveWay(
  trx: Parameters<typeof lockOwn>[0],
  context: WriteContext,
  id: string,
): Promise<void> {
  const { drafter: by } = await lockOwn(trx, context, id)
  await decideSubmission(trx, id, { state: 'withdrawn', by, at: context.clock.now() })
  await noteState(trx, context, { id, state: 'withdrawn' })
}
