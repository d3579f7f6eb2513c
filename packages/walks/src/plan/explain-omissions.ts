// Says of each stop that is not in the plan why it is not: closed, closes too early, or what it would cost.
import { formatMinute } from '../dates/days.ts'
import type { Omission, PlanOptions, PlanStop } from './model.ts'
import { earliestBegin, type Search } from './search-days.ts'

/** One omission for each stop that is not in `chosen`. */
export function explainOmissions(options: PlanOptions, search: Search, chosen: number): Omission[] {
  return options.stops.flatMap((stop, at) => {
    if (chosen & (1 << at)) return []
    const alone = whyNotAlone(options, stop, at)
    if (alone) return [{ id: stop.id, ...alone }]
    const { set } = search.best(1 << at)
    const insteadOf = options.stops
      .filter((_, other) => chosen & (1 << other) && !(set & (1 << other)))
      .map(({ id }) => id)
    return [{ id: stop.id, code: 'crowded' as const, insteadOf }]
  })
}

/** What forbids the stop even if it were the only one of the day. */
function whyNotAlone(
  options: PlanOptions,
  stop: PlanStop,
  at: number,
): Omit<Omission, 'id'> | null {
  const { start, end, matrix, from, to, speed = 80 } = options
  const { windows, visit } = stop
  const arrive = from + (start === undefined ? 0 : matrix[start]![at]! / speed)
  if (windows !== null) {
    if (windows.length === 0) return { code: 'closed' }
    if (windows.every((window) => window.to - window.from < visit)) return { code: 'too-short' }
    if (earliestBegin(stop, arrive) === Infinity) {
      const at = Math.max(...windows.map(({ to }) => to))
      return { code: 'closes', at, earliest: arrive + visit }
    }
  }
  const begin = earliestBegin(stop, arrive)
  const back = end === undefined ? 0 : matrix[at]![end]! / speed
  const earliest = begin + visit + back
  if (earliest <= to) return null
  return begin > arrive ? { code: 'opens', at: begin, earliest } : { code: 'too-long', earliest }
}

const sentences: Readonly<Record<Omission['code'], readonly [es: string, en: string]>> = {
  closed: ['no abre ese día', 'closed that day'],
  'too-short': ['nunca abre tanto como dura la visita', 'never open as long as the visit takes'],
  closes: [
    'cierra a las {at}; la visita acabaría a las {earliest}',
    'closes {at}; the visit would end at {earliest}',
  ],
  opens: [
    'se puede entrar desde las {at}; el día acabaría a las {earliest}',
    'one can enter from {at}; the day would end at {earliest}',
  ],
  'too-long': ['el día acabaría a las {earliest}', 'the day would end at {earliest}'],
  crowded: ['haría perder {insteadOf}', 'would cost {insteadOf}'],
}

/** The reason in words; `nameOf` tells the name of a stop from its id. */
export function describeOmission(
  omission: Omission,
  language: 'es' | 'en',
  nameOf: (id: string) => string = (id) => id,
): string {
  const list = (omission.insteadOf ?? []).map(nameOf)
  const and = language === 'es' ? ' y ' : ' and '
  const names =
    list.length > 1 ? `${list.slice(0, -1).join(', ')}${and}${list.at(-1)}` : (list[0] ?? '–')
  return sentences[omission.code][language === 'es' ? 0 : 1]
    .replace('{at}', formatMinute(Math.floor(omission.at ?? 0)))
    .replace('{earliest}', formatMinute(Math.ceil(omission.earliest ?? 0)))
    .replace('{insteadOf}', names)
}
