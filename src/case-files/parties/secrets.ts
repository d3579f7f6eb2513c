// What the filer keeps from the other parties of a case: privacy and tax, commercial or industrial secrets (Law 27444, art. 160.1). Pure.
import type { ReadEvent } from '../case/custody.ts'

/** Stands for what was answered in the form; documents stand for themselves by their position. */
export const answersPlace = 0

/** As marked with the filing, or later: the last mark holds, whole. */
export function secretsIn(events: readonly ReadEvent[]): ReadonlySet<number> {
  const last = events.findLast(
    ({ kind, content }) =>
      kind === 'secrets-marked' || (kind === 'filed' && content['secrets'] !== undefined),
  )
  const marked = last?.content['secrets']
  return new Set(Array.isArray(marked) ? marked.filter((each) => Number.isInteger(each)) : [])
}

/** The boxes of a form that were ticked, as places: `0`, `3`. */
export function placesIn(sent: unknown): number[] {
  const list = Array.isArray(sent) ? sent : [sent]
  return list.flatMap((each) =>
    typeof each === 'string' && /^\d{1,6}$/.test(each) ? [Number(each)] : [],
  )
}
