// Tells whoever asked for information, once and within two working days, by which day it will be given.
import { type CivilDate, civilDate } from '@rimaq/workdays'
import type { Actor } from '#people'
import { CaseFilesError } from '../errors.ts'
import { type CaseParts, actOnCase } from './act-on-case.ts'
import { mustSay } from './must-say.ts'

/**
 * Law 27806, art. 11 g: the day becomes the last one for the answer, and the reason is told with it.
 * @throws CaseFilesError no-day, say-why, not-now (too late, told already, or no such procedure), case-moved
 */
export async function warnLate(
  parts: CaseParts,
  actor: Actor,
  given: { id: string; seen: number | null; until: string; why: string },
): Promise<void> {
  const { id, seen } = given
  const why = mustSay(given.why)
  const until = dayIn(given.until)
  await actOnCase(parts, actor, { id, verb: 'update', seen }, (step) =>
    step.append('warned', { why, clock: { kind: 'warned', until } }, { until }),
  )
}

function dayIn(text: string): CivilDate {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text))) {
    throw new CaseFilesError('no-day')
  }
  return civilDate(text)
}
