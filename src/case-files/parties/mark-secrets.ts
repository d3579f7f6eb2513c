// The filer says which of its documents the other parties of the case do not see.
import type { CaseParts } from '../case/act-on-case.ts'
import { type Access, actOnMine } from '../case/act-on-mine.ts'
import { actorIn } from '../case/event-actor.ts'
import { answersPlace, secretsIn } from './secrets.ts'
import { broughtDocuments } from './store-party-keys.ts'

/**
 * All of them at once, so that a box that is not ticked any more is taken back. The entity sees them as
 * before. Places that are no document of the filer are left out.
 * @throws CaseFilesError not-found, not-now
 */
export async function markSecrets(
  parts: CaseParts,
  access: Access,
  { places }: { places: readonly number[] },
): Promise<void> {
  await actOnMine(parts, access, async (step) => {
    const brought = await broughtDocuments(step.trx, step.filed.id)
    const byOthers = new Set(
      step.events.filter((event) => actorIn(event)?.kind === 'party').map(({ seq }) => seq),
    )
    const own = brought.filter(({ seq }) => !byOthers.has(seq)).map(({ position }) => position)
    const known = new Set([answersPlace, ...own])
    const secrets = [...new Set(places)]
      .filter((place) => known.has(place))
      .toSorted((a, b) => a - b)
    const before = [...secretsIn(step.events)].toSorted((a, b) => a - b)
    if (secrets.join() === before.join()) return
    await step.append('secrets-marked', { secrets }, { count: secrets.length })
  })
}
