// The access log as a page: who opened which case, when, and acting for which office.
import { type Html, html } from '@rimaq/markup'
import {
  type PageContext,
  emptyState,
  form,
  keysetPagination,
  layout,
  linkButton,
  table,
  textField,
} from '#pages'
import type { Answer } from '#platform'
import { shownNumber } from '../filing/filing-parts.ts'
import type { AccessPage } from './access-log.ts'
import type { ReadWish, WishField } from './access-wish.ts'
import type { AccessRow } from './store-control.ts'

/** `/control` */
export function controlPage(
  context: PageContext,
  given: { page: AccessPage | null } & Pick<ReadWish, 'faults' | 'sent'>,
): Answer {
  const { t, link } = context
  const { page, faults, sent } = given
  const title = t('case-files.control.title')
  const asked = Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== ''))
  const body = html`<h1>${title}</h1>
    <p class="lead">${t('case-files.control.lead')}</p>
    ${filterForm(context, { faults, sent })}
    ${page === null ? null : listPart(context, page, asked)}
    ${
      page === null || page.rows.length === 0
        ? null
        : html`<p>
              ${linkButton({
                label: t('case-files.control.export'),
                href: link('/control/accesos.csv', asked),
                kind: 'secondary',
              })}
            </p>
            <p class="quiet">${t('case-files.control.export-text')}</p>`
    }`
  return {
    cache: 'no-store',
    ...(faults.length > 0 ? { status: 422 } : {}),
    body: layout(context, {
      ...{ title, body, kind: 'work', noindex: true, styles: ['case-files.css'] },
    }),
  }
}

function filterForm(
  context: PageContext,
  { faults, sent }: Pick<ReadWish, 'faults' | 'sent'>,
): Html {
  const { t, lang } = context
  const wrong = (field: WishField): string | null =>
    faults.includes(field) ? t(`case-files.control.wrong.${field}`) : null
  const box = (field: WishField, type: 'text' | 'date' = 'text'): Html =>
    textField(context, {
      ...{ name: field, type, required: false, value: sent[field], error: wrong(field) },
      ...{ label: t(`case-files.control.field.${field}`), width: 'medium', autocomplete: 'off' },
    })
  return form(context, {
    action: '/control',
    method: 'get',
    submit: t('case-files.control.show'),
    errors: faults.map((field) => ({ field, message: wrong(field) ?? '' })),
    body: html`${lang === 'es' ? null : html`<input type="hidden" name="lang" value="${lang}" />`}
    ${box('expediente')} ${box('persona')} ${box('oficina')} ${box('desde', 'date')}
    ${box('hasta', 'date')}`,
  })
}

function listPart(context: PageContext, page: AccessPage, asked: Record<string, string>): Html {
  const { t, link, locale, lang } = context
  if (page.rows.length === 0) {
    return emptyState({
      title: t('case-files.control.none'),
      body: t('case-files.control.none-text'),
    })
  }
  const { next } = page
  return html`${table(context, {
    id: 'accesses',
    caption: t('case-files.control.caption'),
    stack: true,
    dense: true,
    columns: [
      { id: 'at', label: t('case-files.control.at'), kind: 'date' },
      { id: 'case', label: t('case-files.receipt.number'), rowHead: true },
      { id: 'what', label: t('case-files.control.what') },
      { id: 'who', label: t('case-files.control.who') },
      { id: 'office', label: t('case-files.control.field.oficina') },
    ],
    rows: page.rows.map((row) => ({
      at: locale.dateTime(lang, row.at),
      case: html`<a href="${link(`/bandeja/${row.caseId}`)}">${shownNumber(row)}</a>`,
      what: whatOf(context, row),
      who: whoOf(context, row),
      office: row.office ?? '',
    })),
  })}
  ${
    next === null
      ? null
      : keysetPagination(context, {
          next: link('/control', { ...asked, antes: next.at.toISOString(), id: next.id }),
          first: link('/control', asked),
        })
  }`
}

function whatOf({ t }: PageContext, { document, level }: AccessRow): string {
  if (level === null) return t('case-files.control.erased')
  return document === null
    ? t('case-files.control.whole')
    : t('case-files.control.document', { number: document })
}

function whoOf({ t }: PageContext, { person, position, actor }: AccessRow): string {
  if (person === null) return t(`case-files.control.actor.${actor}`)
  return position === null ? person : `${person}, ${position}`
}
