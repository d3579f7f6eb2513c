// The page of trays: counts, filters, saved views, and a table of cases that can be done by the dozen or by keys.
import { type Html, html } from '@rimaq/markup'
import type { CivilDate } from '@rimaq/workdays'
import {
  type PageContext,
  badge,
  button,
  details,
  emptyState,
  form,
  keysetPagination,
  notice,
  selectField,
  table,
  textField,
} from '#pages'
import type { Answer } from '#platform'
import type { OpenOffice, Post } from '#people'
import { stageOf } from '../case/days.ts'
import { wordsOf } from '../catalogue/procedure.ts'
import type { ProcedureVersion } from '../catalogue/procedure.ts'
import { noonOf } from '../deadlines/deadline-page.ts'
import { shownNumber } from '../filing/filing-parts.ts'
import { type ShownTray, countedTo } from './list-tray.ts'
import { routingFields } from './action-fields.ts'
import { onceField } from './once-field.ts'
import type { SavedView } from './saved-views.ts'
import type { TrayRow } from './store-tray.ts'
import { type TrayQuery, asParameters, orders, phases, trays } from './tray.ts'
import { workPage } from './tray-pages.ts'

export interface TrayShown {
  query: TrayQuery
  tray: ShownTray
  views: readonly SavedView[]
  procedures: readonly ProcedureVersion[]
  /** Offices whose cases the official sees, and all that a case can be sent to. */
  own: readonly OpenOffice[]
  offices: readonly OpenOffice[]
  posts: readonly Post[]
  /** What was done just now, in words. */
  told: string | null
  error: string | null
}

/** `/bandeja` */
export function trayPage(context: PageContext, shown: TrayShown): Answer {
  const { t } = context
  const { query, tray, told, error } = shown
  const title = t('case-files.tray.title')
  const body = html`<h1>${title}</h1>
    ${told === null ? null : notice(context, { kind: 'success', title: told, live: true })}
    ${error === null ? null : notice(context, { kind: 'error', title: error, live: true })}
    ${traysOf(context, shown)} ${filtersOf(context, shown)} ${viewsOf(context, shown)}
    <h2>${t(`case-files.tray.of.${query.tray}`)}</h2>
    ${
      tray.rows.length === 0
        ? emptyState({
            title: t('case-files.tray.none'),
            body: t(
              isFiltered(query) ? 'case-files.tray.none-filtered' : 'case-files.tray.none-text',
            ),
          })
        : html`${listOf(context, shown)}`
    }`
  return workPage(context, {
    ...{ title, body, trail: false, script: 'tray' },
    ...(error === null ? {} : { status: 422 }),
  })
}

const isFiltered = ({ filters }: TrayQuery): boolean =>
  Object.values(filters).some((value) => value !== null)

function traysOf(context: PageContext, { query, tray }: TrayShown): Html {
  const { t, link, locale, lang, person } = context
  const numberOf = (count: number): string =>
    count >= countedTo
      ? t('case-files.tray.or-more', { count: countedTo })
      : locale.number(lang, count)
  const { order, filters } = query
  return html`<nav class="tray-list" aria-label="${t('case-files.tray.trays')}">
    <ul>
      ${trays.map((name) => {
        const parameters = asParameters({ tray: name, order, filters, after: null })
        const current = name === query.tray
        return html`<li>
          <a href="${link('/bandeja', parameters)}" aria-current="${current ? 'page' : null}"
            >${t(`case-files.tray.of.${name}`)}
            <span class="tab-count">${numberOf(tray.counts[name])}</span></a
          >
        </li>`
      })}
      <li><a href="${link('/bandeja/firma')}">${t('case-files.tray.of.firma')}</a></li>
      <li><a href="${link('/bandeja/buscar')}">${t('case-files.search.link')}</a></li>
      <li><a href="${link('/bandeja/devoluciones')}">${t('case-files.refunds.title')}</a></li>
      <li><a href="${link('/bandeja/papel')}">${t('case-files.paper.title')}</a></li>
      <li><a href="${link('/archivo')}">${t('case-files.archive.title')}</a></li>
      ${person?.audits === true ? html`<li><a href="${link('/control')}">${t('case-files.control.title')}</a></li>` : null}
    </ul>
  </nav>`
}

