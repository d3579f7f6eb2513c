// Generates cases one after the other: chained events, what is read from them, access, pages of text.
import { hash } from 'node:crypto'
import type { Calendars } from '@rimaq/workdays'
import type { Custody } from '../../src/case-files/case/custody.ts'
import { seeded } from '../shared/timing.ts'
import { escaped, line } from './copy-in.ts'
import { type Life, type LifeEvent, type Place, type Procedure, eventsOfLife } from './lives.ts'
import { answers, attachment, filer, own } from './lives.ts'
import { type Projected, custodyOfLife, projectLife } from './project-life.ts'

/** Rows by table, as text for COPY; `case_files.event` goes its own way, since it is most of them. */
export type Rows = Record<(typeof tables)[number], string[]>

export const tables = [
  ...(['people.record', 'people.record_access', 'records.number', 'case_files.case_file'] as const),
  ...([
    'case_files.document',
    'case_files.movement',
    'case_files.task',
    'case_files.term',
  ] as const),
  'case_files.page_text',
] as const

export const columns: Readonly<Record<(typeof tables)[number] | 'case_files.event', string>> = {
  'people.record':
    'id, kind, institution_id, level, basis, review_by, custody_office_id, procedure, state, opened_at',
  'people.record_access':
    'record_id, institution_id, principal, reason, ceiling, opened_at, valid_until',
  'records.number': 'series, year, number, key, at',
  'case_files.case_file':
    'id, institution_id, year, number, procedure_version_id, key_hash, filer, answers, filed_at, received_on, due_on, term, silent_on, last_seq, last_hash, phase, responsible_office_id, responsible_position_id, act_by, half_on, most_on, clock_on, clock_edition',
  'case_files.event': 'case_id, seq, at, kind, content, previous_hash, hash',
  'case_files.document':
    'case_id, position, event_seq, requirement, name, media_type, sha256, bytes',
  'case_files.movement':
    'case_id, n, from_office, from_position, to_office, motive, note, priority, copy, sent_at, sent_event, received_event',
  'case_files.task': 'case_id, task, office_id, asked, due_on, asked_event, answered_event',
  'case_files.term': 'case_id, n, event_seq, key, rule, computed_on, due_on, computation',
  'case_files.page_text': 'case_id, position, page, filed_at, source, body, readers',
}

export interface Load {
  cases: number
  institution: string
  /** The first is the counter; the others have the cases in turn. */
  places: readonly Place[]
  /** The office whose official will ask: no page of it has the word `elsewhere`. */
  asking: string
  procedure: Procedure & { id: string; name: string }
  series: number
  calendars: Calendars
  now: Date
  /** Cases filed on each day. */
  perDay: number
}

/** Words on about a third of the pages, one of a hundred, one of ten thousand; a third of other offices' pages. */
export const words = {
  ...{ common: 'licencia', middle: 'servidumbre', rare: 'ornitologia', elsewhere: 'notaria' },
}
const letters = 100
const dayTime = 86_400_000

interface Kept {
  events: LifeEvent[]
  custody: Custody
  byDay: Map<number, Projected>
}

export class CaseMaker {
  readonly #load: Load
  readonly #below = seeded(20_260_728)
  readonly #kept = new Map<string, Kept>()
  readonly #vocabulary = syllables(5_000)
  readonly #numbers = new Map<number, number>()
  events = 0
  open = 0

  constructor(load: Load) {
    this.#load = load
  }

  /** Rows of case `n` (0, 1, 2 …) into `rows`; answers its events. The newest is filed on the last day. */
  make(n: number, rows: Rows): string {
    const { cases, perDay, places, now } = this.#load
    const lastDay = Math.floor((cases - 1) / perDay)
    const age = lastDay - Math.floor(n / perDay)
    // At the place it is nine; each case has its own minute, and the last event lies in the same day.
    const morning = new Date(
      now.getTime() - (now.getTime() % dayTime) - age * dayTime + 14 * 3_600_000,
    )
    const filed = new Date(morning.getTime() - dayTime + (n % perDay) * 50_000)
    const life = this.#lifeAt(age)
    const at = 1 + (n % (places.length - 1))
    const kept = this.#keep(life, at)
    let projected = kept.byDay.get(age)
    if (projected === undefined) {
      const { calendars } = this.#load
      projected = projectLife(kept.events, {
        filed: new Date(morning.getTime() - dayTime),
        now,
        calendars,
      })
      kept.byDay.set(age, projected)
    }
    return this.#write(n, { filed, kept, projected, place: places[at] as Place, rows })
  }

