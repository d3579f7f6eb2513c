// The pages on which an official registers paper: which procedure, then who, what and how many sheets.
import { type Html, html } from '@rimaq/markup'
import { type PageContext, layout, radios, textField } from '#pages'
import type { Answer } from '#platform'
import { type ProcedureVersion, wordsOf } from '../../catalogue/procedure.ts'
import { type Sent, textOf } from '../../filing/filing-parts.ts'

/** `/bandeja/papel` */
export function paperListPage(context: PageContext, versions: readonly ProcedureVersion[]): Answer {
  const { t, lang, link } = context
  const title = t('case-files.paper.title')
  const body = html`<h1>${title}</h1>
    <p class="lead">${t('case-files.paper.lead')}</p>
    <ul>
      ${versions.map(
        ({ code, content }) =>
          html`<li>
            <a href="${link(`/bandeja/papel/${code}`)}">${wordsOf(content.name, lang)}</a>
          </li>`,
      )}
    </ul>`
  return {
    cache: 'no-store',
    body: layout(context, {
      ...{ title, body, kind: 'work', noindex: true, styles: ['case-files.css'] },
      breadcrumbs: [{ label: t('case-files.tray.title'), href: link('/bandeja') }],
    }),
  }
}

/** What is asked of the paper itself. */
export function paperFields(
  context: PageContext,
  { sent, errorOf }: { sent: Sent; errorOf(field: string): string | null },
): Html {
  const { t } = context
  const original = textOf(sent, 'paper-original')
  return html`<fieldset class="fieldset">
    <legend>${t('case-files.paper.paper')}</legend>
    ${textField(context, {
      name: 'paper-sheets',
      label: t('case-files.paper.sheets'),
      value: textOf(sent, 'paper-sheets'),
      error: errorOf('paper-sheets'),
      width: 'short',
      inputmode: 'numeric',
    })}
    ${radios(context, {
      name: 'paper-original',
      label: t('case-files.paper.original'),
      values: original === null ? [] : [original],
      error: errorOf('paper-original'),
      options: [
        { value: 'returned', label: t('case-files.paper.returned') },
        { value: 'kept', label: t('case-files.paper.kept') },
      ],
    })}
    ${textField(context, {
      name: 'paper-time',
      label: t('case-files.paper.time'),
      hint: t('case-files.paper.time-hint'),
      value: textOf(sent, 'paper-time'),
      error: errorOf('paper-time'),
      required: false,
      width: 'short',
    })}
    ${textField(context, {
      name: 'paper-reason',
      label: t('case-files.paper.reason'),
      value: textOf(sent, 'paper-reason'),
      error: errorOf('paper-reason'),
      required: false,
    })}
  </fieldset>`
}
