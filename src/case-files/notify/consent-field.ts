// The question of the filing form: how one wants to be notified. Paper is the answer of whoever says nothing.
import type { Html } from '@rimaq/markup'
import { type PageContext, radios } from '#pages'
import type { Translate } from '#platform'
import type { Filer, readFiler } from '../filing/filer.ts'
import { type Sent, textOf } from '../filing/filing-parts.ts'
import { agreed, isWay, ways } from './consent.ts'

/** Null where no mail server is set: then nobody can be notified electronically. */
export function consentField(
  context: PageContext,
  { sent, mail }: { sent: Sent; mail: boolean },
): Html | null {
  if (!mail) return null
  const { t } = context
  return radios(context, {
    name: 'notify-by',
    label: t('case-files.notify.field.label'),
    required: false,
    values: [textOf(sent, 'notify-by') ?? 'paper'],
    options: [
      ...ways.map((way) => ({
        value: way,
        label: t(`case-files.notify.own.way-${way}`),
        hint: t(`case-files.notify.consent.${way}`),
      })),
      { value: 'paper', label: t('case-files.notify.field.paper') },
    ],
  })
}

/** The filer with what was agreed to; a way without an address for it is a fault of the mail field. */
export function withConsent(
  t: Translate,
  read: ReturnType<typeof readFiler>,
  sent: Sent,
): ReturnType<typeof readFiler> {
  const way = textOf(sent, 'notify-by')
  if (!isWay(way)) return read
  const { filer, faults } = read
  if (filer === null || filer.email === null) {
    const told = faults.some(({ field }) => field === 'filer-email')
    const missing = { field: 'filer-email', fault: 'missing' } as const
    const noMail =
      textOf(sent, 'filer-email') === null || textOf(sent, 'filer-email')?.trim() === ''
    return { filer: null, faults: told || !noMail ? faults : [...faults, missing] }
  }
  const consented: Filer = { ...filer, consent: agreed(t, way, filer.email) }
  return { filer: consented, faults }
}
