// What the clock does to notifications: the mailbox after five working days, mail that nobody acknowledged, acts that become firm.
import { type CivilDate, plusDays } from '@rimaq/workdays'
import { dayIn } from '../civil-day.ts'
import { CaseFilesError } from '../errors.ts'
import { type CaseStep, actAsCity } from '../case/act-on-case.ts'
import { filerParty, pendingOthers } from '../case/parties.ts'
import { isUnderWay } from './facts.ts'
import { openDaysOf } from './open-days.ts'
import type { NotifyParts } from './notify-parts.ts'
import { sealedSheet } from './print-sheet.ts'
import { sheetOf } from './sheet.ts'
import {
  type EndedWhy,
  type KeptNotification,
  casesToSettle,
  noteFirmIn,
  notificationsOf,
  updateNotification,
} from './store-notifications.ts'

/** Name of the job that looks at every case with a notification under way. */
export const settleJob = 'case-files.settle-notifications'

/** Cases looked at in one go. */
const batch = 200

/** Call before `jobs.work()`. */
export function defineSettling(parts: NotifyParts): void {
  parts.jobs.define(settleJob, async () => void (await settleAll(parts)))
}

/** How many cases something was written to. Each in its own transaction: killed, it goes on. */
export async function settleAll(parts: NotifyParts): Promise<number> {
  let written = 0
  for (let after: string | null = null; ;) {
    const today = dayIn(parts.clock.now(), parts.calendars.book.zone)
    const page = { after, limit: batch, today }
    const ids: string[] = await casesToSettle(parts.database.kysely, page)
    for (const id of ids) {
      if (await actAsCity(parts, id, (step) => settleCase(parts, step))) written += 1
    }
    after = ids.at(-1) ?? null
    if (ids.length < batch || after === null) return written
  }
}

/**
 * Writes down what time alone has brought, as events of the case; true where something was written.
 * Verbs call it first, so that what they see is what the day says.
 */
export async function settleCase(parts: NotifyParts, step: CaseStep): Promise<boolean> {
  const { trx, filed } = step
  const before = step.events.length
  for (const one of await notificationsOf(trx, filed.id)) {
    if (!isUnderWay(one) || one.sentSeq === null) continue
    await noteRefusal(parts, step, one)
    if (one.party === filerParty) await takeItsCourse(parts, step, one)
    else await takeItsCourseWith(parts, step, one)
  }
  await takeUpAppeals(step)
  await noteFirm(step)
  return step.events.length > before
}

/** A letter that a mail server refused for good: told at once, since the alert makes the deposit valid. */
async function noteRefusal(
  { mail }: NotifyParts,
  step: CaseStep,
  { id, letterId, letterFault, channel }: KeptNotification,
): Promise<void> {
  if (letterId === null || letterFault !== null || mail === null) return
  const fate = (await mail.fates([letterId])).get(letterId)
  if (fate?.state !== 'refused') return
  const fault = fate.fault ?? 'refused'
  await step.append('letter-refused', { notification: id, channel, fault }, { notification: id })
  await updateNotification(step.trx, id, { letterFault: fault })
}

async function takeItsCourse(
  parts: NotifyParts,
  step: CaseStep,
  one: KeptNotification,
): Promise<void> {
  const { state } = step
  const { channel } = one
  if (state.phase === 'approved') {
    return lapse(step, one, 'silence')
  }
  if (channel === 'email' && state.phase === 'decided') return lapse(step, one, 'not-acknowledged')
  if (channel === 'mailbox' && state.phase !== 'notifying') await tookEffect(parts, step, one)
}

/** Of another party than the filer: its days are its own, and the clock hears of their end. */
async function takeItsCourseWith(
  parts: NotifyParts,
  step: CaseStep,
  one: KeptNotification,
): Promise<void> {
  const { state, events } = step
  if (!pendingOthers(events).includes(one.party) || state.phase === 'approved') {
    return lapse(step, one, state.phase === 'approved' ? 'silence' : 'cancelled')
  }
  const days = openDaysOf(parts, step, one)
  if (days === null) return
  if (days.otherwise === null) {
    if (state.today > days.until) await lapse(step, one, 'not-acknowledged')
  } else if (state.today >= days.otherwise) {
    await putInEffect(parts, step, one, { on: days.otherwise, kind: 'effect', acknowledged: false })
  }
}

