// Writes everything that is read from events anew, for all cases, and says what was different; checks their chains.
import { readersOf } from '#people'
import { brokenAt } from '../filing/event-chain.ts'
import { type CaseParts, type CaseStep, actAsCity } from './act-on-case.ts'
import { idsOfCases, keepReaders, projectionsOf, termsOf } from './store-rebuild.ts'

export interface Rebuilt {
  cases: number
  /** Ids of cases of which something was written that their events and the day do not say. */
  different: string[]
  /** Cases of which the chain of events does not hold, with the first event that does not follow. */
  broken: { id: string; seq: number }[]
  /** Cases whose stored computations of terms are not those their events lead to. */
  terms: string[]
}

class Undo extends Error {}

/**
 * A case at a time, each in its transaction. What time alone has changed since the last look counts
 * as different too. `write` false: only says what it would write. Terms are never changed: those that
 * differ are told. `only`: these cases and no others.
 */
export async function rebuildCases(
  parts: CaseParts,
  {
    write,
    seen,
    only,
  }: { write: boolean; seen?: (cases: number) => void; only?: readonly string[] },
): Promise<Rebuilt> {
  const rebuilt: Rebuilt = { cases: 0, different: [], broken: [], terms: [] }
  if (only !== undefined) {
    for (const id of only) await rebuildOne(parts, id, write, rebuilt)
    return rebuilt
  }
  let after: string | null = null
  for (;;) {
    const ids: string[] = await idsOfCases(parts.database.kysely, { after, limit: 500 })
    for (const id of ids) await rebuildOne(parts, id, write, rebuilt)
    seen?.(rebuilt.cases)
    after = ids.at(-1) ?? null
    if (after === null) return rebuilt
  }
}

async function rebuildOne(
  parts: CaseParts,
  id: string,
  write: boolean,
  rebuilt: Rebuilt,
): Promise<void> {
  rebuilt.cases += 1
  await actAsCity(parts, id, async (step) => {
    // What a destroyed case held is gone by law; the audit checks the links that stay.
    if (step.events.some(({ kind }) => kind === 'destroyed')) return
    const seq = brokenAt(step.events)
    if (seq !== null) {
      rebuilt.broken.push({ id, seq })
      return
    }
    if (!(await termsHold(step))) rebuilt.terms.push(id)
    const before = await projectionsOf(step.trx, id)
    await step.refresh()
    const readers = await readersOf(step.trx, id, parts.clock.now())
    await keepReaders(step.trx, id, readers)
    if ((await projectionsOf(step.trx, id)) !== before) rebuilt.different.push(id)
    if (!write) throw new Undo()
  }).catch((error: unknown) => {
    if (!(error instanceof Undo)) throw error
  })
}

/** What is stored is the beginning of what the events lead to. */
async function termsHold({ trx, filed, state }: CaseStep): Promise<boolean> {
  const stored = await termsOf(trx, filed.id)
  return stored.every(({ key, rule, due }, at) => {
    const made = state.computed[at]
    return made?.term === key && made.computation.rule === rule && made.computation.due === due
  })
}
