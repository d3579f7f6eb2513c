// The filer agrees to be notified electronically, or takes it back for what comes.
import type { Translate } from '#platform'
import { CaseFilesError } from '../errors.ts'
import { isEmail } from '../filing/form-answers.ts'
import { type Way, agreed, consentIn } from './consent.ts'
import { type Access, type NotifyParts, actOnMine } from './notify-parts.ts'

/**
 * Agreeing again to the same is no second event. `t` is that of the page, whose words are agreed to.
 * @throws CaseFilesError not-found, bad-email
 */
export async function giveConsent(
  parts: NotifyParts,
  access: Access,
  { way, email, t }: { way: Way; email: string; t: Translate },
): Promise<void> {
  const to = email.trim()
  if (!isEmail(to)) throw new CaseFilesError('bad-email')
  await actOnMine(parts, access, async (step) => {
    const consent = agreed(t, way, to)
    const known = consentIn(step.events)
    const same = known?.channel === way && known.email === to && known.version === consent.version
    if (!same) await step.append('consented', { consent, by: access.by }, { channel: way })
  })
}

/** What was sent under it stays notified. @throws CaseFilesError not-found */
export async function withdrawConsent(parts: NotifyParts, access: Access): Promise<void> {
  await actOnMine(parts, access, async (step) => {
    if (consentIn(step.events) !== null) await step.append('consent-withdrawn', { by: access.by })
  })
}
