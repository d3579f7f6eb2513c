// `/archivo`: what is to be put away, handed over, received, destroyed, and what is out on loan.
import { type Html, html } from '@rimaq/markup'
import { type PageContext, badge, button, emptyState, linkButton, notice, table } from '#pages'
import type { Answer } from '#platform'
import { shownNumber } from '../filing/filing-parts.ts'
import { archivePage } from './archive-frame.ts'
import type { ArchiveView } from './archive-views.ts'
import type { Loan } from './store-links.ts'
import type { DueCase, Transfer } from './store-retention.ts'

export interface Told {
  /** What was done just now. */
  done?: string | null
  error?: string | null
}

export function archiveTrays(
  context: PageContext,
  view: ArchiveView,
  { done = null, error = null }: Told,
): Answer {
  const { t } = context
  const title = t('case-files.archive.title')
  const parts = [
    view.hands ? toArchive(context, view) : null,
    view.hands ? toTransfer(context, view) : null,
    view.keeps ? toReceive(context, view.toReceive) : null,
    view.keeps ? toDestroy(context, view) : null,
    view.keeps ? owed(context, view) : null,
    view.keeps || view.loans.length > 0 ? loans(context, view) : null,
  ].filter((part) => part !== null)
  const body = html`<h1>${title}</h1>
    ${toldPart(context, { done, error })}
    ${
      parts.length === 0
        ? emptyState({
            title: t('case-files.archive.nothing'),
            body: t('case-files.archive.nothing-text'),
          })
        : parts
    }`
  return archivePage(context, { title, body }, error === null ? {} : { status: 409 })
}

export function toldPart(context: PageContext, { done = null, error = null }: Told): Html | null {
  const { t } = context
  if (error !== null) return notice(context, { kind: 'error', title: error, live: true })
  if (done === null) return null
  return notice(context, {
    ...{ kind: 'success', live: true },
    title: t(`case-files.archive.done.${done}`),
  })
}

const day = ({ locale, lang }: PageContext, text: string): string =>
  locale.date(lang, new Date(`${text}T17:00:00Z`), 'short')

function list(
  context: PageContext,
  options: {
    id: string
    title: string
    rows: readonly DueCase[]
    due: string
    /** Address and label of what is done with the chosen ones; null for a list to read. */
    send: { action: string; label: string } | null
    more?: (row: DueCase) => Html | null
  },
): Html {
  const { t, link } = context
  const { id, title, rows, due, send, more } = options
  if (rows.length === 0) {
    return html`<h2>${title}</h2>
      <p class="quiet">${t('case-files.archive.none')}</p>`
  }
  const shown = table(context, {
    ...{ id, caption: title, captionHidden: true, stack: true, dense: true },
    columns: [
      ...(send === null ? [] : [{ id: 'choose', label: t('case-files.archive.choose') }]),
      { id: 'number', label: t('case-files.receipt.number'), rowHead: true },
      { id: 'series', label: t('case-files.archive.series') },
      { id: 'closed', label: t('case-files.archive.closed'), kind: 'date' },
      { id: 'due', label: due, kind: 'date' },
      ...(more === undefined ? [] : [{ id: 'more', label: t('case-files.archive.more') }]),
    ],
    rows: rows.map((row) => ({
      choose: html`<input
        type="checkbox"
        name="case"
        value="${row.id}"
        aria-label="${t('case-files.archive.choose-one', { number: shownNumber(row) })}"
        checked="${true}"
      />`,
      number: html`<a href="${link(`/bandeja/${row.id}/archivo`)}">${shownNumber(row)}</a>`,
      series: row.series,
      closed: day(context, row.closedOn),
      due: day(context, row.dueOn),
      ...(more === undefined ? {} : { more: more(row) }),
    })),
  })
  return html`<h2>${title}</h2>
    ${
      send === null
        ? shown
        : html`<form method="post" action="${link(send.action)}">
            ${shown}
            <p class="button-row">${button({ label: send.label, kind: 'secondary' })}</p>
          </form>`
    }`
}

function toArchive(context: PageContext, { toArchive: rows }: ArchiveView): Html {
  const { t } = context
  return list(context, {
    ...{ id: 'to-archive', title: t('case-files.archive.to-archive'), rows },
    due: t('case-files.archive.office-until'),
    send: { action: '/archivo/archivar', label: t('case-files.archive.put-away') },
  })
}

function toTransfer(context: PageContext, { toTransfer: rows, open }: ArchiveView): Html {
  const { t } = context
  return html`${list(context, {
    ...{ id: 'to-transfer', title: t('case-files.archive.to-transfer'), rows },
    due: t('case-files.archive.since'),
    send: open ? { action: '/archivo/remitir', label: t('case-files.archive.hand-over') } : null,
  })}
  ${open || rows.length === 0 ? null : html`<p>${t('case-files.archive.no-archive')}</p>`}`
}

