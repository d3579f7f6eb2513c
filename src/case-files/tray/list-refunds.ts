// The refunds an official may know of: open or paid, of one office or all of them, ordered before a day.
import { civilDate, instantOf } from '@rimaq/workdays'
import { type Actor, grants, inViewOf, listedAmong, namesOfOffices, titlesOfPosts } from '#people'
import { officesOf } from './list-tray.ts'
import type { TrayParts } from './open-case.ts'
import { type RefundPlace, type RefundRow, refundRows } from './store-refunds.ts'

export interface RefundQuery {
  open: boolean
  office: string | null
  /** `YYYY-MM-DD`: ordered on this day or before. */
  until: string | null
  after: RefundPlace | null
}

export interface ShownRefunds {
  rows: RefundRow[]
  next: RefundPlace | null
  offices: ReadonlyMap<string, string>
  posts: ReadonlyMap<string, { title: string; holders: string[] }>
}

/** Nothing to whoever acts in no post that may list. */
export async function listRefunds(
  parts: Pick<TrayParts, 'database' | 'clock' | 'calendars'>,
  actor: Actor,
  { query, limit }: { query: RefundQuery; limit: number },
): Promise<ShownRefunds> {
  return inViewOf({ ...parts, actor }, async (view) => {
    const { trx, now } = view
    const holding = actor.kind === 'person' ? actor.holding : null
    const lists = holding !== null && holding.family === 'work' && grants(holding, 'list', '')
    const offices = officesOf(actor).filter((id) => query.office === null || id === query.office)
    const { open, after, until } = query
    const before = until === null ? null : endOf(until, parts.calendars.book.zone)
    const wanted = { offices, open, before, after, limit: limit + 1 }
    const found = lists ? await refundRows(trx, wanted) : []
    const seen = await listedAmong(view, { kind: 'case', ids: found.map(({ id }) => id) })
    const rows = found.slice(0, limit).filter(({ id }) => seen.has(id))
    const last = found.length > limit ? found[limit - 1] : undefined
    return {
      rows,
      next: last === undefined ? null : { at: last.ordered, id: last.id },
      offices: await namesOfOffices(
        trx,
        rows.map(({ office }) => office),
      ),
      posts: await titlesOfPosts(
        trx,
        rows.map(({ position }) => position),
        now,
      ),
    }
  })
}

/** The first instant after a day, where the office is. */
function endOf(day: string, zone: string): Date {
  const next = new Date(Date.parse(`${day}T12:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
  return new Date(instantOf(civilDate(next), 0, zone))
}
