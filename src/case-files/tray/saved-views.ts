// Views of the tray that an official keeps under a name: filters and order, as they stand in the address.
import type { Actor } from '#people'
import type { Clock, Database } from '#platform'
import { CaseFilesError } from '../errors.ts'
import { cleaned } from '../filing/form-answers.ts'
import { type SavedView, deleteView, keepView, viewsOf } from './store-views.ts'
import { asParameters, readTrayQuery } from './tray.ts'

export type { SavedView } from './store-views.ts'

/** Views of one person. */
const most = 30

const personOf = (actor: Actor): string => {
  if (actor.kind !== 'person') throw new CaseFilesError('not-found')
  return actor.person
}

/** By name; empty for those who are no person. */
export async function savedViews(database: Database, actor: Actor): Promise<SavedView[]> {
  return actor.kind === 'person' ? viewsOf(database.kysely, actor.person) : []
}

/** The same name again keeps the new view under it. @throws CaseFilesError no-name, too-many-views */
export async function saveView(
  { database, clock }: { database: Database; clock: Clock },
  actor: Actor,
  { name, query }: { name: string; query: string },
): Promise<void> {
  const person = personOf(actor)
  const called = cleaned(name)
  if (called.length < 1 || called.length > 80) throw new CaseFilesError('no-name')
  // Only what the tray understands is kept.
  const asked = readTrayQuery(Object.fromEntries(new URLSearchParams(query)))
  const kept = new URLSearchParams(asParameters(asked)).toString()
  const known = await viewsOf(database.kysely, person)
  if (known.length >= most && !known.some((view) => view.name === called)) {
    throw new CaseFilesError('too-many-views', { most })
  }
  await keepView(database.kysely, { person, name: called, query: kept, now: clock.now() })
}

/** Of the own ones; one of somebody else is none. */
export async function forgetView(database: Database, actor: Actor, id: string): Promise<void> {
  await deleteView(database.kysely, { person: personOf(actor), id })
}
