// What Vive shows: places, routes, events and emergency numbers, each with the row it comes from.
import type { Area, CalendarEvent, LonLat } from '@rimaq/walks'
import type { Lang } from '#platform'
import type { Transit } from './transit-model.ts'

/** Spanish is always there. */
export type Words = { es: string } & Partial<Record<Lang, string>>

export type Confidence = 'alta' | 'media' | 'baja'

/** Where an item comes from; nothing without it is shown. */
export interface Provenance {
  /** Address of the page or register that says so. */
  source: string
  /** Day of the source as 2026-01-13. */
  checked: string
  confidence: Confidence
  /** Address of the row in the portal. */
  row: string
}

export const placeKinds = [
  'museo',
  'iglesia',
  'plaza',
  'parque',
  'mirador',
  'playa',
  'casona',
  'huaca',
  'teatro',
  'paseo',
  'otro',
] as const
export type PlaceKind = (typeof placeKinds)[number]

export interface Place {
  id: string
  name: Words
  kind: PlaceKind
  district: string
  ubigeo: string
  at: LonLat
  address: string
  /** OpenStreetMap's notation; empty: nobody wrote them down. */
  hours: string
  /** Who says the hours, and when. */
  hoursFrom: { source: string; checked: string } | null
  fee: string
  from: Provenance
}

export interface Stop {
  /** Code of the place, where it is one. */
  place: string | null
  name: string
  at: LonLat | null
  from: Provenance
}

export interface WalkRoute {
  id: string
  title: Words
  summary: Words
  publisher: string
  /** Null: nobody says. */
  stepFree: boolean | null
  stops: readonly Stop[]
  from: Provenance
}

export interface CityEvent {
  id: string
  title: Words
  /** Its times and rule; `uid` is the series where the row changes one date of it. */
  when: CalendarEvent
  places: readonly string[]
  venue: string
  ubigeo: string
  audience: string
  /** Null: nobody says. */
  free: boolean | null
  organiser: string
  from: Provenance
}

export const contactKinds = [
  'policia',
  'bomberos',
  'ambulancia',
  'violencia',
  'serenazgo',
  'defensa-civil',
  'carreteras',
  'salud',
  'transporte',
  'unica',
  'otra',
] as const
export type ContactKind = (typeof contactKinds)[number]

export interface Contact {
  /** As people write it. */
  number: string
  name: Words
  institution: string
  about: Words
  kind: ContactKind
  scope: string
  /** Of the district it serves, where it serves one. */
  ubigeo: string
  hours: string
  languages: readonly string[]
  free: boolean | null
  /** False while it is only announced. */
  active: boolean
  /** Who asked the institution itself last, as `fecha` and office; null: nobody yet. */
  verified: { on: string; by: string } | null
  from: Provenance
}

/** From the worst; CAP 1.2 calls them Extreme, Severe, Moderate and Minor. */
export const severities = ['extrema', 'grave', 'moderada', 'leve'] as const
export type Severity = (typeof severities)[number]

export const alertKinds = [
  'seguridad',
  'clima',
  'sismo',
  'incendio',
  'salud',
  'transporte',
  'servicios',
  'otro',
] as const
export type AlertKind = (typeof alertKinds)[number]

/** What the city warns of, from when until when; afterwards it is shown no more. */
export interface Alert {
  id: string
  title: Words
  text: Words
  kind: AlertKind
  severity: Severity
  /** UBIGEO of each district; none: the whole city. */
  districts: readonly string[]
  /** Seconds since 1970 on the city's clock; `ends` is not included. */
  begins: number
  ends: number
  /** When it was given out in this form, likewise. */
  sent: number
  sender: string
  from: Provenance
}

export interface District {
  ubigeo: string
  name: string
}

/** A row that is not shown, and why. */
export interface RowFault {
  table: string
  /** Number of the row in the table. */
  row: number
  code:
    | 'no-source'
    | 'no-name'
    | 'no-place'
    | 'outside'
    | 'bad-number'
    | 'bad-event'
    | 'bad-stop'
    | 'bad-alert'
  /** The value, or the sentence of what was wrong with it. */
  found: string
  /** Address of the row in the portal. */
  address: string
}

/** A table that was read, for the page that says what Vive stands on. */
export interface TableRead {
  slug: string
  /** Its own name, where its dataset has several tables. */
  part: string | null
  title: Words
  version: number
  /** When the version was published, as 2026-11-28T10:00:00Z. */
  published: string
  rows: number
}

export interface Content {
  /** Changes whenever a table does. */
  version: string
  timeZone: string
  /** Days after which a number to call counts as not checked for long. */
  verifyDays: number
  places: readonly Place[]
  routes: readonly WalkRoute[]
  events: readonly CityEvent[]
  contacts: readonly Contact[]
  alerts: readonly Alert[]
  districts: readonly District[]
  /** Public holidays as 2026-12-25; null where the city publishes none. */
  holidays: readonly string[] | null
  /** Borders, where the city has published them. */
  areas: readonly Area<{ ubigeo: string; name: string }>[]
  transit: Transit
  faults: readonly RowFault[]
  tables: readonly TableRead[]
}
