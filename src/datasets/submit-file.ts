// Takes a file of an official or a program, reads it without publishing, and keeps it for a second person.
import { type Actor, PeopleError, drafterBehind, registerRecord } from '#people'
import { DatasetsError } from './errors.ts'
import { plain } from './journal.ts'
import type { PublishReport, PublishRequest } from './model.ts'
import { publishPermitted } from './publish-file.ts'
import { decideSubmission, findSame, insertSubmission } from './store-submissions.ts'
import { type SubmitRequest, answeringFor, lockWaiting, noteDecided } from './submission.ts'
import { type WriteContext, change } from './write-context.ts'

export interface Submitted {
  id: string
  report: PublishReport
}

/**
 * Reads the file as publishing would, with the strict privacy gate, and keeps it with what was found.
 * What the gate stops waits too, for its remedies or for a person who answers for it; it is not
 * approved as it is. The same file and wishes again are the same submission.
 * `replaces` is one of the actor's own that this takes the place of.
 * @throws PeopleError not-found, not-permitted; DatasetsError; TableError
 */
export async function submitFile(
  context: WriteContext,
  request: SubmitRequest,
  replaces: string | null = null,
): Promise<Submitted> {
  const { actor, database, clock } = context
  const asked = { actor, verb: 'draft', ...request }
  const names = await database.transaction(async (trx) => {
    await answeringFor(trx, context, asked)
    return (await drafterBehind(trx, actor)).names
  })
  const wanted = wantedOf(request, actor, names)
  const { path, name, dataset } = request
  const whole: PublishRequest = { ...wanted, path, name, dataset }
  const report = await publishPermitted(context, { ...whole, dryRun: true })
  const stored = await context.files.putFile(path)
  return change(context, async (trx) => {
    // Reading may have taken minutes: what counts is who may do this now.
    const { place, organisation, dataset: id } = await answeringFor(trx, context, asked)
    const { person } = await drafterBehind(trx, actor)
    const now = clock.now()
    const original = { ...stored, name }
    const input = { drafter: person, slug: report.dataset, wanted, original }
    const same = await findSame(trx, input)
    if (same !== null) return { answer: { id: same, report }, changes: [], acts: [] }
    if (replaces !== null) await giveWay(trx, context, { id: replaces, person })
    const made = await insertSubmission(trx, {
      ...{ ...input, organisation, report, replaces, dataset: id, submitted: now },
      holding: holdingOf(actor),
      token: actor.kind === 'system' ? actor.token : null,
      stopped: report.stopped,
    })
    const { institution, office: custody } = place
    const record = { id: made, kind: 'submission', institution, custody, state: 'waiting' }
    await registerRecord(trx, { ...record, level: 'institution', drafter: person }, now)
    return {
      answer: { id: made, report },
      changes: [],
      acts: [
        {
          act: 'submission.made',
          about: { kind: 'submission', id: made },
          content: plain({
            ...{ dataset: report.dataset, name, rows: report.rows, stopped: report.stopped },
            ...{ wanted, replaces, files: [stored.hash] },
          }),
        },
      ],
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
  trx: Parameters<typeof lockWaiting>[0],
  context: WriteContext,
  { id, person }: { id: string; person: string },
): Promise<void> {
  const before = await lockWaiting(trx, context, { id, verb: 'draft' })
  if (before.drafter !== person) {
    throw new PeopleError('not-permitted', { reason: 'not-in-custody' })
  }
  await decideSubmission(trx, id, { state: 'withdrawn', by: person, at: context.clock.now() })
  await noteDecided(trx, context, { id, state: 'withdrawn' })
}
