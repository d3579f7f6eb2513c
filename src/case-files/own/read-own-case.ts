// The own case as its filer sees it: who has it, when it is due, what to do next, what happened.
import type { CaseState } from '@rimaq/workdays'
import { namesOfOffices, titlesOfPosts } from '#people'
import type { CaseParts } from '../case/act-on-case.ts'
import { type Access, actOnMine } from '../case/act-on-mine.ts'
import type { Custody } from '../case/custody.ts'
import { custodyInStep } from '../case/project-case.ts'
import { readCorrectionFiles } from '../case/store-corrections.ts'
import type { CaseFile, FiledFile } from '../filing/store-filings.ts'

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
}

/** @throws CaseFilesError not-found for a wrong key as for no case */
export async function readOwnCase(parts: CaseParts, access: Access): Promise<OwnCase> {
  return actOnMine(parts, access, async (step) => {
    const { trx, now, filed, state, events } = step
    const custody = await custodyInStep(step)
    const { office, position } = custody
    return {
      ...{ filed, state, custody, events },
      office: (await namesOfOffices(trx, [office])).get(office) ?? '',
      post: (await titlesOfPosts(trx, [position], now)).get(position ?? '')?.title ?? null,
      attached: await readCorrectionFiles(trx, filed.id),
    }
  })
}
