// How every verb on a case runs: permission, one transaction, the case held, its events and what follows from them.
import type { Transaction } from 'kysely'
import type { Calendars, CaseState, EventKind } from '@rimaq/workdays'
import { WorkdaysError } from '@rimaq/workdays'
import { type Actor, type RecordFacts, findRecord, inViewOf } from '#people'
import type { Clock, Database, FileStore, Schema } from '#platform'
import type { Records } from '#records'
import { noteFolios } from '../archive/count-pages.ts'
import { CaseFilesError } from '../errors.ts'
import type { CaseEventRow } from '../filing/event-chain.ts'
import { hashOfKey } from '../filing/filing-key.ts'
import { type CaseFile, appendEvent, eventsOf, readCases } from '../filing/store-filings.ts'
import { type QuietKind, isQuietKind, kindsWithoutClock } from './kinds.ts'
import { actorIn, byOf, whoDid } from './event-actor.ts'
import { deemNotFiled } from './deem-not-filed.ts'
import { projectCase } from './project-case.ts'
import { replay } from './replay.ts'
import { type NewDocument, type Standing, insertDocument, lockCase } from './store-case.ts'

export interface CaseParts {
  database: Database
  clock: Clock
  records: Pick<Records, 'journal' | 'takeNumber'>
  calendars: Calendars
  /** Where it is given, folios of added documents are counted from their pages. */
  files?: Pick<FileStore, 'local'>
}

export type CaseEventKind = EventKind | QuietKind

/** A case while one verb holds it; all that the verb writes is committed together or not at all. */
export interface CaseStep {
  trx: Transaction<Schema>
  now: Date
  actor: Actor
  /** Null where not an official's right but the key of the filer opened it. */
  record: RecordFacts | null
  filed: CaseFile
  standing: Standing
  /** With those appended so far. */
  events: readonly (CaseEventRow & { hash: string })[]
  state: CaseState
  /**
   * Appends an event, judged by the legal clock, and writes phase, terms and journal. Events that move
   * the clock carry what happened as `clock` in the content. `said` goes into the journal: no personal
   * data. Answers the seq.
   * @throws CaseFilesError not-now, clock-back
   */
  append(
    kind: CaseEventKind,
    content: Record<string, unknown>,
    said?: Record<string, unknown>,
  ): Promise<number>
  /** Adds documents that an event brought; answers their positions. */
  addDocuments(seq: number, files: readonly NewDocument[]): Promise<number[]>
  /** Writes again what time alone has changed. */
  refresh(): Promise<void>
}

/**
 * By an official, or whoever the record's access lets do this.
 * `seen` is the last event the page showed: another one is told instead of overwritten.
 * @throws CaseFilesError not-found (invisible alike), case-moved; PeopleError not-permitted
 */
export async function actOnCase<T>(
  parts: CaseParts,
  actor: Actor,
  { id, verb, seen = null }: { id: string; verb: string; seen?: number | null },
  work: (step: CaseStep) => Promise<T>,
): Promise<T> {
  return inViewOf({ ...parts, actor }, async (view) => {
    const { trx, now } = view
    const standing = await lockCase(trx, id)
    const record = standing && (await findRecord(view, { verb, kind: 'case', id }))
    if (!standing || !record) throw new CaseFilesError('not-found')
    return hold(parts, { trx, now, actor, record, id, standing, seen, own: false }, work)
  })
}

/** By the filer, who has the key. @throws CaseFilesError not-found, case-moved */
export async function actOnOwnCase<T>(
  parts: CaseParts,
  own: { id: string; key: string; actor: Actor; seen?: number | null },
  work: (step: CaseStep) => Promise<T>,
): Promise<T> {
  const { id, key, actor, seen = null } = own
  const now = parts.clock.now()
  return parts.database.transaction(async (trx) => {
    const standing = await lockCase(trx, id, hashOfKey(key))
    if (!standing) throw new CaseFilesError('not-found')
    return hold(parts, { trx, now, actor, record: null, id, standing, seen, own: true }, work)
  })
}

/**
 * By the program itself: jobs and the clock; `within` a transaction that the caller has opened, for an
 * `actor` whom the caller has permitted; `party` where that is a party beside the filer.
 * @throws CaseFilesError not-found
 */
