// Says on which days of the week a service of a GTFS feed goes.
import { formatDay, parseDay } from '@rimaq/walks'
import { VisitError } from '../visit-error.ts'
import { writeDays } from './days.ts'
import type { FeedFlag } from './feed-model.ts'
import type { Feed } from './open-feed.ts'

const columns = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const

/** `Mo-Fr` by service; a feed that has ended is flagged, since its times may still be the best there are. */
export async function readDays(
  feed: Feed,
  today: string,
  flags: FeedFlag[],
): Promise<Map<string, string>> {
  const days = new Map<string, Set<number>>()
  let last = ''
  if (feed.has('calendar.txt')) {
    const file = 'calendar.txt'
    const wanted = ['service_id', ...columns, 'start_date', 'end_date']
    for await (const row of feed.rows(file, wanted)) {
      const flagsOf = columns.map((column) => row.get(column))
      const odd = flagsOf.findIndex((flag) => flag !== '0' && flag !== '1')
      const end = row.get('end_date')
      if (odd >= 0 || !/^\d{8}$/.test(end)) {
        const column = odd >= 0 ? columns[odd]! : 'end_date'
        throw new VisitError('feed-row', { file, row: row.row, column, found: row.get(column) })
      }
      last = end > last ? end : last
      days.set(
        row.get('service_id'),
        new Set(flagsOf.flatMap((flag, at) => (flag === '1' ? [at] : []))),
      )
    }
  } else if (!feed.has('calendar_dates.txt')) {
    throw new VisitError('feed-file-missing', { file: 'calendar.txt', found: '–' })
  }
  if (feed.has('calendar_dates.txt')) {
    const file = 'calendar_dates.txt'
    for await (const row of feed.rows(file, ['service_id', 'date', 'exception_type'])) {
      const date = row.get('date')
      const day = /^\d{8}$/.test(date) ? dayOf(date) : null
      if (day === null) {
        throw new VisitError('feed-row', { file, row: row.row, column: 'date', found: date })
      }
      if (row.get('exception_type') !== '1') continue
      const id = row.get('service_id')
      const known = days.get(id)
      // Single days besides a weekly calendar are exceptions; without one they are all there is.
      if (known && feed.has('calendar.txt') && known.size > 0) continue
      last = date > last ? date : last
      if (known) known.add(day)
      else days.set(id, new Set([day]))
    }
  }
  const ended = `${last.slice(0, 4)}-${last.slice(4, 6)}-${last.slice(6)}`
  if (last !== '' && ended < today)
    flags.push({ code: 'expired', file: 'calendar.txt', row: 0, found: ended })
  return new Map([...days].map(([id, set]) => [id, writeDays(set)]))
}

function dayOf(date: string): number | null {
  const text = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`
  try {
    const number = parseDay(text)
    // 1970-01-01 was a Thursday.
    return formatDay(number) === text ? (((number + 3) % 7) + 7) % 7 : null
  } catch {
    return null
  }
}
