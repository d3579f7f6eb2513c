// Sums up the trips of a line: where it stops in each direction, and how often it goes by day and time.
import type { LonLat } from '@rimaq/walks'
import type { FeedDirection, FeedService, FeedStop } from './feed-model.ts'

export interface Trip {
  route: string
  direction: number
  towards: string
  /** `Mo-Fr`. */
  days: string
  shape: string
  stops: { stop: string; order: number; time: number | null }[]
  /** Minutes. */
  frequencies: { from: number; to: number; every: number }[]
}

export function directionsOf(
  trips: readonly Trip[],
  shapes: ReadonlyMap<string, readonly LonLat[]>,
  stops: ReadonlyMap<string, FeedStop>,
): FeedDirection[] {
  return [0, 1].flatMap((direction) => {
    const own = trips.filter((trip) => trip.direction === direction)
    const [main] = patternsOf(own)
    if (!main) return []
    const [sample] = main
    const line: readonly LonLat[] =
      shapes.get(sample!.shape) ??
      sample!.stops.map(({ stop }) => stops.get(stop)?.at).filter((at) => at !== undefined)
    const last = stops.get(sample!.stops.at(-1)!.stop)?.name ?? ''
    return [
      {
        ...{ direction, towards: sample!.towards || last },
        ...{ stops: stopsOf(patternsOf(own)), services: servicesOf(own) },
        line,
      },
    ]
  })
}

/** Trips that stop at the same places in the same order, the most frequent first. */
function patternsOf(trips: readonly Trip[]): Trip[][] {
  const patterns = new Map<string, Trip[]>()
  for (const trip of trips) {
    const key = trip.stops.map(({ stop }) => stop).join('\n')
    const known = patterns.get(key)
    if (known) known.push(trip)
    else patterns.set(key, [trip])
  }
  const weight = (own: readonly Trip[]): number =>
    own.reduce(
      (sum, { frequencies }) =>
        sum +
        (frequencies.length === 0
          ? 1
          : frequencies.reduce((count, { from, to, every }) => count + (to - from) / every, 0)),
      0,
    )
  return [...patterns.values()].sort(
    (a, b) => weight(b) - weight(a) || b[0]!.stops.length - a[0]!.stops.length,
  )
}

function stopsOf(patterns: readonly (readonly Trip[])[]): FeedDirection['stops'] {
  const seen = new Set<string>()
  return patterns.flatMap(([sample], n) => {
    const start = sample!.stops[0]!.time ?? 0
    return sample!.stops.flatMap(({ stop, time }) => {
      if (n > 0 && seen.has(stop)) return []
      seen.add(stop)
      return [{ stop, minutes: Math.max(0, Math.round((time ?? start) - start)), extra: n > 0 }]
    })
  })
}

/** Times of the day at which cities have other frequencies: hours at which a band begins. */
const bands = [0, 6, 9, 12, 16, 20, 30]

function servicesOf(trips: readonly Trip[]): FeedService[] {
  const services: FeedService[] = []
  for (const days of [...new Set(trips.map((trip) => trip.days))].filter(Boolean)) {
    const own = trips.filter((trip) => trip.days === days)
    services.push(...statedOf(days, own), ...countedOf(days, own))
  }
  return services.sort((a, b) => order(a.days) - order(b.days) || a.from - b.from)
}

function order(days: string): number {
  return 'MoTuWeThFrSaSu'.indexOf(days.slice(0, 2))
}

/** What frequencies.txt says; trips of several patterns at the same time add up. */
function statedOf(days: string, trips: readonly Trip[]): FeedService[] {
  const rates = new Map<string, { from: number; to: number; rate: number }>()
  for (const { from, to, every } of trips.flatMap(({ frequencies }) => frequencies)) {
    const key = `${from} ${to}`
    const known = rates.get(key)
    rates.set(key, { from, to, rate: (known?.rate ?? 0) + 1 / every })
  }
  return [...rates.values()].map(({ from, to, rate }) => ({
    ...{ days, from: Math.round(from), to: Math.round(to), departures: null },
    every: Math.max(1, Math.round(1 / rate)),
  }))
}

/** What a timetable comes to. */
function countedOf(days: string, trips: readonly Trip[]): FeedService[] {
  const times = trips
    .flatMap(({ stops, frequencies }) =>
      frequencies.length === 0 && stops[0]!.time !== null ? [Math.round(stops[0]!.time)] : [],
    )
    .sort((a, b) => a - b)
  return bands.slice(0, -1).flatMap((hour, n) => {
    const own = times.filter((time) => time >= hour * 60 && time < bands[n + 1]! * 60)
    const [from] = own
    const to = own.at(-1)
    if (from === undefined || to === undefined) return []
    const every = own.length < 2 ? null : Math.max(1, Math.round((to - from) / (own.length - 1)))
    return [{ days, from, to, every, departures: own.length }]
  })
}
