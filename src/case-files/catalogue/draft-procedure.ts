// Writes down what a procedure is to say; nobody outside sees it until it is published.
import { createHash } from 'node:crypto'
import { type Json, canonicalJson } from '@rimaq/ledger'
import { CaseFilesError } from '../errors.ts'
import type { CatalogueContext } from './catalogue.ts'
import { shapeProblem } from './check-procedure.ts'
import { mustManageProcedures } from './permit.ts'
import type { ProcedureContent } from './procedure.ts'
import { lockProcedure, versionsOf, writeDraft } from './store-procedures.ts'

/** SHA-256 of the canonical JSON (RFC 8785), in hexadecimal. */
export function hashOfContent(content: ProcedureContent): string {
  return createHash('sha256')
    .update(canonicalJson(content as unknown as Json))
    .digest('hex')
}

/**
 * The version that was written; unchanged where the newest one says the same. A draft may be wrong in
 * what it says, not in its shape.
 * @throws CaseFilesError not-permitted, bad-procedure
 */
export async function draftProcedure(
  context: CatalogueContext,
  code: string,
  content: unknown,
): Promise<{ number: number; changed: boolean }> {
  const now = context.clock.now()
  mustManageProcedures(context.actor, now)
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(code) || code.length > 80) {
    throw new CaseFilesError('bad-procedure', { code, place: 'code', what: code })
  }
  const wrong = shapeProblem(content)
  if (wrong !== null) {
    const what = wrong.values['what'] ?? ''
    throw new CaseFilesError('bad-procedure', { code, place: wrong.place, what })
  }
  const draft = { content: content as ProcedureContent, hash: '' }
  draft.hash = hashOfContent(draft.content)
  return context.database.transaction(async (trx) => {
    const procedure = await lockProcedure(trx, code, now)
    const [newest] = await versionsOf(trx, code)
    if (newest?.hash === draft.hash && newest.state !== 'retired') {
      return { number: newest.number, changed: false }
    }
    const number = await writeDraft(trx, procedure, draft, now)
    await context.journal.write(trx, {
      act: 'procedure.drafted',
      actor: context.actor,
      about: { kind: 'procedure', id: procedure },
      content: { code, number, hash: draft.hash },
    })
    return { number, changed: true }
  })
}
