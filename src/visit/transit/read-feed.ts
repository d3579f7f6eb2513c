// Reads a GTFS feed into lines, stops and frequencies; what is broken is refused by file and row.
import type { LonLat } from '@rimaq/walks'
import { VisitError } from '../visit-error.ts'
import { readDays } from './feed-days.ts'
import { frequenciesOf } from './feed-frequencies.ts'
import type { FeedFlag, FeedLine, FeedStop, LineKind, ReadFeed } from './feed-model.ts'
import { type Trip, directionsOf } from './feed-trips.ts'
import { readTime } from './feed-time.ts'
import { type Feed, type FeedRow, openFeed } from './open-feed.ts'

export interface FeedOptions {
  /** West, south, east, north of the city. */
  bbox: readonly [number, number, number, number]
  /** As 2026-11-28, to tell a feed that has ended. */
  today: string
}

/** So that memory has an end: a large city has some three million. */
const mostStopTimes = 6_000_000

/**
 * GTFS Schedule: agency, stops, routes, trips, stop_times, calendar or calendar_dates, and where they are
 * there frequencies and shapes.
 * @throws VisitError naming file and row
 */
export async function readFeed(path: string, options: FeedOptions): Promise<ReadFeed> {
  const feed = await openFeed(path)
  try {
    const flags: FeedFlag[] = []
    const { stops, left } = await readStops(feed, options, flags)
    const agencies = new Map<string, string>()
    for await (const row of feed.rows('agency.txt', ['agency_name'])) {
      agencies.set(row.get('agency_id'), row.get('agency_name'))
    }
    const lines = await readRoutes(feed, agencies)
    const days = await readDays(feed, options.today, flags)
    const trips = await readTrips(feed, lines, days)
    await readStopTimes(feed, trips, { known: stops, left, flags })
    await frequenciesOf(feed, trips)
    const shapes = await readShapes(feed)
    const found: FeedLine[] = []
    for (const [id, line] of lines) {
      const own = [...trips.values()].filter(
        ({ route, stops: past }) => route === id && past.length > 1,
      )
      if (own.length === 0)
        flags.push({ code: 'no-trips', file: 'routes.txt', row: line.row, found: line.name })
      else found.push({ ...line.about, id, directions: directionsOf(own, shapes, stops) })
    }
    const served = new Set(
      found.flatMap(({ directions }) =>
        directions.flatMap((each) => each.stops.map(({ stop }) => stop)),
      ),
    )
    return { stops: [...stops.values()].filter(({ id }) => served.has(id)), lines: found, flags }
  } finally {
    feed.close()
  }
}

/** Refuses swapped coordinates; a stop outside the city is left out and told. */
async function readStops(
  feed: Feed,
  { bbox }: FeedOptions,
  flags: FeedFlag[],
): Promise<{ stops: Map<string, FeedStop>; left: Set<string> }> {
  const file = 'stops.txt'
  const stops = new Map<string, FeedStop>()
  const left = new Set<string>()
  const swapped: { row: number; found: string }[] = []
  for await (const row of feed.rows(file, ['stop_id', 'stop_name', 'stop_lat', 'stop_lon'])) {
    const id = row.get('stop_id')
    const kind = row.get('location_type')
    // Entrances and crossings within a station are no place where one boards.
    if (kind !== '' && kind !== '0' && kind !== '1') {
      left.add(id)
      continue
    }
    if (id === '' || stops.has(id) || left.has(id)) refuse(file, row, 'stop_id')
    const at: LonLat = [number(row, file, 'stop_lon', 180), number(row, file, 'stop_lat', 180)]
    const [lon, lat] = at
    const inside = (x: number, y: number): boolean =>
      bbox[0] <= x && x <= bbox[2] && bbox[1] <= y && y <= bbox[3]
    const found = `${row.get('stop_name')}: ${lon}, ${lat}`
    if (!inside(lon, lat) && inside(lat, lon)) swapped.push({ row: row.row, found })
    else if (!inside(lon, lat)) {
      left.add(id)
      flags.push({ code: 'outside', file, row: row.row, found })
    } else {
      const said = row.get('wheelchair_boarding')
      const wheelchair = said === '1' ? true : said === '2' ? false : null
      stops.set(id, { id, name: row.get('stop_name') || id, at, wheelchair })
    }
  }
  const [first] = swapped
  if (first) throw new VisitError('feed-swapped', { file, ...first, count: swapped.length })
  const outside = flags.filter(({ code }) => code === 'outside')
  if (outside.length > stops.size) {
    const { row, found } = outside[0]!
    throw new VisitError('feed-outside', { file, row, found, count: outside.length })
  }
  return { stops, left }
}

interface KnownLine {
  row: number
  name: string
  about: Omit<FeedLine, 'id' | 'directions'>
}

/** route_type, also of the extended list whose hundreds say the kind. */
const kinds: Readonly<Record<string, LineKind>> = {
  '0': 'tranvia',
  '1': 'metro',
  '2': 'tren',
  '3': 'bus',
  '4': 'barco',
  '5': 'teleferico',
  '6': 'teleferico',
  '7': 'teleferico',
  '11': 'bus',
  '12': 'tren',
}
const hundreds: Readonly<Record<string, LineKind>> = {
  '1': 'tren',
  '2': 'bus',
  '4': 'metro',
  '7': 'bus',
  '8': 'bus',
  '9': 'tranvia',
  '10': 'barco',
  '13': 'teleferico',
}

