// Public transport as Vive shows it: stops, lines past them, how often they go, each with its row.
import type { LonLat } from '@rimaq/walks'
import type { Provenance } from './model.ts'

export interface TransitStop {
  id: string
  name: string
  at: LonLat
  /** Null: nobody says. */
  wheelchair: boolean | null
  from: Provenance
}

export const lineKinds = ['bus', 'metro', 'tren', 'tranvia', 'teleferico', 'barco', 'otro'] as const
export type LineKind = (typeof lineKinds)[number]

export interface TransitLine {
  id: string
  name: string
  about: string
  kind: LineKind
  /** `#rrggbb`, or empty. */
  colour: string
  agency: string
  directions: readonly TransitDirection[]
  shape: readonly (readonly LonLat[])[]
  from: Provenance
}

export interface TransitDirection {
  direction: string
  towards: string
  stops: readonly { stop: string; minutes: number; extra: boolean }[]
  services: readonly TransitService[]
}

export interface TransitService {
  /** `Mo-Fr`. */
  days: string
  /** Minutes since midnight. */
  from: number
  to: number
  every: number | null
  departures: number | null
}

export interface Transit {
  stops: readonly TransitStop[]
  lines: readonly TransitLine[]
}
