// What the columns of a case say after its events, by the room's own rules; once for each life and day of filing.
import { type Calendars, editionAt } from '@rimaq/workdays'
import { type Custody, custodyOf } from '../../src/case-files/case/custody.ts'
import { daysOf } from '../../src/case-files/case/days.ts'
import { projectionOf, replay } from '../../src/case-files/case/replay.ts'
import { receivedOn, untilMidnight } from '../../src/case-files/deadlines/answer-by.ts'
import type { LifeEvent } from './lives.ts'

export interface Projected {
  phase: string
  receivedOn: string
  dueOn: string | null
  term: string | null
  silentOn: string | null
  actBy: string | null
  halfOn: string | null
  mostOn: string | null
  clockOn: string | null
  edition: string
  /** Last day of the report that was asked for. */
  reportDue: string | null
  /** Every computation of a term: after which of them, in the order they were made. */
  terms: { key: string; rule: string; on: string; due: string; computation: string }[]
}

/** `filed` is any instant of the day: terms count days, whatever the hour until midnight. */
export function projectLife(
  events: readonly LifeEvent[],
  { filed, now, calendars }: { filed: Date; now: Date; calendars: Calendars },
): Projected {
  const rows = asRows(events, filed)
  const unused = { content: {} as never, answers: {}, files: [] }
  const state = replay(unused, rows, { now, calendars })
  const { phase, term, silentOn } = projectionOf(state)
  const { actBy, halfOn, mostOn, clockOn } = daysOf(state)
  return {
    ...{ phase, silentOn, actBy, halfOn, mostOn, clockOn },
    receivedOn: receivedOn(filed, calendars, untilMidnight),
    dueOn: term?.due ?? null,
    term: term === null ? null : JSON.stringify(term),
    edition: editionAt(calendars.book, state.today).version,
    reportDue: state.terms.find(({ key }) => key === 'report-1')?.due ?? null,
    terms: state.computed.map(({ on, term: key, computation }) => ({
      ...{ key, on, rule: computation.rule, due: computation.due },
      computation: JSON.stringify(computation),
    })),
  }
}

/** Who has it; the same for every day. */
export function custodyOfLife(events: readonly LifeEvent[]): Custody {
  return custodyOf(asRows(events, new Date(0)), '')
}

function asRows(
  events: readonly LifeEvent[],
  filed: Date,
): { seq: number; at: Date; kind: string; content: Record<string, unknown> }[] {
  return events.map(({ kind, content, after }, index) => ({
    ...{ seq: index + 1, at: new Date(filed.getTime() + after), kind, content },
  }))
}
