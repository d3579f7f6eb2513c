// Moves time on in a case: what happens by itself when a term ends or the calendar changes.
import { editionsOf } from '../calendar/editions.ts'
import { type CivilDate, plusDays } from '../dates/civil-date.ts'
import { takeEffect } from './decision-handlers.ts'
import { cancel, computeTerm, type Draft, isOpen, mainTerm, partOf } from './draft.ts'
import { startTerm, type Term, tryTerm } from './draft.ts'

interface Step {
  /** The day from which it holds. */
  on: CivilDate
  act(): void
}

/** Does all that falls due up to the beginning of a day, in the order of days. */
export function advance(draft: Draft, to: CivilDate): void {
  for (;;) {
    const [next] = stepsOf(draft)
      .filter(({ on }) => on <= to)
      .sort((one, other) => (one.on < other.on ? -1 : one.on > other.on ? 1 : 0))
    if (!next) break
    next.act()
  }
  if (to > draft.today) draft.today = to
}

function stepsOf(draft: Draft): Step[] {
  return [
    correctionLapses(draft),
    suspensionEnds(draft),
    notificationTakesEffect(draft),
    silenceComes(draft),
    mailIsNotAcknowledged(draft),
    actBecomesFirm(draft),
    calendarChanges(draft),
  ].filter((step) => step !== null)
}

/** 125.4: not corrected in time, the request is deemed not filed. */
function correctionLapses(draft: Draft): Step | null {
  const term = partOf(draft, 'correction')
  const on = draft.phase === 'observed' ? dayAfter(term) : null
  if (on === null) return null
  const act = (): void => {
    draft.phase = 'not-filed'
    cancel(draft, on, ...[...draft.terms.values()].filter((each) => each !== term))
  }
  return { on, act }
}

function suspensionEnds(draft: Draft): Step | null {
  const term = partOf(draft, 'pause')
  if (draft.phase !== 'suspended' || term?.rule.id !== 'SUSP-ADM') return null
  const on = dayAfter(term)
  if (on === null) return null
  const act = (): void => {
    draft.phase = 'open'
    delete draft.keys.pause
  }
  return { on, act }
}

function notificationTakesEffect(draft: Draft): Step | null {
  const { pending, phase } = draft
  const term = draft.terms.get(pending?.term ?? '')
  if (!pending || phase !== 'notifying' || !isOpen(term) || term.due === null) return null
  const { calendars } = draft.options
  const calendar = calendars.at(draft.today, term.rule.purpose)
  const on = pending.plus === 0 ? term.due : calendar.add(term.due, 1)
  const act = (): void => {
    const cause = { kind: 'expiry', id: term.key }
    draft.phase = takeEffect(draft, { effective: on, on, cause, distance: pending.distance })
  }
  return { on, act }
}

/** 188.1: approved when the days are over; 188.3 to 188.5: an appeal is open, the duty remains. */
function silenceComes(draft: Draft): Step | null {
  const term = partOf(draft, 'silence')
  const on = draft.silenceCame === null ? dayAfter(term) : null
  if (on === null || draft.silence === 'none') return null
  const kind = draft.silence
  const act = (): void => {
    draft.silenceCame = { kind, on }
    if (kind === 'negative') return
    draft.resolved = true
    draft.phase = 'approved'
    draft.pending = null
    const waited = [...draft.terms.values()].filter(({ rule }) =>
      ['NOTIF', 'CASILLA', 'MAIL-ACK', 'PORTAL'].includes(rule.id),
    )
    if (waited.length > 0) cancel(draft, on, ...waited)
  }
  return { on, act }
}

/** 20.4: without an acknowledgement the act goes out on paper, and its five days begin again. */
function mailIsNotAcknowledged(draft: Draft): Step | null {
  const term = partOf(draft, 'mail')
  const on = draft.phase === 'notifying' && draft.pending === null ? dayAfter(term) : null
  const start = term?.due
  if (on === null || start === undefined || start === null) return null
  const act = (): void => {
    draft.phase = 'decided'
    cancel(draft, on, partOf(draft, 'notify'))
    const cause = { kind: 'expiry', id: draft.keys.mail ?? 'MAIL-ACK' }
    delete draft.keys.mail
    draft.keys.notify = startTerm(draft, { key: 'NOTIF', rule: 'NOTIF', start, on, cause }).key
  }
  return { on, act }
}

/** 212: without an appeal in time the act is firm, for the last of those who were to be notified. */
function actBecomesFirm(draft: Draft): Step | null {
  if (draft.phase !== 'notified' || draft.others.size > 0) return null
  const ends = [partOf(draft, 'appeal'), ...draft.appeals.map((key) => draft.terms.get(key))]
    .map(dayAfter)
    .filter((each) => each !== null)
  const on = ends.toSorted().at(-1)
  return on === undefined ? null : { on, act: () => void (draft.phase = 'firm') }
}

/** A decree that came later: open terms are computed anew and say why, those that ended stay. */
function calendarChanges(draft: Draft): Step | null {
  const edition = editionsOf(draft.options.calendars.book).find(({ known }) => known > draft.today)
  if (!edition) return null
  const on = edition.known
  const act = (): void => {
    draft.today = on
    const cause = { kind: 'calendar', id: edition.version }
    const [pause, main] = [partOf(draft, 'pause'), mainTerm(draft)]
    // A suspension first, then the term for deciding that it lengthens: its silence follows it.
    for (const term of new Set([pause, main, ...draft.terms.values()])) {
      if (!isOpen(term) || term.due === null || term.due < on) continue
      const before = term.due
      if (tryTerm(draft, term, on, cause)?.due === before) continue
      computeTerm(draft, term, on, cause)
      if (term === pause && main) {
        main.suspensions = main.suspensions.map((each) =>
          each.to === before ? { ...each, to: term.due } : each,
        )
      }
    }
  }
  return { on, act }
}

/** The day after the end of an open term. */
function dayAfter(term: Term | undefined): CivilDate | null {
  return isOpen(term) && term.due !== null ? plusDays(term.due, 1) : null
}
