// The cases an official sees, newest first, a page at a time; what is invisible is in no list and no count.
import { type Actor, inViewOf, listRecords } from '#people'
import { type CaseFile, readCases } from '../filing/store-filings.ts'
import type { TrayParts } from './open-case.ts'

export interface CasePage {
  cases: CaseFile[]
  /** Where the next page begins. */
  next: { opened: Date; id: string } | null
}

export function listCases(
  { database, clock }: TrayParts,
  actor: Actor,
  { limit, after = null }: { limit: number; after?: CasePage['next'] },
): Promise<CasePage> {
  return inViewOf({ database, clock, actor }, async (view) => {
    const { records, next } = await listRecords(view, { kind: 'case', limit, after })
    const found = await readCases(
      view.trx,
      records.map(({ id }) => id),
    )
    const byId = new Map(found.map((each) => [each.id, each]))
    return { cases: records.flatMap(({ id }) => byId.get(id) ?? []), next }
  })
}
