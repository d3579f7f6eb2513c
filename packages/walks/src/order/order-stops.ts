// Finds the shortest order in which to visit up to fifteen stops, exactly (Held and Karp, 1962).
import { WalksError } from '../walks-error.ts'

export const mostStops = 15

export interface OrderOptions {
  /** Index of the place where one begins; without it any may be first. */
  start?: number
  /** Index of the place where one ends; without it any may be last. The same as `start`: a round. */
  end?: number
  /** One comes back to where one began. */
  round?: boolean
}

export interface StopOrder {
  /** All indices of the table, each once, start and end included. */
  order: readonly number[]
  /** Sum of the distances, with the way back when `round`. */
  total: number
}

/**
 * `matrix[a][b]` is the distance from a to b; it may differ from that of b to a. Work and memory double
 * with each stop: fifteen beside start and end.
 * @throws WalksError `malformed-matrix`, `too-many-stops`, `malformed-stop`
 */
export function orderStops(
  matrix: readonly (readonly number[])[],
  { start, end, round = false }: OrderOptions = {},
): StopOrder {
  checkMatrix(matrix)
  for (const [field, value] of Object.entries({ start, end })) {
    if (value !== undefined && !(Number.isInteger(value) && value >= 0 && value < matrix.length)) {
      throw new WalksError('malformed-stop', { stop: field, field: 'index', value })
    }
  }
  const back = round || (start !== undefined && end === start)
  // A round trip may begin anywhere, so it begins at the first.
  const first = start ?? (back && matrix.length > 0 ? (end ?? 0) : undefined)
  const last = back ? undefined : end
  const free = matrix.map((_, at) => at).filter((at) => at !== first && at !== last)
  if (free.length > mostStops) {
    throw new WalksError('too-many-stops', { most: mostStops, given: free.length })
  }
  const toEnd = (from: number): number => {
    if (back && first !== undefined) return matrix[from]![first]!
    return last === undefined ? 0 : matrix[from]![last]!
  }
  if (matrix.length === 0) return { order: [], total: 0 }
  if (free.length === 0) {
    const order = [first, last].filter((at) => at !== undefined)
    // One place alone is reached already; only a round leads back to it.
    return { order, total: order.length === 2 || back ? toEnd(order[0] ?? 0) : 0 }
  }
  const { middle, total } = shortest(matrix, free, first, toEnd)
  const order = [first, ...middle, last].filter((at) => at !== undefined)
  return { order, total }
}

function shortest(
  matrix: readonly (readonly number[])[],
  free: readonly number[],
  first: number | undefined,
  toEnd: (from: number) => number,
): { middle: number[]; total: number } {
  const count = free.length
  const full = 2 ** count - 1
  // cost[set * count + at]: the least way that visits the set and stands at its member `at`.
  const cost = new Float64Array((full + 1) * count).fill(Infinity)
  const before = new Int8Array(cost.length).fill(-1)
  for (const [at, stop] of free.entries()) {
    cost[2 ** at * count + at] = first === undefined ? 0 : matrix[first]![stop]!
  }
  for (let set = 1; set <= full; set++) {
    for (let at = 0; at < count; at++) {
      const here = cost[set * count + at]!
      if (here === Infinity) continue
      const row = matrix[free[at]!]!
      for (let next = 0; next < count; next++) {
        if (set & (1 << next)) continue
        const target = (set | (1 << next)) * count + next
        const reached = here + row[free[next]!]!
        if (reached < cost[target]!) {
          cost[target] = reached
          before[target] = at
        }
      }
    }
  }
  let at = 0
  let total = Infinity
  for (const [each, stop] of free.entries()) {
    const whole = cost[full * count + each]! + toEnd(stop)
    if (whole < total) [total, at] = [whole, each]
  }
  const middle: number[] = []
  for (let set = full; at >= 0;) {
    middle.unshift(free[at]!)
    const previous = before[set * count + at]!
    set &= ~(1 << at)
    at = previous
  }
  return { middle, total }
}

/** Square, of finite numbers from 0. @throws WalksError `malformed-matrix` */
export function checkMatrix(matrix: readonly (readonly number[])[]): void {
  for (const [row, values] of matrix.entries()) {
    const good = values.length === matrix.length
    if (!good || values.some((value) => !(value >= 0 && value < Infinity))) {
      throw new WalksError('malformed-matrix', { row: row + 1 })
    }
  }
}