function toReceive(context: PageContext, transfers: readonly Transfer[]): Html {
  const { t, lang, locale, link } = context
  const title = t('case-files.archive.to-receive')
  if (transfers.length === 0) {
    return html`<h2>${title}</h2>
      <p class="quiet">${t('case-files.archive.none')}</p>`
  }
  return html`<h2>${title}</h2>
    ${transfers.map(
      ({ id, fromName, sentAt, cases, listHash }) =>
        html`<form method="post" action="${link('/archivo/recibir')}">
          <input type="hidden" name="transfer" value="${id}" />
          <h3>${t('case-files.archive.list-of', { office: fromName, count: cases.length })}</h3>
          <p class="quiet">
            ${locale.dateTime(lang, sentAt)} · SHA-256 <code class="hash">${listHash}</code>
          </p>
          <ul>
            ${cases.map(
              (each) =>
                html`<li>
                  ${t('case-files.archive.list-line', {
                    number: shownNumber(each),
                    series: each.series,
                    folios: each.folios,
                  })}
                </li>`,
            )}
          </ul>
          <p class="button-row">
            ${button({ label: t('case-files.archive.receive'), kind: 'secondary' })}
          </p>
        </form>`,
    )}`
}

function toDestroy(context: PageContext, { toDestroy: rows, destroys }: ArchiveView): Html {
  const { t, link } = context
  return list(context, {
    ...{ id: 'to-destroy', title: t('case-files.archive.to-destroy'), rows, send: null },
    due: t('case-files.archive.since'),
    more: ({ id, held }) =>
      held
        ? badge({ label: t('case-files.archive.held'), kind: 'warn' })
        : destroys
          ? html`<a href="${link(`/bandeja/${id}/archivo#eliminar`)}"
              >${t('case-files.archive.destroy')}</a
            >`
          : null,
  })
}

function owed(context: PageContext, { owed: rows }: ArchiveView): Html | null {
  const { t } = context
  if (rows.length === 0) return null
  const title = t('case-files.archive.owed')
  return html`<h2>${title}</h2>
    ${table(context, {
      ...{ id: 'owed', caption: title, captionHidden: true, stack: true, dense: true },
      columns: [
        { id: 'office', label: t('case-files.archive.office'), rowHead: true },
        { id: 'cases', label: t('case-files.archive.cases'), kind: 'number' },
        { id: 'oldest', label: t('case-files.archive.oldest'), kind: 'date' },
      ],
      rows: rows.map(({ office, cases, oldest }) => ({
        ...{ office, cases },
        oldest: day(context, oldest),
      })),
    })}`
}

function loans(context: PageContext, { loans: rows, today }: ArchiveView): Html {
  const { t } = context
  const title = t('case-files.archive.loans')
  if (rows.length === 0) {
    return html`<h2>${title}</h2>
      <p class="quiet">${t('case-files.archive.none')}</p>`
  }
  return html`<h2>${title}</h2>
    ${loanTable(context, rows, today)}`
}

/** What is out; what is late says so. */
export function loanTable(context: PageContext, rows: readonly Loan[], today: string): Html {
  const { t, link, locale, lang } = context
  return table(context, {
    ...{ id: 'loans', caption: t('case-files.archive.loans'), captionHidden: true },
    ...{ stack: true, dense: true },
    columns: [
      { id: 'part', label: t('case-files.archive.part'), rowHead: true },
      { id: 'case', label: t('case-files.receipt.number') },
      { id: 'holder', label: t('case-files.archive.holder') },
      { id: 'out', label: t('case-files.archive.out'), kind: 'date' },
      { id: 'due', label: t('case-files.archive.back-by'), kind: 'date' },
      { id: 'back', label: t('case-files.archive.back') },
    ],
    rows: rows.map((loan) => ({
      part: loan.paper,
      case: html`<a href="${link(`/bandeja/${loan.caseId}/archivo`)}">${shownNumber(loan)}</a>`,
      holder: `${loan.holder} · ${loan.office}`,
      out: locale.dateTime(lang, loan.outAt),
      due: html`${day(context, loan.dueOn)}
      ${
        loan.backAt === null && loan.dueOn < today
          ? badge({ label: t('case-files.archive.late'), kind: 'bad' })
          : null
      }`,
      back:
        loan.backAt !== null
          ? locale.dateTime(lang, loan.backAt)
          : html`<form method="post" action="${link(`/bandeja/${loan.caseId}/archivo/devolver`)}">
              <input type="hidden" name="paper" value="${loan.paper}" />
              ${button({ label: t('case-files.archive.take-back'), kind: 'secondary', small: true })}
            </form>`,
    })),
  })
}

/** From the page of a case to its index, its package and its place in the archive. */
export function archiveLinks({ t, link }: PageContext, id: string): Html {
  const to = (label: string, path: string, download = false): Html =>
    linkButton({ label, href: link(`/bandeja/${id}/${path}`), kind: 'secondary', download })
  return html`${to(t('case-files.archive.index-title'), 'indice')}
  ${to(t('case-files.archive.title'), 'archivo')}
  ${to(t('case-files.archive.export'), 'paquete', true)}`
}
