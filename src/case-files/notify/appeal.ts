// The filer or another party appeals an act of the own case, or withdraws the request; both are events with their own terms.
import { filerParty, othersAppeal } from '../case/parties.ts'
import { CaseFilesError } from '../errors.ts'
import type { Evidence } from './deliver.ts'
import { reasonsIn } from './deliver.ts'
import {
  type Access,
  type NotifyParts,
  type PartyAccess,
  actOnMine,
  actOnSeat,
} from './notify-parts.ts'
import { appealTermOf } from './open-days.ts'
import { settleCase } from './settle.ts'
import { plainSheet } from './print-sheet.ts'
import type { Sheet } from './sheet.ts'
import { shownNumber } from '../filing/filing-parts.ts'
import { notificationsOf } from './store-notifications.ts'

/** Reconsideration before the same body with new evidence; appeal to the superior (art. 207 to 209). */
export const appealRules = ['RECON', 'APEL'] as const
export type AppealRule = (typeof appealRules)[number]

/**
 * Within fifteen working days of the notification, or against negative silence. It is received whatever
 * it lacks; its text becomes a document of the case. Answers the last day for its decision.
 * @throws CaseFilesError not-found, not-now, no-reasons
 */
export async function appeal(
  parts: NotifyParts,
  access: Access | PartyAccess,
  sent: { rule: AppealRule; reasons: string; file: Evidence | null },
): Promise<string | null> {
  const { rule, file } = sent
  const reasons = reasonsIn(sent.reasons)
  return actOnSeat(parts, access, async (step, { standsFor, party }) => {
    await settleCase(parts, step)
    const against = (await notificationsOf(step.trx, step.filed.id)).findLast(
      ({ party: whose, effectiveOn, endedSeq }) =>
        whose === standsFor && effectiveOn !== null && endedSeq === null,
    )
    const t = parts.locale.for('es')
    const who = party ?? step.filed.filer
    // Another party has its own days, which end whatever the filer's do.
    const own = standsFor === filerParty ? null : appealTermOf(step, standsFor)
    if (standsFor !== filerParty && (own?.due ?? '') < step.state.today) {
      throw new CaseFilesError('not-now', { kind: 'appealed', phase: step.state.phase })
    }
    const sheet: Sheet = {
      title: t(`case-files.notify.appeal.${rule}`),
      lang: 'es',
      heading: [who.name, `${who.document} ${who.number}`],
      blocks: [
        {
          kind: 'summary',
          rows: [
            { label: t('case-files.receipt.number'), value: shownNumber(step.filed) },
            { label: t('case-files.notify.appeal.act'), value: against?.name ?? '–' },
          ],
        },
        ...reasons.split(/\n{2,}/).map((text) => ({ kind: 'paragraph' as const, text })),
      ],
      footer: t('case-files.notify.appeal.foot'),
      made: step.now,
    }
    const name = `${t(`case-files.notify.appeal.${rule}`)}.pdf`
    const paper = await plainSheet(parts, { sheet, name, kind: 'appeal' })
    const files = [
      { ...paper, origin: 'filer' as const },
      ...(file === null ? [] : [{ ...file, origin: 'filer' as const, kind: 'appeal' }]),
    ]
    const listed = files.map(({ name: each, sha256, bytes }) => ({ name: each, sha256, bytes }))
    const told = {
      ...{ rule, against: against?.position ?? null, files: listed },
      ...(party === null ? {} : { party: party.id }),
    }
    // Silence on an appeal denies it, so that its filer can go to court (art. 34.1.2).
    const clock = { kind: 'appealed', rule, silence: 'negative' }
    // Where the clock cannot take it now it is received all the same (art. 124.1): decided with the
    // appeal under way, or taken up when the filer has been notified.
    const early = own !== null && step.state.phase !== 'notified'
    const seq = early
      ? await step.append('appeal-received', told, { rule })
      : await step.append('appealed', { ...told, clock }, { rule })
    await step.addDocuments(seq, files)
    return step.state.terms.findLast((term) => term.rule === rule)?.due ?? null
  })
}

/** Before the last decision is notified (art. 189.5). @throws CaseFilesError not-found, not-now */
export async function withdraw(
  parts: NotifyParts,
  access: Access,
  { reasons }: { reasons: string },
): Promise<void> {
  await actOnMine(parts, access, async (step) => {
    await settleCase(parts, step)
    // What another party appealed is not the filer's to take back.
    const barred = step.state.phase === 'closed' || othersAppeal(step.events)
    if (barred) throw new CaseFilesError('not-now', { kind: 'withdrawn' })
    const content = { reasons: reasons.trim().slice(0, 4000) }
    await step.append('withdrawn', { ...content, clock: { kind: 'withdrawn' } })
  })
}
