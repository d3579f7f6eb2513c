// Notifies an act of a case: deposits it in the mailbox, mails it, or makes the paper that is handed over.
import { randomUUID } from 'node:crypto'
import type { Actor } from '#people'
import { type CaseStep, actOnCase } from '../case/act-on-case.ts'
import { filerParty } from '../case/parties.ts'
import { CaseFilesError } from '../errors.ts'
import { hashOfKey, newKey } from '../filing/filing-key.ts'
import { type Known, knownOf } from './facts.ts'
import { alertLetter, mailLetter } from './letters.ts'
import { type Plan, electronic, missingIn } from './notification.ts'
import type { NotifyParts } from './notify-parts.ts'
import { settleCase } from './settle.ts'
import { sealedSheet } from './print-sheet.ts'
import { sheetOf } from './sheet.ts'
import { insertNotification } from './store-notifications.ts'

/**
 * What goes out electronically is sent in the transaction of its event: the letter waits in the outbox
 * and an outage of mail delays it. On paper the notice is made and waits for its delivery. Answers the
 * id of the notification.
 * @throws CaseFilesError not-found, case-moved, not-notifiable with what is missing as `cause`
 */
export async function notifyAct(
  parts: NotifyParts,
  actor: Actor,
  { id, seen, plan }: { id: string; seen: number; plan: Plan },
): Promise<string> {
  return actOnCase(parts, actor, { id, verb: 'update', seen }, async (step) => {
    await settleCase(parts, step)
    const known = await knownOf(parts, step, plan.party)
    const missing = missingIn(plan, known.facts)
    if (missing.length > 0) {
      throw new CaseFilesError('not-notifiable', { count: missing.length }, { cause: missing })
    }
    return send(parts, step, plan, known)
  })
}

async function send(
  parts: NotifyParts,
  step: CaseStep,
  plan: Plan,
  { facts, documents }: Known,
): Promise<string> {
  const { trx, filed } = step
  const { channel, party = filerParty, position, appeals, body, exhausts } = plan
  const document = documents.find((each) => each.position === position)
  const termDays = plan.termDays
  if (document === undefined || termDays === null) throw new Error('a checked plan lost its parts')
  const { consent, addressee } = facts
  const agreed = electronic.has(channel) ? consent : null
  const id = randomUUID()
  const place = agreed?.email ?? addressee.address
  const told = {
    ...{ name: document.name, sha256: document.sha256, addressee, place },
    ...{ appeals: appeals.trim(), body: body.trim(), termDays, exhausts },
  }
  const kind = channel === 'mailbox' ? 'deposit' : channel === 'email' ? 'mail' : 'notice'
  const t = parts.locale.for('es')
  const paper = await sealedSheet(parts, step, {
    sheet: sheetOf(parts, step, kind, told),
    name: `${t(`case-files.notify.proof.${kind}-file`)} ${id.slice(0, 8)}.pdf`,
    kind: kind === 'notice' ? 'notice' : 'proof',
  })
  const content = {
    ...{ notification: id, position, channel, ...told, certificate: paper.sha256 },
    ...(party === filerParty ? {} : { party }),
  }
  const { event, clock } = party === filerParty ? beginnings[channel] : beginningsWith[channel]
  const began = await step.append(event, clock === null ? content : { ...content, clock }, {
    ...{ notification: id, channel },
  })
  await step.addDocuments(began, [paper])
  const key = channel === 'email' ? newKey() : null
  const letter =
    agreed === null || parts.mail === null
      ? null
      : await parts.mail.send(
          key === null
            ? alertLetter(parts, agreed.email)
            : mailLetter(parts, agreed.email, { id, key }),
          trx,
        )
  await insertNotification(trx, {
    ...{ id, caseId: filed.id, position, party, channel, addressee, termDays, exhausts },
    ...{ appeals: told.appeals, body: told.body, consentSeq: agreed?.seq ?? null },
    ...{ beganSeq: began, sentSeq: electronic.has(channel) ? began : null, letterId: letter },
    keyHash: key === null ? null : hashOfKey(key),
  })
  return id
}

const onPaper = {
  personal: { event: 'notification-prepared', clock: null },
  letter: { event: 'notification-prepared', clock: null },
  publication: { event: 'notification-prepared', clock: null },
} as const

/**
 * The event with which each way begins. That there is consent was checked before, and the alert is
 * written in the same transaction.
 */
const beginnings = {
  mailbox: { event: 'deposited', clock: { kind: 'deposited', consent: true, alert: true } },
  email: { event: 'mailed', clock: { kind: 'mailed' } },
  ...onPaper,
} as const

/** With another party than the filer: the clock of the case hears of it when it takes effect. */
const beginningsWith = {
  mailbox: { event: 'party-deposited', clock: null },
  email: { event: 'party-mailed', clock: null },
  ...onPaper,
} as const
