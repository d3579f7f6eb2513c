// What each event does to the terms of a case.
import type { CivilDate } from '../dates/civil-date.ts'
import { WorkdaysError } from '../workdays-error.ts'
import { clockHandlers } from './clock-handlers.ts'
import { decisionHandlers } from './decision-handlers.ts'
import { computeTerm, type Draft, isOpen, meet, startTerm, type Term } from './draft.ts'
import type { CaseEvent, EventKind, Phase } from './events.ts'
import { type Handler, type Handlers, refuseAfter } from './handler.ts'

const taskHandlers: Handlers<'requested' | 'answered' | 'extended'> = {
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
}

const handlers: Handlers<EventKind> = { ...clockHandlers, ...decisionHandlers, ...taskHandlers }

/** Applies an event that the table of phases has let through. */
export function applyEvent(draft: Draft, event: CaseEvent, on: CivilDate): Phase | undefined {
  const handler = handlers[event.kind] as Handler<EventKind>
  return handler(draft, event, { on, cause: { kind: event.kind, id: event.id } })
}

function openTask(draft: Draft, { id, task }: { id: string; task: string }): Term {
  const term = draft.terms.get(task)
  if (!isOpen(term)) throw new WorkdaysError('unknown-task', { event: id, task })
  return term
}
