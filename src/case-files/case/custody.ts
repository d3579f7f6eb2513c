// Who has a case, from its events alone: movements, copies, observations, reports asked for. Pure.
import type { CaseEventRow } from '../filing/event-chain.ts'

export type ReadEvent = Pick<CaseEventRow, 'seq' | 'at' | 'kind' | 'content'>

/** What a case is sent for. */
export const motives = ['attention', 'report', 'signature', 'decision', 'information'] as const
export type Motive = (typeof motives)[number]
export type Priority = 'normal' | 'urgent'

export interface Movement {
  n: number
  from: string
  fromPosition: string | null
  to: string
  motive: Motive
  note: string
  priority: Priority
  /** For information: nobody has to answer, and nothing moves. */
  copy: boolean
  sentAt: Date
  sent: number
  received: number | null
  returned: number | null
  cancelled: number | null
}

export interface ObservedItem {
  /** Id of the requirement; empty for something else. */
  requirement: string
  reason: string
}

export interface Observation {
  seq: number
  stage: 'reception' | 'later'
  items: ObservedItem[]
  uncorrectedOnly: boolean
  corrected: number | null
}

export interface Task {
  task: string
  office: string
  asked: string
  askedSeq: number
  answered: number | null
}

export interface Custody {
  office: string
  /** Null: the office has given it to none of its posts; who heads it answers. */
  position: string | null
  movements: Movement[]
  observations: Observation[]
  tasks: Task[]
  /** Of the form, with what corrections changed. */
  answers: Record<string, unknown>
}

/**
 * Replays who had the case. `first` is the office of the counter, for cases whose filing did not name
 * it. Exactly one office answers after each event; a case is on its way to one office at most.
 */
export function custodyOf(events: readonly ReadEvent[], first: string): Custody {
  const custody: Custody = {
    ...{ office: first, position: null, movements: [], observations: [], tasks: [], answers: {} },
  }
  for (const event of events) steps[event.kind]?.(custody, event)
  return custody
}

type Apply = (custody: Custody, event: ReadEvent) => void

const text = (event: ReadEvent, name: string): string | null => {
  const value = event.content[name]
  return typeof value === 'string' && value !== '' ? value : null
}

const steps: Readonly<Record<string, Apply>> = {
  filed(custody, event) {
    custody.office = text(event, 'office') ?? custody.office
    Object.assign(custody.answers, event.content['answers'])
  },

  routed(custody, event) {
    const { content, seq, at } = event
    const to = text(event, 'to') ?? custody.office
    const common = {
      ...{ from: custody.office, fromPosition: custody.position, sentAt: at, sent: seq },
      ...{ motive: (content['motive'] ?? 'attention') as Motive, note: text(event, 'note') ?? '' },
      priority: (content['priority'] ?? 'normal') as Priority,
      ...{ received: null, returned: null, cancelled: null },
    }
    const add = (to: string, copy: boolean): void =>
      void custody.movements.push({ ...common, n: custody.movements.length + 1, to, copy })
    add(to, false)
    for (const office of (content['copies'] ?? []) as string[]) add(office, true)
    custody.office = to
    custody.position = null
  },

  received(custody, event) {
    const moved = movement(custody, event)
    if (moved) moved.received = event.seq
  },

  returned(custody, event) {
    const moved = movement(custody, event)
    if (!moved) return
    moved.returned = event.seq
    custody.office = moved.from
    custody.position = moved.fromPosition
  },

  'routing-cancelled'(custody, event) {
    const moved = movement(custody, event)
    if (!moved) return
    moved.cancelled = event.seq
    custody.office = moved.from
    custody.position = moved.fromPosition
  },

  assigned(custody, event) {
    custody.position = text(event, 'position')
  },

  /** The post has nobody any more, or the office was succeeded: the case goes to who heads the office. */
  'moved-on'(custody, event) {
    custody.office = text(event, 'office') ?? custody.office
    custody.position = null
  },

  /** Another institution carried it here: its offices are none of ours. */
  'received-from'(custody, event) {
    custody.office = text(event, 'office') ?? custody.office
    custody.position = null
    custody.movements = []
    custody.tasks = []
  },

  'archive-received'(custody, event) {
    custody.office = text(event, 'office') ?? custody.office
    custody.position = null
  },

  /** Back from the archive to the office that works on it again. */
  reopened(custody, event) {
    custody.office = text(event, 'office') ?? custody.office
    custody.position = null
  },

  observed(custody, event) {
    const clock = (event.content['clock'] ?? {}) as Record<string, unknown>
    custody.observations.push({
      seq: event.seq,
      stage: clock['stage'] === 'later' ? 'later' : 'reception',
      items: (event.content['items'] ?? []) as ObservedItem[],
      uncorrectedOnly: clock['uncorrectedOnly'] === true,
      corrected: null,
    })
  },

  corrected(custody, event) {
    const last = custody.observations.at(-1)
    if (last !== undefined) last.corrected ??= event.seq
    Object.assign(custody.answers, event.content['answers'])
  },

  requested(custody, event) {
    const clock = (event.content['clock'] ?? {}) as Record<string, unknown>
    const office = text(event, 'office')
    if (office === null || typeof clock['task'] !== 'string') return
    const asked = text(event, 'asked') ?? clock['task']
    custody.tasks.push({
      ...{ task: clock['task'], office, asked, askedSeq: event.seq, answered: null },
    })
  },

  answered(custody, event) {
    const { task } = (event.content['clock'] ?? {}) as { task?: string }
    const found = custody.tasks.find((each) => each.task === task)
    if (found !== undefined) found.answered ??= event.seq
  },
}

function movement({ movements }: Custody, event: ReadEvent): Movement | undefined {
  return movements.find(({ n }) => n === event.content['n'])
}

/** Neither taken, sent back nor called back. */
export function isUnderWay({ received, returned, cancelled }: Movement): boolean {
  return received === null && returned === null && cancelled === null
}

/** The movement by which the case is on its way; null while it lies in its office. */
export function underWay({ movements }: Custody): Movement | null {
  return movements.find((each) => !each.copy && isUnderWay(each)) ?? null
}

/** The last movement that brought the case where it is; null while it never left the counter. */
export function lastMovement({ movements }: Custody): Movement | null {
  return (
    movements.findLast(({ copy, returned, cancelled }) => !copy && !returned && !cancelled) ?? null
  )
}