async function readRoutes(
  feed: Feed,
  agencies: ReadonlyMap<string, string>,
): Promise<Map<string, KnownLine>> {
  const file = 'routes.txt'
  const lines = new Map<string, KnownLine>()
  for await (const row of feed.rows(file, ['route_id', 'route_type'])) {
    const id = row.get('route_id')
    if (id === '' || lines.has(id)) refuse(file, row, 'route_id')
    const [short, long] = [row.get('route_short_name'), row.get('route_long_name')]
    const type = row.get('route_type')
    const colour = row.get('route_color')
    const name = short || long || id
    lines.set(id, {
      row: row.row,
      name,
      about: {
        name,
        about: short === '' ? row.get('route_desc') : long,
        kind: kinds[type] ?? hundreds[type.slice(0, -2)] ?? 'otro',
        colour: /^[\da-f]{6}$/i.test(colour) ? `#${colour.toLowerCase()}` : '',
        agency: agencies.get(row.get('agency_id')) ?? [...agencies.values()][0] ?? '',
      },
    })
  }
  return lines
}

async function readTrips(
  feed: Feed,
  lines: ReadonlyMap<string, unknown>,
  days: ReadonlyMap<string, string>,
): Promise<Map<string, Trip>> {
  const file = 'trips.txt'
  const trips = new Map<string, Trip>()
  for await (const row of feed.rows(file, ['route_id', 'service_id', 'trip_id'])) {
    const id = row.get('trip_id')
    if (id === '' || trips.has(id)) refuse(file, row, 'trip_id')
    if (!lines.has(row.get('route_id'))) refer(file, row, 'route_id', 'routes.txt')
    const service = days.get(row.get('service_id'))
    if (service === undefined) refer(file, row, 'service_id', 'calendar.txt')
    trips.set(id, {
      route: row.get('route_id'),
      direction: row.get('direction_id') === '1' ? 1 : 0,
      towards: row.get('trip_headsign'),
      days: service,
      shape: row.get('shape_id'),
      stops: [],
      frequencies: [],
    })
  }
  return trips
}

async function readStopTimes(
  feed: Feed,
  trips: ReadonlyMap<string, Trip>,
  {
    known,
    left,
    flags,
  }: { known: ReadonlyMap<string, FeedStop>; left: ReadonlySet<string>; flags: FeedFlag[] },
): Promise<void> {
  const file = 'stop_times.txt'
  let count = 0
  for await (const row of feed.rows(file, ['trip_id', 'stop_id', 'stop_sequence'])) {
    if ((count += 1) > mostStopTimes) {
      throw new VisitError('feed-too-large', { file, megabytes: mostStopTimes })
    }
    const trip = trips.get(row.get('trip_id'))
    if (!trip) refer(file, row, 'trip_id', 'trips.txt')
    const stop = row.get('stop_id')
    if (!known.has(stop)) {
      if (!left.has(stop)) refer(file, row, 'stop_id', 'stops.txt')
      continue
    }
    const text = row.get('departure_time') || row.get('arrival_time')
    const time = text === '' ? null : readTime(text)
    if (text !== '' && time === null) refuse(file, row, 'departure_time')
    trip.stops.push({ stop, order: number(row, file, 'stop_sequence', 1e9), time })
  }
  for (const trip of trips.values()) trip.stops.sort((a, b) => a.order - b.order)
  const silent = [...trips].find(([, { stops }]) => stops.length > 1 && stops[0]!.time === null)
  if (silent) flags.push({ code: 'no-time', file, row: 0, found: silent[0] })
}

async function readShapes(feed: Feed): Promise<Map<string, LonLat[]>> {
  const shapes = new Map<string, { order: number; at: LonLat }[]>()
  if (!feed.has('shapes.txt')) return new Map()
  const file = 'shapes.txt'
  const columns = ['shape_id', 'shape_pt_lat', 'shape_pt_lon', 'shape_pt_sequence']
  for await (const row of feed.rows(file, columns)) {
    const at: LonLat = [
      number(row, file, 'shape_pt_lon', 180),
      number(row, file, 'shape_pt_lat', 90),
    ]
    const point = { order: number(row, file, 'shape_pt_sequence', 1e9), at }
    const known = shapes.get(row.get('shape_id'))
    if (known) known.push(point)
    else shapes.set(row.get('shape_id'), [point])
  }
  return new Map(
    [...shapes].map(([id, points]) => [
      id,
      points.sort((a, b) => a.order - b.order).map(({ at }) => at),
    ]),
  )
}

function number(row: FeedRow, file: string, column: string, most: number): number {
  const text = row.get(column)
  const value = text === '' ? Number.NaN : Number(text)
  return Math.abs(value) <= most ? value : refuse(file, row, column)
}

function refuse(file: string, row: FeedRow, column: string): never {
  throw new VisitError('feed-row', { file, row: row.row, column, found: row.get(column) })
}

function refer(file: string, row: FeedRow, column: string, other: string): never {
  throw new VisitError('feed-reference', {
    file,
    row: row.row,
    column,
    found: row.get(column),
    other,
  })
}
