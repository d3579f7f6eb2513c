// Sends a case back to the office it came from, within the day and with the reason; or takes it back before it arrived.
import { type CivilDate, localTime } from '@rimaq/workdays'
import { type Actor, PeopleError, grants } from '#people'
import { CaseFilesError } from '../errors.ts'
import { type CaseParts, type CaseStep, actOnCase } from './act-on-case.ts'
import { lastMovement, type Movement, underWay } from './custody.ts'
import { custodyInStep } from './project-case.ts'
import { mustSay } from './must-say.ts'
import { worksIn } from './receive-case.ts'

/**
 * The day ends with the working day on which it was sent: what came on a Saturday may go back on Monday.
 * @throws CaseFilesError say-why, not-under-way, return-too-late, case-moved
 */
export async function returnCase(
  parts: CaseParts,
  actor: Actor,
  { id, seen, reason }: { id: string; seen: number | null; reason: string },
): Promise<void> {
  const why = mustSay(reason)
  await actOnCase(parts, actor, { id, verb: 'route', seen }, async (step) => {
    const custody = await custodyInStep(step)
    const moved = lastMovement(custody)
    if (moved === null || moved.to !== custody.office) throw new CaseFilesError('not-under-way')
    if (step.state.today > lastDayToReturn(parts, moved))
      throw new CaseFilesError('return-too-late')
    await step.append('returned', { n: moved.n, reason: why }, { n: moved.n, to: moved.from })
  })
}

/** The working day on which it was sent, or the first one after. */
export function lastDayToReturn(
  { calendars }: Pick<CaseParts, 'calendars'>,
  { sentAt }: Pick<Movement, 'sentAt'>,
): CivilDate {
  const calendar = calendars.at()
  const { date } = localTime(sentAt.toISOString(), calendar.zone)
  return calendar.counts(date) ? date : calendar.add(date, 1)
}

/** By the office that sent it. @throws CaseFilesError not-under-way, not-yours, case-moved */
export async function cancelRouting(
  parts: CaseParts,
  actor: Actor,
  { id, seen }: { id: string; seen: number | null },
): Promise<void> {
  await actOnCase(parts, actor, { id, verb: 'read', seen }, async (step) => {
    const moved = underWay(await custodyInStep(step))
    if (moved === null) throw new CaseFilesError('not-under-way')
    mustWorkIn(step, moved.from, 'route')
    await step.append('routing-cancelled', { n: moved.n }, { n: moved.n })
  })
}

/**
 * For what an office may do with a case that another one has: the record's access lets it read only.
 * @throws CaseFilesError not-yours; PeopleError not-permitted
 */
export function mustWorkIn({ actor, filed }: CaseStep, office: string, verb: string): void {
  if (!worksIn(actor, office)) throw new CaseFilesError('not-yours')
  const holding = actor.kind === 'person' || actor.kind === 'system' ? actor.holding : null
  if (holding === null || !grants(holding, verb, filed.code)) {
    throw new PeopleError('not-permitted', { reason: 'verb-not-granted' })
  }
}
