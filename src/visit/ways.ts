// Says how far places are from each other on foot: along streets where the city has a street graph.
import {
  type LonLat,
  type Router,
  type Step,
  directions,
  metresBetween,
  streetsIn,
} from '@rimaq/walks'

export interface Way {
  metres: number
  line: readonly LonLat[]
  /** Empty where only the straight line is known. */
  steps: readonly Step[]
}

export interface Ways {
  /** False: straight lines, lengthened by `detour`. */
  byStreets: boolean
  /** The way past all points in their order; one part between each two. */
  parts(points: readonly LonLat[]): Way[]
  /** Metres between all points. */
  matrix(points: readonly LonLat[]): number[][]
  /** Lines of the streets in a part of the city: west, south, east, north. */
  streetsIn(bbox: readonly [number, number, number, number]): (readonly LonLat[])[]
  /** Name of the street one stands on, or null. */
  streetAt(point: LonLat): string | null
}

/** A way along streets is about this much longer than the straight line in a grid of blocks. */
export const detour = 1.3

/** Metres a minute on foot: 4.8 km an hour. */
export const pace = 80

export function straightWays(): Ways {
  return {
    byStreets: false,
    parts: (points) =>
      pairs(points).map(([a, b]) => ({
        metres: metresBetween(a, b) * detour,
        line: [a, b],
        steps: [],
      })),
    matrix: (points) => points.map((a) => points.map((b) => metresBetween(a, b) * detour)),
    streetAt: () => null,
    streetsIn: () => [],
  }
}

/** Degrees: half a kilometre. */
const margin = 0.005

/** Places further than `within` metres from every street are joined by a straight line. */
export function streetWays(router: Router, within = 400): Ways {
  const straight = straightWays()
  const near = (point: LonLat) => {
    const [west, south, east, north] = router.graph.bbox
    const [lon, lat] = point
    // The margin is wider than any street may be away.
    if (lon < west - margin || lon > east + margin) return null
    if (lat < south - margin || lat > north + margin) return null
    try {
      return router.snap(point, { within })
    } catch {
      return null
    }
  }
  return {
    byStreets: true,
    parts(points) {
      return pairs(points).map(([a, b]) => {
        const [from, to] = [near(a), near(b)]
        if (!from || !to) return straight.parts([a, b])[0]!
        const route = router.route(from, to)
        const line = [a, ...route.legs.flatMap(({ points: each }) => each), b]
        return {
          metres: from.metres + route.metres + to.metres,
          line,
          steps: directions(router.graph, route),
        }
      })
    },
    matrix(points) {
      const snaps = points.map(near)
      const rows = straight.matrix(points)
      for (const [a, from] of snaps.entries()) {
        if (!from) continue
        const known = snaps.flatMap((to, b) => (to && b !== a ? [{ b, to }] : []))
        const metres = router.distances(
          from,
          known.map(({ to }) => to),
        )
        for (const [at, { b, to }] of known.entries()) {
          rows[a]![b] = from.metres + metres[at]! + to.metres
        }
      }
      return rows
    },
    streetsIn: (bbox) => streetsIn(router.graph, bbox).map(({ points }) => points),
    streetAt(point) {
      const snap = near(point)
      const { names, edgeName } = router.graph
      return (snap && names[edgeName[snap.edge]!]) || null
    },
  }
}

function pairs(points: readonly LonLat[]): [LonLat, LonLat][] {
  return points.slice(1).map((point, at) => [points[at]!, point])
}
