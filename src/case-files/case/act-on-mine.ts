// How citizens reach their own case: by the key of the filing, by their account, or by the link of a mail.
import type { Transaction } from 'kysely'
import type { Actor } from '#people'
import type { Schema } from '#platform'
import { CaseFilesError } from '../errors.ts'
import { hashOfKey } from '../filing/filing-key.ts'
import { caseOfMail } from '../notify/store-notifications.ts'
import { type CaseParts, type CaseStep, actAsCity, actOnCase, actOnOwnCase } from './act-on-case.ts'

/** How a citizen shows that a case is the own one. */
export type Access =
  | { by: 'key'; id: string; key: string; actor: Actor }
  | { by: 'account'; id: string; actor: Actor }
  /** By the link of a mail: `id` is that of the notification. */
  | { by: 'mail'; id: string; key: string; actor: Actor }

/** A person as a resident, whatever post the session acts through. */
export function asResident(actor: Actor): Actor {
  return actor.kind === 'person' ? { ...actor, holding: null } : actor
}

/** Runs the work on the citizen's own case. @throws CaseFilesError not-found */
export async function actOnMine<T>(
  parts: CaseParts,
  access: Access,
  work: (step: CaseStep) => Promise<T>,
): Promise<T> {
  const { id, actor } = access
  if (access.by === 'key') return actOnOwnCase(parts, { id, key: access.key, actor }, work)
  if (access.by === 'account') {
    return actOnCase(parts, asResident(actor), { id, verb: 'read' }, work)
  }
  const keyHash = hashOfKey(access.key)
  return parts.database.transaction(async (trx: Transaction<Schema>) => {
    const caseId = await caseOfMail(trx, { id, keyHash })
    if (caseId === null) throw new CaseFilesError('not-found')
    return actAsCity({ ...parts, within: trx }, caseId, work)
  })
}
