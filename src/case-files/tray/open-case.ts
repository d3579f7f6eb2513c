// One case for an official who may see it; opening what is restricted is written into the journal first.
import { type Calendars, type CaseState } from '@rimaq/workdays'
import {
  type Actor,
  type OpenOffice,
  type Post,
  type RecordFacts,
  findRecord,
  inViewOf,
  namesOfHoldings,
  namesOfOffices,
  officesNow,
  postsNow,
  titlesOfPosts,
} from '#people'
import type { Clock, Database } from '#platform'
import { type Records, entryIdsOf } from '#records'
import { type Custody, custodyOf } from '../case/custody.ts'
import { actorIn } from '../case/event-actor.ts'
import { unreadOf } from '../intake/read/store-readings.ts'
import { replay } from '../case/replay.ts'
import { firstOffice } from '../case/store-movements.ts'
import type { CaseEventRow } from '../filing/event-chain.ts'
import { type CaseFile, eventsOf, readCases } from '../filing/store-filings.ts'

export interface TrayParts {
  database: Database
  clock: Clock
  records: Pick<Records, 'journal'>
  calendars: Calendars
}

export interface OpenCase {
  filed: CaseFile
  events: (CaseEventRow & { hash: string })[]
  record: RecordFacts
  state: CaseState
  custody: Custody
  /** Names of offices that appear in it, posts with their holders, who acted in its events. */
  names: {
    offices: ReadonlyMap<string, string>
    posts: ReadonlyMap<string, Post>
    holdings: ReadonlyMap<string, { names: string; title: string }>
  }
  /** Id of the entry of the public register that tells of an event, by its seq. */
  proofs: ReadonlyMap<number, string>
  /** Where it can be sent, and to whom it can be given there where it is. */
  places: { offices: OpenOffice[]; posts: Post[] }
  /** Documents that search does not find by their text yet, by position. */
  unread: Awaited<ReturnType<typeof unreadOf>>
}

/** Null when it is absent or invisible, without a difference. */
export async function openCase(
  { database, clock, records, calendars }: TrayParts,
  actor: Actor,
  { id, document = null }: { id: string; document?: number | null },
): Promise<OpenCase | null> {
  return inViewOf({ database, clock, actor }, async (view) => {
    const { trx, now } = view
    const record = await findRecord(view, { verb: 'read', kind: 'case', id })
    if (record === null) return null
    const [filed] = await readCases(trx, [id])
    if (filed === undefined) return null
    const events = await eventsOf(trx, id)
    await records.journal.write(trx, {
      act: 'case.read',
      actor,
      about: { kind: 'case', id },
      content: { level: record.level, document },
    })
    const custody = custodyOf(events, (await firstOffice(trx, id)) ?? record.custody)
    const { movements, tasks, office, position } = custody
    const named = [...movements.flatMap(({ from, to }) => [from, to]), office]
    return {
      ...{ filed, events, record, custody, state: replay(filed, events, { now, calendars }) },
      names: {
        offices: await namesOfOffices(trx, [...named, ...tasks.map((task) => task.office)]),
        posts: await titlesOfPosts(trx, [position], now),
        holdings: await namesOfHoldings(
          trx,
          events.flatMap((event) => {
            const by = actorIn(event)
            return by?.kind === 'official' ? [by.holding] : []
          }),
        ),
      },
      proofs: await proofsOf(trx, id, events),
      unread: await unreadOf(trx, id),
      places: {
        offices: await officesNow(trx, filed.institution, now),
        posts: await postsNow(trx, [office], now),
      },
    }
  })
}

/** Each event that was written here has one entry; events that another city carried here have none. */
async function proofsOf(
  trx: Parameters<typeof eventsOf>[0],
  id: string,
  events: readonly CaseEventRow[],
): Promise<ReadonlyMap<number, string>> {
  const acts = [...new Set(events.map(({ kind }) => `case.${kind}`))]
  const entries = await entryIdsOf(trx, { kind: 'case', id }, acts)
  const proofs = new Map<number, string>()
  for (const act of acts) {
    const told = events.filter(({ kind }) => `case.${kind}` === act)
    const ids = entries.get(act) ?? []
    if (ids.length !== told.length) continue
    for (const [at, { seq }] of told.entries()) proofs.set(seq, ids[at] ?? '')
  }
  return proofs
}
