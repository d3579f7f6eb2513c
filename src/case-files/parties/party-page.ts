// The page of a party beside the filer: where the case is, its mailbox, what was filed, and what it can do.
import { type Html, html } from '@rimaq/markup'
import {
  type PageContext,
  fileField,
  form,
  linkButton,
  notice,
  summaryList,
  table,
  textArea,
} from '#pages'
import type { Answer } from '#platform'
import { wordsOf } from '../catalogue/procedure.ts'
import { accepted } from '../filing/file-kinds.ts'
import { answerWords, filingPage, scanMark, shownNumber } from '../filing/filing-parts.ts'
import { fieldsOf } from '../filing/form-answers.ts'
import { mailboxSection } from '../notify/mailbox-section.ts'
import { waitsNotice } from '../notify/my-cases-page.ts'
import type { Sent } from '../notify/own-pages.ts'
import { happened } from '../own/own-case-section.ts'
import { dueOf } from '../tray/tray-pages.ts'
import type { PartyView } from './party-view.ts'

/** `/parte/{id}/{key}` */
export function partyPage(
  context: PageContext,
  given: { view: PartyView; base: string; waits: Date | null; done: boolean },
): Answer {
  const { t, lang, link } = context
  const { view, base, waits, done } = given
  const { filed, party, mailbox, office, onBehalfOf, mayWrite } = view
  const title = t('case-files.tray.case', { number: shownNumber(filed) })
  const body = html`<h1>${title}</h1>
    <p class="lead">${wordsOf(filed.content.name, lang)}</p>
    ${
      done
        ? notice(context, {
            ...{ kind: 'success', title: t('case-files.parties.received'), live: true },
          })
        : null
    }
    ${
      mailbox.unread === 0
        ? null
        : notice(context, {
            kind: 'warning',
            title: t('case-files.notify.own.unread', { count: mailbox.unread }),
            body: html`<p><a href="#casilla">${t('case-files.notify.own.see')}</a></p>`,
          })
    }
    ${summaryList([
      {
        label: t('case-files.parties.you'),
        value: `${party.name}: ${t(`case-files.parties.is.${party.role}`)}`,
      },
      { label: t('case-files.parties.stands-for'), value: onBehalfOf },
      { label: t('case-files.filing.who'), value: filed.filer.name },
      {
        label: t('case-files.own.phase'),
        value: t(`case-files.mine.phase.${filed.phase}`),
      },
      { label: t('case-files.own.has'), value: office },
      {
        label: t('case-files.receipt.due'),
        value: filed.dueOn === null ? null : dueOf(context, filed),
      },
    ])}
    ${waitsNotice(context, mailbox.unread === 0 ? null : waits)}
    ${mailboxSection(context, { mailbox, base, complains: false })}
    ${
      mayWrite
        ? html`<p>${t('case-files.parties.write-text')}</p>
            <p>
              ${linkButton({
                label: t('case-files.parties.write'),
                href: link(`${base}/escrito`),
                kind: 'secondary',
              })}
            </p>`
        : null
    }
    ${documentsOf(context, view, base)} ${answersOf(context, view)} ${happened(context, view)}`
  return filingPage(context, { title, body, trail: [{ label: title }] })
}

function documentsOf(context: PageContext, { filed, kept }: PartyView, base: string): Html {
  const { t, lang, locale, link } = context
  const { files } = filed
  return html`<h2>${t('case-files.draft.attached')}</h2>
    ${kept === 0 ? null : html`<p class="quiet">${t('case-files.parties.kept', { count: kept })}</p>`}
    ${
      files.length === 0
        ? html`<p>${t('case-files.parties.no-files')}</p>`
        : table(context, {
            ...{ id: 'files', caption: t('case-files.draft.attached'), captionHidden: true },
            stack: true,
            columns: [
              { id: 'name', label: t('case-files.draft.name'), rowHead: true },
              { id: 'bytes', label: t('case-files.draft.size'), kind: 'number' },
            ],
            rows: files.map((file) => ({
              name: html`<a href="${link(`${base}/documentos/${file.position}`)}">${file.name}</a>
                ${scanMark(context, file)}`,
              bytes: locale.bytes(lang, file.bytes),
            })),
          })
    }`
}

/** What was asked for; mail and address of the filer are nobody else's. */
function answersOf({ t }: PageContext, { filed, answersKept }: PartyView): Html {
  const { answers, content } = filed
  return html`<h2>${t('case-files.parties.asked')}</h2>
    ${
      answersKept
        ? html`<p class="quiet">${t('case-files.parties.answers-kept')}</p>`
        : summaryList(
            fieldsOf(content).map(({ name, title }) => ({
              label: title,
              value: answerWords(t, answers[name]),
            })),
          )
    }`
}

/** `/parte/{id}/{key}/escrito` */
export function writePage(
  context: PageContext,
  { view, base, sent }: { view: PartyView; base: string; sent: Sent },
): Answer {
  const { t, link } = context
  const title = t('case-files.parties.write')
  const number = shownNumber(view.filed)
  const body = html`<h1>${title}</h1>
    <p class="lead">${t('case-files.tray.case', { number })}</p>
    ${form(context, {
      action: link(`${base}/escrito`),
      upload: true,
      errors: sent.error === null ? [] : [{ field: 'text', message: sent.error }],
      submit: t('case-files.parties.write-send'),
      other: html`<a href="${link(base)}">${t('case-files.notify.own.stay')}</a>`,
      body: html`${textArea(context, {
        ...{ name: 'text', rows: 8, maxlength: 8000, error: sent.error },
        label: t('case-files.parties.write-what'),
        value: sent.values['text'] ?? null,
      })}
      ${fileField(context, {
        ...{ name: 'file', required: false, accept: accepted },
        label: t('case-files.notify.own.appeal-file'),
        hint: t('case-files.notify.own.file-hint'),
      })}`,
    })}`
  const trail = [{ label: number, href: link(base) }, { label: title }]
  return filingPage(context, { title, body, trail }, sent.error === null ? {} : { status: 422 })
}
