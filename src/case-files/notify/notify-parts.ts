// What the verbs of notification stand on, and since when letters wait.
import type { FileStore, Jobs, Locale, Mail } from '#platform'
import type { CaseParts } from '../case/act-on-case.ts'
import type { EntitySeal } from '../seal/entity-seal.ts'

export {
  type Access,
  type PartyAccess,
  type Seat,
  actOnMine,
  actOnSeat,
  asResident,
} from '../case/act-on-mine.ts'

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
