// Does one thing with many cases, each in its own transaction, and says of each what came of it.
import { type Actor, PeopleError } from '#people'
import { type CaseParts } from '../case/act-on-case.ts'
import { assignCase } from '../case/assign-case.ts'
import { receiveCase } from '../case/receive-case.ts'
import { type Routing, routeCase } from '../case/route-case.ts'
import { CaseFilesError } from '../errors.ts'
import { shownNumber } from '../filing/filing-parts.ts'
import { numbersOfCases } from './store-bulk.ts'

/** A case, or one movement of it: `ID` or `ID.N`. */
export interface Chosen {
  id: string
  n: number | null
}

export type BulkAct =
  | { act: 'recibir' }
  | { act: 'asignar'; position: string | null }
  | ({ act: 'derivar' } & Pick<Routing, 'to' | 'motive' | 'note' | 'priority'>)

export interface Outcome {
  id: string
  /** Null for what the official cannot see. */
  number: string | null
  error: CaseFilesError | PeopleError | null
}

/** Cases of one go. */
export const mostInBulk = 100

/**
 * What fails is told and keeps none of the others from being done. A page shows no events, so nothing
 * that happened in between is missed: each verb judges the case as it is.
 */
export async function actInBulk(
  parts: CaseParts,
  actor: Actor,
  { chosen, what }: { chosen: readonly Chosen[]; what: BulkAct },
): Promise<Outcome[]> {
  const outcomes: { id: string; error: Outcome['error'] }[] = []
  for (const { id, n } of chosen.slice(0, mostInBulk)) {
    try {
      await one(parts, actor, { id, n, what })
      outcomes.push({ id, error: null })
    } catch (error) {
      if (!(error instanceof CaseFilesError) && !(error instanceof PeopleError)) throw error
      outcomes.push({ id, error })
    }
  }
  const numbers = await numbersOfCases(
    parts.database.kysely,
    outcomes.filter(({ error }) => error?.code !== 'not-found').map(({ id }) => id),
  )
  return outcomes.map(({ id, error }) => {
    const found = numbers.get(id)
    return { id, error, number: found === undefined ? null : shownNumber(found) }
  })
}

async function one(
  parts: CaseParts,
  actor: Actor,
  { id, n, what }: Chosen & { what: BulkAct },
): Promise<void> {
  if (what.act === 'recibir') return receiveCase(parts, actor, { id, n, seen: null })
  if (what.act === 'asignar') {
    const { position } = what
    return assignCase(parts, actor, { id, seen: null, position, note: '' })
  }
  const { to, motive, note, priority } = what
  await routeCase(parts, actor, { id, seen: null, to, motive, note, priority, copies: [] })
}
