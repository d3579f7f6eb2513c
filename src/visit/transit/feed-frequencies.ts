// Takes over how often the trips of a feed go, where it says so instead of a timetable.
import { VisitError } from '../visit-error.ts'
import type { Trip } from './feed-trips.ts'
import type { Feed } from './open-feed.ts'
import { readTime } from './feed-time.ts'

/** frequencies.txt: what most feeds of Latin America have, since nobody drives by a timetable. */
export async function frequenciesOf(feed: Feed, trips: ReadonlyMap<string, Trip>): Promise<void> {
  const file = 'frequencies.txt'
  if (!feed.has(file)) return
  for await (const row of feed.rows(file, ['trip_id', 'start_time', 'end_time', 'headway_secs'])) {
    const trip = trips.get(row.get('trip_id'))
    if (!trip) {
      const found = row.get('trip_id')
      const evidence = { file, row: row.row, column: 'trip_id', found, other: 'trips.txt' }
      throw new VisitError('feed-reference', evidence)
    }
    const [from, to] = [readTime(row.get('start_time')), readTime(row.get('end_time'))]
    const seconds = Number(row.get('headway_secs'))
    if (from === null || to === null || to < from || !(seconds > 0)) {
      const column = from === null ? 'start_time' : seconds > 0 ? 'end_time' : 'headway_secs'
      throw new VisitError('feed-row', { file, row: row.row, column, found: row.get(column) })
    }
    trip.frequencies.push({ from, to, every: seconds / 60 })
  }
}
