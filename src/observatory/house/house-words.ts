// Says what stands in the sheets of the house: values with their units, lights, choices in the reader's language.
import { type Html, html } from '@rimaq/markup'
import { type BadgeKind, type PageContext, badge } from '#pages'
import { type Survey, questionOf, wordsOf } from '../survey.ts'
import type { Indicator } from './indicator.ts'
import type { Field } from './kinds.ts'
import { lastDayOf } from './period.ts'
import type { CellValue, FieldValue } from './sheet.ts'

export function choiceWords(
  { t, lang }: PageContext,
  survey: Survey | null,
  field: Pick<Field, 'id' | 'values' | 'questions'>,
  value: string,
): string {
  if (field.values) return t(`observatory.choice.${field.id}.${value}`)
  for (const id of field.questions ?? []) {
    const option = survey && questionOf(survey, id)?.options.find((each) => each.id === value)
    if (option) return wordsOf(option, lang)
  }
  return value
}

/** A field's value as a reader sees it; rows as a list. */
export function fieldWords(
  context: PageContext,
  survey: Survey | null,
  field: Field,
  value: FieldValue,
): Html {
  const { locale, lang, t } = context
  if (field.type === 'number') return html`${locale.number(lang, Number(value))}`
  if (field.type === 'day') return html`${dayWords(context, String(value))}`
  if (field.type === 'choice') return html`${choiceWords(context, survey, field, String(value))}`
  if (field.type === 'choices') {
    const words = (value as readonly string[]).map((each) =>
      choiceWords(context, survey, field, each),
    )
    return html`${words.join('; ')}`
  }
  if (field.type === 'rows') {
    const rows = value as readonly (readonly CellValue[])[]
    return html`<ul class="house-rows">
      ${rows.map((row) => {
        const words = row.flatMap((cell, at) => {
          const part = field.cells?.[at]
          if (cell === null || part === undefined) return []
          if (part.type === 'number') return [locale.number(lang, Number(cell))]
          if (part.type === 'day') return [dayWords(context, String(cell))]
          if (part.type === 'period') return [periodWords(context, String(cell))]
          return [part.values ? t(`observatory.choice.${part.id}.${cell}`) : String(cell)]
        })
        return html`<li>${words.join(' · ')}</li>`
      })}
    </ul>`
  }
  return /^https:\/\/\S+$/.test(String(value))
    ? html`<a href="${String(value)}" rel="noopener">${String(value)}</a>`
    : html`${String(value)}`
}

export function dayWords({ locale, lang }: PageContext, day: string): string {
  return locale.date(lang, `${day}T12:00:00Z`, 'long')
}

/** `2026`, `2026, 1st half`, `marzo de 2026` … */
export function periodWords(context: PageContext, period: string): string {
  const { t, locale, lang } = context
  const part = /^(\d{4})-([SQ])(\d)$/.exec(period)
  if (part !== null) {
    const [, year = '', kind = '', number = ''] = part
    return t(kind === 'S' ? 'observatory.period.half' : 'observatory.period.quarter', {
      year,
      number,
    })
  }
  if (period.length === 7) return locale.date(lang, `${lastDayOf(period)}T12:00:00Z`, 'month')
  return period.length === 4 ? period : dayWords(context, period)
}

/** `12.5 días`; percent close to the number, as the language writes it. */
export function amountWords({ locale, lang }: PageContext, value: number, unit: string): string {
  const number = locale.number(lang, value, Number.isInteger(value) ? {} : { digits: 1 })
  if (unit === '%') return lang === 'en' ? `${number}%` : `${number} %`
  return `${number} ${unit}`
}

const kinds = { good: 'good', warn: 'warn', bad: 'bad' } as const satisfies Record<
  string,
  BadgeKind
>

/** The light as a word; its colour only repeats it. */
export function lightBadge({ t }: PageContext, { judgement: { light, because } }: Indicator): Html {
  return light === null
    ? badge({ label: t(`observatory.judged.${because}`), kind: 'plain' })
    : badge({ label: t(`observatory.light.${light}`), kind: kinds[light] })
}

/** The light, how it came about where by hand, and whether the value is old or could not be refreshed. */
export function lightWords(
  { t }: PageContext,
  { judgement: { light, because }, stale, check, latest, measured }: Indicator,
): string {
  if (measured && latest === null) return t('observatory.house.not-measured')
  const said = light === null ? t(`observatory.judged.${because}`) : t(`observatory.light.${light}`)
  return [
    said,
    ...(because === 'override' ? [t('observatory.judged.override')] : []),
    ...(check?.failure ? [t('observatory.house.not-refreshed')] : []),
    ...(stale === null ? [] : [t('observatory.house.stale', { days: stale.days })]),
  ].join('. ')
}

export function staleBadge(
  { t }: PageContext,
  { stale, check, latest, measured }: Indicator,
): Html | null {
  if (measured && latest === null) {
    return badge({ label: t('observatory.house.not-measured'), kind: 'plain' })
  }
  if (check?.failure) return badge({ label: t('observatory.house.not-refreshed'), kind: 'warn' })
  return stale === null
    ? null
    : badge({ label: t('observatory.house.stale', { days: stale.days }), kind: 'warn' })
}
