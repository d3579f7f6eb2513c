// What the verbs of notification stand on, and how citizens reach their own case: by key or by account.
import type { Transaction } from 'kysely'
import type { Actor } from '#people'
import type { FileStore, Jobs, Locale, Mail, Schema } from '#platform'
import { type CaseParts, type CaseStep, actOnCase, actOnOwnCase } from '../case/act-on-case.ts'
import { actAsCity } from '../case/act-on-case.ts'
import { CaseFilesError } from '../errors.ts'
import { hashOfKey } from '../filing/filing-key.ts'
import type { EntitySeal } from '../seal/entity-seal.ts'
import { caseOfMail } from './store-notifications.ts'

export interface NotifyParts extends CaseParts {
  files: FileStore
  jobs: Jobs
  locale: Locale
  /** Null where no mail server is set: nothing is notified electronically then. */
  mail: Mail | null
  /** Public address of this installation, for links in letters. */
  url: string
  /** Name of the institution, above every certificate. */
  institution: string
  /** With which certificates of notification are sealed. */
  seal: EntitySeal
}

/** Milliseconds after which a letter that waits is worth a word: before, the next look of the job sends it. */
const late = 600_000

/** Since when letters wait that no mail server takes; null while all goes well. */
export async function waitsSince({
  mail,
  clock,
}: Pick<NotifyParts, 'mail' | 'clock'>): Promise<Date | null> {
  const counts = await mail?.counts()
  if (counts === undefined || counts.oldest === null) return null
  const old = clock.now().getTime() - counts.oldest.getTime() > late
  return counts.fault !== null || old ? counts.oldest : null
}

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
  parts: NotifyParts,
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
