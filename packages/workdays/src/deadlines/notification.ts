// Says on which day a notification takes effect, by the way it was made.
import type { Workdays } from '../calendar/workdays.ts'
import type { CivilDate } from '../dates/civil-date.ts'
import { WorkdaysError } from '../workdays-error.ts'
import { computeDeadline } from './compute.ts'
import type { Cause, Computation, DeadlineRule } from './model.ts'

/** What was done, and what of it is proven. Days are those at the place. */
export type Notification =
  | { channel: 'personal'; on: CivilDate }
  /** Certified letter or official letter: the day recorded as that of reception. */
  | { channel: 'letter'; received: CivilDate | null }
  /** Valid only with an acknowledgement on record (20.4). */
  | { channel: 'email'; sent: CivilDate; acknowledged: CivilDate | null }
  /** All days on which it was published; the last one is meant (25.3). */
  | { channel: 'publication'; days: readonly CivilDate[] }
  /** An extract in the gazette and the act on the portal: five days later (23.3). */
  | { channel: 'portal'; published: CivilDate }
  /** The mailbox of Ley 31736. Without consent and alert it has no effect. */
  | {
      channel: 'mailbox'
      deposited: CivilDate
      acknowledged: CivilDate | null
      consent: boolean
      alert: boolean
    }

export interface NotificationEffect {
  /** The day from which terms count, without itself (133.1). */
  effective: CivilDate
  why: 'done' | 'acknowledged' | 'last-publication' | 'after-days' | 'not-acknowledged'
  /** The term that ran before it took effect. */
  waited: Computation | null
  basis: string
}

export interface NotificationOptions {
  calendar: Workdays
  /** The five days of the mailbox and those of the portal: `CASILLA`, `PORTAL`. */
  rules: { mailbox: DeadlineRule; portal: DeadlineRule }
  cause: Cause
}

/** Ley 27444, 20.4, 23.3, 25; Ley 31736. Throws `no-consent`, `no-alert`, `no-proof`. */
export function notificationEffect(
  notification: Notification,
  { calendar, rules, cause }: NotificationOptions,
): NotificationEffect {
  switch (notification.channel) {
    case 'personal':
      return { effective: notification.on, why: 'done', waited: null, basis: '25.1' }
    case 'letter':
      return received(notification.received, 'letter')
    case 'email':
      return received(notification.acknowledged, 'email')
    case 'publication': {
      const effective = notification.days.toSorted().at(-1)
      if (effective === undefined) throw new WorkdaysError('no-proof', { channel: 'publication' })
      return { effective, why: 'last-publication', waited: null, basis: '25.3' }
    }
    case 'portal': {
      const start = notification.published
      const waited = computeDeadline({ rule: rules.portal, calendar, start, cause })
      return { effective: waited.due, why: 'after-days', waited, basis: '23.3' }
    }
    case 'mailbox': {
      if (!notification.consent) throw new WorkdaysError('no-consent')
      if (!notification.alert) throw new WorkdaysError('no-alert')
      const start = notification.deposited
      const waited = computeDeadline({ rule: rules.mailbox, calendar, start, cause })
      const basis = 'Ley 31736'
      const { acknowledged } = notification
      if (acknowledged !== null && acknowledged <= waited.due) {
        return { effective: acknowledged, why: 'acknowledged', waited, basis }
      }
      // Nobody opened it within five working days: notified on the next one.
      return { effective: calendar.add(waited.due, 1), why: 'not-acknowledged', waited, basis }
    }
  }
}

/** Where an act must be both notified and published, the later day is meant (25.4). */
export function laterOf(one: NotificationEffect, other: NotificationEffect): NotificationEffect {
  return other.effective > one.effective ? other : one
}

function received(on: CivilDate | null, channel: string): NotificationEffect {
  if (on === null) throw new WorkdaysError('no-proof', { channel })
  return { effective: on, why: 'acknowledged', waited: null, basis: '25.2' }
}
