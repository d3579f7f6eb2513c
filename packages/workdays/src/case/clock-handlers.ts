// What events of filing, correcting and stopping do to the term for deciding.
import { type CivilDate, plusDays } from '../dates/civil-date.ts'
import { WorkdaysError } from '../workdays-error.ts'
import { cancel, computeTerm, type Draft, isOpen, mainTerm, meet, partOf } from './draft.ts'
import { receiveAt, startTerm, tryTerm } from './draft.ts'
import { goOn, type Handlers, refuseAfter, stop } from './handler.ts'

export const clockHandlers: Handlers<
  | 'filed'
  | 'observed'
  | 'corrected'
  | 'transferred'
  | 'suspended'
  | 'stopped'
  | 'resumed'
  | 'paralysed'
> = {
  filed(draft, event, { on, cause }) {
    const reception = receiveAt(draft, event.at, on)
    const start = reception.received
    draft.reception = reception
    draft.silence = event.automatic === true ? 'none' : event.silence
    draft.begun = { rule: event.rule, days: event.days, silence: event.silence }
    draft.resolved = event.automatic === true
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
    const routing = draft.terms.get('DERIV')
    // What is observed on its day is not sent on before it is corrected (125.3).
    if (
      event.stage === 'reception' &&
      isOpen(routing) &&
      routing.due !== null &&
      on <= routing.due
    ) {
      cancel(draft, on, routing)
    }
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
    const routing = draft.terms.get('DERIV')
    if (observation.stage === 'reception' && routing?.cancelledOn === observation.on) {
      startTerm(draft, { key: 'DERIV', rule: 'DERIV', start, on, cause })
    }
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

  paralysed(draft, _event, moment) {
    const { on, cause } = moment
    const key = 'ABANDONO'
    draft.keys.pause = startTerm(draft, { key, rule: key, start: on, on, cause }).key
    stop(draft, moment, '191')
    return undefined
  },
}

/** Working days the citizen's earlier suspensions took. */
function suspendedBefore(draft: Draft, on: CivilDate): number {
  const calendar = draft.options.calendars.at(on)
  const pauses = [...draft.terms.values()].filter(({ rule }) => rule.id === 'SUSP-ADM')
  return pauses.reduce((sum, { start, amount = 0, metOn }) => {
    return sum + (metOn === null ? amount : Math.min(amount, calendar.between(start, metOn)))
  }, 0)
}
