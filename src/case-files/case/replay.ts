// The state of a case from its events, and what of it is written into columns.
import { type Calendars, type CaseState, caseStateAt, peruRules } from '@rimaq/workdays'
import type { ReceptionHours } from '../deadlines/answer-by.ts'
import type { CaseEventRow } from '../filing/event-chain.ts'
import { missingDocuments } from '../filing/filing-parts.ts'
import type { CaseFile } from '../filing/store-filings.ts'
import { clockEvents, clockOfFiling } from './kinds.ts'
import type { Projection } from './store-case.ts'

/** Pure. @throws WorkdaysError when an event may not follow those before it */
export function replay(
  filed: Pick<CaseFile, 'content' | 'answers' | 'files'>,
  events: readonly Pick<CaseEventRow, 'seq' | 'at' | 'kind' | 'content'>[],
  { now, calendars }: { now: Date; calendars: Calendars },
): CaseState {
  const told = events.map((event) =>
    event.kind === 'filed' && event.content['clock'] === undefined
      ? { ...event, content: { ...event.content, clock: clockOf(filed) } }
      : event,
  )
  // What comes after closing time counts as the case was told when it was filed.
  const hours = (events[0]?.content['reception'] ?? {}) as Partial<ReceptionHours>
  return caseStateAt(clockEvents(told), now.toISOString(), {
    ...{ calendars, rules: peruRules, ...hours },
  })
}

/** Of cases filed before the clock was kept in the event. */
function clockOf(filed: Pick<CaseFile, 'content' | 'answers' | 'files'>): unknown {
  return clockOfFiling(filed.content, {
    complete: missingDocuments(filed).length === 0,
    electronic: true,
  })
}

/** Terms for deciding: of the request, and of an appeal, which comes after it. */
const deciding = /^(EVAL|EVAL-LEY|SAIP|QUEJA|ARCO-ACCESO|ARCO-OTROS|RECON|APEL)$/

/** The term for deciding is the one the filing started; it stands still while it has no last day. */
export function projectionOf(state: CaseState): Projection {
  const main = state.terms.findLast(({ rule }) => deciding.test(rule))
  const silence = state.terms.findLast(({ rule }) => rule === 'SAP')
  return {
    phase: state.phase === 'before' ? 'open' : state.phase,
    term: main === undefined || main.due === null ? null : (main.computations.at(-1) ?? null),
    silentOn: silence?.due ?? null,
  }
}
