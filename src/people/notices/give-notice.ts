// Tells people what they must know: on their pages at once, and by mail where there is mail.
import type { Locale, Mail, Schema, Translate } from '#platform'
import type { Transaction } from 'kysely'
import type { Notice, NoticeKind } from './notice.ts'
import { insertNotices, mailAddressesOf } from './store-notices.ts'

/** Writes letters; each exists exactly when the transaction commits. */
export interface Letters {
  /** Says what a notice is about and where it is read, without what it says. */
  notice(trx: Transaction<Schema>, to: string, notice: Pick<Notice, 'kind' | 'path'>): Promise<void>
  /** Brings the owner of an account the code that opens it. */
  code(trx: Transaction<Schema>, to: string, sent: { code: string; expires: Date }): Promise<void>
}

/**
 * In the transaction of the act: both or neither. Answers who was told now; the same is told once.
 * Mail waits in the same transaction and is sent by a job.
 */
export async function giveNotice(
  trx: Transaction<Schema>,
  told: { persons: readonly string[]; notice: Notice; now: Date; mail?: Letters | undefined },
): Promise<string[]> {
  const { persons, notice, now, mail } = told
  if (persons.length === 0) return []
  const fresh = await insertNotices(trx, [...new Set(persons)], notice, now)
  if (mail !== undefined) {
    for (const address of await mailAddressesOf(trx, fresh)) await mail.notice(trx, address, notice)
  }
  return fresh
}

/**
 * Letters say that there is something to read and where, in Spanish and English; what it says stays
 * behind the sign-in, since mail travels openly and lies in foreign boxes.
 */
export function createLetters(parts: { mail: Mail; locale: Locale; url: string }): Letters {
  const { mail, locale, url } = parts
  const es = locale.for('es')
  const en = locale.for('en')
  const both = (write: (t: Translate) => string[]): string =>
    [es, en].map((t) => [...write(t), t('people.letter.foot')].join('\n\n')).join('\n\n--\n\n')
  return {
    async notice(trx, to, { kind, path }) {
      const key: NoticeKind = kind
      const link = `${url}${path ?? '/cuenta/avisos'}`
      const text = both((t) => [t(`people.letter.${key}`), t('people.letter.where', { link })])
      await mail.send({ to, subject: es(`people.letter.${key}-subject`), text }, trx)
    },
    async code(trx, to, { code, expires }) {
      const link = `${url}/entrar/codigo`
      const text = both((t) => [t('people.letter.code', { link }), code, t('people.letter.once')])
      await mail.send({ to, subject: es('people.letter.code-subject'), text, expires }, trx)
    },
  }
}