  /** Young cases are under way; three of ten are still so within a year, three of a hundred after it. */
  #lifeAt(age: number): Life {
    const goes = age < 42 || this.#below(1_000) < (age < 365 ? 300 : 30)
    const choice = this.#below(12)
    if (!goes) return choice < 8 ? 'plain' : 'with-report'
    if (age < 1) return 'sent'
    if (age < 8) return choice < 4 ? 'sent' : 'reported'
    return choice < 1 ? 'sent' : choice < 4 ? 'reported' : 'at-work'
  }

  #keep(life: Life, at: number): Kept {
    const key = `${life} ${at}`
    const known = this.#kept.get(key)
    if (known !== undefined) return known
    const { places, procedure } = this.#load
    const other = 1 + (at % (places.length - 1))
    const around = {
      ...{ counter: places[0] as Place, own: places[at] as Place, asked: places[other] as Place },
    }
    const events = eventsOfLife(life, around, procedure)
    const sibling = [...this.#kept].find(([name]) => name.startsWith(`${life} `))?.[1]
    // Days are the same whichever office has it.
    const byDay = sibling?.byDay ?? new Map<number, Projected>()
    const kept = { events, custody: custodyOfLife(events), byDay }
    this.#kept.set(key, kept)
    return kept
  }

  #write(
    n: number,
    given: { filed: Date; kept: Kept; projected: Projected; place: Place; rows: Rows },
  ): string {
    const { filed, kept, projected, place, rows } = given
    const { institution, places, procedure, series } = this.#load
    const { custody, events } = kept
    const id = asId(hash('md5', `case ${n}`, 'hex'))
    const year = new Date(filed.getTime() - 5 * 3_600_000).getUTCFullYear()
    const number = (this.#numbers.get(year) ?? 0) + 1
    this.#numbers.set(year, number)
    const mine = { n: String(n).padStart(7, '0'), hash: hash('sha256', `file ${n}`, 'hex') }
    const when = filed.toISOString()
    const { text, last } = chained(id, events, { filed: filed.getTime(), mine })
    this.events += events.length
    if (!['firm', 'closed', 'not-filed'].includes(projected.phase)) this.open += 1
    const counter = (places[0] as Place).office
    const sent = filed.getTime() + (events.find(({ kind }) => kind === 'routed')?.after ?? 0)
    const moved = new Date(sent).toISOString()

    rows['people.record'].push(
      line([
        ...[id, 'case', institution, 2, 'Ley 29733, datos personales de quien presenta'],
        ...[`${year + 5}-06-30`, custody.office, procedure.code, projected.phase, when],
      ]),
    )
    const asked = custody.tasks.map(({ office }) => `office:${office}`)
    const access: [string, string, number, string | null][] = [
      [`office:${counter}`, 'custody', 2, moved],
      [`office:${counter}`, 'path', 2, null],
      [`office:${custody.office}`, 'custody', 2, null],
      [`staff:${institution}`, 'institution', 1, null],
      [`audit:${institution}`, 'audit', 2, null],
      ...asked.map((name): [string, string, number, null] => [name, 'path', 2, null]),
    ]
    for (const [principal, reason, ceiling, until] of access) {
      rows['people.record_access'].push(
        line([id, institution, principal, reason, ceiling, when, until]),
      )
    }
    rows['records.number'].push(line([series, year, number, id, when]))
    rows['case_files.case_file'].push(
      line([
        ...[id, institution, year, number, procedure.id, `\\x${'ab'.repeat(32)}`],
        ...[own(JSON.stringify(filer), mine), own(JSON.stringify(answers), mine), when],
        ...[projected.receivedOn, projected.dueOn, projected.term, projected.silentOn],
        ...[events.length, last, projected.phase, custody.office, custody.position],
        ...[projected.actBy, projected.halfOn, projected.mostOn, projected.clockOn],
        projected.edition,
      ]),
    )
    rows['case_files.document'].push(
      line([id, 1, 1, '', attachment.name, 'application/pdf', mine.hash, attachment.bytes]),
    )
    for (const each of custody.movements) {
      rows['case_files.movement'].push(
        line([
          ...[id, each.n, each.from, each.fromPosition, each.to, each.motive, each.note],
          ...[each.priority, each.copy ? 't' : 'f', moved, each.sent, each.received],
        ]),
      )
    }
    for (const { task, office, asked: what, askedSeq, answered } of custody.tasks) {
      rows['case_files.task'].push(
        line([id, task, office, what, projected.reportDue, askedSeq, answered]),
      )
    }
    for (const [index, { key, rule, on, due, computation }] of projected.terms.entries()) {
      rows['case_files.term'].push(
        line([id, index + 1, events.length, key, rule, on, due, computation]),
      )
    }
    const readers = `{${[...new Set(access.map(([name]) => `"${name}"`))].join(',')}}`
    const said = [
      ...[`${year}-${String(number).padStart(6, '0')}`, String(number)],
      ...[own(filer.name, mine), own(filer.number, mine), procedure.name],
      ...Object.values(answers).map((each) => own(each, mine)),
    ].join('\n')
    const pages: [number, number, string, string][] = [
      [0, 0, 'case', said],
      [1, 0, 'case', attachment.name],
      [1, 1, 'text', this.#page(place, custody)],
    ]
    for (const [position, page, source, body] of pages) {
      rows['case_files.page_text'].push(line([id, position, page, when, source, body, readers]))
    }
    return text
  }

  /** Made-up words, common ones more often, with those that will be asked for here and there. */
  #page({ office }: Place, { tasks }: Custody): string {
    const vocabulary = this.#vocabulary
    const below = this.#below
    const page = Array.from({ length: letters }, () => {
      const share = below(10_000) / 10_000
      return vocabulary[Math.floor(vocabulary.length * share * share)]
    })
    if (below(3) === 0) page.push(words.common)
    if (below(100) === 0) page.push(words.middle)
    if (below(10_000) === 0) page.push(words.rare)
    const { asking } = this.#load
    const others = office !== asking && tasks.every((task) => task.office !== asking)
    if (below(3) === 0 && others) page.push(words.elsewhere)
    return page.join(' ')
  }
}

