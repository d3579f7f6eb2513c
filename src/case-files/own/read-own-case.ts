// The own case as its filer sees it: who has it, when it is due, what to do next, what happened.
import type { CaseState } from '@rimaq/workdays'
import { namesOfOffices, titlesOfPosts } from '#people'
import type { CaseParts } from '../case/act-on-case.ts'
import { type Access, actOnMine } from '../case/act-on-mine.ts'
import type { Custody } from '../case/custody.ts'
import { actorIn } from '../case/event-actor.ts'
import { custodyInStep } from '../case/project-case.ts'
import { readCorrectionFiles } from '../case/store-corrections.ts'
import type { CaseFile, FiledFile } from '../filing/store-filings.ts'
import { secretsIn } from '../parties/secrets.ts'
import { broughtDocuments } from '../parties/store-party-keys.ts'

export interface OwnCase {
  filed: CaseFile
  state: CaseState
  custody: Custody
  events: readonly { seq: number; at: Date; kind: string; content: Record<string, unknown> }[]
  office: string
  /** Title of the post that works on it; null while the office has given it to none. */
  post: string | null
  /** Attached to a correction that is not sent yet. */
  attached: FiledFile[]
  /** Documents the filer brought. */
  own: FiledFile[]
  /** Places of what it keeps from other parties. */
  kept: ReadonlySet<number>
}

/** @throws CaseFilesError not-found for a wrong key as for no case */
export async function readOwnCase(parts: CaseParts, access: Access): Promise<OwnCase> {
  return actOnMine(parts, access, async (step) => {
    const { trx, now, filed, state, events } = step
    const custody = await custodyInStep(step)
    const { office, position } = custody
    const byOthers = new Set(
      events.filter((event) => actorIn(event)?.kind === 'party').map(({ seq }) => seq),
    )
    const brought = new Set(
      (await broughtDocuments(trx, filed.id))
        .filter(({ seq }) => !byOthers.has(seq))
        .map((each) => each.position),
    )
    return {
      ...{ filed, state, custody, events },
      office: (await namesOfOffices(trx, [office])).get(office) ?? '',
      post: (await titlesOfPosts(trx, [position], now)).get(position ?? '')?.title ?? null,
      own: filed.files.filter((each) => brought.has(each.position)),
      kept: secretsIn(events),
      attached: await readCorrectionFiles(trx, filed.id),
    }
  })
}
