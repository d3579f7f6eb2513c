// What each event does to the terms of a case.
import { type CivilDate, plusDays } from '../dates/civil-date.ts'
import type { Cause, Distance } from '../deadlines/model.ts'
import { WorkdaysError } from '../workdays-error.ts'
import { cancel, computeTerm, type Draft, isOpen, mainTerm, meet, partOf } from './draft.ts'
import { receiveAt, startTerm, type Term, tryTerm } from './draft.ts'
import type { CaseEvent, EventKind, Phase } from './events.ts'

type EventOf<K extends EventKind> = Extract<CaseEvent, { kind: K }>

interface Moment {
  on: CivilDate
  cause: Cause
}

/** Does its part and may name the phase that follows, where the table leaves a choice. */
type Handler<K extends EventKind> = (
  draft: Draft,
  event: EventOf<K>,
  moment: Moment,
) => Phase | undefined

const handlers: { [K in EventKind]: Handler<K> } = {
  filed(draft, event, { on, cause }) {
    const reception = receiveAt(draft, event.at, on)
    const start = reception.received
    draft.reception = reception
    draft.silence = event.automatic === true ? 'none' : event.silence
    startTerm(draft, { key: 'DERIV', rule: 'DERIV', start, on, cause })
    if (event.automatic === true) {
      startTerm(draft, { key: 'AA-DOC', rule: 'AA-DOC', start, on, cause })
      return 'approved'
    }
    if (event.electronic === true) {
      startTerm(draft, { key: 'OBS-REQ', rule: 'OBS-REQ', start, on, cause })
    }
    if (event.rule === 'SAIP') {
      startTerm(draft, { key: 'SAIP-AVISO', rule: 'SAIP-AVISO', start, on, cause })
    }
    draft.main = event.rule
    startTerm(draft, { key: event.rule, rule: event.rule, start, on, cause, amount: event.days })
    return undefined
  },

  observed(draft, event, { on, cause }) {
    if (draft.observed && event.uncorrectedOnly !== true) {
      throw new WorkdaysError('second-observation', { event: event.id })
    }
    const asked = draft.terms.get('OBS-REQ')
    if (event.stage === 'reception' && isOpen(asked)) refuseAfter(asked, on, event.id)
    meet(asked, on)
    draft.observed = true
    draft.observation = { stage: event.stage, on }
    const { distance } = event
    const key = 'OBS-SUB'
    draft.keys.correction = startTerm(draft, { key, rule: key, start: on, on, cause, distance }).key
    stop(draft, { on, cause }, '125.3.1')
    return undefined
  },

  corrected(draft, event, { on, cause }) {
    meet(partOf(draft, 'correction'), on)
    const main = mainTerm(draft)
    const { observation } = draft
    if (!main || !observation) return undefined
    const start = receiveAt(draft, event.at, on).received
    const before = { start: main.start, suspensions: goOn(main, start) }
    const anew = { start, suspensions: [] }
    const { laterObservation = 'restart' } = draft.options
    const later = observation.stage === 'later'
    const restarts = !later || laterObservation === 'restart'
    const other = { ...main, ...(restarts ? before : anew) }
    Object.assign(main, restarts ? anew : before)
    computeTerm(draft, main, on, cause)
    main.alternative = later ? tryTerm(draft, other, on, cause) : null
    draft.observation = null
    return undefined
  },

  transferred(draft, event, { on, cause }) {
    const main = mainTerm(draft)
    if (!main) return undefined
    main.start = receiveAt(draft, event.at, on).received
    main.suspensions = []
    computeTerm(draft, main, on, cause)
    return undefined
  },

  suspended(draft, event, { on, cause }) {
    const main = mainTerm(draft)
    if (!main || draft.silence !== 'positive') {
      throw new WorkdaysError('suspension-needs-positive-silence', { event: event.id })
    }
    refuseAfter(main, on, event.id)
    const left = 30 - suspendedBefore(draft, on)
    if (event.days > left) {
      throw new WorkdaysError('suspension-too-long', { event: event.id, left })
    }
    const amount = event.days
    const key = 'SUSP-ADM'
    const pause = startTerm(draft, { key, rule: key, start: on, on, cause, amount })
    draft.keys.pause = pause.key
    const span = { from: plusDays(on, 1), to: pause.due, why: event.why }
    main.suspensions = [...main.suspensions, span]
    computeTerm(draft, main, on, cause)
    return undefined
  },

  stopped(draft, event, moment) {
    const main = mainTerm(draft)
    if (main) refuseAfter(main, moment.on, event.id)
    stop(draft, moment, event.why)
    return undefined
  },

  resumed(draft, _event, { on, cause }) {
    const main = mainTerm(draft)
    meet(partOf(draft, 'pause'), on)
    delete draft.keys.pause
    if (!main) return undefined
    main.suspensions = goOn(main, on)
    computeTerm(draft, main, on, cause)
    return undefined
  },

  requested(draft, event, { on, cause }) {
    if (draft.terms.has(event.task)) {
      throw new WorkdaysError('task-repeated', { event: event.id, task: event.task })
    }
    const { task, rule, days, distance } = event
    startTerm(draft, { key: task, rule, start: on, on, cause, amount: days, distance })
    return undefined
  },

  answered(draft, event, { on }) {
    meet(openTask(draft, event), on)
    return undefined
  },

  extended(draft, event, { on, cause }) {
    const term = openTask(draft, event)
    if (term.extension > 0) {
      throw new WorkdaysError('extended-already', { event: event.id, task: event.task })
    }
    refuseAfter(term, on, event.id)
    const most = term.rule.extension?.most
    if (most === undefined) throw new WorkdaysError('not-extendable', { rule: term.rule.id })
    if (!(event.days >= 1 && event.days <= most)) {
      throw new WorkdaysError('extension-too-long', {
        rule: term.rule.id,
        most,
        amount: event.days,
      })
    }
    term.extension = event.days
    computeTerm(draft, term, on, cause)
    return undefined
  },

  paralysed(draft, _event, moment) {
    const { on, cause } = moment
    const key = 'ABANDONO'
    draft.keys.pause = startTerm(draft, { key, rule: key, start: on, on, cause }).key
    stop(draft, moment, '191')
    return undefined
  },

  decided(draft, _event, { on, cause }) {
    const main = mainTerm(draft)
    cancel(draft, on, partOf(draft, 'pause'))
    if (main?.due === null) {
      main.suspensions = goOn(main, on)
      computeTerm(draft, main, on, cause)
    }
    meet(main, on)
    draft.keys.notify = startTerm(draft, { key: 'NOTIF', rule: 'NOTIF', start: on, on, cause }).key
    return undefined
  },

  deposited(draft, event, { on, cause }) {
    if (!event.consent) throw new WorkdaysError('no-consent')
    if (!event.alert) throw new WorkdaysError('no-alert')
    meet(partOf(draft, 'notify'), on)
    const term = startTerm(draft, { key: 'CASILLA', rule: 'CASILLA', start: on, on, cause })
    draft.pending = { term: term.key, plus: 1, distance: event.distance }
    return undefined
  },

  mailed(draft, _event, { on, cause }) {
    const term = startTerm(draft, { key: 'MAIL-ACK', rule: 'MAIL-ACK', start: on, on, cause })
    draft.keys.mail = term.key
    return undefined
  },

  acknowledged(draft, event, { on, cause }) {
    const waited = draft.terms.get(draft.pending?.term ?? '') ?? partOf(draft, 'mail')
    if (!waited) throw new WorkdaysError('no-proof', { channel: event.id })
    meet(waited, on)
    meet(partOf(draft, 'notify'), on)
    return takeEffect(draft, { effective: on, on, cause, distance: draft.pending?.distance })
  },

  notified(draft, event, { on, cause }) {
    meet(partOf(draft, 'notify'), on)
    cancel(draft, on, partOf(draft, 'mail'))
    if (event.channel === 'portal') {
      const term = startTerm(draft, { key: 'PORTAL', rule: 'PORTAL', start: on, on, cause })
      draft.pending = { term: term.key, plus: 0, distance: event.distance }
      return 'notifying'
    }
    return takeEffect(draft, { effective: on, on, cause, distance: event.distance })
  },

  appealed(draft, event, { on, cause }) {
    if (draft.phase === 'open' && draft.silenceCame?.kind !== 'negative') {
      throw new WorkdaysError('nothing-to-appeal', { event: event.id })
    }
    meet(partOf(draft, 'appeal'), on)
    // The duty to decide ends with the appeal (188.4).
    cancel(draft, on, mainTerm(draft))
    draft.silence = event.silence
    draft.silenceCame = null
    delete draft.keys.silence
    const start = receiveAt(draft, event.at, on).received
    let key: string = event.rule
    for (let count = 2; draft.terms.has(key); count++) key = `${event.rule}/${count}`
    draft.main = key
    startTerm(draft, { key, rule: event.rule, start, on, cause })
    return undefined
  },

  withdrawn(draft, _event, { on }) {
    cancel(draft, on)
    return undefined
  },

  closed(draft, _event, { on }) {
    cancel(draft, on)
    return undefined
  },
}

