// Shows what was handed in for publication to those who may know of it: one, or pages of many.
import { type ActorsView, findRecord, inViewOf, listedAmong, namesOfPerson } from '#people'
import { type SubmissionRow, readSubmissions } from './store-submissions.ts'
import {
  type TrayCandidate,
  type TrayFilter,
  type TrayPlace,
  trayCandidates,
  trayDrafters,
} from './store-tray.ts'
import type { Submission } from './submission.ts'
import type { WriteContext } from './write-context.ts'

const kind = 'submission'

/** Candidates looked at in one step, and steps of one page at most: no page costs without bound. */
const step = 200
const mostSteps = 25

/** Null when it is absent or invisible. @throws PeopleError not-permitted, without the verb `read` */
export async function showSubmission(
  context: WriteContext,
  id: string,
): Promise<Submission | null> {
  return inViewOf(context, async (view) => {
    const record = await findRecord(view, { verb: 'read', kind, id })
    const [row] = record === null ? [] : await readSubmissions(view.trx, [record.id])
    return row === undefined ? null : ((await named(view.trx, [row]))[0] ?? null)
  })
}

export interface TrayPage {
  submissions: Submission[]
  /** Where the next page begins; null at the end. */
  next: TrayPlace | null
}

/**
 * Those that match and that the actor sees in lists, newest first, `limit` at most. What another person
 * is still looking at is left out: there is nothing to decide on it.
 */
export async function listSubmissions(
  context: WriteContext,
  { limit, after = null, ...filter }: TrayFilter & { limit: number; after?: TrayPlace | null },
): Promise<TrayPage> {
  return inViewOf(context, async (view) => {
    const { found, ended, place } = await collect(view, filter, { limit, after })
    const page = found.slice(0, limit)
    const order = new Map(page.map(({ id }, at) => [id, at]))
    const rows = await readSubmissions(view.trx, [...order.keys()])
    const inOrder = rows.toSorted((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0))
    const more = found.length > limit
    return {
      submissions: await named(view.trx, inOrder),
      next: more ? (page.at(-1) ?? null) : ended ? null : place,
    }
  })
}

/** How many match that the actor sees, counted up to `atMost`; `more` says that there are more. */
export async function countSubmissions(
  context: WriteContext,
  filter: TrayFilter,
  atMost = 100,
): Promise<{ count: number; more: boolean }> {
  return inViewOf(context, async (view) => {
    const { found, ended } = await collect(view, filter, { limit: atMost, after: null })
    return { count: Math.min(found.length, atMost), more: found.length > atMost || !ended }
  })
}

/** One more than `limit` where there are as many; where it stopped, and whether that is the end. */
async function collect(
  view: ActorsView,
  filter: TrayFilter,
  { limit, after }: { limit: number; after: TrayPlace | null },
): Promise<{ found: TrayPlace[]; ended: boolean; place: TrayPlace | null }> {
  const found: TrayPlace[] = []
  if (view.actor.kind === 'visitor') return { found, ended: true, place: null }
  let place = after
  let ended = false
  for (let steps = 0; steps < mostSteps && found.length <= limit && !ended; steps += 1) {
    const candidates = await trayCandidates(view.trx, filter, { after: place, limit: step })
    ended = candidates.length < step
    place = candidates.at(-1) ?? place
    found.push(...(await seen(view, candidates)))
  }
  return { found, ended, place }
}

async function seen(view: ActorsView, candidates: TrayCandidate[]): Promise<TrayCandidate[]> {
  const ids = candidates.map(({ id }) => id)
  const listed = await listedAmong(view, { kind, ids })
  const { actor } = view
  const person = actor.kind === 'person' ? actor.person : null
  return candidates.filter(
    ({ id, state, drafter }) =>
      listed.has(id) && ((state !== 'ready' && state !== 'reading') || drafter === person),
  )
}

/** Everybody by whom the actor sees something in the tray, by name. */
export async function submissionDrafters(
  context: WriteContext,
): Promise<{ id: string; name: string }[]> {
  if (context.actor.kind === 'visitor') return []
  return inViewOf(context, async (view) => {
    const drafters = await trayDrafters(view.trx, step)
    const listed = await listedAmong(view, { kind, ids: drafters.flatMap(({ ids }) => ids) })
    const people: { id: string; name: string }[] = []
    for (const { drafter: id, ids } of drafters) {
      if (!ids.some((each) => listed.has(each))) continue
      people.push({ id, name: (await namesOfPerson(view.trx, id)) ?? '' })
    }
    return people.toSorted((a, b) => a.name.localeCompare(b.name, 'es'))
  })
}

async function named(
  trx: ActorsView['trx'],
  rows: readonly SubmissionRow[],
): Promise<Submission[]> {
  const names = new Map<string, string | null>()
  const nameOf = async (id: string | null): Promise<string | null> => {
    if (id === null) return null
    if (!names.has(id)) names.set(id, await namesOfPerson(trx, id))
    return names.get(id) ?? null
  }
  const whole: Submission[] = []
  for (const row of rows) {
    const [drafter, decidedBy] = [await nameOf(row.drafter), await nameOf(row.decidedBy)]
    whole.push({ ...(row as Omit<Submission, 'names'>), names: { drafter, decidedBy } })
  }
  return whole
}