export async function actAsCity<T>(
  parts: CaseParts & { within?: Transaction<Schema>; actor?: Actor; party?: string },
  id: string,
  work: (step: CaseStep) => Promise<T>,
): Promise<T> {
  const { database, within, actor = { kind: 'operator' }, party } = parts
  const now = parts.clock.now()
  const seat = party === undefined ? {} : { party }
  const common = { ...seat, now, actor, id, record: null, seen: null, own: false }
  const run = async (trx: Transaction<Schema>): Promise<T> => {
    const standing = await lockCase(trx, id)
    if (!standing) throw new CaseFilesError('not-found')
    return hold(parts, { ...common, trx, standing }, work)
  }
  return within === undefined ? database.transaction(run) : run(within)
}

interface Held {
  trx: Transaction<Schema>
  now: Date
  actor: Actor
  record: RecordFacts | null
  id: string
  standing: Standing
  seen: number | null
  /** Opened by the key of the filer. */
  own?: boolean
  /** Opened by the key of this party. */
  party?: string
}

async function hold<T>(
  parts: CaseParts,
  held: Held,
  work: (step: CaseStep) => Promise<T>,
): Promise<T> {
  const { trx, now, actor, record, id, standing, seen } = held
  const [filed] = await readCases(trx, [id])
  const before = await eventsOf(trx, id)
  if (filed === undefined) throw new CaseFilesError('not-found')
  if (seen !== null && seen !== standing.lastSeq) {
    const since = before.filter(({ seq }) => seq > seen).at(-1)
    throw new CaseFilesError('case-moved', {
      kind: since?.kind ?? '',
      count: standing.lastSeq - seen,
      who: since === undefined ? '' : await whoDid(trx, since),
      by: since === undefined ? 'program' : (actorIn(since)?.kind ?? 'filer'),
    })
  }
  const { calendars } = parts
  const appendBy =
    (who: Actor, own: boolean): CaseStep['append'] =>
    async (kind, content, said = {}) => {
      mustFollow(step, kind)
      const by = byOf(who, own, held.party)
      const told = { caseId: id, at: now, kind, content: { ...content, by } }
      const next = { ...told, seq: step.events.length + 1, previousHash: null, hash: '' }
      try {
        step.state = replay(filed, [...step.events, next], { now, calendars })
      } catch (cause) {
        if (!(cause instanceof WorkdaysError)) throw cause
        throw new CaseFilesError('not-now', { kind, phase: step.state.phase }, { cause })
      }
      const seq = await appendEvent(trx, told)
      step.events = await eventsOf(trx, id)
      await step.refresh()
      await parts.records.journal.write(trx, {
        ...{ act: `case.${kind}`, actor: who, about: { kind: 'case', id } },
        content: { ...said, event: seq, hash: step.events.at(-1)?.hash ?? '' },
      })
      return seq
    }
  const step: CaseStep = {
    ...{ trx, now, actor, record, filed, standing, events: before },
    state: replay(filed, before, { now, calendars }),
    append: appendBy(actor, held.own === true),
    async addDocuments(seq, files) {
      if (parts.files !== undefined) await noteFolios(trx, parts.files, files)
      const positions: number[] = []
      for (const file of files) {
        positions.push(await insertDocument(trx, id, seq, file).catch(asKept))
      }
      return positions
    },
    refresh: () => projectCase(step, calendars),
  }
  const result = await work(step)
  // Whatever verb wrote down that time had passed: no fee is kept then, and the program says so.
  if (step.standing.phase === 'not-filed') {
    const program = appendBy({ kind: 'operator' }, false)
    await deemNotFiled({ state: step.state, events: step.events, append: program })
  }
  return result
}

function mustFollow({ state, events, now }: CaseStep, kind: CaseEventKind): void {
  const last = events.at(-1)
  // Invariant 22: a clock that was set back stops the work in words, before anything is written.
  if (last !== undefined && last.at > now) {
    throw new CaseFilesError('clock-back', { last: last.at.toISOString() })
  }
  if (!isQuietKind(kind) || state.phase === 'before') return
  const phases: readonly string[] = kindsWithoutClock[kind]
  if (!phases.includes(state.phase)) {
    throw new CaseFilesError('not-now', { kind, phase: state.phase })
  }
}

/** Archived and accumulated cases take nothing more. @throws CaseFilesError archived, accumulated */
function asKept(cause: unknown): never {
  const { hint } = cause as { hint?: string }
  if (hint !== 'archived' && hint !== 'accumulated') throw cause
  throw new CaseFilesError(hint, {}, { cause })
}
