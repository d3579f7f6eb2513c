// Who sits where now: offices, posts and people, for rooms that hand work from one to another.
import type { Db } from './store-holdings.ts'
import {
  type OpenOffice,
  type Post,
  selectAnswering,
  selectClosedOffices,
  selectHolders,
  selectOfficeNames,
  selectOpenOffices,
  selectPosts,
  selectSuperior,
  selectTitles,
  selectVacant,
} from './store-posts.ts'

export type { OpenOffice, Post } from './store-posts.ts'

/** Offices of the institution that are open at the instant, by name. */
export function officesNow(db: Db, institution: string, now: Date): Promise<OpenOffice[]> {
  return selectOpenOffices(db, institution, now)
}

/** The office above; null for the highest one. */
export function superiorOf(db: Db, office: string, now: Date): Promise<string | null> {
  return selectSuperior(db, office, now)
}

/** Posts of these offices that work on records, vacant ones too. */
export function postsNow(db: Db, offices: readonly string[], now: Date): Promise<Post[]> {
  return selectPosts(db, offices, now)
}

/** What offices are called, closed ones as they were called last. */
export async function namesOfOffices(
  db: Db,
  ids: readonly (string | null)[],
): Promise<ReadonlyMap<string, string>> {
  const known = [...new Set(ids.filter((id) => id !== null))]
  if (known.length === 0) return new Map()
  return new Map((await selectOfficeNames(db, known)).map(({ id, name }) => [id, name]))
}

/** Titles of posts with whoever holds them now. */
export async function titlesOfPosts(
  db: Db,
  ids: readonly (string | null)[],
  now: Date,
): Promise<ReadonlyMap<string, Post>> {
  const known = [...new Set(ids.filter((id) => id !== null))]
  if (known.length === 0) return new Map()
  return new Map((await selectTitles(db, known, now)).map((post) => [post.position, post]))
}

/** Names and titles of those who acted through holdings, ended ones too. */
export async function namesOfHoldings(
  db: Db,
  holdings: readonly string[],
): Promise<ReadonlyMap<string, { names: string; title: string }>> {
  const known = [...new Set(holdings)]
  if (known.length === 0) return new Map()
  return new Map((await selectHolders(db, known)).map((each) => [each.holding, each]))
}

/** Positions that nobody holds at the instant: what they answered for goes back to their office. */
export function vacantPositions(db: Db, now: Date): Promise<string[]> {
  return selectVacant(db, now)
}

/** Offices that are closed: what they had is with those that succeeded them. */
export function closedOffices(db: Db, now: Date): Promise<string[]> {
  return selectClosedOffices(db, now)
}

/** Persons to be told of work: of the post, else who heads the office, else everybody in it. */
export function whoAnswers(
  db: Db,
  place: { office: string; position: string | null },
  now: Date,
): Promise<string[]> {
  return selectAnswering(db, place, now)
}
