// Gives a party beside the filer the key of its own page: by mail, or to be handed over at the counter.
import type { Actor } from '#people'
import type { Letter, Translate } from '#platform'
import { actOnCase } from '../case/act-on-case.ts'
import { partiesOf } from '../case/parties.ts'
import { CaseFilesError } from '../errors.ts'
import { hashOfKey, newKey } from '../filing/filing-key.ts'
import type { NotifyParts } from '../notify/notify-parts.ts'
import { insertPartyKey } from './store-party-keys.ts'

/** The key is shown once where it is handed over; null where it went out by mail. */
export interface Admitted {
  name: string
  key: string | null
}

/**
 * Law 27444, art. 60.1 and 160: whoever may be affected is told, may come in at any time and sees the
 * file. A second key replaces the first. By mail it goes to the address the party was named with.
 * @throws CaseFilesError not-found, no-party-mail, not-now, case-moved
 */
export async function admitPartyByKey(
  parts: NotifyParts,
  actor: Actor,
  given: { id: string; seen: number | null; party: string; how: 'mail' | 'hand' },
): Promise<Admitted> {
  const { id, seen, party, how } = given
  return actOnCase(parts, actor, { id, verb: 'update', seen }, async (step) => {
    const one = partiesOf(step.events).find((each) => each.id === party)
    if (one === undefined) throw new CaseFilesError('not-found')
    const { name, email } = one
    if (how === 'mail' && (email === null || parts.mail === null)) {
      throw new CaseFilesError('no-party-mail', { name })
    }
    const key = newKey()
    const seq = await step.append('party-admitted', { party, how }, { how })
    const letterId =
      how === 'mail' && email !== null && parts.mail !== null
        ? await parts.mail.send(admission(parts, email, { id, key }), step.trx)
        : null
    await insertPartyKey(step.trx, { caseId: id, seq, party, keyHash: hashOfKey(key), letterId })
    return { name, key: how === 'mail' ? null : key }
  })
}

/** In Spanish and English; of the case it says nothing, since mail travels openly. */
function admission(
  { locale, url }: Pick<NotifyParts, 'locale' | 'url'>,
  to: string,
  { id, key }: { id: string; key: string },
): Letter {
  const link = `${url}/parte/${id}/${key}`
  const words = (t: Translate): string =>
    [t('case-files.parties.letter'), link, t('case-files.notify.letter.foot')].join('\n\n')
  return {
    to,
    subject: locale.for('es')('case-files.parties.letter-subject'),
    text: [locale.for('es'), locale.for('en')].map(words).join('\n\n--\n\n'),
  }
}
