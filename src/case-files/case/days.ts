// The days of a case that trays and the daily job need: what is to be done by when, and when time changes something.
import { type CaseState, type CivilDate, type TermState, plusDays } from '@rimaq/workdays'

export interface Days {
  /** Last day of what the entity has to do next; null while it waits for somebody else or nothing. */
  actBy: CivilDate | null
  halfOn: CivilDate | null
  mostOn: CivilDate | null
  /** The next day on which time alone changes something. */
  clockOn: CivilDate | null
}

/** Terms of the entity that are duties of the moment, not the deciding of the case. */
const aside: ReadonlySet<string> = new Set([
  ...['DERIV', 'OBS-REQ', 'SAIP-AVISO', 'SAP', 'SAN', 'MERO', 'INF', 'ADM', 'CASILLA', 'MAIL-ACK'],
  ...['PORTAL', 'SUSP-ADM', 'DEVOL'],
])

const waits: ReadonlySet<string> = new Set(['running', 'due-today', 'suspended', 'overdue'])

/** The term by which the entity must act now; of several the one that ends first. */
export function dutyOf(state: CaseState): TermState | null {
  if (state.phase === 'observed' || state.phase === 'paralysed') return null
  const open = state.terms.filter(
    ({ rule, party, status, due }) =>
      party === 'authority' && !aside.has(rule) && waits.has(status) && due !== null,
  )
  return open.toSorted((one, other) => ((one.due ?? '') < (other.due ?? '') ? -1 : 1))[0] ?? null
}

/** The term the citizen has to keep now: a correction, an appeal. */
export function citizensTerm({ terms }: CaseState): TermState | null {
  return (
    terms.find(
      (term) =>
        term.party === 'citizen' &&
        ['running', 'due-today'].includes(term.status) &&
        !isOfAnother(term),
    ) ?? null
  )
}

/** The filer's own term for appeals, of the last notification. */
export function appealTerm({ terms }: CaseState): TermState | null {
  return terms.findLast((term) => term.rule === 'RECURSO' && !isOfAnother(term)) ?? null
}

/** Of a party beside the filer. */
function isOfAnother({ computations }: TermState): boolean {
  return computations[0]?.cause.kind === 'informed'
}

export function daysOf(state: CaseState): Days {
  const duty = dutyOf(state)
  const on = (percent: number): CivilDate | null =>
    duty?.alarms.find((each) => each.percent === percent)?.on ?? null
  return { actBy: duty?.due ?? null, halfOn: on(50), mostOn: on(80), clockOn: clockOn(state) }
}

/** Alarms ahead, and the day after each last day: then something lapses, comes or is late. */
function clockOn({ terms, today }: CaseState): CivilDate | null {
  const days = terms.flatMap(({ status, due, alarms }): CivilDate[] =>
    due === null || !['running', 'due-today', 'suspended'].includes(status)
      ? []
      : [...alarms.map(({ on }) => on).filter((on) => on > today), plusDays(due, 1)],
  )
  return days.toSorted()[0] ?? null
}

/** How far the term is: 100 on and after its last day. */
export function stageOf(
  days: { actBy: string | null; halfOn: string | null; mostOn: string | null },
  today: string,
): 0 | 50 | 80 | 100 {
  if (days.actBy === null) return 0
  if (today >= days.actBy) return 100
  if (days.mostOn !== null && today >= days.mostOn) return 80
  return days.halfOn !== null && today >= days.halfOn ? 50 : 0
}
