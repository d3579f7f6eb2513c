// Until when another party than the filer may open what was sent to it, by the same rules as the filer: the clock of the case counts the filer's days itself.
import {
  type CivilDate,
  type TermState,
  computeDeadline,
  findRule,
  peruRules,
} from '@rimaq/workdays'
import type { CaseStep } from '../case/act-on-case.ts'
import { dayIn } from '../civil-day.ts'
import type { NotifyParts } from './notify-parts.ts'
import type { KeptNotification } from './store-notifications.ts'

export interface OpenDays {
  /** Last day to open it, or to say that the mail arrived. */
  until: CivilDate
  /** The day it takes effect otherwise (Law 31736); null for mail, which takes none by itself (20.4). */
  otherwise: CivilDate | null
}

/** Null for what is on paper. */
export function openDaysOf(
  { calendars }: Pick<NotifyParts, 'calendars'>,
  { events, state }: Pick<CaseStep, 'events' | 'state'>,
  { channel, sentSeq }: Pick<KeptNotification, 'channel' | 'sentSeq'>,
): OpenDays | null {
  const at = events.find(({ seq }) => seq === sentSeq)?.at
  if (at === undefined || (channel !== 'mailbox' && channel !== 'email')) return null
  const start = dayIn(at, calendars.book.zone)
  const rule = findRule(peruRules, channel === 'mailbox' ? 'CASILLA' : 'MAIL-ACK', start)
  const calendar = calendars.at(state.today, rule.purpose)
  const cause = { kind: 'sent', id: String(sentSeq) }
  const { due } = computeDeadline({ rule, calendar, start, cause })
  if (due === null) return null
  return { until: due, otherwise: channel === 'mailbox' ? calendar.add(due, 1) : null }
}

/** The term for appeals of another party, of its last notification; null before it was notified. */
export function appealTermOf(
  { events, state }: Pick<CaseStep, 'events' | 'state'>,
  party: string,
): TermState | null {
  const told = events.findLast(({ kind, content }) => {
    const clock = content['clock'] as { party?: string } | undefined
    return kind === 'informed' && clock?.party === party
  })
  if (told === undefined) return null
  return (
    state.terms.findLast(
      ({ rule, computations }) =>
        rule === 'RECURSO' && computations[0]?.cause.id === String(told.seq),
    ) ?? null
  )
}
