// What the clock does to notifications: the mailbox after five working days, mail that nobody acknowledged, acts that become firm.
import { type CivilDate, plusDays } from '@rimaq/workdays'
import { dayIn } from '../civil-day.ts'
import { CaseFilesError } from '../errors.ts'
import { type CaseStep, actAsCity } from '../case/act-on-case.ts'
import { underWayOf } from './facts.ts'
import type { NotifyParts } from './notify-parts.ts'
import { sealedSheet } from './print-sheet.ts'
import { sheetOf } from './sheet.ts'
import {
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
  const one = underWayOf(await notificationsOf(trx, filed.id))
  if (one !== undefined && one.sentSeq !== null) {
    await noteRefusal(parts, step, one)
    await takeItsCourse(parts, step, one)
  }
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
  const { trx, state } = step
  const { id, channel } = one
  if (state.phase === 'approved') {
    const seq = await step.append(
      'notification-lapsed',
      { notification: id, why: 'silence' },
      { notification: id },
    )
    return updateNotification(trx, id, { ended: { seq, why: 'silence' } })
  }
  if (channel === 'email' && state.phase === 'decided') {
    const seq = await step.append(
      'notification-lapsed',
      { notification: id, why: 'not-acknowledged' },
      { notification: id },
    )
    return updateNotification(trx, id, { ended: { seq, why: 'not-acknowledged' } })
  }
  if (channel === 'mailbox' && state.phase !== 'notifying') await tookEffect(parts, step, one)
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
  how: { on: CivilDate; kind: 'effect' | 'acknowledgement'; acknowledged: boolean; by?: string },
): Promise<void> {
  const { on, kind, acknowledged } = how
  const { id, addressee } = one
  const t = parts.locale.for('es')
  const sheet = sheetOf(parts, step, kind, {
    ...one,
    place: addressee.email ?? addressee.address,
    effectiveOn: on,
  })
  const name = `${t(`case-files.notify.proof.${kind}-file`)} ${id.slice(0, 8)}.pdf`
  const proof = await sealedSheet(parts, step, { sheet, name, kind: 'proof' })
  const content = { notification: id, on, proof: proof.sha256 }
  const seq = acknowledged
    ? await step.append(
        'acknowledged',
        { ...content, by: how.by ?? '', clock: { kind: 'acknowledged' } },
        { notification: id },
      )
    : await step.append('notification-effective', content, { notification: id })
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
