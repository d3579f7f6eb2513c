// A filer or another party agrees to be notified electronically, or takes it back for what comes.
import type { Translate } from '#platform'
import { filerParty } from '../case/parties.ts'
import { CaseFilesError } from '../errors.ts'
import { isEmail } from '../filing/form-answers.ts'
import { type Way, agreed, consentIn } from './consent.ts'
import { type NotifyParts, type Access, type PartyAccess, actOnSeat } from './notify-parts.ts'

/**
 * Agreeing again to the same is no second event. `t` is that of the page, whose words are agreed to.
 * @throws CaseFilesError not-found, bad-email
 */
export async function giveConsent(
  parts: NotifyParts,
  access: Access | PartyAccess,
  { way, email, t }: { way: Way; email: string; t: Translate },
): Promise<void> {
  const to = email.trim()
  if (!isEmail(to)) throw new CaseFilesError('bad-email')
  await actOnSeat(parts, access, async (step, { id: party }) => {
    const consent = agreed(t, way, to)
    const known = consentIn(step.events, party)
    const same = known?.channel === way && known.email === to && known.version === consent.version
    if (same) return
    const whose = party === filerParty ? {} : { party }
    await step.append('consented', { consent, ...whose }, { channel: way })
  })
}

/** What was sent under it stays notified. @throws CaseFilesError not-found */
export async function withdrawConsent(
  parts: NotifyParts,
  access: Access | PartyAccess,
): Promise<void> {
  await actOnSeat(parts, access, async (step, { id: party }) => {
    if (consentIn(step.events, party) === null) return
    await step.append('consent-withdrawn', party === filerParty ? {} : { party })
  })
}
