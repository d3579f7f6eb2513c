// The letters of notification: the alert of the mailbox, and the mail whose link acknowledges. Neither says what it is about.
import type { Letter, Translate } from '#platform'
import type { NotifyParts } from './notify-parts.ts'

type Words = Pick<NotifyParts, 'locale' | 'url'>

/** In Spanish and English: mail travels openly and lies in foreign boxes. */
function both({ locale }: Words, write: (t: Translate) => string[]): string {
  return [locale.for('es'), locale.for('en')]
    .map((t) => [...write(t), t('case-files.notify.letter.foot')].join('\n\n'))
    .join('\n\n--\n\n')
}

/** Law 31736: the alert is what makes a deposit valid. */
export function alertLetter(parts: Words, to: string): Letter {
  const link = `${parts.url}/mis-tramites`
  const track = `${parts.url}/seguimiento`
  return {
    to,
    subject: parts.locale.for('es')('case-files.notify.letter.alert-subject'),
    text: both(parts, (t) => [t('case-files.notify.letter.alert', { link, track })]),
  }
}

/** Law 27806, art. 11 g: the day and the reason stand on the page, since mail travels openly. */
export function lateLetter(parts: Words, to: string): Letter {
  const at = { link: `${parts.url}/mis-tramites`, track: `${parts.url}/seguimiento` }
  return {
    to,
    subject: parts.locale.for('es')('case-files.warn.letter-subject'),
    text: both(parts, (t) => [t('case-files.warn.letter', at)]),
  }
}

/** Ley 27444, 20.4: it notifies when its reader says so, on the page of the link. */
export function mailLetter(
  parts: Words,
  to: string,
  { id, key }: { id: string; key: string },
): Letter {
  const link = `${parts.url}/notificacion/${id}/${key}`
  return {
    to,
    subject: parts.locale.for('es')('case-files.notify.letter.mail-subject'),
    text: both(parts, (t) => [
      t('case-files.notify.letter.mail'),
      link,
      t('case-files.notify.letter.mail-ack'),
    ]),
  }
}
