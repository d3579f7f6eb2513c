// What a decision, its notification and an appeal do to the terms of a case.
import type { CivilDate } from '../dates/civil-date.ts'
import type { Distance } from '../deadlines/model.ts'
import { WorkdaysError } from '../workdays-error.ts'
import { cancel, computeTerm, type Draft, mainTerm, meet, partOf } from './draft.ts'
import { freeKey, receiveAt, startTerm } from './draft.ts'
import type { Phase } from './events.ts'
import { goOn, type Handlers, type Moment } from './handler.ts'

export const decisionHandlers: Handlers<
  | 'decided'
  | 'deposited'
  | 'mailed'
  | 'acknowledged'
  | 'notified'
  | 'informed'
  | 'voided'
  | 'appealed'
  | 'restored'
  | 'withdrawn'
  | 'forwarded'
  | 'approved'
  | 'closed'
> = {
  decided(draft, event, { on, cause }) {
    const main = mainTerm(draft)
    draft.resolved = true
    draft.others = new Set(event.others)
    draft.appeals = []
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
    cancel(draft, on, partOf(draft, 'mail'), draft.terms.get(draft.pending?.term ?? ''))
    if (event.channel === 'portal') {
      const term = startTerm(draft, { key: 'PORTAL', rule: 'PORTAL', start: on, on, cause })
      draft.pending = { term: term.key, plus: 0, distance: event.distance }
      return 'notifying'
    }
    const { effective = on, distance } = event
    const decided = partOf(draft, 'notify')?.start ?? on
    if (effective > on || effective < decided) {
      throw new WorkdaysError('effective-outside', { event: event.id, effective, decided, on })
    }
    return takeEffect(draft, { effective, on, cause, distance })
  },

  informed(draft, event, { on, cause }) {
    if (!draft.others.has(event.party)) {
      throw new WorkdaysError('unknown-party', { event: event.id, party: event.party })
    }
    const { effective = on, distance } = event
    const decided = partOf(draft, 'notify')?.start ?? on
    if (effective > on || effective < decided) {
      throw new WorkdaysError('effective-outside', { event: event.id, effective, decided, on })
    }
    draft.others.delete(event.party)
    // A decided appeal leaves nothing more to appeal here (218.2 b).
    if (mainTerm(draft)?.rule.id === 'APEL') return undefined
    const given = { key: 'RECURSO', rule: 'RECURSO', start: effective, on, cause, distance }
    draft.appeals.push(startTerm(draft, given).key)
    return undefined
  },

  voided(draft, _event, { on, cause }) {
    const waited = draft.terms.get(draft.pending?.term ?? '')
    cancel(draft, on, waited, partOf(draft, 'mail'), partOf(draft, 'appeal'))
    draft.pending = null
    delete draft.keys.mail
    delete draft.keys.appeal
    // What never took effect did not stop silence either (26.1, without prejudice to the citizen).
    const silence = partOf(draft, 'silence')
    if (silence !== undefined) silence.metOn = null
    draft.keys.notify = startTerm(draft, { key: 'NOTIF', rule: 'NOTIF', start: on, on, cause }).key
    return undefined
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
    const key = freeKey(draft, event.rule)
    draft.main = key
    startTerm(draft, { key, rule: event.rule, start, on, cause })
    return undefined
  },

  restored(draft, event, { on, cause }) {
    const { begun } = draft
    if (begun === null || !draft.resolved) {
      throw new WorkdaysError('nothing-to-restore', { event: event.id })
    }
    cancel(draft, on)
    draft.keys = {}
    draft.pending = null
    draft.others = new Set()
    draft.appeals = []
    draft.silenceCame = null
    draft.resolved = false
    // The whole term of the procedure again, from the next working day, with its silence (131.1, 133.1).
    draft.silence = begun.silence
    draft.main = freeKey(draft, begun.rule)
    const given = { key: begun.rule, rule: begun.rule, amount: begun.days, start: on, on, cause }
    startTerm(draft, given)
    return undefined
  },

  withdrawn(draft, _event, { on }) {
    cancel(draft, on)
    return undefined
  },

  forwarded(draft, _event, { on }) {
    cancel(draft, on)
    return undefined
  },

  approved(draft, _event, { on, cause }) {
    draft.resolved = true
    cancel(draft, on, mainTerm(draft), partOf(draft, 'silence'))
    draft.silence = 'none'
    startTerm(draft, { key: 'AA-DOC', rule: 'AA-DOC', start: on, on, cause })
    return undefined
  },

  closed(draft, _event, { on }) {
    cancel(draft, on)
    return undefined
  },
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
