// Who opened which case: for those who audit, and for nobody else; taking the list out is written down.
import { type Actor, type Holding, grants } from '#people'
import type { Database } from '#platform'
import type { Records } from '#records'
import { CaseFilesError } from '../errors.ts'
import { type AccessFilter, type AccessPlace, type AccessRow, accessRows } from './store-control.ts'

export interface ControlParts {
  database: Database
  records: Pick<Records, 'journal'>
}

export type AccessWish = Omit<AccessFilter, 'institution'>

export interface AccessPage {
  rows: AccessRow[]
  /** Where the next page begins. */
  next: AccessPlace | null
}

/** Rows of one export; who needs more narrows the days. */
export const mostExported = 100_000

/** Rows read at once for an export. */
const batch = 1_000

/**
 * The holding of an auditor: a post of the family that reads and cannot act.
 * @throws CaseFilesError not-found for all others, as an address that does not exist
 */
export function needAuditor(actor: Actor, verb: 'list' | 'export'): Holding {
  const holding = actor.kind === 'person' ? actor.holding : null
  if (holding === null || holding.family !== 'audit' || !grants(holding, verb, '')) {
    throw new CaseFilesError('not-found')
  }
  return holding
}

/** A page, newest first. @throws CaseFilesError not-found */
export async function readAccessLog(
  { database }: Pick<ControlParts, 'database'>,
  actor: Actor,
  { wish, limit, after }: { wish: AccessWish; limit: number; after: AccessPlace | null },
): Promise<AccessPage> {
  const { institution } = needAuditor(actor, 'list')
  const filter = { ...wish, institution }
  const rows = await accessRows(database.kysely, filter, { limit: limit + 1, after })
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const next = rows.length > limit && last !== undefined ? { at: last.at, id: last.id } : null
  return { rows: shown, next }
}

/** All rows that fit the wish, up to `mostExported`, newest first. @throws CaseFilesError not-found */
export async function exportAccessLog(
  { database, records }: ControlParts,
  actor: Actor,
  wish: AccessWish,
): Promise<AsyncIterable<AccessRow[]>> {
  const { institution } = needAuditor(actor, 'export')
  await database.transaction((trx) =>
    records.journal.write(trx, {
      act: 'control.exported',
      actor,
      about: { kind: 'institution', id: institution },
      content: { wish: JSON.stringify(wish) },
    }),
  )
  return batches(database, { ...wish, institution })
}

async function* batches(database: Database, filter: AccessFilter): AsyncGenerator<AccessRow[]> {
  let after: AccessPlace | null = null
  for (let count = 0; count < mostExported; count += batch) {
    const rows: AccessRow[] = await accessRows(database.kysely, filter, { limit: batch, after })
    if (rows.length > 0) yield rows
    const last = rows.at(-1)
    if (rows.length < batch || last === undefined) return
    after = { at: last.at, id: last.id }
  }
}
