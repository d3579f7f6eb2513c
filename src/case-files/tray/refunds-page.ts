// The list of refunds: what is to be given back, since when, and who must do it.
import { type Html, html } from '@rimaq/markup'
import type { OpenOffice } from '#people'
import {
  type PageContext,
  emptyState,
  form,
  keysetPagination,
  selectField,
  table,
  textField,
} from '#pages'
import type { Answer } from '#platform'
import { wordsOf } from '../catalogue/procedure.ts'
import { dayIn, daysBetween } from '../civil-day.ts'
import { noonOf } from '../deadlines/deadline-page.ts'
import { shownNumber } from '../filing/filing-parts.ts'
import { soles } from '../own/fee-part.ts'
import type { RefundQuery, ShownRefunds } from './list-refunds.ts'
import type { RefundRow } from './store-refunds.ts'
import { workPage } from './tray-pages.ts'

export interface RefundsShown {
  query: RefundQuery
  found: ShownRefunds
  /** Offices whose cases the official sees. */
  own: readonly OpenOffice[]
}

/** `/bandeja/devoluciones` */
export function refundsPage(context: PageContext, shown: RefundsShown): Answer {
  const { t, link } = context
  const { query, found } = shown
  const title = t('case-files.refunds.title')
  const asked = {
    ...(query.open ? {} : { estado: 'pagadas' }),
    ...(query.office === null ? {} : { oficina: query.office }),
    ...(query.until === null ? {} : { hasta: query.until }),
  }
  const body = html`<h1>${title}</h1>
    <p class="lead">${t('case-files.refunds.lead')}</p>
    ${filters(context, shown)}
    ${
      found.rows.length === 0
        ? emptyState({ title: t(`case-files.refunds.none-${query.open ? 'open' : 'paid'}`) })
        : html`${listOf(context, found)}`
    }
    ${keysetPagination(context, {
      first: query.after === null ? null : link('/bandeja/devoluciones', asked),
      next:
        found.next === null
          ? null
          : link('/bandeja/devoluciones', {
              ...asked,
              ...{ desde: found.next.at.toISOString(), despues: found.next.id },
            }),
    })}`
  return workPage(context, { title, body })
}

function filters(context: PageContext, { query, own }: RefundsShown): Html {
  const { t, lang } = context
  return form(context, {
    ...{ action: '/bandeja/devoluciones', method: 'get', kind: 'secondary' },
    submit: t('case-files.tray.filter'),
    body: html`${lang === 'es' ? null : html`<input type="hidden" name="lang" value="${lang}" />`}
      <div class="filter-grid">
        ${selectField(context, {
          ...{ name: 'estado', label: t('case-files.refunds.state'), required: false },
          value: query.open ? '' : 'pagadas',
          options: [
            { value: '', label: t('case-files.refunds.open') },
            { value: 'pagadas', label: t('case-files.refunds.paid') },
          ],
        })}
        ${
          own.length < 2
            ? null
            : selectField(context, {
                ...{ name: 'oficina', label: t('case-files.tray.office'), required: false },
                value: query.office,
                options: [
                  { value: '', label: t('case-files.tray.any') },
                  ...own.map(({ id, name }) => ({ value: id, label: name })),
                ],
              })
        }
        ${textField(context, {
          ...{ name: 'hasta', label: t('case-files.refunds.until'), type: 'date' },
          ...{ required: false, value: query.until, width: 'short' },
        })}
      </div>`,
  })
}

function listOf(context: PageContext, found: ShownRefunds): Html {
  const { t } = context
  return table(context, {
    ...{ id: 'refunds', caption: t('case-files.refunds.title'), captionHidden: true },
    ...{ stack: true, dense: true },
    columns: [
      { id: 'number', label: t('case-files.receipt.number'), rowHead: true },
      { id: 'procedure', label: t('case-files.tray.procedure') },
      { id: 'filer', label: t('case-files.filing.who') },
      { id: 'amount', label: t('case-files.refunds.amount'), kind: 'number' },
      { id: 'since', label: t('case-files.refunds.since') },
      { id: 'who', label: t('case-files.refunds.who') },
    ],
    rows: found.rows.map((row) => rowOf(context, found, row)),
  })
}

function rowOf(
  { t, lang, locale, link, now }: PageContext,
  { offices, posts }: ShownRefunds,
  row: RefundRow,
): Record<string, Html | string> {
  const post = posts.get(row.position ?? '')
  const office = offices.get(row.office ?? '') ?? ''
  const zone = locale.timeZone
  const days = daysBetween(dayIn(row.ordered, zone), dayIn(now, zone))
  return {
    number: html`<a href="${link(`/bandeja/${row.id}`)}">${shownNumber(row)}</a>`,
    procedure: wordsOf(row.name, lang),
    filer: row.filer,
    amount: soles(row.amount),
    since: html`${locale.date(lang, row.ordered, 'short')}
      <span class="quiet"
        >${
          row.paidOn === null
            ? t('case-files.refunds.days', { count: days })
            : t('case-files.refunds.paid-on', {
                day: locale.date(lang, noonOf(row.paidOn as never), 'short'),
              })
        }</span
      >`,
    who: post === undefined ? office : `${post.holders.join(', ') || post.title} (${office})`,
  }
}
