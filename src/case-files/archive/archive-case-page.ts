// `/bandeja/{id}/archivo`: how long a case is kept, what belongs to it, its parts on paper, and what can be done.
import { type Html, html } from '@rimaq/markup'
import {
  type PageContext,
  details,
  form,
  selectField,
  summaryList,
  textArea,
  textField,
} from '#pages'
import type { Answer } from '#platform'
import { shownNumber } from '../filing/filing-parts.ts'
import type { CaseFile } from '../filing/store-filings.ts'
import { archivePage } from './archive-frame.ts'
import { type Told, loanTable, toldPart } from './archive-page.ts'
import type { Link, Loan } from './store-links.ts'
import type { Retention } from './store-retention.ts'

export interface CaseInArchive {
  filed: CaseFile
  seq: number
  retention: Retention | null
  links: readonly Link[]
  loans: readonly Loan[]
  papers: readonly string[]
  offices: readonly { slug: string; name: string }[]
  may(verb: string): boolean
  today: string
}

export function archiveCasePage(context: PageContext, shown: CaseInArchive, told: Told): Answer {
  const { t, link } = context
  const { filed, loans, today } = shown
  const number = shownNumber(filed)
  const title = t('case-files.archive.of', { number })
  const body = html`<h1>${title}</h1>
    ${toldPart(context, told)} ${keptPart(context, shown)}
    <h2>${t('case-files.archive.links')}</h2>
    ${linksPart(context, shown)}
    <h2>${t('case-files.archive.papers')}</h2>
    ${
      loans.length === 0
        ? html`<p class="quiet">${t('case-files.archive.no-loans')}</p>`
        : loanTable(context, loans, today)
    }
    ${paperForms(context, shown)} ${endForms(context, shown)}`
  const trail = [
    {
      label: t('case-files.tray.case', { number }),
      href: link(`/bandeja/${filed.id}`),
    },
  ]
  return archivePage(context, { title, body, trail }, told.error ? { status: 409 } : {})
}

const day = ({ locale, lang }: PageContext, text: string): string =>
  locale.date(lang, new Date(`${text}T17:00:00Z`))

function keptPart(context: PageContext, { retention }: CaseInArchive): Html {
  const { t } = context
  if (retention === null) return html`<p>${t('case-files.archive.not-closed')}</p>`
  const { series, level, disposition, from, transferOn, disposeOn, archivedSeq, transfer } =
    retention
  const where =
    level === 'office'
      ? transfer !== null
        ? 'on-its-way'
        : archivedSeq === null
          ? 'closed'
          : 'office'
      : level
  return summaryList([
    { label: t('case-files.archive.where'), value: t(`case-files.archive.level.${where}`) },
    { label: t('case-files.archive.series'), value: series },
    { label: t('case-files.archive.closed'), value: day(context, from) },
    { label: t('case-files.archive.office-until'), value: day(context, transferOn) },
    {
      label: t(`case-files.archive.disposition.${disposition}`),
      value: day(context, disposeOn),
    },
    { label: t('case-files.archive.authority'), value: retention.authority },
  ])
}

function action({ link }: PageContext, { filed }: CaseInArchive, what: string): string {
  return link(`/bandeja/${filed.id}/archivo/${what}`)
}

const seenField = ({ seq }: CaseInArchive): Html =>
  html`<input type="hidden" name="seen" value="${seq}" />`

const actField = (context: PageContext, id: string): Html =>
  textField(context, {
    ...{ name: 'act', id, maxlength: 300 },
    label: context.t('case-files.archive.act'),
    hint: context.t('case-files.archive.act-hint'),
  })

function linksPart(context: PageContext, shown: CaseInArchive): Html {
  const { t, link } = context
  const { links } = shown
  const going = links.filter(
    ({ kind, goesOn, endedAct }) => kind === 'accumulated' && goesOn && endedAct === null,
  )
  return html`${
    links.length === 0
      ? html`<p class="quiet">${t('case-files.archive.no-links')}</p>`
      : html`<ul>
          ${links.map(
            (each) =>
              html`<li>
                <a href="${link(`/bandeja/${each.id}`)}">${shownNumber(each)}</a>:
                ${t(`case-files.archive.link.${each.goesOn ? 'takes' : 'taken'}`, { act: each.act })}
                ${
                  each.endedAct === null
                    ? null
                    : t('case-files.archive.link.ended', { act: each.endedAct })
                }
              </li>`,
          )}
        </ul>`
  }
  ${
    shown.may('change-state')
      ? html`${details({
          summary: t('case-files.archive.accumulate'),
          body: form(context, {
            action: action(context, shown, 'acumular'),
            submit: t('case-files.archive.accumulate'),
            kind: 'secondary',
            body: html`${seenField(shown)}
            ${textField(context, {
              ...{ name: 'number', label: t('case-files.archive.other'), width: 'medium' },
              hint: t('case-files.track.number-hint'),
            })}
            ${actField(context, 'accumulate-act')}`,
          }),
        })}
        ${going.map((each) =>
          details({
            summary: t('case-files.archive.separate', { number: shownNumber(each) }),
            body: form(context, {
              action: action(context, shown, 'separar'),
              submit: t('case-files.archive.separate', { number: shownNumber(each) }),
              kind: 'secondary',
              body: html`${seenField(shown)}
                <input type="hidden" name="other" value="${each.id}" />
                ${actField(context, `separate-${each.id}`)}`,
            }),
          }),
        )}`
      : null
  }`
}

