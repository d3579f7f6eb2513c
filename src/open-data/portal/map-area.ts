// The part of the world a map shows, as it stands in the address, and the steps to others.
import type { MapBounds } from '#pages'

const world: MapBounds = [-180, -90, 180, 90]
/** Degrees: about ten metres, below which a map on a plain ground says nothing. */
const narrowest = 0.0001

/** `west,south,east,north` in degrees; undefined for anything else. */
export function readArea(text: string | undefined): MapBounds | undefined {
  const parts = (text ?? '').split(',').map((part) => (part.trim() === '' ? NaN : Number(part)))
  const [west = NaN, south = NaN, east = NaN, north = NaN] = parts
  const valid =
    parts.length === 4 &&
    parts.every(Number.isFinite) &&
    west >= -180 &&
    east <= 180 &&
    south >= -90 &&
    north <= 90 &&
    east - west >= narrowest &&
    north - south >= narrowest
  return valid ? [west, south, east, north] : undefined
}

export function writeArea(area: MapBounds): string {
  return area.map((degrees) => String(Math.round(degrees * 1e5) / 1e5)).join(',')
}

export const mapSteps = ['closer', 'wider', 'north', 'south', 'west', 'east'] as const
export type MapStep = (typeof mapSteps)[number]

/** How far each step moves the middle, in halves of the span, and what it makes of the span. */
const moves: Record<MapStep, { x: number; y: number; span: number }> = {
  closer: { x: 0, y: 0, span: 0.5 },
  wider: { x: 0, y: 0, span: 2 },
  north: { x: 0, y: 1, span: 1 },
  south: { x: 0, y: -1, span: 1 },
  west: { x: -1, y: 0, span: 1 },
  east: { x: 1, y: 0, span: 1 },
}

/** The area after a step; null where there is nothing more to see that way. */
export function stepped(area: MapBounds, step: MapStep): MapBounds | null {
  const [west, south, east, north] = area
  const { x, y, span } = moves[step]
  const half = { x: (east - west) / 2, y: (north - south) / 2 }
  const middle = { x: (west + east) / 2 + x * half.x, y: (south + north) / 2 + y * half.y }
  const next: MapBounds = [
    Math.max(world[0], middle.x - half.x * span),
    Math.max(world[1], middle.y - half.y * span),
    Math.min(world[2], middle.x + half.x * span),
    Math.min(world[3], middle.y + half.y * span),
  ]
  const same = next.every((value, at) => Math.abs(value - (area[at] ?? 0)) < narrowest / 10)
  return same || readArea(writeArea(next)) === undefined ? null : next
}
