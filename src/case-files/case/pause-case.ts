// Stops the clock of a case for a reason the law knows, and lets it run again.
import type { Actor } from '#people'
import { CaseFilesError } from '../errors.ts'
import { type CaseParts, type CaseStep, actOnCase } from './act-on-case.ts'
import { type Access, actOnMine } from './act-on-mine.ts'
import { mustSay } from './must-say.ts'

/** Why an entity may stop a term; the citizen's own request is `suspendCase`. */
export const stopReasons = ['law', 'court', 'other-procedure', 'conciliation'] as const
export type StopReason = (typeof stopReasons)[number]

const mostDays = 30

interface Suspension {
  /** Working days, 1 to 30 in all (Law 27444, art. 136.4). */
  days: number
  why: string
}

/** The filer asks for it on the own page. @throws CaseFilesError say-why, no-days, not-now */
export async function suspendOwnCase(
  parts: CaseParts,
  access: Access,
  { days, why }: Suspension,
): Promise<void> {
  await actOnMine(parts, access, (step) => suspend(step, days, why))
}

/** An official writes down what the filer asked for in another way. */
export async function suspendCase(
  parts: CaseParts,
  actor: Actor,
  { id, seen, days, why }: Suspension & { id: string; seen: number | null },
): Promise<void> {
  await actOnCase(parts, actor, { id, verb: 'update', seen }, (step) => suspend(step, days, why))
}

async function suspend(step: CaseStep, days: number, why: string): Promise<void> {
  if (!Number.isInteger(days) || days < 1 || days > mostDays) throw new CaseFilesError('no-days')
  const clock = { kind: 'suspended', days, why: mustSay(why) }
  await step.append('suspended', { clock }, { days })
}

/**
 * Until it is resumed. Whoever heads the office decides it, with the norm or the order of the court.
 * @throws CaseFilesError say-why, not-now, case-moved
 */
export async function stopCase(
  parts: CaseParts,
  actor: Actor,
  { id, seen, reason, why }: { id: string; seen: number | null; reason: StopReason; why: string },
): Promise<void> {
  const said = mustSay(why)
  await actOnCase(parts, actor, { id, verb: 'change-state', seen }, (step) =>
    step.append('stopped', { reason, clock: { kind: 'stopped', why: said } }, { reason }),
  )
}

/** @throws CaseFilesError not-now, case-moved */
export async function resumeCase(
  parts: CaseParts,
  actor: Actor,
  { id, seen }: { id: string; seen: number | null },
): Promise<void> {
  await actOnCase(parts, actor, { id, verb: 'update', seen }, (step) =>
    step.append('resumed', { clock: { kind: 'resumed' } }),
  )
}

/**
 * The filer left a requirement unmet: after thirty days abandonment may be proposed, never by itself
 * (Law 27444, art. 191). @throws CaseFilesError say-why, not-now, case-moved
 */
export async function paralyseCase(
  parts: CaseParts,
  actor: Actor,
  { id, seen, why }: { id: string; seen: number | null; why: string },
): Promise<void> {
  const said = mustSay(why)
  await actOnCase(parts, actor, { id, verb: 'update', seen }, (step) =>
    step.append('paralysed', { why: said, clock: { kind: 'paralysed' } }),
  )
}