/** Each event with the hash of the one before: the canonical JSON that hashOfEvent() hashes. */
function chained(
  id: string,
  events: readonly LifeEvent[],
  { filed, mine }: { filed: number; mine: { n: string; hash: string } },
): { text: string; last: string } {
  let text = ''
  let previous: string | null = null
  for (const [index, event] of events.entries()) {
    const at = new Date(filed + event.after).toISOString()
    const content = event.marked ? own(event.text, mine) : event.text
    const before: string = previous === null ? 'null' : `"${previous}"`
    const next = hash(
      'sha256',
      `{"at":"${at}","case":"${id}","content":${content},"kind":"${event.kind}","previous":${before},"seq":${index + 1}}`,
      'hex',
    )
    text += `${id}\t${index + 1}\t${at}\t${event.kind}\t${escaped(content)}\t${previous ?? '\\N'}\t${next}\n`
    previous = next
  }
  return { text, last: previous ?? '' }
}

function asId(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** Words of two to four syllables as Spanish has them, the same in every run. */
function syllables(count: number): string[] {
  const below = seeded(7)
  const starts = 'b c d f g l m n p r s t v br cr pl tr'.split(' ')
  const ends = 'a e i o u an en on ar er os as'.split(' ')
  return Array.from({ length: count }, () =>
    Array.from({ length: 2 + below(3) }, () => `${starts[below(17)]}${ends[below(12)]}`).join(''),
  )
}
