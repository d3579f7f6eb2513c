// What is taken from a GTFS feed: stops, lines with their stops in order, and how often they go.
import type { LonLat } from '@rimaq/walks'

export interface FeedStop {
  id: string
  name: string
  at: LonLat
  /** Null: nobody says. */
  wheelchair: boolean | null
}

export type LineKind = 'tranvia' | 'metro' | 'tren' | 'bus' | 'barco' | 'teleferico' | 'otro'

export interface FeedLine {
  id: string
  name: string
  about: string
  kind: LineKind
  /** `#rrggbb`, or empty. */
  colour: string
  agency: string
  directions: readonly FeedDirection[]
}

export interface FeedDirection {
  /** 0 or 1, as the feed has it. */
  direction: number
  towards: string
  /** In the order of the most frequent trips; those of rarer trips follow, `extra`. */
  stops: readonly { stop: string; minutes: number; extra: boolean }[]
  services: readonly FeedService[]
  line: readonly LonLat[]
}

/** Trips between two times of the day. */
export interface FeedService {
  /** `Mo-Fr`, `Sa`, `Su`, as OpenStreetMap writes them. */
  days: string
  /** Minutes since midnight; above 1440 after midnight. */
  from: number
  to: number
  /** Minutes between two; null where there is only one. */
  every: number | null
  /** How many depart, where the feed has a timetable; null where it only says how often. */
  departures: number | null
}

export interface ReadFeed {
  stops: readonly FeedStop[]
  lines: readonly FeedLine[]
  /** What was left out or looks wrong, each with file and row. */
  flags: readonly FeedFlag[]
}

export interface FeedFlag {
  code: 'outside' | 'no-trips' | 'expired' | 'no-time'
  file: string
  row: number
  found: string
}
