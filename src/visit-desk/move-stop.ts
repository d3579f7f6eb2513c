// The stops of a walk in their order, and the step that puts one of them before or after its neighbour.
import { createHash } from 'node:crypto'
import type { Edited } from './edit-row.ts'
import { type OpenRows, type Row, withRows } from './open-rows.ts'

export const directions = ['arriba', 'abajo'] as const
export type Direction = (typeof directions)[number]

/** Those of one walk, first to last. */
export function stopsOf({ rows }: OpenRows, walk: string): Row[] {
  return rows
    .filter((row) => row['ruta'] === walk)
    .sort((a, b) => Number(a['orden']) - Number(b['orden']))
}

/** Tells whether the order is still what it was. */
export function orderSeen(stops: readonly Row[]): string {
  const keys = stops.map((row) => row['parada'])
  return createHash('sha256').update(JSON.stringify(keys)).digest('hex').slice(0, 24)
}

export interface Move {
  walk: string
  /** Of the stop. */
  key: string
  towards: Direction
  /** Of the order when its page was shown. */
  seen: string
}

/** All stops of the walk are numbered anew from 1. The first stays first, the last stays last. */
export function moveStop(open: OpenRows, { walk, key, towards, seen }: Move): Edited {
  const stops = stopsOf(open, walk)
  const at = stops.findIndex((row) => row['parada'] === key)
  if (at < 0 || orderSeen(stops) !== seen) return { problems: [{ field: null, code: 'changed' }] }
  const to = at + (towards === 'arriba' ? -1 : 1)
  const [moved, other] = [stops[at], stops[to]]
  if (!moved || !other) return { problems: [{ field: null, code: 'no-way-there' }] }
  stops[at] = other
  stops[to] = moved
  const numbers = new Map(stops.map((row, n) => [row, String(n + 1)]))
  const rows = open.rows.map((row) => {
    const orden = numbers.get(row)
    return orden === undefined ? row : { ...row, orden }
  })
  return { open: withRows(open, rows), key }
}