async function lapse(step: CaseStep, { id }: KeptNotification, why: EndedWhy): Promise<void> {
  const content = { notification: id, why }
  const seq = await step.append('notification-lapsed', content, { notification: id })
  await updateNotification(step.trx, id, { ended: { seq, why } })
}

/**
 * An appeal that came before the act could be appealed in this case, because the filer had not been
 * notified yet, is taken up on the day it can be.
 */
async function takeUpAppeals(step: CaseStep): Promise<void> {
  if (step.state.phase !== 'notified') return
  const at = step.events.findLastIndex(({ kind }) => kind === 'decided')
  const early = step.events.slice(at).find(({ kind }) => kind === 'appeal-received')
  if (early === undefined) return
  const { rule } = early.content as { rule: 'RECON' | 'APEL' }
  const clock = { kind: 'appealed', rule, silence: 'negative' }
  await step.append('appealed', { rule, taken: early.seq, clock }, { rule })
}

/** Nobody opened it within five working days: notified on the next one (Law 31736). */
async function tookEffect(
  parts: NotifyParts,
  step: CaseStep,
  one: KeptNotification,
): Promise<void> {
  const on = effectOfDays(parts, step)
  await putInEffect(parts, step, one, { on, kind: 'effect', acknowledged: false })
}

/** The working day after the last of the five, with the calendar as it is known now. */
function effectOfDays({ calendars }: NotifyParts, { state }: CaseStep): CivilDate {
  const box = state.terms.findLast(({ rule }) => rule === 'CASILLA')
  if (box === undefined || box.due === null) throw new CaseFilesError('not-now', { kind: 'effect' })
  return calendars.at(state.today, 'other').add(box.due, 1)
}

/** Makes the certificate, writes the event and sets the day; all of it in the caller's transaction. */
export async function putInEffect(
  parts: NotifyParts,
  step: CaseStep,
  one: KeptNotification,
  how: { on: CivilDate; kind: 'effect' | 'acknowledgement'; acknowledged: boolean },
): Promise<void> {
  const { on, kind, acknowledged } = how
  const { id, addressee, party } = one
  const t = parts.locale.for('es')
  const sheet = sheetOf(parts, step, kind, {
    ...one,
    place: addressee.email ?? addressee.address,
    effectiveOn: on,
  })
  const name = `${t(`case-files.notify.proof.${kind}-file`)} ${id.slice(0, 8)}.pdf`
  const proof = await sealedSheet(parts, step, { sheet, name, kind: 'proof' })
  const content = { notification: id, on, proof: proof.sha256 }
  const said = { notification: id }
  const seq =
    party !== filerParty
      ? await step.append(
          'informed',
          { ...content, acknowledged, clock: { kind: 'informed', party, effective: on } },
          said,
        )
      : acknowledged
        ? await step.append('acknowledged', { ...content, clock: { kind: 'acknowledged' } }, said)
        : await step.append('notification-effective', content, said)
  await step.addDocuments(seq, [proof])
  await updateNotification(step.trx, id, {
    ...(acknowledged ? { acknowledgedSeq: seq } : {}),
    effective: { on, seq, proof: proof.sha256 },
  })
}

/** Fifteen working days without an appeal: the act is firm (art. 212). Said once after each notification. */
async function noteFirm(step: CaseStep): Promise<void> {
  const { state, events } = step
  if (state.phase !== 'firm') return
  const decided = events.findLastIndex(({ kind }) => kind === 'decided')
  if (events.slice(decided + 1).some(({ kind }) => kind === 'became-firm')) return
  // A decided or withdrawn appeal makes it firm on its own day; else the last term that was let pass.
  const over =
    state.terms
      .filter(({ rule, status }) => rule === 'RECURSO' && status === 'expired')
      .map(({ due }) => due)
      .filter((due) => due !== null)
      .toSorted()
      .at(-1) ?? null
  const on = over === null ? state.today : plusDays(over, 1)
  await noteFirmIn(step.trx, step.filed.id, await step.append('became-firm', { on }))
}
