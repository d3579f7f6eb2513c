// Puts the draft of a procedure in force, in the place of the version before it.
import { CaseFilesError } from '../errors.ts'
import { catalogueJob } from '../open-catalogue.ts'
import type { CatalogueContext } from './catalogue.ts'
import { problemsOf } from './check-procedure.ts'
import { mustManageProcedures } from './permit.ts'
import { lockProcedure, publishDraft, versionsOf } from './store-procedures.ts'

/**
 * Filings made before keep the version they were made under.
 * @throws CaseFilesError not-permitted, not-found, nothing-to-publish, not-publishable
 */
export async function publishProcedure(
  context: CatalogueContext,
  code: string,
): Promise<{ number: number }> {
  const now = context.clock.now()
  mustManageProcedures(context.actor, now)
  return context.database.transaction(async (trx) => {
    if ((await versionsOf(trx, code)).length === 0) throw new CaseFilesError('not-found', { code })
    const procedure = await lockProcedure(trx, code, now)
    const [draft] = await versionsOf(trx, code)
    if (draft?.state !== 'draft') throw new CaseFilesError('nothing-to-publish', { code })
    const problems = problemsOf(draft.content)
    if (problems.length > 0) {
      throw new CaseFilesError(
        'not-publishable',
        { code, count: problems.length },
        { cause: problems },
      )
    }
    await publishDraft(trx, procedure, draft.number, now)
    await context.jobs.send(catalogueJob, {}, { transaction: trx, once: 'catalogue' })
    await context.journal.write(trx, {
      act: 'procedure.published',
      actor: context.actor,
      about: { kind: 'procedure', id: procedure },
      content: { code, number: draft.number, hash: draft.hash },
    })
    return { number: draft.number }
  })
}
