// The certificates of notification as sheets of text: deposit, acknowledgement, effect, and the paper to be handed over.
import type { Translate } from '#platform'
import type { CaseStep } from '../case/act-on-case.ts'
import { shownNumber } from '../filing/filing-parts.ts'
import type { Addressee } from './notification.ts'
import type { NotifyParts } from './notify-parts.ts'

/** What is printed; a document of src/case-files/seal is made from it. */
export interface Sheet {
  title: string
  lang: 'es'
  /** Who issues it: the institution first. */
  heading: readonly string[]
  blocks: readonly SheetBlock[]
  footer: string
  /** The instant it was made; part of the bytes. */
  made: Date
}

export type SheetBlock =
  | { kind: 'paragraph'; text: string }
  | { kind: 'summary'; rows: readonly { label: string; value: string }[] }
  | { kind: 'hashes'; rows: readonly { name: string; detail?: string; sha256: string }[] }

/** `deposit`, `acknowledgement`, `effect`: certificates of the program. `notice`: the paper that is handed over. */
export type SheetKind = 'deposit' | 'acknowledgement' | 'effect' | 'mail' | 'notice'

/** What a certificate tells of; certificates are written in Spanish, the language of the file. */
export interface Told {
  name: string
  sha256: string
  addressee: Addressee
  /** Mail or address it went to. */
  place: string | null
  appeals: string
  body: string
  termDays: number
  exhausts: boolean
  /** `YYYY-MM-DD`; absent while it has not taken effect. */
  effectiveOn?: string
}

export function sheetOf(
  { locale, institution }: Pick<NotifyParts, 'locale' | 'institution'>,
  { filed, now }: Pick<CaseStep, 'filed' | 'now'>,
  kind: SheetKind,
  told: Told,
): Sheet {
  const t = locale.for('es')
  const { addressee } = told
  const rows = [
    { label: t('case-files.receipt.number'), value: shownNumber(filed) },
    { label: t('case-files.notify.proof.procedure'), value: filed.content.name.es },
    {
      label: t('case-files.notify.proof.addressee'),
      value: `${addressee.name}, ${addressee.document} ${addressee.number}`,
    },
    { label: t('case-files.filing.for'), value: addressee.onBehalfOf ?? '' },
    { label: t('case-files.notify.proof.place'), value: told.place ?? '' },
    { label: t('case-files.notify.proof.moment'), value: locale.dateTime('es', now) },
    {
      label: t('case-files.notify.proof.effective'),
      value: told.effectiveOn === undefined ? '' : dayOf(locale, told.effectiveOn),
    },
    { label: t('case-files.notify.appeals'), value: appealsSentence(t, told) },
  ]
  return {
    title: t(`case-files.notify.proof.${kind}`),
    lang: 'es',
    heading: [institution],
    blocks: [
      { kind: 'paragraph', text: t(`case-files.notify.proof.${kind}-text`) },
      { kind: 'summary', rows: rows.filter(({ value }) => value !== '') },
      { kind: 'hashes', rows: [{ name: told.name, sha256: told.sha256 }] },
    ],
    footer: t('case-files.notify.proof.foot'),
    made: now,
  }
}

/** Appeals, body and term in one sentence, as every notification carries them (24.1.6). */
export function appealsSentence(
  t: Translate,
  { appeals, body, termDays, exhausts }: Pick<Told, 'appeals' | 'body' | 'termDays' | 'exhausts'>,
): string {
  const key = exhausts ? 'exhausted' : 'appealable'
  return t(`case-files.notify.${key}`, { appeals, body, days: termDays })
}

/** Noon of Lima, so that no zone moves it to another day. */
function dayOf(locale: NotifyParts['locale'], day: string): string {
  return locale.date('es', new Date(`${day}T17:00:00Z`))
}
