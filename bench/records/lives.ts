// The lives that generated cases have: their events with times and contents, as the verbs of the room write them.
import type { Happening } from '@rimaq/workdays'
import { type Json, canonicalJson } from '@rimaq/ledger'
import { untilMidnight } from '../../src/case-files/deadlines/answer-by.ts'

/** How far a case got. The first two are over. */
export const lives = ['plain', 'with-report', 'sent', 'reported', 'at-work'] as const
export type Life = (typeof lives)[number]

export interface Place {
  office: string
  position: string
  holding: string
}

/** Around one office: the counter that receives, and another one that is asked for a report. */
export interface Around {
  counter: Place
  own: Place
  asked: Place
}

export interface LifeEvent {
  kind: string
  /** Milliseconds after the filing. */
  after: number
  content: Record<string, unknown>
  /** Canonical JSON of the content (RFC 8785); `@n@` and `@h@` stand for what each case has its own. */
  text: string
  marked: boolean
}

/** Stand in contents for the number of the case in the load (seven digits) and the hash of its file. */
export const marks = { case: '@n@', hash: '@h@' } as const

export const filer = {
  ...{ document: 'DNI', number: `4${marks.case}`, name: `Persona ${marks.case}` },
  ...{ email: null, address: null, onBehalfOf: null },
}
export const answers = { asunto: `Pedido ${marks.case}`, texto: 'Pido lo que digo en el anexo.' }
export const attachment = { name: 'anexo.pdf', sha256: marks.hash, bytes: 84_512 }

const minute = 60_000
const day = 24 * 60 * minute

interface Written {
  /** Days and minutes after the filing. */
  at: [number, number]
  kind: string
  content?: Record<string, unknown>
  clock?: Happening
  by: 'filer' | 'program' | 'counter' | 'own' | 'asked'
}

export interface Procedure {
  code: string
  version: number
  clock: Happening
}

export function eventsOfLife(life: Life, around: Around, procedure: Procedure): LifeEvent[] {
  const { counter, own, asked } = around
  const { code: of, version, clock } = procedure
  const filed = { procedure: of, version, answers, filer, files: [attachment] }
  const begun: Written[] = [
    {
      ...{ at: [0, 0], kind: 'filed', by: 'filer', clock },
      content: { ...filed, reception: { ...untilMidnight }, office: counter.office },
    },
    {
      ...{ at: [0, 1], kind: 'receipt-made', by: 'program' },
      content: { code: 'ABCD-EFGH', sha256: marks.hash, bytes: 91_204, level: 'B-B', seal: 'x' },
    },
    { at: [0, 6], kind: 'document-stamped', by: 'program', content: { level: 'B-T' } },
    { at: [0, 9], kind: 'consented', by: 'filer', content: { mailbox: true } },
    {
      ...{ at: [0, 20], kind: 'routed', by: 'counter' },
      clock: { kind: 'answered', task: 'DERIV' },
      content: {
        ...{ to: own.office, motive: 'attention', note: '', priority: 'normal', copies: [] },
      },
    },
  ]
  const taken: Written[] = [
    { at: [0, 45], kind: 'received', by: 'own', content: { n: 1 } },
    assigned([1, 0], own.position),
    assigned([1, 30], null),
    assigned([1, 31], own.position),
  ]
  const report: Written[] = [
    {
      ...{ at: [2, 0], kind: 'requested', by: 'own' },
      clock: { kind: 'requested', task: 'report-1', rule: 'INF' },
      content: { office: asked.office, asked: '¿Procede lo que se pide?' },
    },
  ]
  const answered: Written[] = [
    {
      ...{ at: [5, 0], kind: 'answered', by: 'asked', content: { file: { sha256: marks.hash } } },
      clock: { kind: 'answered', task: 'report-1' },
    },
  ]
  const drafted: Written[] = [
    { at: [6, 0], kind: 'act-submitted', by: 'own', content: { act: 1, draft: 1 } },
    { at: [6, 50], kind: 'act-returned', by: 'own', content: { act: 1, why: 'Falta la fecha' } },
    { at: [7, 0], kind: 'act-submitted', by: 'own', content: { act: 1, draft: 2 } },
    { at: [7, 20], kind: 'act-approved', by: 'own', content: { act: 1 } },
  ]
  const over: Written[] = [
    { at: [9, 0], kind: 'act-signed', by: 'own', content: { act: 1, sha256: marks.hash } },
    { at: [9, 1], kind: 'decided', by: 'own', clock: { kind: 'decided' } },
    { at: [9, 2], kind: 'notification-prepared', by: 'program', content: { position: 2 } },
    { at: [10, 0], kind: 'notification-attempted', by: 'own', content: { visit: 1 } },
    {
      ...{ at: [11, 0], kind: 'notified', by: 'own', content: { position: 2 } },
      clock: { kind: 'notified', channel: 'letter' },
    },
    { at: [12, 0], kind: 'notification-effective', by: 'program', content: { position: 2 } },
    { at: [13, 0], kind: 'notification-opened', by: 'filer', content: { position: 2 } },
    { at: [39, 0], kind: 'closed', by: 'own', clock: { kind: 'closed' } },
    { at: [39, 30], kind: 'archived', by: 'own', content: { series: 'cartas' } },
  ]
  const whole: Record<Life, Written[]> = {
    plain: [...begun, ...taken, ...drafted, ...over],
    'with-report': [...begun, ...taken, ...report, ...answered, ...drafted, ...over],
    sent: begun,
    reported: [...begun, ...taken, ...report],
    'at-work': [...begun, ...taken, ...report, ...answered, ...drafted],
  }
  return whole[life].map((written) => asEvent(written, around))
}

function assigned(at: [number, number], position: string | null): Written {
  return { at, kind: 'assigned', by: 'own', content: { position, note: '' } }
}

function asEvent({ at, kind, content = {}, clock, by }: Written, around: Around): LifeEvent {
  const who =
    by === 'filer' || by === 'program' ? { kind: by } : { kind: 'official', ...around[by] }
  const whole = { ...content, ...(clock === undefined ? {} : { clock }), by: who }
  const text = canonicalJson(whole as unknown as Json)
  const after = at[0] * day + at[1] * minute
  const marked = text.includes(marks.case) || text.includes(marks.hash)
  return { kind, after, content: whole, text, marked }
}

/** With what is the case's own in the place of the marks. */
export function own(text: string, { n, hash }: { n: string; hash: string }): string {
  return text.replaceAll(marks.case, n).replaceAll(marks.hash, hash)
}
