// Chooses and orders the stops of a day: the best selection that hours, visits and ways on foot allow.
import { checkMatrix, mostStops } from '../order/order-stops.ts'
import { WalksError } from '../walks-error.ts'
import { explainOmissions } from './explain-omissions.ts'
import type { DayPlan, PlanOptions, PlanStop, Visit } from './model.ts'
import { earliestBegin, searchDays, type Search } from './search-days.ts'

/**
 * Exact for up to fifteen stops: no other selection has a greater weight, and of those with the same
 * weight none ends earlier. Whoever is early waits.
 * @throws WalksError `too-many-stops`, `malformed-stop`, `malformed-matrix`
 */
export function planDay(options: PlanOptions): DayPlan {
  check(options)
  const search = searchDays(options)
  const { set, last } = search.best()
  const visits = visitsOf(options, search, set, last)
  const metres = visits.reduce((sum, visit) => sum + visit.metres, 0)
  const way = last < 0 ? emptyWay(options) : wayToEnd(options, last)
  return {
    visits,
    metres: metres + way,
    finish: (visits.at(-1)?.end ?? options.from) + way / (options.speed ?? 80),
    weight: search.weight(set),
    omissions: explainOmissions(options, search, set),
  }
}

function visitsOf(options: PlanOptions, search: Search, set: number, last: number): Visit[] {
  const order: number[] = []
  for (let at = last, left = set; at >= 0;) {
    order.unshift(at)
    const before = search.before(left, at)
    left &= ~(1 << at)
    at = before
  }
  const speed = options.speed ?? 80
  let now = options.from
  return order.map((at, index) => {
    const previous = index === 0 ? options.start : order[index - 1]!
    const metres = previous === undefined ? 0 : options.matrix[previous]![at]!
    const stop = options.stops[at]!
    const arrive = now + metres / speed
    const begin = earliestBegin(stop, arrive)
    now = begin + stop.visit
    return {
      id: stop.id,
      metres,
      arrive,
      begin,
      end: now,
      hours: stop.windows === null ? 'unknown' : 'open',
    }
  })
}

function emptyWay({ start, end, matrix }: PlanOptions): number {
  return start === undefined || end === undefined ? 0 : matrix[start]![end]!
}

function wayToEnd({ end, matrix }: PlanOptions, last: number): number {
  return end === undefined ? 0 : matrix[last]![end]!
}

function check(options: PlanOptions): void {
  const { stops, matrix, start, end } = options
  if (stops.length > mostStops) {
    throw new WalksError('too-many-stops', { most: mostStops, given: stops.length })
  }
  checkMatrix(matrix)
  if (matrix.length < stops.length) throw new WalksError('malformed-matrix', { row: matrix.length })
  for (const [field, value] of Object.entries({ start, end })) {
    if (value !== undefined && !(Number.isInteger(value) && value >= 0 && value < matrix.length)) {
      throw new WalksError('malformed-stop', { stop: field, field: 'index', value })
    }
  }
  const refuse = (stop: string, field: string, value: unknown): never => {
    throw new WalksError('malformed-stop', { stop, field, value: String(value) })
  }
  if (!(options.from >= 0 && options.to >= options.from)) refuse('day', 'from', options.from)
  if (options.speed !== undefined && !(options.speed > 0)) refuse('day', 'speed', options.speed)
  for (const stop of stops) checkStop(stop, refuse)
}

function checkStop(
  { id, visit, weight, windows }: PlanStop,
  refuse: (stop: string, field: string, value: unknown) => never,
): void {
  if (!(visit >= 0 && visit < Infinity)) refuse(id, 'visit', visit)
  if (weight !== undefined && !(weight > 0 && weight < Infinity)) refuse(id, 'weight', weight)
  let before = -Infinity
  for (const { from, to } of windows ?? []) {
    if (!(from >= before && to >= from)) refuse(id, 'windows', `${from}-${to}`)
    before = from
  }
}