function paperForms(context: PageContext, shown: CaseInArchive): Html {
  const { t } = context
  const { papers, loans, offices } = shown
  const out = new Set(loans.filter(({ backAt }) => backAt === null).map(({ paper }) => paper))
  const inside = papers.filter((paper) => !out.has(paper))
  return html`${
    shown.may('update')
      ? details({
          summary: t('case-files.archive.add-paper'),
          body: form(context, {
            action: action(context, shown, 'papel'),
            submit: t('case-files.archive.add-paper'),
            kind: 'secondary',
            body: html`${textField(context, {
              ...{ name: 'paper', id: 'new-paper', maxlength: 300 },
              label: t('case-files.archive.paper-what'),
              hint: t('case-files.archive.paper-hint'),
            })}
            ${textField(context, {
              ...{ name: 'folios', label: t('case-files.archive.folios'), type: 'number', min: 1 },
              width: 'short',
            })}`,
          }),
        })
      : null
  }
  ${
    shown.may('seal') && inside.length > 0
      ? details({
          summary: t('case-files.archive.lend'),
          body: form(context, {
            action: action(context, shown, 'prestar'),
            submit: t('case-files.archive.lend'),
            kind: 'secondary',
            body: html`${selectField(context, {
              ...{ name: 'paper', id: 'lent-paper', label: t('case-files.archive.part') },
              options: inside.map((paper) => ({ value: paper, label: paper })),
            })}
            ${selectField(context, {
              ...{ name: 'office', label: t('case-files.archive.office') },
              options: offices.map(({ slug, name }) => ({ value: slug, label: name })),
            })}
            ${textField(context, { name: 'holder', label: t('case-files.archive.holder') })}
            ${textField(context, {
              ...{ name: 'due', label: t('case-files.archive.back-by'), type: 'date' },
              width: 'medium',
            })}`,
          }),
        })
      : null
  }`
}

function endForms(context: PageContext, shown: CaseInArchive): Html | null {
  const { t } = context
  const { retention, today } = shown
  if (retention === null || retention.level === 'destroyed') return null
  const { level, archivedSeq, disposition, disposeOn } = retention
  const due = level === 'central' && disposition === 'destroy' && disposeOn <= today
  return html`<h2>${t('case-files.archive.end')}</h2>
    ${
      archivedSeq === null && shown.may('change-state')
        ? form(context, {
            action: action(context, shown, 'archivar'),
            submit: t('case-files.archive.put-away'),
            kind: 'secondary',
            body: html`${seenField(shown)}
              <p>${t('case-files.archive.put-away-text')}</p>`,
          })
        : null
    }
    ${
      archivedSeq !== null && (shown.may('change-state') || shown.may('seal'))
        ? details({
            summary: t('case-files.archive.reopen'),
            body: form(context, {
              action: action(context, shown, 'reabrir'),
              submit: t('case-files.archive.reopen'),
              kind: 'secondary',
              body: html`<p>${t('case-files.archive.reopen-text')}</p>
                ${actField(context, 'reopen-act')}
                ${textArea(context, {
                  ...{ name: 'why', label: t('case-files.archive.why'), rows: 3, maxlength: 2000 },
                })}`,
            }),
          })
        : null
    }
    ${
      due && shown.may('destroy')
        ? html`<div id="eliminar">
            ${details({
              summary: t('case-files.archive.destroy'),
              open: true,
              body: form(context, {
                action: action(context, shown, 'eliminar'),
                submit: t('case-files.archive.destroy'),
                kind: 'danger',
                body: html`<p>${t('case-files.archive.destroy-text')}</p>
                  ${textField(context, {
                    ...{ name: 'authority', label: t('case-files.archive.authority') },
                    ...{ hint: t('case-files.archive.authority-hint'), maxlength: 300 },
                  })}`,
              }),
            })}
          </div>`
        : null
    }`
}
