// What can happen to a case that starts, stops or ends a term.
import type { CivilDate } from '../dates/civil-date.ts'
import type { Instant } from '../dates/instants.ts'
import type { Distance } from '../deadlines/model.ts'

export type Silence = 'positive' | 'negative' | 'none'

/** What happened, without who and when. */
export type Happening =
  /** `rule` is the term for deciding: `EVAL`, `EVAL-LEY`, `SAIP` …; `days` where the procedure sets them. */
  | {
      kind: 'filed'
      rule: string
      days?: number
      silence: Silence
      /** Approved at once with complete requirements (31.1). Default: no. */
      automatic?: boolean
      /** Filed through the digital counter, where the office has two days to observe (125.6). */
      electronic?: boolean
    }
  /** A correction was required: at reception (125.1, 125.6), or of what could not be seen then (125.5). */
  | {
      kind: 'observed'
      stage: 'reception' | 'later'
      uncorrectedOnly?: boolean
      distance?: Distance
    }
  | { kind: 'corrected' }
  /** The competent office received what another entity forwarded (130.1). */
  | { kind: 'transferred' }
  /** It was forwarded to the entity that is competent (130.1): the terms here end. */
  | { kind: 'forwarded' }
  /** Its requirements are complete now, and the procedure is approved by that alone (31.1). */
  | { kind: 'approved' }
  /** The citizen asked for it (136.4), so many working days. */
  | { kind: 'suspended'; days: number; why: string }
  /** A law or a court stops the clock until it is resumed. */
  | { kind: 'stopped'; why: string }
  | { kind: 'resumed' }
  /** A term within the case: a report, an act of the citizen, a complaint. `task` names it. */
  | { kind: 'requested'; task: string; rule: string; days?: number; distance?: Distance }
  | { kind: 'answered'; task: string }
  | { kind: 'extended'; task: string; days: number }
  /** The citizen left a requirement unmet and the case stands still (191). */
  | { kind: 'paralysed' }
  /** `others` must be notified beside the applicant: co-applicants, third parties. Default: nobody. */
  | { kind: 'decided'; others?: readonly string[] }
  | { kind: 'deposited'; consent: boolean; alert: boolean; distance?: Distance }
  | { kind: 'mailed' }
  | { kind: 'acknowledged' }
  /** `effective` is the day on the proof, where it was registered later than it was made. */
  | {
      kind: 'notified'
      channel: 'personal' | 'letter' | 'publication' | 'portal'
      effective?: CivilDate
      distance?: Distance
    }
  /** One of `others` was notified: the own term for appeals counts from there (133.1). */
  | { kind: 'informed'; party: string; effective?: CivilDate; distance?: Distance }
  /** It lacked what the law asks for and is made again (26.1): it never took effect. */
  | { kind: 'voided' }
  | { kind: 'appealed'; rule: 'RECON' | 'APEL'; silence: Silence }
  /**
   * Put back to be decided anew: an appeal was upheld without a decision on the matter, the act was
   * annulled by the authority itself or by a court (202, 217.2).
   */
  | { kind: 'restored'; why: 'appeal' | 'nullity' | 'court' }
  | { kind: 'withdrawn' }
  | { kind: 'closed' }

/** Ids are unique in a case; instants come in the order of the list. */
export type CaseEvent = { id: string; at: Instant } & Happening

export type EventKind = CaseEvent['kind']

export type Phase =
  | 'before'
  | 'open'
  | 'observed'
  | 'suspended'
  | 'paralysed'
  | 'decided'
  | 'notifying'
  | 'notified'
  | 'appealed'
  | 'approved'
  | 'firm'
  | 'not-filed'
  | 'closed'

const tasks = { requested: null, answered: null, extended: null } as const
/** What may follow a decision, whatever became of it since. */
const after = { ...tasks, informed: null, restored: 'open' } as const

/** What may happen when, and what the case is afterwards; null leaves the phase as it is. */
export const transitions: Readonly<Record<Phase, Partial<Record<EventKind, Phase | null>>>> = {
  before: { filed: 'open' },
  open: {
    ...tasks,
    observed: 'observed',
    transferred: null,
    forwarded: 'closed',
    approved: 'approved',
    suspended: 'suspended',
    stopped: 'suspended',
    paralysed: 'paralysed',
    decided: 'decided',
    appealed: 'appealed',
    withdrawn: 'closed',
  },
  observed: { ...tasks, corrected: 'open', withdrawn: 'closed' },
  suspended: { ...tasks, resumed: 'open', withdrawn: 'closed' },
  paralysed: { ...tasks, resumed: 'open', decided: 'decided', withdrawn: 'closed' },
  decided: { ...after, deposited: 'notifying', mailed: 'notifying', notified: 'notified' },
  notifying: { ...after, acknowledged: 'notified', notified: 'notified', voided: 'decided' },
  notified: { ...after, appealed: 'appealed', voided: 'decided', closed: 'closed' },
  appealed: { ...after, decided: 'decided', withdrawn: 'firm' },
  approved: { ...tasks, restored: 'open', closed: 'closed' },
  firm: { ...after, closed: 'closed' },
  'not-filed': {},
  closed: { restored: 'open' },
}

/** Pairs that cannot both have happened at one instant. */
export const contradictions: readonly (readonly [EventKind, EventKind])[] = [
  ['suspended', 'resumed'],
  ['stopped', 'resumed'],
  ['suspended', 'stopped'],
  ['observed', 'corrected'],
  ['observed', 'decided'],
  ['decided', 'withdrawn'],
  ['decided', 'forwarded'],
  ['decided', 'approved'],
  ['decided', 'suspended'],
  ['decided', 'restored'],
  ['deposited', 'acknowledged'],
  ['mailed', 'acknowledged'],
  ['deposited', 'mailed'],
  ['notified', 'appealed'],
]
