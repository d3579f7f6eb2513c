// What the filer or another party sees of notifications in the own case: what waits to be opened, what is in effect, and what can be done now.
import type { CivilDate, TermState } from '@rimaq/workdays'
import type { CaseStep } from '../case/act-on-case.ts'
import { appealTerm } from '../case/days.ts'
import { filerParty, othersAppeal } from '../case/parties.ts'
import type { Seat } from '../case/act-on-mine.ts'
import { appealTermOf, openDaysOf } from './open-days.ts'
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
  seat: Seat = { id: filerParty, standsFor: filerParty, party: null },
): Promise<Mailbox> {
  const { trx, filed, events, state } = step
  const { standsFor } = seat
  const others = standsFor !== filerParty
  // What goes to other parties is theirs.
  const kept = (await notificationsOf(trx, filed.id)).filter(({ party }) => party === standsFor)
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
    const days = others && stands === 'unread' ? openDaysOf({ calendars }, step, each) : null
    const rule = each.channel === 'mailbox' ? 'CASILLA' : 'MAIL-ACK'
    const until = others
      ? (days?.until ?? null)
      : stands === 'unread'
        ? (state.terms.findLast((term) => term.rule === rule)?.due ?? null)
        : null
    const otherwise = others
      ? (days?.otherwise ?? null)
      : until === null || each.channel !== 'mailbox'
        ? null
        : calendars.at(state.today, 'other').add(until, 1)
    return [{ ...each, state: stands, sent, openUntil: until, effectiveElse: otherwise }]
  })
  const appeal = others ? appealTermOf(step, standsFor) : appealTerm(state)
  const silent = state.phase === 'open' && state.silence?.kind === 'negative'
  return {
    items: items.toReversed(),
    unread: items.filter((each) => each.state === 'unread').length,
    consent: consentIn(events, seat.id),
    email: seat.party === null ? filed.filer.email : seat.party.email,
    mail: mail !== null,
    appealUntil: mayAppeal(step, { appeal, others }) ? (appeal?.due ?? null) : null,
    silent: silent && !others,
    mayWithdraw: seat.party === null && withdrawable.has(state.phase) && !othersAppeal(events),
  }
}

/** The filer once notified; another party from its own notification on, whatever became of the filer's. */
function mayAppeal(
  { state }: Pick<CaseStep, 'state'>,
  { appeal, others }: { appeal: TermState | null; others: boolean },
): boolean {
  if (!others) return state.phase === 'notified'
  const phases: readonly string[] = ['decided', 'notifying', 'notified', 'appealed']
  return phases.includes(state.phase) && (appeal?.due ?? '') >= state.today
}