/** Applies an event that the table of phases has let through. */
export function applyEvent(draft: Draft, event: CaseEvent, on: CivilDate): Phase | undefined {
  const handler = handlers[event.kind] as Handler<EventKind>
  return handler(draft, event, { on, cause: { kind: event.kind, id: event.id } })
}

interface Effect extends Moment {
  effective: CivilDate
  distance: Distance | undefined
}

/**
 * From the day a notification takes effect the citizen's term for appeals counts (133.1, 207.2).
 * A decided appeal exhausts the administrative route (218.2 b): nothing more can be filed here.
 */
export function takeEffect(draft: Draft, { effective, on, cause, distance }: Effect): Phase {
  draft.pending = null
  delete draft.keys.mail
  meet(partOf(draft, 'silence'), effective)
  if (mainTerm(draft)?.rule.id === 'APEL') return 'firm'
  const key = 'RECURSO'
  draft.keys.appeal = startTerm(draft, {
    key,
    rule: key,
    start: effective,
    on,
    cause,
    distance,
  }).key
  return 'notified'
}

/** Stops the term for deciding from the day after, without an end. */
function stop(draft: Draft, { on, cause }: Moment, why: string): void {
  const main = mainTerm(draft)
  if (!isOpen(main)) return
  // A new list: the old one stands in what was computed before.
  main.suspensions = [...main.suspensions, { from: plusDays(on, 1), to: null, why }]
  computeTerm(draft, main, on, cause)
}

/** Working days the citizen's earlier suspensions took. */
function suspendedBefore(draft: Draft, on: CivilDate): number {
  const calendar = draft.options.calendars.at(on)
  const pauses = [...draft.terms.values()].filter(({ rule }) => rule.id === 'SUSP-ADM')
  return pauses.reduce((sum, { start, amount = 0, metOn }) => {
    return sum + (metOn === null ? amount : Math.min(amount, calendar.between(start, metOn)))
  }, 0)
}

/** Suspensions of a term that runs again from the day after `on`. */
function goOn({ suspensions }: Term, on: CivilDate): Term['suspensions'] {
  return suspensions
    .map((each) => (each.to === null || each.to > on ? { ...each, to: on } : each))
    .filter(({ from, to }) => to === null || to >= from)
}

function openTask(draft: Draft, { id, task }: { id: string; task: string }): Term {
  const term = draft.terms.get(task)
  if (!isOpen(term)) throw new WorkdaysError('unknown-task', { event: id, task })
  return term
}

function refuseAfter({ rule, due }: Term, on: CivilDate, event: string): void {
  if (due !== null && on > due) {
    throw new WorkdaysError('term-is-over', { event, rule: rule.id, due })
  }
}
