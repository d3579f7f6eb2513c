// The page on which anyone counts a legal term, and sees which days do not count and by which norm.
import { type Html, html } from '@rimaq/markup'
import {
  type Calendars,
  type CivilDate,
  type Computation,
  civilDate,
  explainDays,
  explainDeadline,
  isCivilDate,
} from '@rimaq/workdays'
import { type FormError, type PageContext, form, layout, notice, table, textField } from '#pages'
import type { Answer, RouteRequest } from '#platform'
import { termFrom } from './answer-by.ts'

export interface DeadlineFace {
  calendars: Calendars
  context(request: Pick<RouteRequest, 'lang' | 'url' | 'origin' | 'actor'>): PageContext
}

/** Days that can be asked for; terms in working days are shorter than that. */
const most = 400

/** Spanish where there are no words of their own. */
export const languageOf = (lang: string): 'es' | 'en' => (lang === 'en' ? 'en' : 'es')

/** `/plazos?desde=2026-07-20&dias=30` */
export function deadlinePage(face: DeadlineFace, request: RouteRequest): Answer {
  const context = face.context(request)
  const { t } = context
  const from = String(request.query['desde'] ?? '').trim()
  const days = String(request.query['dias'] ?? '').trim()
  const asked = from !== '' || days !== ''
  const { errors, term } = asked ? read(face, context, { from, days }) : { errors: [], term: null }
  const title = t('case-files.deadline.title')
  const body = html`<h1>${title}</h1>
    <p class="lead">${t('case-files.deadline.lead')}</p>
    ${form(context, {
      action: '/plazos',
      method: 'get',
      errors,
      submit: t('case-files.deadline.count'),
      body: html`${context.lang === 'es' ? null : html`<input type="hidden" name="lang" value="${context.lang}" />`}
      ${textField(context, {
        name: 'desde',
        type: 'date',
        label: t('case-files.deadline.from'),
        hint: t('case-files.deadline.from-hint'),
        value: from === '' ? null : from,
        error: errors.find(({ field }) => field === 'desde')?.message ?? null,
        width: 'medium',
      })}
      ${textField(context, {
        name: 'dias',
        type: 'text',
        inputmode: 'numeric',
        label: t('case-files.deadline.days'),
        value: days === '' ? null : days,
        error: errors.find(({ field }) => field === 'dias')?.message ?? null,
        width: 'short',
      })}`,
    })}
    ${term === null ? null : answer(context, term)}`
  return {
    body: layout(context, {
      title,
      description: t('case-files.deadline.lead'),
      body,
      section: 'procedures',
      styles: ['case-files.css'],
      breadcrumbs: [{ label: t('case-files.catalogue.title'), href: context.link('/tramites') }],
    }),
  }
}

function read(
  { calendars }: DeadlineFace,
  { t }: PageContext,
  { from, days }: { from: string; days: string },
): { errors: FormError[]; term: Computation | null } {
  const errors: FormError[] = []
  const amount = /^\d{1,3}$/.test(days) ? Number(days) : 0
  const year = Number(from.slice(0, 4))
  const span = { first: '2015', last: '2029' }
  if (!isCivilDate(from) || year < Number(span.first) || year > Number(span.last)) {
    errors.push({ field: 'desde', message: t('case-files.deadline.bad-date', span) })
  }
  if (amount < 1 || amount > most) {
    errors.push({ field: 'dias', message: t('case-files.deadline.bad-days', { most }) })
  }
  if (errors.length > 0) return { errors, term: null }
  return { errors, term: termFrom(civilDate(from), amount, calendars) }
}

function answer(context: PageContext, term: Computation): Html {
  const { t, lang, locale } = context
  const language = languageOf(lang)
  const reasons = explainDays(term, { language })
  const named = term.excluded.filter(({ entries }) => entries.length > 0)
  const shown = reasons.filter(({ date }) => named.some((each) => each.date === date))
  return html`<section aria-live="polite">
    ${notice(context, {
      kind: 'success',
      title: t('case-files.deadline.due', { day: locale.date(lang, noonOf(term.due)) }),
      body: explainDeadline(term, { language, warn: true }),
      heading: 2,
    })}
    ${
      term.unverified.length === 0
        ? null
        : notice(context, { kind: 'warning', title: t('case-files.deadline.unverified') })
    }
    ${
      shown.length === 0
        ? null
        : table(context, {
            id: 'excluded',
            caption: t('case-files.deadline.excluded'),
            stack: true,
            columns: [
              { id: 'day', label: t('case-files.deadline.day'), kind: 'date', rowHead: true },
              { id: 'why', label: t('case-files.deadline.why') },
            ],
            rows: shown.map(({ date, why }) => ({
              day: locale.date(lang, noonOf(date)),
              why,
            })),
          })
    }
    <p class="quiet">${t('case-files.deadline.version', { version: term.calendar })}</p>
  </section>`
}

/** The day as an instant that no zone moves to another day. */
export function noonOf(day: CivilDate): Date {
  return new Date(`${day}T17:00:00Z`)
}
