// The citizen's pages beside the mailbox: an appeal, taking the request back, a complaint, and the page of a mail's link.
import { type Html, html } from '@rimaq/markup'
import {
  type PageContext,
  button,
  fileField,
  form,
  linkButton,
  notice,
  radios,
  summaryList,
  textArea,
} from '#pages'
import type { Answer } from '#platform'
import { wordsOf } from '../catalogue/procedure.ts'
import { noonOf } from '../deadlines/deadline-page.ts'
import { accepted } from '../filing/file-kinds.ts'
import { filingPage, shownNumber } from '../filing/filing-parts.ts'
import type { CaseFile } from '../filing/store-filings.ts'
import { appealRules } from './appeal.ts'
import { appealsSentence } from './sheet.ts'
import type { KeptNotification } from './store-notifications.ts'

/** What a form of these pages was sent, and what is wrong with it, in words. */
export interface Sent {
  values: Readonly<Record<string, string>>
  error: string | null
}

interface Shown {
  filed: CaseFile
  /** Address of the case for its reader. */
  base: string
  sent: Sent
}

function ownPage(
  context: PageContext,
  { filed, base, sent }: Shown,
  { title, body }: { title: string; body: Html },
): Answer {
  const trail = [{ label: shownNumber(filed), href: context.link(base) }, { label: title }]
  const lead = html`<h1>${title}</h1>
    <p class="lead">${shownNumber(filed)} · ${wordsOf(filed.content.name, context.lang)}</p>`
  const whole = html`${lead} ${body}`
  return filingPage(
    context,
    { title, body: whole, trail },
    sent.error === null ? {} : { status: 422 },
  )
}

const errorsOf = (field: string, error: string | null): { field: string; message: string }[] =>
  error === null ? [] : [{ field, message: error }]

/** `{base}/recurso` */
export function appealPage(context: PageContext, shown: Shown & { until: string | null }): Answer {
  const { t, lang, locale, link } = context
  const { base, sent, until } = shown
  const { values, error } = sent
  const body = html`<p>
      ${
        until === null
          ? t('case-files.notify.own.silent')
          : t('case-files.notify.own.appeal-until', {
              day: locale.date(lang, noonOf(until as never)),
            })
      }
    </p>
    ${form(context, {
      action: link(`${base}/recurso`),
      upload: true,
      errors: errorsOf('reasons', error),
      submit: t('case-files.notify.own.appeal-send'),
      body: html`${radios(context, {
        name: 'rule',
        label: t('case-files.notify.own.appeal-which'),
        values: [values['rule'] ?? 'APEL'],
        options: appealRules.map((rule) => ({
          value: rule,
          label: t(`case-files.notify.appeal.${rule}`),
          hint: t(`case-files.notify.appeal.${rule}-hint`),
        })),
      })}
      ${textArea(context, {
        ...{ name: 'reasons', rows: 8, maxlength: 8000, error },
        label: t('case-files.notify.own.appeal-why'),
        value: values['reasons'] ?? null,
      })}
      ${fileField(context, {
        ...{ name: 'file', required: false, accept: accepted },
        label: t('case-files.notify.own.appeal-file'),
        hint: t('case-files.notify.own.file-hint'),
      })}`,
    })}`
  return ownPage(context, shown, { title: t('case-files.notify.own.appeal'), body })
}

/** `{base}/desistir` */
export function withdrawPage(context: PageContext, shown: Shown): Answer {
  const { t, link } = context
  const { base, sent } = shown
  const body = html`${notice(context, {
    kind: 'warning',
    title: t('case-files.notify.own.withdraw-means'),
  })}
  ${form(context, {
    action: link(`${base}/desistir`),
    errors: errorsOf('reasons', sent.error),
    submit: t('case-files.notify.own.withdraw-send'),
    kind: 'danger',
    other: html`<a href="${link(base)}">${t('case-files.notify.own.stay')}</a>`,
    body: textArea(context, {
      ...{ name: 'reasons', rows: 4, maxlength: 4000, required: false, error: sent.error },
      label: t('case-files.notify.own.withdraw-why'),
      value: sent.values['reasons'] ?? null,
    }),
  })}`
  return ownPage(context, shown, { title: t('case-files.notify.own.withdraw'), body })
}

/** `{base}/queja` */
export function complaintPage(context: PageContext, shown: Shown): Answer {
  const { t, link } = context
  const { base, sent } = shown
  const body = html`<p>${t('case-files.notify.own.complain-text')}</p>
    ${form(context, {
      action: link(`${base}/queja`),
      errors: errorsOf('reasons', sent.error),
      submit: t('case-files.notify.own.complain-send'),
      body: textArea(context, {
        ...{ name: 'reasons', rows: 8, maxlength: 4000, error: sent.error },
        label: t('case-files.notify.own.complain-why'),
        value: sent.values['reasons'] ?? null,
      }),
    })}`
  return ownPage(context, shown, { title: t('case-files.notify.own.complain'), body })
}

/** `/notificacion/{id}/{key}`: the page of the link. Looking at it notifies nobody; its button does. */
export function mailPage(
  context: PageContext,
  { filed, one, base }: { filed: CaseFile; one: KeptNotification; base: string },
): Answer {
  const { t, lang, locale, link } = context
  const title = t('case-files.notify.mail.title')
  const { effectiveOn, endedWhy } = one
  const facts = summaryList([
    { label: t('case-files.receipt.number'), value: shownNumber(filed) },
    { label: t('case-files.notify.mail.to'), value: one.addressee.name },
  ])
  const body = html`<h1>${title}</h1>
    ${facts}
    ${
      effectiveOn === null && endedWhy === null
        ? html`<p>${t('case-files.notify.mail.text')}</p>
            <form method="post" action="${link(base)}">
              ${button({ label: t('case-files.notify.mail.acknowledge') })}
            </form>`
        : null
    }
    ${
      effectiveOn !== null
        ? html`${notice(context, {
              kind: 'success',
              title: t('case-files.notify.own.since', {
                day: locale.date(lang, noonOf(effectiveOn as never)),
              }),
              body: html`<p>${appealsSentence(t, one)}.</p>`,
            })}
            <p>
              ${linkButton({
                label: t('case-files.notify.own.download'),
                href: link(`${base}/documento`),
                download: true,
              })}
            </p>
            <p class="quiet">${one.name} · SHA-256 <code class="hash">${one.sha256}</code></p>`
        : null
    }
    ${
      effectiveOn === null && endedWhy !== null
        ? notice(context, { kind: 'info', title: t(`case-files.notify.ended.${endedWhy}`) })
        : null
    }`
  return filingPage(context, { title, body, trail: [{ label: title }] })
}
