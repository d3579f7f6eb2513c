// One case for an official who may see it; opening what is restricted is written into the journal first.
import { type Actor, findRecord, inViewOf } from '#people'
import type { Clock, Database } from '#platform'
import type { Records } from '#records'
import type { CaseEventRow } from '../filing/event-chain.ts'
import { type CaseFile, eventsOf, readCases } from '../filing/store-filings.ts'

export interface TrayParts {
  database: Database
  clock: Clock
  records: Pick<Records, 'journal'>
}

export interface OpenCase {
  filed: CaseFile
  events: (CaseEventRow & { hash: string })[]
}

/** Null when it is absent or invisible, without a difference. */
export async function openCase(
  { database, clock, records }: TrayParts,
  actor: Actor,
  { id, document = null }: { id: string; document?: number | null },
): Promise<OpenCase | null> {
  return inViewOf({ database, clock, actor }, async (view) => {
    const record = await findRecord(view, { verb: 'read', kind: 'case', id })
    if (record === null) return null
    const [filed] = await readCases(view.trx, [id])
    if (filed === undefined) return null
    const events = await eventsOf(view.trx, id)
    await records.journal.write(view.trx, {
      act: 'case.read',
      actor,
      about: { kind: 'case', id },
      content: { level: record.level, document },
    })
    return { filed, events }
  })
}
