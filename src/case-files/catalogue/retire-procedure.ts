// Takes a procedure out of force: nothing can be filed under it any more, and its page says since when.
import { CaseFilesError } from '../errors.ts'
import { catalogueJob } from '../open-catalogue.ts'
import type { CatalogueContext } from './catalogue.ts'
import { mustManageProcedures } from './permit.ts'
import { endInForce, lockProcedure, versionsOf } from './store-procedures.ts'

/** `act` is the norm that ends it. @throws CaseFilesError not-permitted, not-found, nothing-to-retire */
export async function retireProcedure(
  context: CatalogueContext,
  code: string,
  act: string,
): Promise<{ number: number }> {
  const now = context.clock.now()
  mustManageProcedures(context.actor, now)
  const text = act.trim()
  if (text.length < 3 || text.length > 300) throw new CaseFilesError('no-act', { code })
  return context.database.transaction(async (trx) => {
    if ((await versionsOf(trx, code)).length === 0) throw new CaseFilesError('not-found', { code })
    const procedure = await lockProcedure(trx, code, now)
    const number = await endInForce(trx, procedure, text, now)
    if (number === null) throw new CaseFilesError('nothing-to-retire', { code })
    await context.jobs.send(catalogueJob, {}, { transaction: trx, once: 'catalogue' })
    await context.journal.write(trx, {
      act: 'procedure.retired',
      actor: context.actor,
      about: { kind: 'procedure', id: procedure },
      content: { code, number, act: text },
    })
    return { number }
  })
}
