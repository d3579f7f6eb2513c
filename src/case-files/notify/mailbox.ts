// What a citizen sees of notifications in the own case: what waits to be opened, what is in effect, and what can be done now.
import type { CivilDate } from '@rimaq/workdays'
import type { CaseStep } from '../case/act-on-case.ts'
import { appealTerm } from '../case/days.ts'
import { filerParty } from '../case/parties.ts'
import { consentIn } from './consent.ts'
import type { Consent } from './notification.ts'
import type { NotifyParts } from './notify-parts.ts'
import { type KeptNotification, notificationsOf } from './store-notifications.ts'

export interface Mailbox {
  items: MailItem[]
  unread: number
  consent: Consent | null
  /** Proposed for alerts. */
  email: string | null
  /** A mail server is set: without one nothing is notified electronically. */
  mail: boolean
  /** Last day for an appeal; null while there is nothing to appeal. */
  appealUntil: CivilDate | null
  /** Negative silence came: an appeal is possible without a decision. */
  silent: boolean
  mayWithdraw: boolean
}

export interface MailItem extends KeptNotification {
  state: 'unread' | 'in-effect' | 'ended'
  sent: Date
  /** Last day to open it, and the day it takes effect otherwise; null where it does not by itself. */
  openUntil: CivilDate | null
  effectiveElse: CivilDate | null
}

/** Phases in which the law lets somebody take the request back (art. 189), as the clock has them. */
const withdrawable: ReadonlySet<string> = new Set([
  ...['open', 'observed', 'suspended', 'paralysed', 'appealed'],
])

/** Of a case that is held, after the clock was settled. */
export async function mailboxOf(
  { calendars, mail }: Pick<NotifyParts, 'calendars' | 'mail'>,
  step: Pick<CaseStep, 'trx' | 'filed' | 'events' | 'state'>,
): Promise<Mailbox> {
  const { trx, filed, events, state } = step
  // What goes to other parties is theirs.
  const kept = (await notificationsOf(trx, filed.id)).filter(({ party }) => party === filerParty)
  const items = kept.flatMap((each): MailItem[] => {
    // What is on paper lies with the official until it was handed over.
    if (each.sentSeq === null) return []
    const sent = events.find(({ seq }) => seq === each.sentSeq)?.at ?? filed.filedAt
    const stands =
      each.effectiveOn !== null && each.endedSeq === null
        ? 'in-effect'
        : each.endedSeq === null
          ? 'unread'
          : 'ended'
    const rule = each.channel === 'mailbox' ? 'CASILLA' : 'MAIL-ACK'
    const until =
      stands === 'unread' ? (state.terms.findLast((term) => term.rule === rule)?.due ?? null) : null
    const otherwise =
      until === null || each.channel !== 'mailbox'
        ? null
        : calendars.at(state.today, 'other').add(until, 1)
    return [{ ...each, state: stands, sent, openUntil: until, effectiveElse: otherwise }]
  })
  const appeal = appealTerm(state)
  const silent = state.phase === 'open' && state.silence?.kind === 'negative'
  return {
    items: items.toReversed(),
    unread: items.filter((each) => each.state === 'unread').length,
    consent: consentIn(events),
    email: filed.filer.email,
    mail: mail !== null,
    appealUntil: state.phase === 'notified' ? (appeal?.due ?? null) : null,
    silent,
    mayWithdraw: withdrawable.has(state.phase),
  }
}
