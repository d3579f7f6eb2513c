// Registers a record of another room with its first rows of access, in that room's transaction.
import type { Schema } from '#platform'
import type { Transaction } from 'kysely'
import type { RecordFacts } from './record.ts'
import { withAccess } from './find-record.ts'
import {
  type AccessInput,
  type RecordInput,
  insertAccess,
  insertRecord,
  lockRecord,
  updateRecord,
} from './store-records.ts'
import { asProgram } from './store-view.ts'

export interface NewRecord extends RecordInput {
  /** Persons it is assigned to. */
  assigned?: readonly string[]
  /** Persons who may open it while it is secret. */
  credentials?: readonly string[]
  parties?: readonly string[]
}

/** Permission is asked by the verb that makes the record. @throws what constraints refuse */
export async function registerRecord(
  trx: Transaction<Schema>,
  record: NewRecord,
  now: Date,
): Promise<void> {
  await asProgram(trx, now, async () => {
    await insertRecord(trx, record, now)
    await insertAccess(trx, record.id, firstAccess(record))
  })
}

/** The office in custody, the institution's staff and auditors, and whoever is named. */
export function firstAccess(record: NewRecord): AccessInput[] {
  const { institution, custody, procedure = '' } = record
  const parties = (record.parties ?? []).flatMap((party) => [
    `party:${party}`,
    ...(procedure === '' ? [] : [`party:${party} ${procedure}`]),
  ])
  const row = (
    principal: string,
    reason: AccessInput['reason'],
    ceiling: AccessInput['ceiling'],
  ): AccessInput => ({ principal, reason, ceiling })
  return [
    row(`office:${custody}`, 'custody', 'restricted'),
    row(`staff:${institution}`, 'institution', 'institution'),
    row(`audit:${institution}`, 'audit', 'restricted'),
    ...(record.assigned ?? []).map((id) => row(`person:${id}`, 'assigned', 'restricted')),
    ...(record.credentials ?? []).map((id) => row(`person:${id}`, 'credential', 'secret')),
    ...parties.map((principal) => row(principal, 'party', 'restricted')),
  ]
}

/** State, drafter or seal, as the room of the record has changed them; null when there is none. */
export async function noteRecord(
  trx: Transaction<Schema>,
  id: string,
  change: { state?: string; drafter?: string | null; sealed?: boolean },
  now: Date,
): Promise<RecordFacts | null> {
  return asProgram(trx, now, async () => {
    const row = await lockRecord(trx, id)
    if (row === null) return null
    await updateRecord(trx, id, change)
    return withAccess(trx, row, now)
  })
}
