// Tells a route as numbered steps: along which street, how far, and where to turn.
import { bearing, type LonLat } from '../geo/earth.ts'
import { streetKinds, type StreetGraph, type StreetKind } from './model.ts'
import type { Route } from './router.ts'

export type Turn = 'start' | 'straight' | 'left' | 'right' | 'sharp-left' | 'sharp-right' | 'back'

export interface Step {
  turn: Turn
  /** Empty where the map knows no name. */
  street: string
  kind: StreetKind
  metres: number
  /** Where the step begins. */
  at: LonLat
  /** Degrees clockwise from north in which one sets off. */
  heading: number
}

/** Pieces of one street in a row are one step, whatever its bends. */
export function directions(graph: StreetGraph, route: Route): Step[] {
  const steps: Step[] = []
  let arriving = 0
  for (const { edge, metres, points } of route.legs) {
    const street = graph.names[graph.edgeName[edge]!]!
    const kind = streetKinds[graph.edgeKind[edge]!]!
    const heading = points.length > 1 ? bearing(points[0]!, points[1]!) : arriving
    const before = steps.at(-1)
    const turn: Turn = before ? turnOf(heading - arriving) : 'start'
    const goesOn = before && before.street === street && before.kind === kind
    // A street without a name is told anew at each bend, since nothing else says where it goes.
    if (goesOn && (street !== '' || turn === 'straight')) before.metres += metres
    else steps.push({ turn, street, kind, metres, at: points[0]!, heading })
    if (points.length > 1) arriving = bearing(points.at(-2)!, points.at(-1)!)
  }
  return steps
}

function turnOf(difference: number): Turn {
  const angle = ((difference + 540) % 360) - 180
  const size = Math.abs(angle)
  if (size <= 30) return 'straight'
  if (size > 165) return 'back'
  const side = angle > 0 ? 'right' : 'left'
  return size > 120 ? `sharp-${side}` : side
}
