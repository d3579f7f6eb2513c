// The receipt of a filing, which is also the page by which its filer follows the case; and how to find it again.
import { type Html, html } from '@rimaq/markup'
import { type PageContext, form, notice, summaryList, textField } from '#pages'
import type { Answer, RouteRequest } from '#platform'
import { type CivilDate, explainDeadline } from '@rimaq/workdays'
import { wordsOf } from '../catalogue/procedure.ts'
import { languageOf, noonOf } from '../deadlines/deadline-page.ts'
import type { Own } from './counter.ts'
import { signedReceiptPart } from '../seal/receipt-part.ts'
import type { ReceiptState } from '../seal/receipts.ts'
import { shownKey } from './filing-key.ts'
import type { OwnParts } from '../notify/own-section.ts'
import {
  type Sent,
  answersList,
  missingDocuments,
  paperRows,
  filesTable,
  filingPage,
  shownNumber,
  textOf,
} from './filing-parts.ts'
import type { CaseFile } from './store-filings.ts'

/** The same address once it was filed: the receipt, and how the case stands. */
export function receiptPage(
  context: PageContext,
  given: {
    filed: CaseFile
    own: Own
    fresh: boolean
    receipt: ReceiptState
    mailbox: OwnParts
    /** Where the case is, and what the filer may do; what waits for the filer, at the top. */
    standing: Html
    alert: Html | null
    /** What was sent too late to be part of it, in words. */
    late?: string
  },
): Answer {
  const { t, lang, locale, link } = context
  const { filed, own, fresh, receipt, mailbox, late, standing, alert } = given
  // The receipt itself stands above, and is no document of the filer's.
  const hashes = new Set(receipt.made?.versions.map(({ sha256 }) => sha256))
  const files = filed.files.filter(({ sha256 }) => !hashes.has(sha256))
  const { content, term, dueOn, silentOn, filedAt, receivedOn, code, version } = filed
  const name = wordsOf(content.name, lang)
  const title = t('case-files.receipt.title', { number: shownNumber(filed) })
  const body = html`<h1>${title}</h1>
    <p class="lead">${name}</p>
    ${alert}
    ${late === undefined ? null : notice(context, { kind: 'error', title: late, live: true })}
    ${mailbox.top}
    ${
      fresh
        ? notice(context, {
            kind: 'success',
            title: t('case-files.receipt.done'),
            body: t('case-files.receipt.done-text'),
            live: true,
          })
        : null
    }
    ${summaryList([
      {
        label: t('case-files.receipt.number'),
        value: html`<strong>${shownNumber(filed)}</strong>`,
      },
      {
        label: t('case-files.receipt.key'),
        value: html`<code>${shownKey(own.key)}</code>`,
      },
      { label: t('case-files.receipt.filed'), value: locale.dateTime(lang, filedAt) },
      {
        label: t('case-files.receipt.received'),
        value: locale.date(lang, noonOf(receivedOn as CivilDate)),
      },
      ...paperRows(context, filed),
      {
        label: t('case-files.receipt.due'),
        value:
          dueOn === null || term === null
            ? null
            : html`<strong>${locale.date(lang, noonOf(dueOn as CivilDate))}</strong>
                <span class="quiet"
                  >${explainDeadline(term, { language: languageOf(lang), warn: true })}.</span
                >`,
      },
      {
        label: t('case-files.receipt.silent'),
        value:
          silentOn === null
            ? null
            : t('case-files.procedure.silent-on', {
                day: locale.date(lang, noonOf(silentOn as CivilDate)),
              }),
      },
      {
        label: t('case-files.receipt.version'),
        value: html`<a href="${link(`/tramites/${code}/versiones/${version}`)}">${version}</a>`,
      },
    ])}
    ${signedReceiptPart(context, { receipt, own })} ${missingPart(context, filed)} ${standing}
    ${mailbox.section}
    <h2>${t('case-files.draft.attached')}</h2>
    ${files.length === 0 ? html`<p>${t('case-files.receipt.no-files')}</p>` : filesTable(context, { files, content })}
    <p>
      <a href="${link(`/presentacion/${own.id}/${own.key}/indice`)}"
        >${t('case-files.archive.index-title')}</a
      >
    </p>
    <h2>${t('case-files.receipt.told')}</h2>
    ${answersList(context, filed)}`
  const trail = [{ label: name, href: link(`/tramites/${code}`) }]
  return filingPage(context, { title, body, trail }, late === undefined ? {} : { status: 409 })
}

/** What was not attached, and what that does to the dates (Law 27444, art. 125, 131.1). */
function missingPart(context: PageContext, filed: CaseFile): Html | null {
  const { t, lang } = context
  const missing = missingDocuments(filed)
  if (filed.content.qualification === 'automatic') {
    const key = missing.length === 0 ? 'approved' : 'not-approved'
    const kind = missing.length === 0 ? 'success' : 'warning'
    return notice(context, { kind, title: t(`case-files.receipt.${key}`) })
  }
  if (missing.length === 0) return null
  return notice(context, {
    kind: 'warning',
    title: t('case-files.draft.missing', { count: missing.length }),
    body: html`<p>${t('case-files.receipt.missing-text')}</p>
      <ul>
        ${missing.map(({ text }) => html`<li>${wordsOf(text, lang)}</li>`)}
      </ul>`,
  })
}

/** `/seguimiento` */
export function trackPage(
  context: PageContext,
  { request, failed }: { request: Pick<RouteRequest, 'body'>; failed: boolean },
): Answer {
  const { t, link } = context
  const sent = (request.body ?? {}) as Sent
  const title = t('case-files.track.title')
  const body = html`<h1>${title}</h1>
    <p class="lead">${t('case-files.track.lead')}</p>
    <p><a href="${link('/mis-tramites')}">${t('case-files.mine.by-account')}</a></p>
    ${form(context, {
      action: link('/seguimiento'),
      errors: failed ? [{ field: 'number', message: t('case-files.track.none') }] : [],
      submit: t('case-files.track.find'),
      body: html`${textField(context, {
        name: 'number',
        label: t('case-files.receipt.number'),
        hint: t('case-files.track.number-hint'),
        value: textOf(sent, 'number'),
        width: 'medium',
        error: failed ? t('case-files.track.none') : null,
      })}
      ${textField(context, {
        name: 'key',
        label: t('case-files.receipt.key'),
        width: 'medium',
        value: textOf(sent, 'key'),
        autocomplete: 'off',
      })}`,
    })}`
  return filingPage(
    context,
    { title, body, trail: [{ label: title }] },
    failed ? { status: 404 } : {},
  )
}