function filtersOf(context: PageContext, { query, procedures, own }: TrayShown): Html {
  const { t, lang, link } = context
  const { filters, tray, order } = query
  const { number } = filters
  const shownAs =
    number === null ? null : [number.year, number.number].filter((each) => each !== null).join('-')
  const hidden = (name: string, value: string | null): Html | null =>
    value === null ? null : html`<input type="hidden" name="${name}" value="${value}" />`
  const any = { value: '', label: t('case-files.tray.any') }
  const body = form(context, {
    action: '/bandeja',
    method: 'get',
    submit: t('case-files.tray.filter'),
    kind: 'secondary',
    ...(isFiltered(query)
      ? {
          other: html`<a href="${link('/bandeja', asParameters({ ...query, filters: none }))}"
            >${t('case-files.tray.all')}</a
          >`,
        }
      : {}),
    body: html`${hidden('de', tray === 'mios' ? null : tray)}
      ${hidden('lang', lang === 'es' ? null : lang)}
      <div class="filter-grid">
        ${selectField(context, {
          ...{ name: 'tramite', label: t('case-files.tray.procedure'), required: false },
          value: filters.procedure,
          options: [
            any,
            ...procedures.map(({ code, content }) => ({
              value: code,
              label: wordsOf(content.name, lang),
            })),
          ],
        })}
        ${selectField(context, {
          ...{ name: 'fase', label: t('case-files.tray.phase'), required: false },
          value: filters.phase,
          options: [
            any,
            ...phases.map((phase) => ({ value: phase, label: t(`case-files.phase.${phase}`) })),
          ],
        })}
        ${
          own.length < 2
            ? null
            : selectField(context, {
                ...{ name: 'oficina', label: t('case-files.tray.office'), required: false },
                value: filters.office,
                options: [any, ...own.map(({ id, name }) => ({ value: id, label: name }))],
              })
        }
        ${textField(context, {
          ...{ name: 'numero', label: t('case-files.receipt.number'), value: shownAs },
          required: false,
        })}
        ${textField(context, {
          ...{ name: 'quien', label: t('case-files.tray.who'), value: filters.filer },
          required: false,
        })}
        ${textField(context, {
          ...{ name: 'palabras', label: t('case-files.tray.words'), value: filters.words },
          required: false,
        })}
        ${selectField(context, {
          ...{ name: 'orden', label: t('case-files.tray.order'), value: order, required: false },
          options: orders.map((each) => ({
            value: each,
            label: t(`case-files.tray.order.${each}`),
          })),
        })}
      </div>`,
  })
  return details({ summary: t('case-files.tray.filters'), body, open: isFiltered(query) })
}

const none = {
  ...{ procedure: null, phase: null, office: null, number: null, filer: null, words: null },
}

function viewsOf(context: PageContext, { views, query }: TrayShown): Html {
  const { t, link } = context
  const asked = new URLSearchParams(asParameters(query)).toString()
  return html`<section class="saved-views" aria-label="${t('case-files.tray.views')}">
    ${
      views.length === 0
        ? null
        : html`<ul>
            ${views.map(
              ({ id, name, query: kept }) =>
                html`<li>
                  <a href="${link('/bandeja', Object.fromEntries(new URLSearchParams(kept)))}"
                    >${name}</a
                  >
                  <form method="post" action="${link(`/bandeja/vistas/${id}/quitar`)}">
                    ${button({ label: t('case-files.tray.forget', { name }), kind: 'quiet', small: true })}
                  </form>
                </li>`,
            )}
          </ul>`
    }
    ${
      isFiltered(query) || query.order !== 'vence'
        ? details({
            summary: t('case-files.tray.save'),
            body: form(context, {
              action: link('/bandeja/vistas'),
              submit: t('case-files.tray.keep'),
              kind: 'secondary',
              body: html`<input type="hidden" name="consulta" value="${asked}" /> ${textField(
                  context,
                  {
                    ...{ name: 'nombre', label: t('case-files.tray.view-name'), maxlength: 80 },
                    width: 'medium',
                  },
                )}`,
            }),
          })
        : null
    }
  </section>`
}

/** The table within the form of what is done with many; without a script it is a plain form. */
function listOf(context: PageContext, shown: TrayShown): Html {
  const { t, link } = context
  const { query, tray } = shown
  const moves = query.tray === 'recibir' || query.tray === 'enviados'
  const marks = !['enviados', 'archivo', 'informes'].includes(query.tray)
  const rows = table(context, {
    ...{ id: 'cases', caption: t(`case-files.tray.of.${query.tray}`), captionHidden: true },
    ...{ stack: true, dense: true },
    columns: [
      ...(marks ? [{ id: 'mark', label: t('case-files.tray.mark') }] : []),
      { id: 'number', label: t('case-files.receipt.number'), rowHead: true },
      { id: 'procedure', label: t('case-files.tray.procedure') },
      { id: 'filer', label: t('case-files.filing.who') },
      { id: 'phase', label: t('case-files.tray.phase') },
      moves
        ? { id: 'way', label: t('case-files.tray.way') }
        : { id: 'post', label: t('case-files.tray.post') },
      { id: 'due', label: t('case-files.tray.due'), kind: 'date' },
    ],
    rows: tray.rows.map((row) => rowOf(context, shown, row)),
  })
  return html`<form
    method="post"
    action="${link('/bandeja/acciones')}"
    class="form tray-form"
    data-tray
  >
    ${onceField()}
    <input
      type="hidden"
      name="consulta"
      value="${new URLSearchParams(asParameters(query)).toString()}"
    />
    <p class="quiet tray-keys">${t('case-files.tray.keys')}</p>
    ${rows}
    ${keysetPagination(context, {
      first: query.after === null ? null : link('/bandeja', asParameters(query)),
      next:
        tray.next === null
          ? null
          : link('/bandeja', {
              ...asParameters(query),
              tras: `${tray.next.at}_${tray.next.id}`,
            }),
    })}
    ${marks ? bulkOf(context, shown) : null}
  </form>`
}

