// Tells whoever asked for information, once and within two working days, by which day it will be given.
import { type CivilDate, civilDate } from '@rimaq/workdays'
import type { Actor } from '#people'
import { CaseFilesError } from '../errors.ts'
import type { NotifyParts } from '../notify/notify-parts.ts'
import { type CaseParts, actOnCase } from './act-on-case.ts'
import { mustSay } from './must-say.ts'
import { lateLetter } from '../notify/letters.ts'

/** With which the applicant is told by mail; without mail, on the own page alone. */
export type Post = Pick<NotifyParts, 'mail' | 'locale' | 'url'>

/**
 * Law 27806, art. 11 g: the day becomes the last one for the answer, and the reason is told with it. A
 * letter says that there is something to read, where the applicant gave an address.
 * @throws CaseFilesError no-day, say-why, not-now (too late, told already, or no such procedure), case-moved
 */
export async function warnLate(
  parts: CaseParts & { post?: Post | undefined },
  actor: Actor,
  given: { id: string; seen: number | null; until: string; why: string },
): Promise<void> {
  const { id, seen } = given
  const why = mustSay(given.why)
  const until = dayIn(given.until)
  const { post } = parts
  await actOnCase(parts, actor, { id, verb: 'update', seen }, async (step) => {
    const to = step.filed.filer.email
    const mailed = to !== null && post !== undefined && post.mail !== null
    await step.append('warned', { why, mailed, clock: { kind: 'warned', until } }, { until })
    if (to !== null && post !== undefined && post.mail !== null) {
      await post.mail.send(lateLetter(post, to), step.trx)
    }
  })
}

function dayIn(text: string): CivilDate {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text))) {
    throw new CaseFilesError('no-day')
  }
  return civilDate(text)
}
