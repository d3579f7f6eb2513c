// A page of one tray, and how many there are in each, as the official may know of them.
import { localTime } from '@rimaq/workdays'
import {
  type Actor,
  type ActorsView,
  grants,
  inViewOf,
  listedAmong,
  namesOfOffices,
  titlesOfPosts,
} from '#people'
import { type TrayRow, type TrayScope, countTrays, readTray } from './store-tray.ts'
import { type Cursor, type TrayName, type TrayQuery, trays } from './tray.ts'
import type { TrayParts } from './open-case.ts'

export interface ShownTray {
  rows: TrayRow[]
  /** Where the next page begins. */
  next: Cursor | null
  /** Up to `countedTo`; as many may be more. */
  counts: Record<TrayName, number>
  today: string
  /** Names of offices, and posts with their holders, that the rows name. */
  offices: ReadonlyMap<string, string>
  posts: ReadonlyMap<string, { title: string; holders: string[] }>
}

/** Trays are counted no further: case_files.count_trays() has the same number. */
export const countedTo = 500

/** Nothing is shown and nothing counted to whoever acts in no post that may list. */
export async function listTray(
  parts: Pick<TrayParts, 'database' | 'clock' | 'calendars'>,
  actor: Actor,
  { query, limit }: { query: TrayQuery; limit: number },
): Promise<ShownTray> {
  return inViewOf({ ...parts, actor }, async (view) => {
    const { trx, now } = view
    const today = localTime(now.toISOString(), parts.calendars.book.zone).date
    const scope = scopeOf(actor, query, today)
    const found = scope === null ? [] : await readTray(trx, scope, { ...query, limit: limit + 1 })
    const rows = await listed(view, found)
    const counts = Object.fromEntries(trays.map((tray) => [tray, 0])) as Record<TrayName, number>
    const counted = scope && { ...scope, offices: officesOf(actor) }
    for (const each of counted === null ? [] : await countTrays(trx, counted)) {
      counts[each.tray] = each.number
    }
    const shown = rows.slice(0, limit)
    const last = rows.length > limit ? shown.at(-1) : undefined
    return {
      ...{ rows: shown, counts, today },
      next: last === undefined ? null : { at: last.at, id: last.id },
      offices: await namesOfOffices(
        trx,
        shown.flatMap(({ office, from, to }) => [office, from, to]),
      ),
      posts: await titlesOfPosts(
        trx,
        shown.map(({ position }) => position),
        now,
      ),
    }
  })
}

/** Once more by people itself, so that no row is shown that its lists would not have. */
async function listed(view: ActorsView, rows: TrayRow[]): Promise<TrayRow[]> {
  const ids = [...new Set(rows.map(({ id }) => id))]
  const seen = await listedAmong(view, { kind: 'case', ids })
  return rows.filter(({ id }) => seen.has(id))
}

export const officesOf = (actor: Actor): readonly string[] =>
  actor.kind === 'person' ? (actor.holding?.offices ?? []) : []

function scopeOf(actor: Actor, { tray, filters }: TrayQuery, today: string): TrayScope | null {
  if (actor.kind !== 'person' || actor.holding === null) return null
  const { position, offices, family, institution } = actor.holding
  if (family !== 'work' || !grants(actor.holding, 'list', '')) return null
  // An office that the official does not see is a filter that finds nothing.
  const wanted = offices.filter((each) => filters.office === null || each === filters.office)
  return { tray, institution, position, offices: wanted, today, filters }
}