function rowOf(
  context: PageContext,
  { query, tray }: TrayShown,
  row: TrayRow,
): Record<string, Html | string> {
  const { t, lang, locale, link } = context
  const number = shownNumber(row)
  const key = row.n === null || !row.copy ? row.id : `${row.id}.${row.n}`
  const post = row.position === null ? undefined : tray.posts.get(row.position)
  const office = (id: string | null): string => (id === null ? '' : (tray.offices.get(id) ?? ''))
  return {
    mark: html`<input
      type="checkbox"
      name="caso"
      value="${key}"
      id="caso-${key}"
      aria-label="${t('case-files.tray.mark-one', { number })}"
    />`,
    number: html`<a href="${link(`/bandeja/${row.id}`)}">${number}</a>
      ${row.urgent ? badge({ label: t('case-files.move.urgent'), kind: 'warn' }) : null}`,
    procedure: wordsOf(row.name, lang),
    filer: row.filer,
    phase: html`${t(`case-files.phase.${row.phase}`)}
    ${
      row.unrouted && row.phase === 'open' && row.receivedOn < tray.today
        ? badge({ label: t('case-files.tray.unrouted'), kind: 'bad' })
        : null
    }`,
    way: html`${query.tray === 'enviados' ? t('case-files.tray.to', { office: office(row.to) }) : t('case-files.tray.from', { office: office(row.from) })}
    ${row.copy ? badge({ label: t('case-files.move.copy'), kind: 'info' }) : null}
    ${query.tray === 'enviados' && !row.taken ? badge({ label: t('case-files.move.waits') }) : null}
    ${row.note === '' ? null : html`<span class="quiet">${row.note}</span>`}`,
    post: post === undefined ? t('case-files.tray.nobody') : post.holders.join(', ') || post.title,
    due:
      row.actBy === null
        ? ''
        : html`${locale.date(lang, noonOf(row.actBy as CivilDate), 'short')}
          ${stageBadge(context, row, tray.today)}`,
  }
}

/** 50, 80 or 100 %, or late; said in words, the colour only repeats it. */
export function stageBadge(
  { t }: PageContext,
  days: { actBy: string | null; halfOn: string | null; mostOn: string | null },
  today: string,
): Html | null {
  if (days.actBy === null) return null
  if (days.actBy < today) return badge({ label: t('case-files.tray.late'), kind: 'bad' })
  const stage = stageOf(days, today)
  if (stage === 0) return null
  const label = stage === 100 ? t('case-files.tray.today') : t('case-files.tray.stage', { stage })
  return badge({ label, kind: stage === 50 ? 'info' : 'warn' })
}

function bulkOf(context: PageContext, { query, offices, posts }: TrayShown): Html {
  const { t } = context
  const act = (value: string, kind: 'primary' | 'secondary'): Html =>
    button({ label: t(`case-files.tray.do.${value}`), name: 'accion', value, kind })
  return html`<fieldset class="bulk">
    <legend>${t('case-files.tray.bulk')}</legend>
    ${query.tray === 'recibir' ? html`<div class="button-row">${act('recibir', 'primary')}</div>` : null}
    ${
      query.tray === 'recibir'
        ? null
        : html`${details({
            summary: t('case-files.tray.do.asignar'),
            body: html`${selectField(context, {
              ...{ name: 'puesto', label: t('case-files.tray.post'), required: false },
              options: [
                { value: '', label: t('case-files.tray.nobody') },
                ...posts
                  .filter(({ holders }) => holders.length > 0)
                  .map(({ position, title, holders }) => ({
                    value: position,
                    label: `${holders.join(', ')} (${title})`,
                  })),
              ],
            })}
            ${act('asignar', 'secondary')}`,
          })}
          ${details({
            summary: t('case-files.tray.do.derivar'),
            body: html`${routingFields(context, { offices, sent: {}, prefix: '', copies: false })}
            ${act('derivar', 'secondary')}`,
          })}`
    }
  </fieldset>`
}
